"""Decoding of stored ticket events, beside the eventsourcing library's own JSON mapper."""

import gc
from collections.abc import Sequence
from typing import Any

import msgspec
from eventsourcing.persistence import (
    DatetimeAsISO,
    DecimalAsStr,
    JSONTranscoder,
    StoredEvent,
    Transcoding,
    UUIDAsHex,
)
from eventsourcing.persistence import Mapper as LibraryMapper

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Solution
from shared.event_store import Mapper, Meta
from shared.sealed import Sealed
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.sampling import in_turns, stopwatch
from tests.benchmarks.ticket_lives import Desk
from tests.benchmarks.workbench import Workbench


class DecodedOtherwise(RuntimeError):
    """The two mappers do not give the same events, so their speeds cannot be compared."""


class StructAsDict(Transcoding):
    """How the library's transcoder is told of a struct.

    Args:
        struct: its class.
    """

    def __init__(self, struct: type[Any]) -> None:
        self.type = struct
        self.name = struct.__name__.lower()

    def encode(self, obj: Any) -> dict[str, Any]:
        """The struct's fields that hold something."""
        values = msgspec.structs.asdict(obj)
        return {name: value for name, value in values.items() if value is not None}

    def decode(self, data: Any) -> Any:
        """The struct of decoded fields."""
        return self.type(**data)


def measure(bench: Workbench) -> list[Figure]:
    """Decodes whole lives of tickets, again and again, with both mappers."""
    mapper, library = Mapper([Ticket]), LibraryMapper(_transcoder())
    with bench.preparing("stored events of both mappers"):
        events = [event for life in Desk(seed=1).ticket_lives(500) for event in life]
        ours = [mapper.to_stored_event(one) for one in events]
        theirs = [library.to_stored_event(one) for one in events]
        _check_equal(events, mapper, ours, library, theirs)
    gc.collect()
    gc.freeze()
    rounds = in_turns(
        bench.size(11, quick=3),
        ours=lambda: _decode(mapper, ours * 25),
        peer=lambda: _decode(library, theirs * 5),
    )
    return [
        Figure(
            name="decode stored ticket events",
            unit="events/s",
            rounds=rounds.ours,
            peer="eventsourcing's JSON mapper",
            peer_rounds=rounds.peers,
            target=Target("ratio at least", 5),
        )
    ]


def _transcoder() -> JSONTranscoder:
    transcoder = JSONTranscoder()
    structs = (Meta, Sealed, AboutTicket, Solution)
    for one in (UUIDAsHex(), DatetimeAsISO(), DecimalAsStr(), *map(StructAsDict, structs)):
        transcoder.register(one)
    return transcoder


def _check_equal(
    events: Sequence[Any],
    mapper: Mapper,
    ours: Sequence[StoredEvent],
    library: LibraryMapper[Any],
    theirs: Sequence[StoredEvent],
) -> None:
    for event, one, other in zip(events, ours, theirs, strict=True):
        decoded, peers = mapper.to_domain_event(one), library.to_domain_event(other)
        if not _filled(event) == _filled(decoded) == _filled(peers):
            raise DecodedOtherwise(f"{event!r}\n{decoded!r}\n{peers!r}")


def _filled(event: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(event).items() if value is not None}


def _decode(mapper: Any, stored: Sequence[StoredEvent]) -> float:
    decode = mapper.to_domain_event
    with stopwatch() as watch:
        for one in stored:
            decode(one)
    return len(stored) / watch.seconds
