"""The field-service order: somebody goes out to the customer (SR-1, SR-2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from services.tickets.domain import field_terms as terms
from services.tickets.domain.field_errors import (
    AppointmentAlreadyAgreed,
    AppointmentMissing,
    AppointmentWrong,
    EvaluationOutstanding,
    OrderAlreadyEvaluated,
    PerformerAlreadyAssigned,
    ProblemsOutstanding,
)
from services.tickets.domain.field_order_state import FieldOrderState
from services.tickets.domain.field_terms import (
    AboutOrder,
    Appointment,
    Conformity,
    Evaluation,
    Reason,
    Standard,
)
from shared.errors import FieldError
from shared.event_store.aggregate import event
from shared.sealed.envelope import Sealed


class FieldOrder(FieldOrderState):
    """A repair, installation, delivery or appointment at the customer's [现场服务单]."""

    TOPIC = "tickets.field_order"

    @classmethod
    def request(
        cls,
        *,
        order_id: UUID,
        number: str,
        kind: str,
        task: Sealed,
        standard: Standard,
        requester_id: UUID,
        area: str | None = None,
        ticket_id: UUID | None = None,
        customer_id: UUID | None = None,
        site_id: UUID | None = None,
        follows_id: UUID | None = None,
    ) -> Self:
        """Takes an order in [受理]; names are those of `AboutOrder`.

        `task` says what is to be done, `standard` what the rules ask of it, and `follows_id` the
        order that was not completed, whose next visit this is.
        """
        return cls._create(
            cls.Created,
            id=order_id,
            number=number,
            kind=kind,
            task=task,
            standard=standard,
            area=area,
            ticket_id=ticket_id,
            customer_id=customer_id,
            site_id=site_id,
            requester_id=requester_id,
            follows_id=follows_id,
        )

    def assign(self, *, employee_id: UUID | None, partner_id: UUID | None) -> None:
        """Gives it to an own employee or to a partner, who then accepts or declines."""
        self.check_is(terms.REQUESTED, terms.ASSIGNED, terms.ACCEPTED)
        if (employee_id, partner_id) == (self.employee_id, self.partner_id):
            raise PerformerAlreadyAssigned(number=self.number)
        self._assign(employee_id=employee_id, partner_id=partner_id, about=self.about)

    @event("Assigned", topic="tickets.field_order.assigned")
    def _assign(self, employee_id: UUID | None, partner_id: UUID | None, about: AboutOrder) -> None:
        self.employee_id = employee_id
        self.partner_id = partner_id
        self.state = terms.ASSIGNED

    def accept(self) -> None:
        """The performer takes it on."""
        self.check_is(terms.ASSIGNED)
        self._accept(about=self.about)

    @event("Accepted", topic="tickets.field_order.accepted")
    def _accept(self, about: AboutOrder) -> None:
        self.state = terms.ACCEPTED

    def decline(self, reason: Reason) -> None:
        """The performer does not take it on, or gives it back before going out."""
        self.check_is(terms.ASSIGNED, terms.ACCEPTED)
        self._decline(reason=reason, about=self.about)

    @event("Declined", topic="tickets.field_order.declined")
    def _decline(self, reason: Reason, about: AboutOrder) -> None:
        self.employee_id = None
        self.partner_id = None
        self.state = terms.REQUESTED

    def agree_appointment(self, appointment: Appointment, *, at: datetime) -> None:
        """Time and place are agreed with the customer."""
        self.check_is(*terms.STATES[:3])
        if self.appointment is not None:
            raise AppointmentAlreadyAgreed(number=self.number)
        _check_window(appointment, at=at)
        latest = self.standard.latest(appointment)
        self._agree(appointment=appointment, latest_at=latest, about=self.about)

    @event("AppointmentAgreed", topic="tickets.field_order.appointment_agreed")
    def _agree(self, appointment: Appointment, latest_at: datetime, about: AboutOrder) -> None:
        self.appointment = appointment

    def change_appointment(self, appointment: Appointment, *, reason: Reason, at: datetime) -> None:
        """Another time or place, with the reason; who is on the way turns back."""
        self.check_is(*terms.UNARRIVED_STATES)
        if self.appointment is None:
            raise AppointmentMissing(number=self.number)
        _check_window(appointment, at=at)
        self._change(
            appointment=appointment,
            latest_at=self.standard.latest(appointment),
            reason=reason,
            state=terms.ACCEPTED if self.state == terms.ON_THE_WAY else self.state,
            about=self.about,
        )

    @event("AppointmentChanged", topic="tickets.field_order.appointment_changed")
    def _change(
        self,
        *,
        appointment: Appointment,
        latest_at: datetime,
        reason: Reason,
        state: str,
        about: AboutOrder,
    ) -> None:
        self.appointment = appointment
        self.state = state
        self.departed_at = None
        self.is_missed = False

    def cancel(self, reason: Reason) -> None:
        """Nobody goes out; possible until somebody has arrived."""
        self.check_is(*terms.UNARRIVED_STATES)
        self._cancel(reason=reason, about=self.about)

    @event("Cancelled", topic="tickets.field_order.cancelled")
    def _cancel(self, reason: Reason, about: AboutOrder) -> None:
        self.state = terms.CANCELLED
        self.reason = reason

    def depart(self, *, at: datetime) -> None:
        """The performer sets out to the agreed place."""
        self.check_is(terms.ACCEPTED)
        appointment = self.agreed_appointment()
        is_on_time = at <= appointment.until_at
        self._depart(departed_at=at, is_on_time=is_on_time, about=self.about)

    @event("Departed", topic="tickets.field_order.departed")
    def _depart(self, *, departed_at: datetime, is_on_time: bool, about: AboutOrder) -> None:
        self.departed_at = departed_at
        self.state = terms.ON_THE_WAY

    def arrive(self, *, at: datetime) -> None:
        """The performer is there: early, on time or late by the standard (SR-2)."""
        self.check_is(terms.ON_THE_WAY)
        punctuality = self.standard.punctuality(at, self.agreed_appointment())
        self._arrive(arrived_at=at, punctuality=punctuality, about=self.about)

    @event("Arrived", topic="tickets.field_order.arrived")
    def _arrive(self, arrived_at: datetime, punctuality: str, about: AboutOrder) -> None:
        self.arrived_at = arrived_at
        self.punctuality = punctuality
        self.state = terms.ON_SITE

    def miss_window(self, *, at: datetime) -> None:
        """The window and its tolerance have passed and nobody has come; noted once a window."""
        appointment = self.appointment
        waits = self.state in terms.UNARRIVED_STATES and not self.is_missed
        if appointment is not None and waits and self.standard.latest(appointment) < at:
            self._miss_window(until_at=appointment.until_at, about=self.about)

    @event("WindowMissed", topic="tickets.field_order.window_missed")
    def _miss_window(self, until_at: datetime, about: AboutOrder) -> None:
        self.is_missed = True

    def perform(
        self,
        outcome: str,
        *,
        report: Sealed,
        conformity: Conformity,
        reason: Reason | None,
        at: datetime,
    ) -> None:
        """The visit is over: what it led to, and how it kept to the standard."""
        self.check_is(terms.ON_SITE)
        self._perform(
            outcome=outcome,
            report=report,
            conformity=conformity,
            reason=reason,
            performed_at=at,
            about=self.about,
        )

    @event("Performed", topic="tickets.field_order.performed")
    def _perform(
        self,
        *,
        outcome: str,
        report: Sealed,
        conformity: Conformity,
        reason: Reason | None,
        performed_at: datetime,
        about: AboutOrder,
    ) -> None:
        self.outcome = outcome
        self.report = report
        self.conformity = conformity
        self.reason = reason
        self.performed_at = performed_at
        self.state = terms.PERFORMED

    def evaluate(self, evaluation: Evaluation) -> None:
        """The customer judges the service."""
        self.check_is(terms.PERFORMED)
        if self.evaluation is not None:
            raise OrderAlreadyEvaluated(number=self.number)
        self._evaluate(evaluation=evaluation, about=self.about)

    @event("Evaluated", topic="tickets.field_order.evaluated")
    def _evaluate(self, evaluation: Evaluation, about: AboutOrder) -> None:
        self.evaluation = evaluation

    def close(self, *, has_open_problem: bool, at: datetime) -> None:
        """Closes what is performed and evaluated, or was waited for long enough, problems solved.

        Raises:
            EvaluationOutstanding: the customer may still evaluate.
            ProblemsOutstanding: a problem is not solved.
        """
        self.check_is(terms.PERFORMED)
        if has_open_problem:
            raise ProblemsOutstanding(number=self.number)
        if self.evaluation is None and self.performed_at is not None:
            wait = timedelta(seconds=self.standard.evaluation_wait_seconds)
            if at < self.performed_at + wait:
                raise EvaluationOutstanding(
                    number=self.number, until=f"{self.performed_at + wait:%Y-%m-%d %H:%M} UTC"
                )
        self._close(about=self.about)

    @event("Closed", topic="tickets.field_order.closed")
    def _close(self, about: AboutOrder) -> None:
        self.state = terms.CLOSED


def _check_window(appointment: Appointment, *, at: datetime) -> None:
    if appointment.until_at <= max(appointment.from_at, at):
        what = FieldError(
            "until_at",
            "must be after the beginning and after now.",
            "必须晚于开始时间且晚于当前时间。",
        )
        raise AppointmentWrong(fields=(what,))
