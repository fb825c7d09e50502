"""Who may see, arrange, lead and carry out which field-service order, and who a partner's are."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.access import (
    ASSIGN,
    FIELD_WORK,
    PARTNER_WORK,
    SEE_ALL,
    SEE_TEAM,
    WORK,
    Access,
    acting_employee,
)
from services.tickets.application.questions import Staff
from services.tickets.domain.errors import TicketNotYours
from services.tickets.domain.field_errors import FieldOrderNotFound, FieldOrderNotYours
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.event_store.store import Store

PARTNER_MEMBERS = "partner_members"
"""Kind of the side rows that say to which partner an account belongs: one at most.

A read model would let somebody who was dismissed just now look at one more order.
"""


class FieldAccess:
    """Answers who may do what with an order.

    Args:
        store: the log.
        access: who may do what with tickets.
        staff: who works here.
    """

    def __init__(self, store: Store, *, access: Access, staff: Staff) -> None:
        self._store = store
        self._access = access
        self._staff = staff

    def partner_of(self, employee_id: UUID) -> UUID | None:
        """The partner to which an account belongs; None for our own people."""
        row = self._store.side_row(PARTNER_MEMBERS, str(employee_id))
        return None if row is None else UUID(row.content["partner_id"])

    def partner_of_the_actor(self) -> UUID | None:
        """The partner for whom the actor works and may see orders."""
        employee_id = acting_employee()
        if employee_id is None or not current_context().may(PARTNER_WORK):
            return None
        return self.partner_of(employee_id)

    def may_see(self, order: FieldOrder) -> bool:
        """Whether the actor may see all of an order: who arranges it, leads, or has its ticket."""
        context, employee_id = current_context(), acting_employee()
        if context.may(SEE_ALL):
            return True
        if employee_id is None:
            return False
        if context.may(WORK) and order.requester_id == employee_id:
            return True
        if context.may(SEE_TEAM) and self._is_of_the_team(order, employee_id):
            return True
        return self._sees_its_ticket(order)

    def check_sees(self, order: FieldOrder) -> None:
        """Refuses, as if it were not there, what the actor may not see.

        Raises:
            FieldOrderNotFound: it is not theirs, nor their team's.
        """
        if not self.may_see(order):
            raise FieldOrderNotFound(key=order.id)

    def leads(self, order: FieldOrder) -> bool:
        """Whether the actor leads who requested it or carries it out."""
        context, employee_id = current_context(), acting_employee()
        if not context.may(ASSIGN):
            return False
        if context.may(SEE_ALL):
            return True
        is_leader = employee_id is not None and context.may(SEE_TEAM)
        return is_leader and self._is_of_the_team(order, employee_id)

    def check_leads(self, order: FieldOrder) -> None:
        """Refuses decisions that belong to who leads.

        Raises:
            FieldOrderNotFound: the actor may not even see it.
            FieldOrderNotYours: somebody else leads.
        """
        self.check_sees(order)
        if not self.leads(order):
            raise FieldOrderNotYours(number=order.number)

    def check_arranges(self, order: FieldOrder) -> None:
        """Refuses decisions that belong to who arranges it with the customer.

        Raises:
            FieldOrderNotFound: the actor may not even see it.
            FieldOrderNotYours: neither requested by the actor, nor about their ticket, nor led.
        """
        self.check_sees(order)
        is_ones_own = order.requester_id == acting_employee() and current_context().may(WORK)
        if not (is_ones_own or self.leads(order) or self._works_on_its_ticket(order)):
            raise FieldOrderNotYours(number=order.number)

    def check_performs(self, order: FieldOrder) -> None:
        """Refuses, as if it were not there, work on what the actor was not sent on.

        Who leads may report for those who are out.

        Raises:
            FieldOrderNotFound: it is neither the actor's nor their partner's, nor led by them.
        """
        if not (self.performs(order) or self.leads(order)):
            raise FieldOrderNotFound(key=order.id)

    def performs(self, order: FieldOrder) -> bool:
        """Whether the actor, or the partner for whom they work, carries it out."""
        employee_id = acting_employee()
        if employee_id is None:
            return False
        if order.employee_id == employee_id and current_context().may(FIELD_WORK):
            return True
        return order.partner_id is not None and order.partner_id == self.partner_of_the_actor()

    def _sees_its_ticket(self, order: FieldOrder) -> bool:
        ticket = self._ticket(order)
        return ticket is not None and self._access.may_see(ticket)

    def _works_on_its_ticket(self, order: FieldOrder) -> bool:
        ticket = self._ticket(order)
        if ticket is None or not self._access.may_see(ticket):
            return False
        try:
            self._access.check_works_on(ticket)
        except TicketNotYours:
            return False
        return True

    def _ticket(self, order: FieldOrder) -> Ticket | None:
        """The ticket that it belongs to, or the one that goes on for it since it was merged."""
        found = None if order.ticket_id is None else self._store.find(Ticket, order.ticket_id)
        while found is not None and found.merged_into is not None:
            found = self._store.find(Ticket, found.merged_into.ticket_id)
        return found

    def _is_of_the_team(self, order: FieldOrder, employee_id: UUID | None) -> bool:
        if employee_id is None:
            return False
        team = self._staff.team_of(employee_id) | {employee_id}
        return order.requester_id in team or order.employee_id in team
