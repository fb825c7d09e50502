"""What a back-dated version would have changed: decisions made under another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from shared.errors import NotFound
from shared.event_store.recorder import Record
from shared.event_store.store import EventStore
from shared.rules.book import RuleBook, RuleVersion

_RECORDS_A_READ = 1000


@dataclass(frozen=True)
class DecisionToReview:
    """A decision that stays as it is, though another version counts for its time now.

    Args:
        position: place of the event in the log.
        entity_id: entity that it is about.
        topic: what was decided.
        occurred_at: when.
        version: version of the rule set that it was decided by.
    """

    position: int
    entity_id: UUID
    topic: str
    occurred_at: datetime
    version: int


class _Meta(msgspec.Struct):
    occurred_at: datetime
    rules: dict[str, str] = {}


class _State(msgspec.Struct):
    meta: _Meta


_decoder = msgspec.json.Decoder(_State)


def what_would_change(
    store: EventStore, book: RuleBook, number: int, *, after: int = 0
) -> Iterator[DecisionToReview]:
    """Decisions for whose time version `number` counts now, made under another one.

    Args:
        store: the service's log, of which every later event is looked at.
        book: the rule set.
        number: the version that was entered later.
        after: position after which to look.

    Raises:
        NotFound: the rule set has no such version.
    """
    version = version_of(book, number)
    if version.effective_from is None:
        return
    for record in _records_after(store, after):
        meta = _decoder.decode(record.state).meta
        noted = meta.rules.get(book.name)
        if noted is None or int(noted) == number or meta.occurred_at < version.effective_from:
            continue
        if book.in_force(meta.occurred_at).version == number:
            yield DecisionToReview(
                position=record.id,
                entity_id=UUID(str(record.originator_id)),
                topic=record.topic,
                occurred_at=meta.occurred_at,
                version=int(noted),
            )


def version_of(book: RuleBook, number: int) -> RuleVersion:
    """One version of a rule set.

    Raises:
        NotFound: the rule set has no such version.
    """
    for one in book.versions:
        if one.version == number:
            return one
    raise NotFound(what="RuleVersion", key=f"{book.name}/{number}")


def _records_after(store: EventStore, position: int) -> Iterator[Record]:
    while True:
        records = store.recorder.select_records(after=position, limit=_RECORDS_A_READ)
        yield from records
        if len(records) < _RECORDS_A_READ:
            return
        position = records[-1].id
