"""One log as a file of a backup, written line by line and read as a stranger's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from services.operations.backup_files import BadBackup, read_lines
from shared.event_store.log_copy import LogCopy
from shared.event_store.mapper import LARGEST_STATE
from shared.event_store.recorder import Ancestor, LogIdentity, Record
from shared.event_store.side_rows import SideRow


class LogLine(msgspec.Struct, frozen=True, kw_only=True, tag="log"):
    """First line of a log's file."""

    service: str
    log_id: UUID
    generation: int
    lineage: tuple[Ancestor, ...]


class EventLine(msgspec.Struct, frozen=True, kw_only=True, tag="event"):
    """One event."""

    position: int
    originator_id: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    log_id: UUID


class RowLine(msgspec.Struct, frozen=True, kw_only=True, tag="row"):
    """One side row."""

    kind: str
    key: str
    value: bytes
    expires_at: datetime | None


class _Meta(msgspec.Struct):
    event_id: str


class _State(msgspec.Struct):
    meta: _Meta


Line = LogLine | EventLine | RowLine
_LINES = msgspec.json.Decoder(Line)
_STATES = msgspec.json.Decoder(_State)


def log_file(service: str) -> str:
    """Name of the file of a service's log."""
    return f"{service}.log.jsonl"


def log_lines(service: str, copy: LogCopy) -> Iterator[bytes]:
    """The lines of a log's file."""
    yield msgspec.json.encode(LogLine(service=service, **vars(copy.identity)))
    for one in copy.records:
        yield msgspec.json.encode(
            EventLine(
                position=one.id,
                originator_id=UUID(str(one.originator_id)),
                version=one.originator_version,
                topic=one.topic,
                state=one.state,
                recorded_at=one.recorded_at,
                log_id=one.log_id,
            )
        )
    for row in copy.side_rows:
        yield msgspec.json.encode(RowLine(**vars(row)))


@dataclass(frozen=True)
class LogFile:
    """One log's file in a backup.

    Args:
        path: the file.
        service: the service whose log it must hold.
        kinds: kinds of side rows that it may hold.
    """

    path: Path
    service: str
    kinds: frozenset[str]

    def check(self) -> tuple[LogIdentity, Ancestor]:
        """Reads the whole file; returns the log's identity and what its successor descends from.

        Raises:
            BadBackup: a line is not what it should be.
        """
        lines = self._lines()
        first = next(lines, None)
        if not isinstance(first, LogLine) or first.service != self.service:
            raise BadBackup(f"{self.path.name} does not begin with the log of {self.service}.")
        last: EventLine | None = None
        ancestors = {first.log_id, *(one.log_id for one in first.lineage)}
        for line in lines:
            problem = self._problem_with(line, after=last, ancestors=ancestors)
            if problem is not None:
                raise BadBackup(f"{self.path.name}: {problem}.")
            last = line if isinstance(line, EventLine) else last
        identity = LogIdentity(first.log_id, first.generation, first.lineage)
        return identity, _last_of(identity, last)

    def records(self) -> Iterator[Record]:
        """The events as records."""
        for line in self._lines():
            if isinstance(line, EventLine):
                yield Record(
                    originator_id=line.originator_id,
                    originator_version=line.version,
                    topic=line.topic,
                    state=line.state,
                    id=line.position,
                    recorded_at=line.recorded_at,
                    log_id=line.log_id,
                )

    def side_rows(self, *, kept: Callable[[SideRow], SideRow | None]) -> Iterator[SideRow]:
        """The side rows as `kept` leaves them; those that it answers with None are left out."""
        for line in self._lines():
            if isinstance(line, RowLine):
                row = kept(SideRow(line.kind, line.key, line.value, line.expires_at))
                if row is not None:
                    yield row

    def _lines(self) -> Iterator[Line]:
        try:
            yield from (_LINES.decode(line) for line in read_lines(self.path))
        except msgspec.MsgspecError as refusal:
            raise BadBackup(f"{self.path.name} holds a line that is none: {refusal}") from refusal

    def _problem_with(
        self, line: Line, *, after: EventLine | None, ancestors: set[UUID]
    ) -> str | None:
        if isinstance(line, LogLine):
            return "a second log begins in it"
        if isinstance(line, RowLine):
            return None if line.kind in self.kinds else f"side rows of kind {line.kind} are unknown"
        if line.position != (after.position if after else 0) + 1:
            return f"position {line.position} is out of order"
        if line.recorded_at.tzinfo is None or (after and line.recorded_at < after.recorded_at):
            return f"the time of position {line.position} goes back"
        if line.log_id not in ancestors or len(line.state) > LARGEST_STATE:
            return f"position {line.position} is no record of this log"
        if _event_id_in(line.state) is None:
            return f"position {line.position} holds no event"
        return None


def _last_of(identity: LogIdentity, last: EventLine | None) -> Ancestor:
    position, event_id = (last.position, _event_id_in(last.state) or "") if last else (0, "")
    return Ancestor(identity.log_id, identity.generation, position, event_id)


def _event_id_in(state: bytes) -> str | None:
    """The id that an event carries in its state; None if the state is no event's."""
    try:
        return _STATES.decode(state).meta.event_id
    except msgspec.MsgspecError:
        return None
