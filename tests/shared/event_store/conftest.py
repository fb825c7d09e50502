"""Recorders on both databases, and whole installations."""

from tests.shared.event_store.databases import new_recorder, recorder
from tests.shared.event_store.places import new_place

__all__ = ["new_place", "new_recorder", "recorder"]
