"""Referring a ticket to a department or expert, and tracking what comes of it (TK-9)."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.access import acting_employee
from services.tickets.application.workbench import Effects, Workbench
from services.tickets.domain import terms
from services.tickets.domain.errors import TicketNotReferred
from services.tickets.domain.referral import Destination, Referral
from services.tickets.domain.ticket import Ticket
from shared.errors import FieldError, Invalid


class Referrals:
    """Lets departments and experts look into tickets.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def refer_ticket(
        self,
        ticket_id: UUID,
        *,
        department: str | None = None,
        expert_id: UUID | None = None,
        reason: str,
        expected_version: int | None = None,
    ) -> Ticket:
        """Refers a ticket to a department, or to an expert, who may then see it.

        Raises:
            Invalid: both or neither are named.
        """
        if (department is None) == (expert_id is None):
            what = FieldError(
                "department", "name a department or an expert.", "请填写部门或专家之一。"
            )
            raise Invalid(fields=(what,))
        destination = Destination(department=department, expert_id=expert_id)

        def decide(ticket: Ticket) -> Effects:
            form = self._bench.rules.form_of(ticket.kind)
            sealed = self._bench.seal(ticket.data_subject, reason)
            ticket.refer(expert_id, form=form, reason=sealed)
            referral = Referral.make(
                ticket.about, ordinal=ticket.referrals, destination=destination, reason=sealed
            )
            return Effects(aggregates=[referral])

        with self._bench.rules.noted("forms"):
            return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def record_progress(self, ticket_id: UUID, *, text: str) -> Referral:
        """Records what was heard from where a ticket was referred to."""
        ticket = self._bench.ticket(ticket_id)
        self._check_takes_part(ticket)
        referral = self._running(ticket)
        sealed = self._bench.seal(ticket.data_subject, text)
        referral.record_progress(sealed, at=self._bench.now)
        self._bench.store.save(referral, unchanged=[ticket])
        return referral

    def give_result(
        self, ticket_id: UUID, *, text: str, expected_version: int | None = None
    ) -> Ticket:
        """Records the result; the ticket's agent goes on and tells the customer."""

        def decide(ticket: Ticket) -> Effects:
            referral = self._running(ticket)
            referral.give_result(self._bench.seal(ticket.data_subject, text))
            ticket.resume()
            return Effects(aggregates=[referral])

        return self._bench.change_ticket(
            ticket_id, decide, check=self._check_takes_part, expected_version=expected_version
        )

    def _running(self, ticket: Ticket) -> Referral:
        referral_id = Referral.id_for(ticket.id, ordinal=ticket.referrals)
        referral = self._bench.store.find(Referral, referral_id)
        if referral is None or ticket.state != terms.REFERRED:
            raise TicketNotReferred(number=ticket.number)
        return referral

    def _check_takes_part(self, ticket: Ticket) -> None:
        """Lets the expert in beside those who work on the ticket."""
        if ticket.expert_id is None or ticket.expert_id != acting_employee():
            self._bench.access.check_works_on(ticket)
