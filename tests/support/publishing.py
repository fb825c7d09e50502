"""What a service has published, as its consumers get it."""

from __future__ import annotations

from typing import Any

from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from shared.bus.publication import Publications
from shared.event_store import EventStore


def messages_of(store: EventStore, publications: Publications) -> dict[str, dict[str, Any]]:
    """The last message of each public type, by the file name of its example."""
    translator = Translator(publications, store.mapper, stream="loopdesk.events")
    identity, before = store.recorder.log(), Place()
    found: dict[str, dict[str, Any]] = {}
    for record in store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            found[f"{made['type'].removeprefix(f'loopdesk.{store.service}.')}.json"] = made
    return found
