"""Tickets as agents work them: the events that every benchmark stores."""

import random
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.tickets.domain.contact import Contact
from services.tickets.domain.forms import Form
from services.tickets.domain.sla import FIRST_RESPONSE, RESOLUTION, AroundTheClock, ClockPolicy
from services.tickets.domain.sla_clock import AppliedPolicy, SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Solution
from shared.context import Context, acting
from shared.event_store import Aggregate
from shared.ids import LOOPDESK
from shared.numbers import check_digit
from shared.sealed import Sealed

AGENTS = [uuid5(LOOPDESK, f"benchmarks/agent/{number}") for number in range(40)]
CUSTOMERS = [uuid5(LOOPDESK, f"benchmarks/customer/{number}") for number in range(20_000)]
SITE = uuid5(LOOPDESK, "benchmarks/site")
GROUPS = ("billing", "cards", "online", "general")
LINES = ("retail", "corporate", "insurance")
TOPICS = tuple(f"topic_{number}" for number in range(40))
KINDS = ("inquiry", "inquiry", "query", "suggestion")
PRIORITIES = ("low", "normal", "normal", "normal", "high", "urgent")
CHANNELS = ("phone", "phone", "chat", "email", "app")
WORDS = "客户来电反映信用卡遗失在出租车上，请尽快冻结并补寄新卡。"
WHOLE_LIFE = 7
"""Steps from the opening of a ticket to its closure."""

_NOTHING_ASKED = Form("inquiry", needs_identity=False, needs_confirmed_solution=False, fields=())


class Desk:
    """Opens tickets and works them, always the same ones for the same seed.

    Args:
        seed: seed of all draws.
        seal: seals texts as the key store does; without it envelopes of the same size are drawn,
            for what never opens them.
    """

    def __init__(self, *, seed: int, seal: Callable[[str, str], Sealed] | None = None) -> None:
        self._draws = random.Random(seed)
        self._seal = seal
        self._start = self._now = datetime.now(tz=UTC) - timedelta(days=30)
        self._number = seed * 10_000_000

    def opened(self, *, customer_id: UUID | None = None, is_brief: bool = False) -> Ticket:
        """A new ticket.

        Args:
            customer_id: whose it is; anybody's by default.
            is_brief: without the customer's words.
        """
        choose = self._draws.choice
        self._number += 1
        customer_id = customer_id or choose(CUSTOMERS)
        with self._at_work(actor="service:tickets", role="service"):
            return Ticket.open(
                form=_NOTHING_ASKED,
                ticket_id=self._drawn_id(),
                number=f"T-{self._number}-{check_digit(str(self._number))}",
                kind=choose(KINDS),
                channel=choose(CHANNELS),
                priority=choose(PRIORITIES),
                skill_group=choose(GROUPS),
                subject=self.sealed(customer_id, letters=12),
                description=None if is_brief else self.sealed(customer_id, letters=180),
                asked_at=self._now - timedelta(seconds=self._draws.randrange(5, 90)),
                business_line=choose(LINES),
                topic=choose(TOPICS),
                customer_id=customer_id,
                request_id=self._drawn_id(),
                site_id=SITE,
            )

    def opened_at_any_time(self, *, customer_id: UUID) -> Ticket:
        """A new ticket of a customer, from any moment of the last thirty days, without words."""
        self._now = self._start + timedelta(seconds=self._draws.uniform(0, 29 * 86_400))
        return self.opened(customer_id=customer_id, is_brief=True)

    def worked(self, ticket: Ticket, *, steps: int) -> None:
        """Takes a new ticket some steps on, up to `WHOLE_LIFE`, which closes it."""
        for step in range(steps):
            self.work_on(ticket, step=step)

    def work_on(self, ticket: Ticket, *, step: int) -> None:
        """Takes a ticket one step on, from 0 (assigned) to the last (closed)."""
        works = (
            lambda: ticket.assign(self._draws.choice(AGENTS), why="best_agent"),
            ticket.accept,
            lambda: ticket.verify_identity("callback"),
            lambda: ticket.propose_solution(self._solution(ticket), limit_minor=50_000),
            lambda: ticket.answer_solution(is_confirmed=True),
            lambda: ticket.resolve(
                self.sealed(ticket.customer_id, letters=120),
                form=_NOTHING_ASKED,
                contacts=1,
                reason_code=None,
            ),
            lambda: ticket.close(form=_NOTHING_ASKED, has_promise=False),
        )
        with self._at_work(actor=str(ticket.assignee_id or AGENTS[0]), role="agent"):
            works[step]()

    def ticket_lives(self, count: int) -> Iterator[Sequence[Any]]:
        """The events of `count` tickets, each from opening to closure."""
        for _ in range(count):
            ticket = self.opened()
            self.worked(ticket, steps=WHOLE_LIFE)
            yield ticket.collect_events()

    def whole_lives(self, count: int, *, beside: int) -> Iterator[Sequence[Any]]:
        """The same with what belongs to each ticket: its contact and its two clocks.

        Args:
            count: how many tickets.
            beside: how many are worked at a time, so that their events lie between each other.
        """
        for first in range(0, count, beside):
            desk = [self._begun() for _ in range(min(beside, count - first))]
            yield from (_collected([ticket, *clocks]) for ticket, clocks in desk)
            yield from (self._contact(ticket).collect_events() for ticket, _ in desk)
            for step in range(WHOLE_LIFE):
                for ticket, clocks in desk:
                    self.work_on(ticket, step=step)
                    if step == WHOLE_LIFE - 1:
                        self._stop(clocks, ticket)
                    yield _collected([ticket, *clocks])

    def sealed(self, customer_id: UUID | None, *, letters: int) -> Sealed:
        """An envelope of the size that a text of so many Chinese letters has."""
        subject = f"customer:{customer_id}"
        if self._seal is not None:
            return self._seal(subject, (WORDS * (letters // len(WORDS) + 1))[:letters])
        words = urlsafe_b64encode(self._draws.randbytes(3 * letters + 16)).decode()
        nonce = urlsafe_b64encode(self._draws.randbytes(12)).decode()
        return Sealed(
            subject=subject, key_id=f"{subject}/1", algorithm="A256GCM", nonce=nonce, text=words
        )

    def _begun(self) -> tuple[Ticket, list[SlaClock]]:
        """A new ticket with its clocks."""
        ticket = self.opened()
        with self._at_work(actor="service:tickets", role="service"):
            return ticket, [self._clock(ticket, one) for one in (FIRST_RESPONSE, RESOLUTION)]

    def _clock(self, ticket: Ticket, clock: str) -> SlaClock:
        policy = ClockPolicy(
            clock=clock,
            channel="any",
            kind="any",
            priority="any",
            target_seconds=28_800,
            at_risk_seconds=21_600,
            business_time=False,
            pauses=("waiting_for_customer",),
        )
        applied = AppliedPolicy(
            since=ticket.asked_at, policy=policy, rules_version=1, calendar_version=0
        )
        return SlaClock.start(ticket.about, ordinal=1, started_at=ticket.asked_at, applied=applied)

    def _stop(self, clocks: Sequence[SlaClock], ticket: Ticket) -> None:
        with self._at_work(actor=str(ticket.assignee_id), role="agent"):
            for one in clocks:
                reading = one.reading(
                    ticket.moments, at=self._now, calendar_of=lambda *_: AroundTheClock()
                )
                one.stop(reading, at=self._now, about=ticket.about)

    def _contact(self, ticket: Ticket) -> Contact:
        with self._at_work(actor="service:tickets", role="service"):
            contact = Contact.offer(
                contact_id=self._drawn_id(),
                channel=ticket.channel,
                offered_at=self._now - timedelta(seconds=300),
                customer_id=ticket.customer_id,
                skill_group=ticket.skill_group,
                site_id=SITE,
            )
            contact.link_to_ticket(ticket.id)
            contact.answer(self._draws.choice(AGENTS), at=self._now - timedelta(seconds=280))
            contact.end(at=self._now)
            contact.wrap_up(after_call_work_seconds=30)
        return contact

    def _solution(self, ticket: Ticket) -> Solution:
        text = self.sealed(ticket.customer_id, letters=80)
        return Solution(text=text, amount_minor=1200, currency="CNY")

    def _drawn_id(self) -> UUID:
        return UUID(int=self._draws.getrandbits(128), version=4)

    def _at_work(self, *, actor: str, role: str) -> AbstractContextManager[Context]:
        self._now += timedelta(milliseconds=self._draws.randrange(1, 2000))
        context = Context(
            occurred_at=self._now,
            actor=actor,
            kind="service" if role == "service" else "person",
            role=role,
            correlation_id=f"corr-{self._number}",
            causation_id=f"cause-{self._number}",
            site_id=str(SITE),
            rules={"forms": "1"},
        )
        return acting(context)


def _collected(aggregates: Sequence[Aggregate]) -> list[Any]:
    return [event for one in aggregates for event in one.collect_events()]
