"""Tickets as agents work them: the events that every benchmark stores."""

import random
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.tickets.domain.forms import Form
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Solution
from shared.context import Context, acting
from shared.ids import LOOPDESK
from shared.sealed import Sealed

AGENTS = [uuid5(LOOPDESK, f"benchmarks/agent/{number}") for number in range(40)]
SITE = uuid5(LOOPDESK, "benchmarks/site")
GROUPS = ("billing", "cards", "online", "general")
KINDS = ("inquiry", "query", "suggestion", "complaint")
PRIORITIES = ("low", "normal", "normal", "normal", "high", "urgent")
CHANNELS = ("phone", "phone", "chat", "email", "app")
NOTHING_ASKED = Form("inquiry", needs_identity=False, needs_confirmed_solution=False, fields=())


class Desk:
    """Opens tickets and works them, always the same ones for the same seed.

    Args:
        seed: seed of all draws.
        start: when the first ticket is opened.
    """

    def __init__(self, *, seed: int, start: datetime | None = None) -> None:
        self._draws = random.Random(seed)
        self._now = start or datetime.now(tz=UTC) - timedelta(days=30)
        self._number = seed * 10_000_000

    def opened(self) -> Ticket:
        """A new ticket with its one event uncollected."""
        draw = self._draws
        self._number += 1
        customer_id = uuid5(LOOPDESK, f"benchmarks/customer/{draw.randrange(20_000)}")
        with self._at_work(actor="service:crm", role="service"):
            return Ticket.open(
                form=NOTHING_ASKED,
                ticket_id=UUID(int=draw.getrandbits(128), version=4),
                number=f"T{self._number}",
                kind=draw.choice(KINDS[:3]),
                channel=draw.choice(CHANNELS),
                priority=draw.choice(PRIORITIES),
                skill_group=draw.choice(GROUPS),
                subject=self.sealed(customer_id, letters=24),
                description=self.sealed(customer_id, letters=180),
                asked_at=self._now - timedelta(seconds=draw.randrange(5, 90)),
                business_line="retail",
                topic="card.lost",
                customer_id=customer_id,
                site_id=SITE,
            )

    def worked(self, ticket: Ticket, *, steps: int) -> None:
        """Takes the ticket some steps on towards its closure (8 at most)."""
        agent_id = self._draws.choice(AGENTS)
        works = [
            lambda: ticket.assign(agent_id, why="best_agent"),
            ticket.accept,
            lambda: ticket.verify_identity("callback"),
            lambda: ticket.propose_solution(self._solution(ticket), limit_minor=50_000),
            lambda: ticket.answer_solution(is_confirmed=True),
            lambda: ticket.resolve(
                self.sealed(ticket.customer_id, letters=120),
                form=NOTHING_ASKED,
                contacts=1,
                reason_code=None,
            ),
            lambda: ticket.close(form=NOTHING_ASKED, has_promise=False),
        ]
        for work in works[:steps]:
            with self._at_work(actor=str(agent_id), role="agent"):
                work()

    def lives(self, count: int) -> Iterator[list[Any]]:
        """The events of `count` tickets from opening to closure."""
        for _ in range(count):
            ticket = self.opened()
            self.worked(ticket, steps=7)
            yield list(ticket.collect_events())

    def sealed(self, customer_id: UUID | None, *, letters: int) -> Sealed:
        """An envelope of the size that a text of so many Chinese letters has."""
        words = urlsafe_b64encode(self._draws.randbytes(3 * letters + 16)).decode()
        nonce = urlsafe_b64encode(self._draws.randbytes(12)).decode()
        subject = f"customer:{customer_id}"
        return Sealed(
            subject=subject, key_id=f"{subject}/1", algorithm="A256GCM", nonce=nonce, text=words
        )

    def _solution(self, ticket: Ticket) -> Solution:
        text = self.sealed(ticket.customer_id, letters=80)
        return Solution(text=text, amount_minor=1200, currency="CNY")

    def _at_work(self, *, actor: str, role: str) -> AbstractContextManager[Context]:
        self._now += timedelta(milliseconds=self._draws.randrange(20, 2000))
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
