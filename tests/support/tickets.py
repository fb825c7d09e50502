"""Builders for tests of `tickets`: tickets, clocks and contacts by the state that they are in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.clock_succession import AppliedPolicy
from services.tickets.domain.contact import Contact
from services.tickets.domain.forms import CLOSING, CREATION, TRANSFER, FieldRule, Form
from services.tickets.domain.sla import RESOLUTION, ClockPolicy
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.terms import WAITING_FOR_CUSTOMER
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Solution
from shared.context import Context, acting
from shared.event_store import Aggregate
from shared.sealed import Sealed

TAggregate = TypeVar("TAggregate", bound=Aggregate)

MONDAY = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
"""A working Monday at nine in Shanghai, when all builders begin."""

LI = UUID("0190d4f0-0000-7000-8000-0000000000a1")
"""An agent of the skill group `cards`."""
ZHAO = UUID("0190d4f0-0000-7000-8000-0000000000a2")
"""Another agent of the skill group `cards`."""
WANG = UUID("0190d4f0-0000-7000-8000-0000000000b1")
"""The leader of Li's and Zhao's team."""
SUN = UUID("0190d4f0-0000-7000-8000-0000000000c1")
"""An agent of another team and of the skill group `loans`."""
CUSTOMER = UUID("0190d4f0-0000-7000-8000-0000000000d1")
SITE = UUID("0190d4f0-0000-7000-8000-0000000000e1")
TEAM = UUID("0190d4f0-0000-7000-8000-0000000000f1")
TICKET = UUID("0190d4f0-0000-7000-8000-000000000101")

NOTHING_ASKED = Form("inquiry", needs_identity=False, needs_confirmed_solution=False, fields=())
"""A form that lets every step pass."""

PRODUCT = FieldRule("product", "产品", "the product", (TRANSFER, CLOSING), is_key_point=True)
SUBJECT = FieldRule("subject", "主题", "the subject", (CREATION,), is_key_point=False)
STRICT = Form(
    "query", needs_identity=True, needs_confirmed_solution=True, fields=(SUBJECT, PRODUCT)
)
"""A form that asks for something at every step."""


def at(moment: datetime = MONDAY, *, actor: str | None = str(LI)) -> AbstractContextManager[Any]:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=actor))


def after(seconds: int) -> AbstractContextManager[Any]:
    """Everything within is done so many seconds after the beginning."""
    return at(MONDAY + timedelta(seconds=seconds))


def sealed(text: str = "sealed") -> Sealed:
    """An envelope that nobody opens; `text` tells it from others."""
    return Sealed(
        subject=f"customer:{CUSTOMER}", key_id="k", algorithm="A256GCM", nonce="n", text=text
    )


def opened_ticket(**facts: Any) -> Ticket:
    """A ticket that waits in the queue of `cards`."""
    given: dict[str, Any] = {
        "form": NOTHING_ASKED,
        "ticket_id": TICKET,
        "number": "T-000001-3",
        "kind": "inquiry",
        "channel": "phone",
        "priority": "normal",
        "skill_group": "cards",
        "subject": sealed("subject"),
        "asked_at": MONDAY,
        "customer_id": CUSTOMER,
        "site_id": SITE,
        **facts,
    }
    with at():
        return without_events(Ticket.open(**given))


def assigned_ticket(**facts: Any) -> Ticket:
    """A ticket that was assigned to Li."""
    ticket = opened_ticket(**facts)
    with at():
        ticket.assign(LI, why="assigned")
    return without_events(ticket)


def ticket_in_progress(**facts: Any) -> Ticket:
    """A ticket that Li works on."""
    ticket = assigned_ticket(**facts)
    with at():
        ticket.accept()
    return without_events(ticket)


def waiting_ticket() -> Ticket:
    """A ticket that waits for its customer."""
    ticket = ticket_in_progress()
    with at():
        ticket.wait(WAITING_FOR_CUSTOMER, reason=sealed("reason"))
    return without_events(ticket)


def referred_ticket() -> Ticket:
    """A ticket that a department looks into."""
    ticket = ticket_in_progress()
    with at():
        ticket.refer(None, form=NOTHING_ASKED, reason=sealed("reason"))
    return without_events(ticket)


def ticket_with_proposal() -> Ticket:
    """A ticket whose customer was offered a solution."""
    ticket = ticket_in_progress()
    with at():
        ticket.propose_solution(Solution(text=sealed("solution")), limit_minor=None)
    return without_events(ticket)


def resolved_ticket() -> Ticket:
    """A ticket whose work is done."""
    ticket = ticket_in_progress()
    with at():
        ticket.resolve(sealed("done"), form=NOTHING_ASKED, contacts=1, reason_code=None)
    return without_events(ticket)


def closed_ticket() -> Ticket:
    """A ticket that is closed."""
    ticket = resolved_ticket()
    with at():
        ticket.close(form=NOTHING_ASKED, has_promise=False)
    return without_events(ticket)


def about(**facts: Any) -> AboutTicket:
    """The facts of the ticket that `opened_ticket` makes."""
    given: dict[str, Any] = {
        "ticket_id": TICKET,
        "number": "T-000001-3",
        "kind": "inquiry",
        "channel": "phone",
        "priority": "normal",
        "skill_group": "cards",
        "customer_id": CUSTOMER,
        "site_id": SITE,
        **facts,
    }
    return AboutTicket(**given)


def policy(clock: str = RESOLUTION, **values: Any) -> ClockPolicy:
    """A policy: ten minutes, at risk after eight, paused while the customer is waited for."""
    given: dict[str, Any] = {
        "clock": clock,
        "channel": "any",
        "kind": "any",
        "priority": "any",
        "target_seconds": 600,
        "at_risk_seconds": 480,
        "business_time": False,
        "pauses": (WAITING_FOR_CUSTOMER,),
        **values,
    }
    return ClockPolicy(**given)


def applied(of: ClockPolicy | None = None, *, since: datetime = MONDAY) -> AppliedPolicy:
    """The policy, applied."""
    return AppliedPolicy(since=since, policy=of or policy(), rules_version=1, calendar_version=0)


def running_clock(of: ClockPolicy | None = None) -> SlaClock:
    """A clock that was started on Monday at nine."""
    with at():
        clock = SlaClock.start(about(), ordinal=1, started_at=MONDAY, applied=applied(of))
    return without_events(clock)


def offered_contact(**facts: Any) -> Contact:
    """A call that rings."""
    given: dict[str, Any] = {
        "contact_id": UUID(int=77),
        "channel": "phone",
        "offered_at": MONDAY,
        "customer_id": CUSTOMER,
        **facts,
    }
    with at():
        return without_events(Contact.offer(**given))


def new_events(aggregate: Aggregate) -> list[str]:
    """The names of the events that were made since the aggregate was built."""
    return [type(one).__name__ for one in aggregate.pending_events]


def without_events(aggregate: TAggregate) -> TAggregate:
    """The aggregate as it stands, with nothing left to save."""
    aggregate.collect_events()
    return aggregate
