"""Tickets, contacts and callbacks in every state, worked on through the use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.tickets.application.bulk_changes import Order
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.overload import OverloadRules, QueueWatch, measures_of
from services.tickets.domain.terms import CHANNELS

if TYPE_CHECKING:
    from tests.api.centre import Centre

WORDS = "卡号6222-0001被盗刷"
"""What the customers of the desk say, and only those who may see their tickets read."""

ROOMY = ("email", "web", "social", "app")
"""Channels of which one agent may have many tickets at a time."""

COMPLETE = {"product": WORDS, "question": WORDS, "answer_source": WORDS}
"""The key information points of an inquiry."""


class TicketDesk:
    """Brings forth what the API is asked about.

    Args:
        centre: where.
        owner: the employee who has the tickets.
        skill_group: a group in which the owner works.
    """

    def __init__(self, centre: Centre, *, owner: str = "li", skill_group: str = "cards") -> None:
        self._centre = centre
        self._owner = owner
        self._skill_group = skill_group
        self._cases = centre.tickets.use_cases
        self._channels = cycle(ROOMY)
        self._steps: dict[str, Callable[[UUID], object]] = {
            "in_progress": lambda _: None,
            "waiting_for_customer": self._wait,
            "referred": self._refer,
            "proposed": self._propose,
            "agreed": self._agree,
            "resolved": self._resolve,
            "closed": self._close,
        }

    def fill(self) -> None:
        """Tickets in all states, and one of everything that belongs to tickets."""
        with self._centre.acting_as(self._owner):
            self._cases.assignment.go_available(CHANNELS)
        for state in ("queued", "assigned", *self._steps):
            self.ticket(state)
        self.attachment()
        self.callback()
        self.follow_up()
        self.linked()
        self.bulk_change()
        self.contact("wrapped_up")
        self.ticket("queued", kind="compliment", praised_employee_id=self._owner_id)
        self.overload()

    def ticket(self, state: str = "in_progress", **facts: Any) -> UUID:
        """A ticket in a state, the owner's unless it still waits."""
        given: dict[str, Any] = {
            "kind": "inquiry",
            "channel": next(self._channels),
            "subject": WORDS,
            "description": WORDS,
            "information": COMPLETE,
            "skill_group": self._skill_group,
            "customer_id": self.customer_id,
            "is_taken": state in self._steps,
            **facts,
        }
        with self._centre.acting_as(self._owner):
            ticket_id = self._cases.tickets.open_ticket(NewTicket(**given)).id
            self._steps.get(state, lambda _: None)(ticket_id)
        if state == "assigned":
            self.assign(ticket_id)
        return ticket_id

    def assign(self, ticket_id: UUID) -> None:
        """Gives a ticket to the owner."""
        with self._centre.acting_as("boss"):
            self._cases.assignment.assign_ticket(ticket_id, employee_id=self._owner_id)

    def contact(self, state: str = "offered") -> UUID:
        """A contact in a state; answered by the owner."""
        contacts = self._cases.contacts
        with self._centre.acting_as(self._owner):
            contact_id = contacts.offer_contact(channel="phone").id
            if state != "offered":
                contacts.answer_contact(contact_id)
            if state in ("ended", "wrapped_up"):
                contacts.end_contact(contact_id)
            if state == "wrapped_up":
                contacts.wrap_up_contact(contact_id, after_call_work_seconds=30)
        return contact_id

    def attachment(self, ticket_id: UUID | None = None) -> tuple[UUID, UUID]:
        """A ticket of the owner's and a text file attached to it."""
        ticket_id = ticket_id or self.ticket()
        with self._centre.acting_as(self._owner):
            attached = self._cases.correspondences.attach_file(
                ticket_id, file_name="账单.txt", media_type="text/plain", content=WORDS.encode()
            )
        return ticket_id, attached.attachment_id

    def overload(self) -> None:
        """The queue of the skill group has more than it can bear."""
        rules = self._centre.tickets.rules.read(
            "overload", OverloadRules, at=self._centre.clock.now()
        )
        most = rules.thresholds_of(self._skill_group).waiting
        measures = measures_of(
            waiting=most + 1, longest_wait_seconds=0, given=most, window_minutes=1
        )
        with self._centre.acting_as(self._owner):
            watch = QueueWatch.open(self._skill_group)
            watch.note(measures, rules=rules, is_open=True)
            self._centre.tickets.store.save(watch)

    def callback(self) -> UUID:
        """A callback booked on a ticket of the owner's."""
        begins = self._centre.clock.now() + timedelta(hours=1)
        ticket_id = self.ticket()
        with self._centre.acting_as(self._owner):
            booked = self._cases.callbacks.book_callback(
                ticket_id, from_at=begins, until_at=begins + timedelta(hours=1)
            )
        return booked.id

    def follow_up(self) -> UUID:
        """A ticket of the owner's whose customer was promised an answer."""
        ticket_id = self.ticket()
        with self._centre.acting_as(self._owner):
            self._cases.solutions.promise_follow_up(
                ticket_id, promise=WORDS, due_at=self._centre.clock.now() + timedelta(hours=2)
            )
        return ticket_id

    def linked(self) -> tuple[UUID, UUID]:
        """Two tickets of the owner's that are linked to each other."""
        one, other = self.ticket(), self.ticket()
        with self._centre.acting_as(self._owner):
            self._cases.links.link_tickets(one, kind="related", other_id=other)
        return one, other

    def problem(self) -> UUID:
        """A ticket of the owner's that has caused another one."""
        problem, caused = self.ticket(), self.ticket()
        with self._centre.acting_as(self._owner):
            self._cases.links.link_tickets(problem, kind="causes", other_id=caused)
        return problem

    def bulk_change(self) -> UUID:
        """An order of the boss to change two waiting tickets."""
        ids = [self.ticket("queued") for _ in range(2)]
        order = Order(
            action="reprioritise", ticket_ids=ids, arguments={"priority": "high"}, text=WORDS
        )
        with self._centre.acting_as("boss"):
            return self._cases.bulk_changes.order_bulk_change(order).id

    def clock_of(self, ticket_id: UUID) -> UUID:
        """One of the SLA clocks of a ticket."""
        with self._centre.acting_as(self._owner):
            return self._cases.sla.clocks_of(ticket_id)[0].clock.id

    @property
    def customer_id(self) -> UUID:
        """A customer of whom the CRM has told."""
        return self._centre.customer_ids[0]

    @property
    def _owner_id(self) -> UUID:
        return self._centre.employees[self._owner]

    def _wait(self, ticket_id: UUID) -> None:
        self._cases.solutions.wait_for(ticket_id, "waiting_for_customer", reason=WORDS)

    def _refer(self, ticket_id: UUID) -> None:
        self._cases.referrals.refer_ticket(ticket_id, department="risk", reason=WORDS)

    def _propose(self, ticket_id: UUID) -> None:
        self._cases.solutions.propose_solution(ticket_id, text=WORDS)

    def _agree(self, ticket_id: UUID) -> None:
        self._propose(ticket_id)
        self._cases.solutions.answer_solution(ticket_id, is_confirmed=True)

    def _resolve(self, ticket_id: UUID) -> None:
        self._agree(ticket_id)
        self._cases.tickets.resolve_ticket(ticket_id, resolution=WORDS)

    def _close(self, ticket_id: UUID) -> None:
        self._resolve(ticket_id)
        self._cases.tickets.close_ticket(ticket_id)
