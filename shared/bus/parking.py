"""Messages that could not be taken: kept in order by subject until somebody decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.bus.message import Message
from shared.clock import iso
from shared.errors import NotFound
from shared.event_store import EventStore, SideRow, SideWrite, compare_and_set, insert

PARKED = "parked"
"""Kind of the side rows that hold parked messages."""

Status = Literal["parked", "retry", "discard"]


@dataclass(frozen=True)
class ParkedMessage:
    """A message that waits with its cause.

    Args:
        key: name of its side row: producer and position.
        message: the message.
        cause: why it, or the one that it waits behind, could not be taken.
        status: `parked`, or marked by an operator for the consumer to run or drop.
        parked_at: since when.
        behind: key of the message that it waits behind, if it did not fail itself.
        stored: its side row's value.
    """

    key: str
    message: Message
    cause: str
    status: Status
    parked_at: datetime
    behind: str | None
    stored: bytes


def parked_key(message: Message) -> str:
    """Name of a parked message's side row; sorts by position."""
    return f"{message.source}/{message.position:020d}"


class ParkingLot:
    """The parked messages of one consuming service.

    Args:
        store: the consumer's log.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def messages(self, *, producer: str = "") -> list[ParkedMessage]:
        """All parked messages, in position order within each producer."""
        prefix = f"{producer}/" if producer else ""
        found: list[ParkedMessage] = []
        after = ""
        while rows := self._store.recorder.side_rows(PARKED, prefix=prefix, after=after):
            found.extend(_parked_message(row) for row in rows)
            after = rows[-1].key
        return found

    def message(self, key: str) -> ParkedMessage:
        """One parked message.

        Raises:
            NotFound: there is none of this key.
        """
        row = self._store.side_row(PARKED, key)
        if row is None:
            raise NotFound(what="parked message", key=key)
        return _parked_message(row)

    def mark(self, key: str, status: Status) -> None:
        """Marks a message for the consumer: `retry` or `discard`.

        Raises:
            NotFound: there is none of this key.
        """
        row = self._store.side_row(PARKED, key)
        if row is None:
            raise NotFound(what="parked message", key=key)
        content = row.content
        changed = {**content, "status": status}
        self._store.save(beside=[compare_and_set(PARKED, key, changed, expected=content)])

    def put_back(self, parked: ParkedMessage, *, cause: str) -> None:
        """Leaves a marked message parked, with the new cause."""
        row = self._store.side_row(PARKED, parked.key)
        if row is not None:
            changed = {**row.content, "status": "parked", "cause": cause[:2000]}
            write = compare_and_set(PARKED, parked.key, changed, expected=row.content)
            self._store.save(beside=[write])


def parking(message: Message, *, cause: str, at: datetime, behind: str | None) -> SideWrite:
    """The side row that parks `message`."""
    content = {
        "message": _plain(message),
        "cause": cause[:2000],
        "status": "parked",
        "parked_at": iso(at),
        "behind": behind,
    }
    return insert(PARKED, parked_key(message), content)


def leaving(parked: ParkedMessage) -> SideWrite:
    """Removes a parked message, in the transaction of its effect; only one of two can."""
    return SideWrite("compare-and-set", PARKED, parked.key, expected=parked.stored)


def waiting_behind(message: Message, parked: Iterable[ParkedMessage]) -> str | None:
    """Key of the first parked message that shares a subject with `message`."""
    subjects = set(message.subjects)
    for one in parked:
        if subjects & set(one.message.subjects):
            return one.key
    return None


def _plain(message: Message) -> dict[str, Any]:
    return {**vars(message), "time": iso(message.time), "subjects": list(message.subjects)}


def _parked_message(row: SideRow) -> ParkedMessage:
    content = row.content
    plain = content["message"]
    message = Message(
        **{
            **plain,
            "time": datetime.fromisoformat(plain["time"]),
            "subjects": tuple(plain["subjects"]),
        }
    )
    return ParkedMessage(
        key=row.key,
        message=message,
        cause=content["cause"],
        status=content["status"],
        parked_at=datetime.fromisoformat(content["parked_at"]),
        behind=content["behind"],
        stored=row.value,
    )
