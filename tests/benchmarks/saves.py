"""Saves of one ticket each by 1 and 10 writers, beside the library's plain recorder.

Both write the same events through the same mapper to the same PostgreSQL, each into a database of
its own, while a follower reads on by position.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing.pool import Pool
from multiprocessing.synchronize import Barrier
from uuid import uuid4

from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from services.tickets.domain.ticket import Ticket
from shared.clock import SystemClock
from shared.event_store import EventStore, Mapper
from shared.event_store.postgres import PostgresRecorder
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.sampling import in_turns
from tests.benchmarks.ticket_lives import Desk
from tests.benchmarks.workbench import Workbench

Save = Callable[[Ticket], object]

LONGEST_ROUND = 6.0
"""Seconds after which the writers of a round stop, however few saves they have made."""


@dataclass(frozen=True)
class Side:
    """One of the two stores.

    Args:
        is_ours: our event store, or the library's recorder.
        url: its database.
    """

    is_ours: bool
    url: str


@cache
def open_ours(side: Side) -> tuple[PostgresRecorder, Save]:
    """Our recorder and our way to save a ticket."""
    recorder = PostgresRecorder(side.url, service="tickets", side_kinds=())
    store = EventStore(
        service="tickets", recorder=recorder, aggregates=[Ticket], clock=SystemClock()
    )
    return recorder, store.save


@cache
def open_library(side: Side) -> tuple[PostgresApplicationRecorder, Save]:
    """The library's recorder and a ticket's way into it, by the same mapper."""
    facts = {str(name): str(value) for name, value in conninfo_to_dict(side.url).items()}
    names = ("dbname", "host", "port", "user", "password")
    recorder = PostgresApplicationRecorder(PostgresDatastore(*(facts[name] for name in names)))
    mapper = Mapper([Ticket])

    def save(ticket: Ticket) -> None:
        recorder.insert_events([mapper.to_stored_event(one) for one in ticket.collect_events()])

    return recorder, save


def open_side(side: Side) -> tuple[ApplicationRecorder, Save]:
    """The recorder of a side and how it saves a ticket; once in each process."""
    return open_ours(side) if side.is_ours else open_library(side)


class Follower(threading.Thread):
    """Reads a log on by position while others write to it, as relay and read models do.

    Args:
        recorder: the log.
    """

    PAUSE = 0.005

    def __init__(self, recorder: ApplicationRecorder) -> None:
        super().__init__()
        self._recorder = recorder
        self._start = recorder.max_notification_id() or 0
        self._seen: set[int] = set()
        self._written = threading.Event()

    def run(self) -> None:
        """Reads until all has been written and nothing new comes."""
        last = self._start
        while True:
            is_over = self._written.is_set()
            found = self._recorder.select_notifications(
                start=last, limit=1000, inclusive_of_start=False
            )
            self._seen.update(one.id for one in found)
            if found:
                last = found[-1].id
            elif is_over:
                return
            else:
                self._written.wait(self.PAUSE)

    def missed(self) -> int:
        """How many events of the finished log it has not seen."""
        self._written.set()
        self.join()
        there = self._recorder.select_notifications(
            start=self._start, limit=1_000_000, inclusive_of_start=False
        )
        return len({one.id for one in there} - self._seen)


@dataclass(frozen=True)
class Share:
    """What one writer does in one round.

    Args:
        side: where it saves.
        seed: of its tickets.
        saves: how many it makes at most.
        seconds: when it stops in any case.
    """

    side: Side
    seed: int
    saves: int
    seconds: float


@dataclass(frozen=True)
class Written:
    """What one writer has done: when, by the machine's monotonic clock, and how often."""

    started_at: float
    ended_at: float
    saves: int


def measure(bench: Workbench) -> list[Figure]:
    """Saves by 1 writer and by 10, each beside the library."""
    ours = Side(is_ours=True, url=bench.new_database())
    library = Side(is_ours=False, url=bench.new_database())
    open_ours(ours)[0].create_tables(log_id=uuid4())
    open_library(library)[0].create_table()
    figures = []
    for writers in (1, 10):
        saves = bench.size(6_000, quick=300) // writers
        figures += _saves_by(bench, writers, saves, ours, library)
    return figures


def _saves_by(
    bench: Workbench, writers: int, saves: int, ours: Side, library: Side
) -> list[Figure]:
    missed: list[float] = []
    spawn = multiprocessing.get_context("spawn")
    with bench.preparing(f"{writers} writer processes"):
        pool = spawn.Pool(writers, initializer=_join, initargs=(spawn.Barrier(writers),))
    with pool:

        def our_round() -> float:
            rate, unread = _followed_round(pool, ours, writers, saves)
            missed.append(unread)
            return rate

        rounds = in_turns(
            bench.size(5, quick=2),
            ours=our_round,
            peer=lambda: _followed_round(pool, library, writers, saves)[0],
        )
    words = "1 writer" if writers == 1 else f"{writers} writers"
    return [
        Figure(
            name=f"saves by {words}",
            unit="saves/s",
            rounds=rounds.ours,
            peer="eventsourcing's plain PostgreSQL recorder",
            peer_rounds=rounds.peers,
            target=Target("ratio at least", 2),
        ),
        Figure(
            name=f"events missed by a follower of {words}",
            unit="events",
            rounds=[sum(missed)],
            target=Target("value exactly", 0),
        ),
    ]


def _followed_round(pool: Pool, side: Side, writers: int, saves: int) -> tuple[float, int]:
    """One round with a follower; returns saves a second and how many events it missed."""
    follower = Follower(open_side(side)[0])
    follower.start()
    rate = _round(pool, side, writers, saves)
    return rate, follower.missed()


def _round(pool: Pool, side: Side, writers: int, saves: int) -> float:
    """Saves a second of all writers together, from the first start to the last end."""
    shares = [
        Share(side, seed=uuid4().int % 10**9, saves=saves, seconds=LONGEST_ROUND)
        for _ in range(writers)
    ]
    written = pool.map(_write, shares, chunksize=1)
    first = min(one.started_at for one in written)
    last = max(one.ended_at for one in written)
    return sum(one.saves for one in written) / (last - first)


_together: Barrier | None = None


def _join(barrier: Barrier) -> None:
    global _together  # noqa: PLW0603 (a worker process gets its barrier once, at its start)
    _together = barrier


def _write(share: Share) -> Written:
    """One writer's round in a process of its own."""
    _, save = open_side(share.side)
    desk = Desk(seed=share.seed)
    tickets = [desk.opened() for _ in range(share.saves)]
    save(desk.opened())
    assert _together is not None
    _together.wait()
    started_at = ended_at = time.monotonic()
    done = 0
    for ticket in tickets:
        if ended_at - started_at > share.seconds:
            break
        save(ticket)
        ended_at = time.monotonic()
        done += 1
    return Written(started_at, ended_at, done)
