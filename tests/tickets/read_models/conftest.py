"""A day at the desk, whose events the read models are built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.tickets import NewTicket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.tickets import CUSTOMER, LI, MONDAY, ZHAO
from tests.tickets.conftest import ActAs


@dataclass(frozen=True)
class Day:
    """What happened: ids by what became of them.

    Args:
        waiting: a gold customer's e-mail that nobody has.
        working: an urgent call that Li works on.
        aside: Zhao's chat, laid aside for the customer.
        closed: a call that was solved at the first contact and closed.
        reopened: a ticket that was reopened after its closure.
        contact: the complete contact of `closed`.
        abandoned: a contact whose customer left.
        missed: a callback that nobody made.
    """

    waiting: UUID
    working: UUID
    aside: UUID
    closed: UUID
    reopened: UUID
    contact: UUID
    abandoned: UUID
    missed: UUID


@pytest.fixture
def day(
    desk: TicketsService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> Day:
    """One day, told by use cases and projected."""
    cases = desk.use_cases

    def opened(**facts: object) -> UUID:
        given = {"kind": "inquiry", "channel": "phone", "customer_id": CUSTOMER, **facts}
        return cases.tickets.open_ticket(NewTicket(subject="主题", skill_group="cards", **given)).id

    def solved(ticket_id: UUID) -> None:
        points = {"product": "卡", "question": "问", "answer_source": "库"}
        cases.correspondences.send_reply(ticket_id, text="您好")
        cases.solutions.propose_solution(ticket_id, text="方案")
        cases.solutions.answer_solution(ticket_id, is_confirmed=True)
        cases.particulars.record_information(ticket_id, points, expected_version=None)
        cases.tickets.resolve_ticket(ticket_id, resolution="办结", reason_code="process_obstacle")
        cases.tickets.close_ticket(ticket_id)

    with as_employee(LI):
        cases.assignment.go_available(("phone", "email"))
        contact = cases.contacts.offer_contact(channel="phone", customer_id=CUSTOMER).id
        abandoned = cases.contacts.offer_contact(channel="phone").id
    wait(25)
    with as_employee(LI):
        cases.contacts.answer_contact(contact)
        cases.contacts.abandon_contact(abandoned)
        closed = opened(contact_id=contact, is_taken=True, topic="card.lost")
        reopened = opened(topic="card.fee", is_taken=True)
        waiting = opened(channel="email", kind="query")
        working = opened(priority="urgent", is_taken=True)
    with as_employee(ZHAO):
        aside = opened(channel="chat", is_taken=True)
        cases.solutions.wait_for(aside, "waiting_for_customer", reason="补件")
    wait(200)
    with as_employee(LI):
        cases.contacts.end_contact(contact)
        cases.contacts.wrap_up_contact(contact, after_call_work_seconds=30)
        solved(closed)
        solved(reopened)
        cases.tickets.reopen_ticket(reopened, reason="又来电")
        missed = cases.callbacks.book_callback(
            working, from_at=MONDAY, until_at=MONDAY + timedelta(hours=1)
        ).id
        cases.assignment.go_unavailable(reason="break")
    wait(7200)
    project()
    with as_timer():
        cases.sla.mark_due_clocks(clock.now())
        cases.callbacks.expire_callbacks(clock.now())
    project()
    return Day(waiting, working, aside, closed, reopened, contact, abandoned, missed)
