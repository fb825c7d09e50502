"""The service ticket: a customer's request, from opening to closure."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from services.tickets.domain import terms
from services.tickets.domain.about import AboutTicket
from services.tickets.domain.errors import (
    CustomerAlreadyNamed,
    FollowUpOutstanding,
    IdentityNotVerified,
    SolutionNotConfirmed,
    SolutionNotProposed,
    TicketAlreadyAccepted,
    TicketAlreadyAssigned,
    TicketHasNoAgent,
    TicketNotResolved,
    TicketNotWaiting,
)
from services.tickets.domain.first_contact import given_reason_code
from services.tickets.domain.forms import CLOSING, CREATION, TRANSFER, Form
from services.tickets.domain.merging import MergeableTicket
from services.tickets.domain.taken_over import TakenOverTicket
from services.tickets.domain.ticket_state import Solution, TicketState
from shared.event_store.aggregate import event
from shared.sealed.envelope import Sealed


class Ticket(TakenOverTicket, MergeableTicket):
    """A customer's request [服务工单] (TK-1, TK-2)."""

    TOPIC = "tickets.ticket"

    @classmethod
    def open(
        cls,
        *,
        form: Form,
        ticket_id: UUID,
        number: str,
        kind: str,
        channel: str,
        priority: str,
        skill_group: str,
        subject: Sealed,
        asked_at: datetime,
        answered_at: datetime | None = None,
        description: Sealed | None = None,
        information: dict[str, Sealed] | None = None,
        business_line: str | None = None,
        topic: str | None = None,
        customer_id: UUID | None = None,
        contact_id: UUID | None = None,
        request_id: UUID | None = None,
        site_id: UUID | None = None,
        opener_id: UUID | None = None,
    ) -> Self:
        """Opens a ticket; a complaint is handed over at once (TK-1).

        What goes into public events is described at `AboutTicket`. `form` says what tickets of
        the kind must hold; `asked_at` is when the customer began to wait for an answer, and
        `answered_at` when somebody answered, if that was before the opening; `information` holds
        further fields by name; `contact_id` is the contact in which it was asked; `opener_id` is
        the employee who opened it.

        Raises:
            RequiredInformationMissing: a field that the rules ask for at creation is empty.
        """
        ticket = cls._create(
            cls.Created,
            id=ticket_id,
            number=number,
            kind=kind,
            channel=channel,
            priority=priority,
            skill_group=skill_group,
            business_line=business_line,
            topic=topic,
            customer_id=customer_id,
            contact_id=contact_id,
            request_id=request_id,
            site_id=site_id,
            opener_id=opener_id,
            subject=subject,
            description=description,
            information=information or {},
            asked_at=asked_at,
            answered_at=answered_at,
        )
        form.check_complete(CREATION, filled=ticket.filled_fields)
        ticket.hand_over_complaint()
        return ticket

    def hand_over_complaint(self) -> None:
        """Tells the complaints service, which opens its own case, if it is a complaint."""
        if self.kind == "complaint":
            self._hand_over_complaint(self.subject, self.description, self.about)

    @event("ComplaintHandedOver", topic="tickets.ticket.complaint_handed_over")
    def _hand_over_complaint(
        self, subject: Sealed, description: Sealed | None, about: AboutTicket
    ) -> None:
        pass

    def record_information(self, information: dict[str, Sealed]) -> None:
        """Fills fields, key information points among them (TK-10)."""
        self.check_not_closed()
        self._record_information(information=information)

    @event("InformationRecorded", topic="tickets.ticket.information_recorded")
    def _record_information(self, information: dict[str, Sealed]) -> None:
        self.information = {**self.information, **information}

    def name_customer(self, customer_id: UUID) -> None:
        """Says whose ticket it is, where that was unknown."""
        self.check_not_closed()
        if self.customer_id is not None:
            raise CustomerAlreadyNamed(number=self.number)
        self._name_customer(customer_id=customer_id, about=self.about)

    @event("CustomerNamed", topic="tickets.ticket.customer_named")
    def _name_customer(self, customer_id: UUID, about: AboutTicket) -> None:
        self.customer_id = customer_id

    def reclassify(self, kind: str, *, reason: Sealed) -> None:
        """Finds that it is of another kind; what turns out a complaint is handed over."""
        self.check_open()
        if kind == self.kind:
            return
        self._reclassify(kind=kind, reason=reason, about=self.about)
        self.hand_over_complaint()

    @event("Reclassified", topic="tickets.ticket.reclassified")
    def _reclassify(self, kind: str, reason: Sealed, about: AboutTicket) -> None:
        self.kind = kind

    def reprioritise(self, priority: str, *, reason: Sealed) -> None:
        """Gives it another priority; the SLA clocks follow (TK-11)."""
        self.check_open()
        if priority != self.priority:
            self._reprioritise(priority=priority, reason=reason, about=self.about)

    @event("Reprioritised", topic="tickets.ticket.reprioritised")
    def _reprioritise(self, priority: str, reason: Sealed, about: AboutTicket) -> None:
        self.priority = priority

    def assign(self, assignee_id: UUID, *, why: str) -> None:
        """Gives it to an agent: `assigned`, to the `best_agent`, or `taken` from the queue."""
        self.check_open()
        if self.assignee_id == assignee_id:
            raise TicketAlreadyAssigned(number=self.number)
        self._assign(assignee_id=assignee_id, why=why, about=self.about)

    @event("Assigned", topic="tickets.ticket.assigned")
    def _assign(self, assignee_id: UUID, why: str, about: AboutTicket) -> None:
        self.assignee_id = assignee_id
        self.state = terms.ASSIGNED

    def accept(self) -> None:
        """Its agent begins to work on it."""
        self.check_open()
        if self.assignee_id is None:
            raise TicketHasNoAgent(number=self.number)
        if self.state != terms.ASSIGNED:
            raise TicketAlreadyAccepted(number=self.number)
        self._accept(about=self.about)

    @event("Accepted", topic="tickets.ticket.accepted")
    def _accept(self, about: AboutTicket) -> None:
        self.state = terms.IN_PROGRESS

    def return_to_queue(self, *, reason: Sealed | None, cause: str = terms.ASKED_FOR) -> None:
        """Takes it back into the queue: `asked_for`, or because of why its agent is away."""
        self.check_open()
        if self.assignee_id is None:
            raise TicketHasNoAgent(number=self.number)
        self._return_to_queue(reason=reason, about=self.about, cause=cause)

    @event(TicketState.ReturnedToQueue)
    def _return_to_queue(self, reason: Sealed | None, about: AboutTicket, cause: str = "") -> None:
        self.assignee_id = None
        self.state = terms.QUEUED

    def transfer(self, skill_group: str, *, form: Form, reason: Sealed) -> None:
        """Moves it to the queue of another skill group (TK-9, TK-10)."""
        self.check_open()
        form.check_complete(TRANSFER, filled=self.filled_fields)
        self._transfer(skill_group=skill_group, reason=reason, about=self.about)

    @event("Transferred", topic="tickets.ticket.transferred")
    def _transfer(self, skill_group: str, reason: Sealed, about: AboutTicket) -> None:
        self.skill_group = skill_group
        self.assignee_id = None
        self.state = terms.QUEUED
        self.transfers += 1

    def refer(self, expert_id: UUID | None, *, form: Form, reason: Sealed) -> None:
        """Lets an expert, or a department, look into it; its agent keeps it (TK-9, TK-10)."""
        self.check_in_progress()
        form.check_complete(TRANSFER, filled=self.filled_fields)
        self._refer(expert_id=expert_id, reason=reason, about=self.about)

    @event("Referred", topic="tickets.ticket.referred")
    def _refer(self, expert_id: UUID | None, reason: Sealed, about: AboutTicket) -> None:
        self.expert_id = expert_id
        self.state = terms.REFERRED
        self.transfers += 1
        self.referrals += 1

    def verify_identity(self, method: str) -> None:
        """Records that the customer's identity was verified, and how [身份核实] (TK-2)."""
        self.check_open()
        self._verify_identity(method=method)

    @event("IdentityVerified", topic="tickets.ticket.identity_verified")
    def _verify_identity(self, method: str) -> None:
        self.verified_by = method

    def propose_solution(self, solution: Solution, *, limit_minor: int | None) -> None:
        """Offers the customer a solution (TK-2, TK-8).

        Args:
            solution: the solution; an amount in it was checked before.
            limit_minor: what the actor's position may decide, where an amount was checked.
        """
        self.check_in_progress()
        self._propose_solution(solution=solution, limit_minor=limit_minor)

    @event("SolutionProposed", topic="tickets.ticket.solution_proposed")
    def _propose_solution(self, solution: Solution, limit_minor: int | None) -> None:
        self.solution = solution
        self.answer = "proposed"

    def answer_solution(self, *, is_confirmed: bool) -> None:
        """Records whether the customer agrees to the solution (TK-2)."""
        self.check_in_progress()
        if self.answer != "proposed":
            raise SolutionNotProposed(number=self.number)
        self._answer_solution(answer="confirmed" if is_confirmed else "declined")

    @event("SolutionAnswered", topic="tickets.ticket.solution_answered")
    def _answer_solution(self, answer: str) -> None:
        self.answer = answer

    def wait(self, state: str, *, reason: Sealed) -> None:
        """Lays it aside until the customer or a third party has answered.

        Args:
            state: `waiting_for_customer` or `waiting_for_third_party`.
            reason: for what.
        """
        self.check_in_progress()
        self._wait(state=state, reason=reason, about=self.about)

    @event("LaidAside", topic="tickets.ticket.laid_aside")
    def _wait(self, state: str, reason: Sealed, about: AboutTicket) -> None:
        self.state = state
        self.waits += 1

    def resume(self) -> None:
        """Goes on with what waited or was referred."""
        self.check_open()
        if self.state not in (*terms.WAITING_STATES, terms.REFERRED):
            state_zh = terms.STATES_ZH[self.state]
            raise TicketNotWaiting(number=self.number, state=self.state, state_zh=state_zh)
        self._resume(about=self.about)

    @event("Resumed", topic="tickets.ticket.resumed")
    def _resume(self, about: AboutTicket) -> None:
        self.state = terms.IN_PROGRESS

    def hand_over_channel(self, channel: str, *, said: Sealed) -> None:
        """Goes on by another channel, with what the customer said already (TK-6)."""
        self.check_open()
        self._hand_over_channel(channel=channel, said=said, about=self.about)

    @event("ChannelHandedOver", topic="tickets.ticket.channel_handed_over")
    def _hand_over_channel(self, channel: str, said: Sealed, about: AboutTicket) -> None:
        self.channel = channel
        self.said_before = (*self.said_before, said)

    def resolve(
        self, resolution: Sealed, *, form: Form, contacts: int, reason_code: str | None
    ) -> None:
        """Ends the work on it (TK-2, TK-8).

        Args:
            resolution: what was done.
            form: what tickets of its kind need.
            contacts: how many contacts the customer has had about it.
            reason_code: why it was not solved at the first contact, where it was not.

        Raises:
            IdentityNotVerified: the kind needs it.
            SolutionNotConfirmed: the kind needs it.
            ReasonCodeMissing: more than one contact was needed and nobody said why.
        """
        self.check_in_progress()
        if form.needs_identity and self.verified_by is None:
            raise IdentityNotVerified(number=self.number)
        if form.needs_confirmed_solution and self.answer != "confirmed":
            raise SolutionNotConfirmed(number=self.number)
        at_first = contacts <= 1 and not self.wants_reason_code
        code = None if at_first else given_reason_code(reason_code)
        self._resolve(resolution=resolution, reason_code=code, about=self.about)

    @event("Resolved", topic="tickets.ticket.resolved")
    def _resolve(self, resolution: Sealed, reason_code: str | None, about: AboutTicket) -> None:
        self.resolution = resolution
        self.reason_code = reason_code
        self.state = terms.RESOLVED

    def close(self, *, form: Form, has_promise: bool) -> None:
        """Closes it when nothing is left to do (TK-2, TK-10).

        Args:
            form: what tickets of its kind need.
            has_promise: whether a follow-up is promised and not recorded.
        """
        self.check_not_closed()
        if self.state != terms.RESOLVED:
            raise TicketNotResolved(number=self.number)
        if has_promise:
            raise FollowUpOutstanding(number=self.number)
        form.check_complete(CLOSING, filled=self.filled_fields)
        self._close(about=self.about)

    @event("Closed", topic="tickets.ticket.closed")
    def _close(self, about: AboutTicket) -> None:
        self.state = terms.CLOSED

    def reopen(self, *, cause: str, reason: Sealed | None = None) -> None:
        """Takes it up again; its agent has it back, if it had one.

        Args:
            cause: `asked_for` by somebody of the centre, or `customer_replied`.
            reason: why, in words.
        """
        self.check_work_is_over()
        state = self.state_with_agent
        self._reopen(cause=cause, reason=reason, state=state, about=self.about)

    @event("Reopened", topic="tickets.ticket.reopened")
    def _reopen(self, cause: str, reason: Sealed | None, state: str, about: AboutTicket) -> None:
        self.state = state
        self.reopenings += 1
