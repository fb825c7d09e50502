"""Recorders on both databases."""

from tests.shared.empty_databases import empty_databases, two_databases
from tests.shared.event_store.databases import new_recorder, recorder

__all__ = ["empty_databases", "new_recorder", "recorder", "two_databases"]
