"""The producer's side of catching up: reads of its own log in public form."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.bus.envelope import (
    RECORDS_A_READ,
    Head,
    Translator,
    encoded,
    head_event,
    place_after,
    read_envelope,
)
from shared.bus.message import Message
from shared.bus.place import Place
from shared.bus.transport import Excerpt
from shared.event_store import EventStore, LogIdentity

LARGEST_REPLY = 512 * 1024
"""Bytes of one reply at most; a longer excerpt is cut and asked for again."""


class LogReader:
    """Answers `read_events` from a service's own log.

    Args:
        store: the service's log.
        translator: makes the public messages of one stream.
    """

    def __init__(self, store: EventStore, translator: Translator) -> None:
        self._store = store
        self._translator = translator

    def read_events(self, *, after: Place) -> Excerpt:
        """What was published after `after`, as `shared.bus.transport.ProducerLog` promises."""
        return excerpt_of(self.reply(after.position, after.event_id))

    def reply(self, after: int, after_id: str) -> dict[str, Any]:
        """The reply in plain data, at most `LARGEST_REPLY` bytes.

        Args:
            after: position of the last published record that the asker has taken; 0 at first.
            after_id: that record's event id.
        """
        identity = self._store.recorder.log()
        last = self._store.recorder.last_position()
        if not self._holds(after, after_id):
            return self._reply(identity, Place(), [], holds_after=False, is_last=True)
        place = Place(str(identity.log_id), identity.generation, after, after_id, after)
        contents: list[dict[str, Any]] = []
        size = 0
        # Public ones only: a run of private records longer than a reading would be a wall.
        records = self._translator.public_records(self._store, after=after, up_to=last)
        through = records[-1].id if len(records) == RECORDS_A_READ else last
        for record in records:
            content = self._translator.message_for(record, identity, place)
            if content is None:
                continue
            size += len(encoded(content))
            if contents and size > LARGEST_REPLY:
                through = place.position
                break
            contents.append(content)
            place = place_after(content)
        end = Place(place.log, place.generation, place.position, place.event_id, through)
        return self._reply(identity, end, contents, holds_after=True, is_last=through >= last)

    def event_id_at(self, position: int) -> str | None:
        """The id of the event at `position`, if there is one."""
        record = self._store.recorder.record_at(position)
        if record is None:
            return None
        meta = msgspec.json.decode(record.state)["meta"]
        return str(meta["event_id"])

    def _reply(
        self,
        identity: LogIdentity,
        place: Place,
        contents: list[dict[str, Any]],
        *,
        holds_after: bool,
        is_last: bool,
    ) -> dict[str, Any]:
        head = Head(
            self._translator.service,
            str(identity.log_id),
            identity.generation,
            place.position,
            place.event_id,
            place.through,
        )
        return {
            "holds_after": holds_after,
            "messages": contents,
            "head": head_event(head),
            "is_last": is_last,
        }

    def _holds(self, position: int, event_id: str) -> bool:
        return position == 0 or self.event_id_at(position) == event_id


def excerpt_of(reply: dict[str, Any]) -> Excerpt:
    """A reply of `LogReader.reply`, read."""
    messages = tuple(read_envelope(content) for content in reply["messages"])
    head = read_envelope(reply["head"])
    if not isinstance(head, Head):
        raise TypeError("The reply's head is no head.")
    return Excerpt(
        holds_after=reply["holds_after"],
        messages=tuple(one for one in messages if isinstance(one, Message)),
        head=head,
        is_last=reply["is_last"],
    )
