"""Fifty clients change one ticket at once: no update is lost, and every loser is told."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from services.demo.client import Refused
from services.demo.seats import Seat
from tests.faults.evidence import Attempt, Finding
from tests.faults.office import GROUP, TICKETS
from tests.faults.results import RowContext, RowResult, percentile
from tests.faults.rows.ground import ground_of
from tests.faults.rows.shift import Shift

ROW = "17 fifty clients, one aggregate"
CLIENTS = 50
CHANGES = {False: 1, True: 3}
"""Changes that each client makes; the losers of each race make the time grow with the square."""

LOST_RACE = ("conflict", "stale")


@dataclass(frozen=True)
class Change:
    """One client's change, once accepted.

    Args:
        attempt: the command.
        tries: how often it was decided anew.
        seconds: from the first try to the answer.
    """

    attempt: Attempt
    tries: int
    seconds: float


def run(context: RowContext) -> RowResult:
    """Each client reads, changes, and reads again where it has lost."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        agent = ground.office.agents[0]
        ticket_id, version = _open_ticket(shift, agent)
        seats = ground.seats_like(agent, CLIENTS)
        shift.result.injections = 1
        with ThreadPoolExecutor(CLIENTS) as threads:
            found = threads.map(
                lambda pair: _changes(
                    pair[1],
                    ticket_id,
                    name=f"{shift.name}-{pair[0]}",
                    count=CHANGES[context.is_long],
                ),
                enumerate(seats),
            )
            changes = [one for each in found for one in each]
        shift.extra += [one.attempt for one in changes]
        stands_at = agent.send("GET", f"{TICKETS}/tickets/{ticket_id}").version
        shift.result.findings += _lost_updates(version + len(changes), stands_at)
        lost = sum(one.tries - 1 for one in changes)
        p99 = percentile([one.seconds for one in changes], 0.99)
        shift.result.notes = (
            f"{len(changes)} changes accepted, the ticket stands at version {stands_at};"
            f" {lost} lost races ({lost / (lost + len(changes)):.0%} of all tries);"
            f" p99 of a change {p99:.2f} s"
        )
    return shift.result


def _open_ticket(shift: Shift, agent: Seat) -> tuple[UUID, int]:
    new = {
        "kind": "suggestion",
        "channel": "web",
        "subject": "一张许多人要改的工单",
        "skill_group": GROUP,
        "is_taken": True,
        "customer_id": shift.new_customer(),
    }
    key = f"{shift.name}-ticket"
    answer = agent.send("POST", f"{TICKETS}/tickets", new, key=key)
    assert answer.version is not None
    ticket_id = UUID(answer.content["ticket_id"])
    shift.extra.append(
        Attempt(
            key,
            "tickets",
            "open_ticket",
            key,
            "acknowledged",
            entity_id=ticket_id,
            version=answer.version,
        )
    )
    return ticket_id, answer.version


def _changes(seat: Seat, ticket_id: UUID, *, name: str, count: int) -> list[Change]:
    return [_change(seat, ticket_id, key=f"{name}-{number}") for number in range(count)]


def _change(seat: Seat, ticket_id: UUID, *, key: str) -> Change:
    path = f"{TICKETS}/tickets/{ticket_id}"
    began_at = time.monotonic()
    tries = 0
    while True:
        tries += 1
        version = seat.send("GET", path).version
        body = {"information": {"department": key}}
        try:
            answer = seat.send("POST", f"{path}/information", body, key=key, version=version)
        except Refused as refusal:
            if refusal.code not in LOST_RACE:
                raise
            continue
        attempt = Attempt(
            key,
            "tickets",
            "record_information",
            key,
            "acknowledged",
            entity_id=ticket_id,
            version=answer.version,
            sent=tries,
        )
        return Change(attempt, tries, time.monotonic() - began_at)


def _lost_updates(expected: int, stands_at: int | None) -> list[Finding]:
    if expected == stands_at:
        return []
    what = f"The ticket stands at {stands_at} after changes that should bring it to {expected}."
    return [Finding("I1", "lost", what)]
