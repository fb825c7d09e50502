"""Recorders on both databases, and whole installations."""

from tests.shared.empty_databases import empty_databases, two_databases
from tests.shared.event_store.databases import new_recorder, recorder
from tests.shared.event_store.places import new_place

__all__ = ["empty_databases", "new_place", "new_recorder", "recorder", "two_databases"]
