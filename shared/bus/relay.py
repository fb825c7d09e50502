"""The relay: carries the public events of one log to one stream, in order, at least once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.bus.envelope import Head, Translator, encoded, head_event, place_after
from shared.bus.place import Place
from shared.bus.transport import NotConfirmed, Outgoing, Publisher
from shared.crash_points import CrashPoint, reached
from shared.event_store import EventStore, SideRowConflict, compare_and_set
from shared.telemetry import RETURNED

RECORDS_A_STEP = 200
"""Confirms in flight: past this more of them only add waiting (performance.md A0)."""


UNSAVED = 1_000
"""Private records that are passed in memory only: a commit for each would be for nothing."""


class LeadershipLost(RuntimeError):
    """Another relay has moved the place on: close, and start over as a stand-by."""


@dataclass(frozen=True)
class RelayStep:
    """What one step did.

    Args:
        records: records read.
        published: messages confirmed.
        returned: of them, returned as unroutable.
    """

    records: int
    published: int
    returned: int


def relay_row(stream: str) -> str:
    """Key of the side row in which a relay keeps its place."""
    return f"relay/{stream}"


def stored_place(content: Any) -> Place:
    """A place as a side row holds it."""
    return Place(**content) if content else Place()


def place_content(place: Place) -> dict[str, Any]:
    """A place in plain data."""
    return dict(vars(place))


class Relay:
    """Publishes the records of one service's log on one stream, step by step.

    Args:
        store: the service's log.
        translator: makes the messages of the stream.
        publisher: sends them.
        stream: the exchange.
    """

    def __init__(
        self, store: EventStore, translator: Translator, publisher: Publisher, *, stream: str
    ) -> None:
        self._store = store
        self._translator = translator
        self._publisher = publisher
        self.stream = stream
        self._place: Place | None = None
        self._saved = Place()

    def step(self) -> RelayStep:
        """Publishes what is new, up to `RECORDS_A_STEP` records.

        Raises:
            LeadershipLost: another relay works on the same stream.
            TransportFailed: nothing was saved; the step may be repeated.
            UnknownTopic: an event cannot be translated; skipping would lose it.
        """
        place = self._current_place()
        records = self._store.recorder.select_records(after=place.through, limit=RECORDS_A_STEP)
        if not records:
            return RelayStep(0, 0, 0)
        identity = self._store.recorder.log()
        outgoing: list[Outgoing] = []
        after: list[Place] = []
        last = place
        for record in records:
            content = self._translator.message_for(record, identity, last)
            if content is not None:
                outgoing.append(_outgoing(content))
                last = place_after(content)
                after.append(last)
        reached(CrashPoint.BEFORE_PUBLISH)
        try:
            returned = self._publisher.publish(self.stream, outgoing) if outgoing else 0
        except NotConfirmed as partial:
            if partial.confirmed:
                self._save(after[partial.confirmed - 1])
            raise
        RETURNED.labels(self._translator.service).inc(returned)
        reached(CrashPoint.BEFORE_POSITION)
        passed = _read_through(last, records[-1].id, identity.log_id, identity.generation)
        if outgoing or passed.through - self._saved.through >= UNSAVED:
            self._save(passed)
        self._place = passed
        return RelayStep(len(records), len(outgoing), returned)

    def publish_head(self) -> None:
        """Tells how far the stream has come, after all before it is confirmed."""
        place = self._current_place()
        head = Head(
            self._translator.service,
            place.log,
            place.generation,
            place.position,
            place.event_id,
            place.through,
        )
        content = head_event(head)
        body = encoded(content)
        message_type = f"loopdesk.{self._translator.service}.head"
        self._publisher.publish(self.stream, [Outgoing(message_type, content["id"], body)])

    def _current_place(self) -> Place:
        if self._place is None:
            row = self._store.side_row("positions", relay_row(self.stream))
            self._place = self._saved = stored_place(row.content if row else None)
        return self._place

    def _save(self, new: Place) -> None:
        expected = place_content(self._saved) if self._saved != Place() else None
        write = compare_and_set(
            "positions", relay_row(self.stream), place_content(new), expected=expected
        )
        try:
            self._store.save(beside=[write])
        except SideRowConflict as refusal:
            self._place = None
            raise LeadershipLost(f"{self._translator.service} to {self.stream}") from refusal
        self._place = self._saved = new


def _outgoing(content: dict[str, Any]) -> Outgoing:
    return Outgoing(content["type"], content["id"], encoded(content))


def _read_through(place: Place, position: int, log_id: object, generation: int) -> Place:
    return Place(str(log_id), generation, place.position, place.event_id, position)
