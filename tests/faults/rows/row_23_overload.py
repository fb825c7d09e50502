"""Far more clients than threads, no connection left, a consumer that stands still."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import UUID

import psycopg

from services.demo.client import Client, Refused
from services.demo.seats import Seat
from tests.faults.evidence import Attempt, Outcome
from tests.faults.office import GROUP, PEOPLE, TICKETS
from tests.faults.results import MIB, RowContext, RowResult, percentile
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift
from tests.support.host_process import family_of

ROW = "23 overload"
USUAL = 4
CROWD = 64
SECONDS = 8.0
MEMORY_LIMIT = 400 * MIB
SIGN_INS = 40
"""More than one account may try in a minute."""

LOCKED_OUT = "locked-out"
"""What a guesser is told, loaded or not."""


@dataclass
class Push:
    """What came of clients that send as fast as they are answered.

    Args:
        attempts: their commands.
        seconds: how long each took.
        refusals: codes of what was refused.
        lasted: how long they sent.
    """

    attempts: list[Attempt] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    lasted: float = SECONDS

    @property
    def rate(self) -> float:
        """Accepted commands a second."""
        return sum(one.outcome == "acknowledged" for one in self.attempts) / self.lasted


def run(context: RowContext) -> RowResult:
    """The usual load first; then a crowd, an exhausted database, and a consumer that hangs."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        shift.memory_limit = MEMORY_LIMIT
        customer_id = shift.new_customer()
        push = _Pusher(ground, shift, customer_id)
        usual = push.run(USUAL, name="usual")
        with _stopped_bus(ground):
            crowd = push.run(CROWD, name="crowd")
        shift.recover()
        with _no_connections_left(ground):
            starved = push.run(USUAL, name="starved")
        shift.recover()
        refused = [*crowd.refusals, *starved.refusals, *_flood_of_sign_ins(ground)]
        shift.refusals = refused
        shift.result.injections = 4
        p99 = percentile(crowd.seconds, 0.99) or 0.0
        codes = ", ".join(f"{code} {times}" for code, times in Counter(refused).items())
        shift.result.notes = (
            f"{USUAL} clients: {usual.rate:.0f} accepted a second; {CROWD} clients, the bus process"
            f" standing still: {crowd.rate:.0f} a second ({crowd.rate / usual.rate:.0%}), p99"
            f" {p99:.2f} s; without database connections: {starved.rate:.0f} a second;"
            f" refused: {codes or 'nothing'}; limit {MEMORY_LIMIT // MIB} MiB a process"
        )
    return shift.result


class _Pusher:
    """Lets clients open tickets without a pause.

    Args:
        ground: where.
        shift: the row's shift, which is told of all commands.
        customer_id: whose tickets.
    """

    def __init__(self, ground: Ground, shift: Shift, customer_id: str) -> None:
        self._shift = shift
        self._customer_id = customer_id
        self._seats = ground.seats_like(ground.office.agents[0], CROWD)

    def run(self, clients: int, *, name: str) -> Push:
        """So many clients for some seconds."""
        seats = self._seats[:clients]
        pushes = [Push() for _ in seats]
        is_over = threading.Event()
        with ThreadPoolExecutor(clients) as threads:
            running = [
                threads.submit(self._push, seat, push, is_over, f"{self._shift.name}-{name}-{n}")
                for n, (seat, push) in enumerate(zip(seats, pushes, strict=True))
            ]
            self._shift.wait(SECONDS)
            is_over.set()
            for one in running:
                one.result()
        found = _together(pushes)
        self._shift.extra += found.attempts
        return found

    def _push(self, seat: Seat, push: Push, is_over: threading.Event, name: str) -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            began_at = time.monotonic()
            push.attempts.append(self._open_ticket(seat, f"{name}-{number}", push.refusals))
            push.seconds.append(time.monotonic() - began_at)

    def _open_ticket(self, seat: Seat, key: str, refusals: list[str]) -> Attempt:
        """One command, sent once; who is refused goes on to the next one."""
        new = {
            "kind": "suggestion",
            "channel": "web",
            "subject": f"建议 {key}",
            "skill_group": GROUP,
            "customer_id": self._customer_id,
        }
        try:
            answer = seat.send("POST", f"{TICKETS}/tickets", new, key=key)
        except Refused as refusal:
            refusals.append(refusal.code)
            # It may have been committed before the database went away.
            outcome: Outcome = "unknown" if refusal.status >= 500 else "refused"
            return Attempt(key, "tickets", "open_ticket", key, outcome)
        except (OSError, HTTPException):
            return Attempt(key, "tickets", "open_ticket", key, "unknown")
        return Attempt(
            key,
            "tickets",
            "open_ticket",
            key,
            "acknowledged",
            entity_id=UUID(answer.content["ticket_id"]),
            version=answer.version,
        )


def _together(pushes: Sequence[Push]) -> Push:
    whole = Push()
    for one in pushes:
        whole.attempts += one.attempts
        whole.seconds += one.seconds
        whole.refusals += one.refusals
    return whole


@contextmanager
def _stopped_bus(ground: Ground) -> Iterator[None]:
    """The bus process stands still: what it should take piles up where it is bounded."""
    pid = ground.installation.bus.pid
    assert pid is not None
    family = list(family_of(pid))
    for one in family:
        os.kill(one, signal.SIGSTOP)
    yield
    for one in family:
        os.kill(one, signal.SIGCONT)


@contextmanager
def _no_connections_left(ground: Ground) -> Iterator[None]:
    """Others have taken all connections of the database, those of the processes included."""
    url = ground.installation.settings.database_url
    is_over, is_exhausted = threading.Event(), threading.Event()
    with ExitStack() as taken, ThreadPoolExecutor(1) as thread:

        def take_all() -> None:
            while not is_over.is_set():
                try:
                    taken.enter_context(psycopg.connect(url, application_name="greedy"))
                except psycopg.OperationalError:
                    is_exhausted.set()
                    is_over.wait(0.005)

        first = psycopg.connect(url, autocommit=True, application_name="greedy")
        taking = thread.submit(take_all)
        is_exhausted.wait()
        for _ in range(40):
            first.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE 'loopdesk%' AND datname = current_database()"
            )
            is_over.wait(0.05)
        yield
        is_over.set()
        taking.result()
        first.close()


def _flood_of_sign_ins(ground: Ground) -> list[str]:
    """Codes of what is refused to somebody who tries passwords, but for the wrong ones."""
    client: Client = ground.installation.client()
    codes = []
    for number in range(SIGN_INS):
        credentials = {"agent_id": "9999", "password": f"wrong-password-{number}"}
        try:
            client.send("POST", f"{PEOPLE}/sessions", credentials)
        except Refused as refusal:
            if refusal.status == 429 and refusal.code != LOCKED_OUT:
                codes.append(refusal.code)
    client.close()
    return codes
