"""Field-service orders in every state, brought forth through the use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.tickets.application.field_arrangements import AgreedTime
from services.tickets.application.field_orders import NewOrder
from services.tickets.domain.field_terms import KINDS
from services.tickets.domain.partner import Agreement, Partner
from tests.api.desk import WORDS

if TYPE_CHECKING:
    from tests.api.centre import Centre

OWN, PARTNERS = "field_technician", "partner_technician"
"""Who goes out: one of our own staff, and one of the partner's people."""

PARTNER = "quick-fix"
HOUR = timedelta(hours=1)


class FieldDesk:
    """Brings forth orders that Li has requested.

    Args:
        centre: where.
    """

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._cases = centre.tickets.use_cases
        self._steps: dict[str, Callable[[UUID, str], object]] = {
            "assigned": self._assign,
            "accepted": self._accept,
            "on_the_way": self._depart,
            "on_site": self._arrive,
            "performed": self._perform,
            "evaluated": self._evaluate,
        }

    def fill(self) -> None:
        """A partner with one of its people, orders in all states, and a problem."""
        with self._centre.acting_as("boss"):
            self.partner(PARTNER)
            self._cases.partners.admit_member(
                self.partner_id, employee_id=self._centre.employees[PARTNERS]
            )
        for state in ("requested", *self._steps):
            self.order(state)
        self.order("accepted", by=PARTNERS)
        self.problem()

    @property
    def partner_id(self) -> UUID:
        """The partner whose technician has an account."""
        return Partner.id_for(PARTNER)

    def partner(self, code: str) -> UUID:
        """A partner for all kinds of orders; acts as whoever acts now."""
        agreement = Agreement(kinds=KINDS, areas=(), effective_from=self._centre.clock.now() - HOUR)
        partners = self._cases.partners
        return partners.register_partner(code=code, name="快修公司", agreement=agreement).id

    def another_partner(self, code: str, *, member: UUID | None = None) -> UUID:
        """A partner, with somebody of its people."""
        with self._centre.acting_as("boss"):
            partner_id = self.partner(code)
            if member is not None:
                self._cases.partners.admit_member(partner_id, employee_id=member)
        return partner_id

    def order(self, state: str = "requested", *, by: str = OWN, has_window: bool = True) -> UUID:
        """An order in a state, carried out by one of our own or of the partner's people."""
        new = NewOrder(kind="appointment", task=WORDS, customer_id=self._centre.customer_ids[0])
        with self._centre.acting_as("li"):
            order_id = self._cases.field_orders.request_order(new).id
            if has_window:
                self._cases.field_arrangements.agree_appointment(order_id, self._window())
        for name, step in self._steps.items():
            if state == "requested":
                break
            step(order_id, by)
            if name == state:
                break
        return order_id

    def problem(self) -> tuple[UUID, UUID]:
        """An order and a problem that Li sees to."""
        order_id = self.order()
        with self._centre.acting_as("li"):
            found = self._cases.order_problems.open_problem(
                order_id,
                text=WORDS,
                owner_id=self._centre.employees["li"],
                due_at=self._centre.clock.now() + 48 * HOUR,
            )
        return order_id, found.problems[0].problem_id

    def evidence(self) -> tuple[UUID, UUID]:
        """An order and a file that shows a step."""
        order_id = self.order("on_site")
        with self._centre.acting_as(OWN):
            record = self._cases.field_work.attach_evidence(
                order_id,
                item="identified",
                file_name="证件.txt",
                media_type="text/plain",
                content=WORDS.encode(),
            )
        return order_id, record.evidence[0].evidence_id

    def _window(self) -> AgreedTime:
        now = self._centre.clock.now()
        return AgreedTime(from_at=now, until_at=now + HOUR, address=WORDS, telephone=WORDS)

    def _assign(self, order_id: UUID, by: str) -> None:
        performer: dict[str, Any] = {"partner_id": self.partner_id}
        if by == OWN:
            performer = {"employee_id": self._centre.employees[OWN]}
        with self._centre.acting_as("boss"):
            self._cases.field_orders.assign_order(order_id, **performer)

    def _accept(self, order_id: UUID, by: str) -> None:
        with self._centre.acting_as(by):
            self._cases.field_work.accept_order(order_id)

    def _depart(self, order_id: UUID, by: str) -> None:
        with self._centre.acting_as(by):
            self._cases.field_work.depart(order_id)

    def _arrive(self, order_id: UUID, by: str) -> None:
        with self._centre.acting_as(by):
            self._cases.field_work.arrive(order_id)

    def _perform(self, order_id: UUID, by: str) -> None:
        work = self._cases.field_work
        with self._centre.acting_as(by):
            for item in ("identified", "matter_settled"):
                work.check_item(order_id, item=item, is_conform=True)
            work.report_result(order_id, outcome="completed", report=WORDS)

    def _evaluate(self, order_id: UUID, _by: str) -> None:
        with self._centre.acting_as("li"):
            self._cases.field_arrangements.evaluate_order(order_id, score=5)
