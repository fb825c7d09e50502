"""Recorders and key stores on both databases, and whole installations."""

from tests.operations.places import new_place
from tests.shared.empty_databases import empty_databases, two_databases
from tests.shared.event_store.databases import new_recorder, recorder
from tests.shared.sealed.key_stores import installation, open_keys

__all__ = [
    "empty_databases",
    "installation",
    "new_place",
    "new_recorder",
    "open_keys",
    "recorder",
    "two_databases",
]
