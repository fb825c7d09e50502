"""Key stores on both databases."""

from tests.shared.sealed.key_stores import installation, open_keys

__all__ = ["installation", "open_keys"]
