"""What a field-service order is at a moment: its facts, its state, and what that allows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.tickets.domain import field_terms as terms
from services.tickets.domain.field_errors import AppointmentMissing, FieldOrderElsewhere
from services.tickets.domain.field_terms import (
    AboutOrder,
    Appointment,
    Conformity,
    Evaluation,
    Reason,
    Standard,
)
from shared.event_store.aggregate import Aggregate
from shared.sealed.envelope import Sealed


class FieldOrderState(Aggregate):
    """The present state of an order; `FieldOrder` adds what can be done with it."""

    class Created(Aggregate.Created):
        TOPIC = "tickets.field_order.requested"
        number: str
        kind: str
        task: Sealed
        standard: Standard
        area: str | None
        ticket_id: UUID | None
        customer_id: UUID | None
        site_id: UUID | None
        requester_id: UUID
        follows_id: UUID | None

    def __init__(
        self,
        *,
        number: str,
        kind: str,
        task: Sealed,
        standard: Standard,
        area: str | None,
        ticket_id: UUID | None,
        customer_id: UUID | None,
        site_id: UUID | None,
        requester_id: UUID,
        follows_id: UUID | None,
    ) -> None:
        self.number = number
        self.kind = kind
        self.task = task
        self.standard = standard
        self.area = area
        self.ticket_id = ticket_id
        self.customer_id = customer_id
        self.site_id = site_id
        self.requester_id = requester_id
        self.follows_id = follows_id
        self.state = terms.REQUESTED
        self.employee_id: UUID | None = None
        self.partner_id: UUID | None = None
        self.appointment: Appointment | None = None
        self.is_missed = False
        self.departed_at: datetime | None = None
        self.arrived_at: datetime | None = None
        self.punctuality: str | None = None
        self.performed_at: datetime | None = None
        self.outcome: str | None = None
        self.reason: Reason | None = None
        self.report: Sealed | None = None
        self.conformity: Conformity | None = None
        self.evaluation: Evaluation | None = None

    @property
    def data_subject(self) -> str:
        """Whose data the texts are: under this name they are sealed."""
        return self.task.subject

    @property
    def about(self) -> AboutOrder:
        """The facts that go into events."""
        return AboutOrder(
            order_id=self.id,
            number=self.number,
            kind=self.kind,
            area=self.area,
            ticket_id=self.ticket_id,
            customer_id=self.customer_id,
            site_id=self.site_id,
            requester_id=self.requester_id,
            employee_id=self.employee_id,
            partner_id=self.partner_id,
        )

    def check_is(self, *states: str) -> None:
        """Refuses a step that does not fit the state.

        Raises:
            FieldOrderElsewhere: it is in none of `states`.
        """
        if self.state not in states:
            raise FieldOrderElsewhere(
                number=self.number, state=self.state, state_zh=terms.STATES_ZH[self.state]
            )

    def agreed_appointment(self) -> Appointment:
        """Time and place.

        Raises:
            AppointmentMissing: nothing is agreed yet.
        """
        if self.appointment is None:
            raise AppointmentMissing(number=self.number)
        return self.appointment
