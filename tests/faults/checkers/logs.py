"""A service's log as the checkers read it: every event with what caused it and in which save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

import msgspec

from services.crm.domain.gateway_message import answer_id_of
from shared.event_store import EventStore
from shared.event_store.receipt import RECEIPTS
from tests.faults.evidence import Attempt

RECORDS_A_STEP = 1000


class _Meta(msgspec.Struct):
    correlation_id: str | None = None
    causation_id: str | None = None


class _State(msgspec.Struct):
    meta: _Meta


_STATES = msgspec.json.Decoder(_State)


@dataclass(frozen=True)
class LoggedEvent:
    """One event of a log."""

    position: int
    entity_id: UUID
    version: int
    topic: str
    recorded_at: datetime
    correlation_id: str | None
    causation_id: str | None


@dataclass(frozen=True)
class Receipt:
    """The proof that a command was carried out: the entity and its version then."""

    entity_id: UUID
    version: int


class ReadLog:
    """All events of one log, and its receipts.

    Args:
        store: the log.
    """

    def __init__(self, store: EventStore) -> None:
        self.service = store.service
        self.events = list(_events(store))
        self.versions: dict[UUID, int] = {}
        self._caused: dict[str, list[LoggedEvent]] = {}
        for one in self.events:
            self.versions[one.entity_id] = max(one.version, self.versions.get(one.entity_id, 0))
            if one.correlation_id is not None:
                self._caused.setdefault(one.correlation_id, []).append(one)
        self._receipts = dict(_receipts(store))

    def events_of(self, attempt: Attempt) -> list[LoggedEvent]:
        """What a command itself has caused, without what followed from that over the bus."""
        cause = attempt.key.rpartition("/")[2]
        caused = self._caused.get(attempt.correlation_id, [])
        return [one for one in caused if one.causation_id == cause]

    def receipt_of(self, attempt: Attempt) -> Receipt | None:
        """The receipt of a command; the CRM's messages have their answer for it."""
        source, slash, message_id = attempt.key.rpartition("/")
        if not slash:
            return self._receipts.get(attempt.key)
        answer_id = answer_id_of(source=source, message_id=message_id)
        version = self.versions.get(answer_id)
        return None if version is None else Receipt(answer_id, version)


def saves(events: Sequence[LoggedEvent]) -> list[tuple[str, ...]]:
    """The topics of events, by the save that each was committed in."""
    found: list[list[str]] = [[one.topic for one in events[:1]]]
    for before, one in pairwise(events):
        is_same = (one.position, one.recorded_at) == (before.position + 1, before.recorded_at)
        if not is_same:
            found.append([])
        found[-1].append(one.topic)
    return [tuple(one) for one in found]


def _events(store: EventStore) -> Iterator[LoggedEvent]:
    after = 0
    while records := store.recorder.select_records(after=after, limit=RECORDS_A_STEP):
        for one in records:
            meta = _STATES.decode(one.state).meta
            yield LoggedEvent(
                position=one.id,
                entity_id=UUID(str(one.originator_id)),
                version=one.originator_version,
                topic=one.topic,
                recorded_at=one.recorded_at,
                correlation_id=meta.correlation_id,
                causation_id=meta.causation_id,
            )
        after = records[-1].id


def _receipts(store: EventStore) -> Iterator[tuple[str, Receipt]]:
    after = ""
    while rows := store.recorder.side_rows(RECEIPTS, after=after):
        for row in rows:
            content = row.content
            receipt = Receipt(UUID(content["entity_id"]), content["version"])
            yield row.key.rpartition("|")[2], receipt
        after = rows[-1].key
