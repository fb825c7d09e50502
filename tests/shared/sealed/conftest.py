"""Key stores on both databases."""

from tests.shared.empty_databases import empty_databases, two_databases
from tests.shared.sealed.key_stores import installation, open_keys

__all__ = ["empty_databases", "installation", "open_keys", "two_databases"]
