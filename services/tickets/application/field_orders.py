"""The use cases of field-service orders: taken in, assigned, watched (SR-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.tickets.application.access import WORK
from services.tickets.application.field_bench import RULES, FieldBench
from services.tickets.application.questions import DueWindows, Staff
from services.tickets.application.workbench import Effects, following_from
from services.tickets.domain import field_terms as terms
from services.tickets.domain.field_errors import (
    FieldOrderNotFound,
    PerformerNotFit,
)
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.partner import Partner
from services.tickets.domain.terms import known_word
from shared.context import current_context
from shared.errors import Conflict, FieldError, Invalid
from shared.event_store import AsOf
from shared.numbers import Numbers

ORDER_PREFIX = "F"
"""Letters before the digits of order numbers."""


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """An order to request.

    Args:
        kind: one of `field_terms.KINDS`.
        task: what is to be done.
        ticket_id: the ticket that it belongs to; None where it stands alone.
        customer_id: the customer of an order that stands alone.
        area: code of the area.
        follows_id: an order that was not completed, whose next visit this is.
    """

    kind: str
    task: str
    ticket_id: UUID | None = None
    customer_id: UUID | None = None
    area: str | None = None
    follows_id: UUID | None = None


class FieldOrders:
    """Takes orders in, sends somebody, and watches the windows.

    Args:
        field: what all use cases on orders stand on.
        numbers: hands out order numbers.
        staff: who works here.
        due_windows: which windows may have passed.
    """

    def __init__(
        self, field: FieldBench, *, numbers: Numbers, staff: Staff, due_windows: DueWindows
    ) -> None:
        self._field = field
        self._bench = field.bench
        self._numbers = numbers
        self._staff = staff
        self._due_windows = due_windows

    def see_order(self, order_id: UUID, *, as_of: AsOf | None = None) -> FieldOrder:
        """The order as it stands or stood, for those who may see all of it.

        Raises:
            FieldOrderNotFound: there is none, was none then, or it is not for the actor.
        """
        order = self._field.order(order_id)
        self._field.access.check_sees(order)
        found = self._bench.store.find(FieldOrder, order_id, as_of=as_of) if as_of else order
        if found is None:
            raise FieldOrderNotFound(key=order_id)
        return found

    def request_order(self, new: NewOrder) -> FieldOrder:
        """Takes an order in, for a ticket that the actor works on or for a customer alone [受理].

        Raises:
            Invalid: it names neither or both, or follows an order that it cannot follow.
            TicketNotFound: the ticket is not the actor's.
        """
        current_context().require(WORK)
        known_word(new.kind, among=terms.KINDS, field="kind")
        ticket = None if new.ticket_id is None else self._bench.ticket(new.ticket_id)
        if ticket is not None:
            self._bench.access.check_works_on(ticket)
            ticket.check_not_closed()
        if (ticket is None) == (new.customer_id is None):
            raise _wrong(
                "customer_id", "name the ticket or the customer.", "请填写工单或客户之一。"
            )
        customer_id = new.customer_id if ticket is None else ticket.customer_id
        subject = f"customer:{customer_id}" if ticket is None else ticket.data_subject
        self._check_follows(new.follows_id, subject=subject)
        site_id = current_context().site_id
        with self._bench.rules.noted(RULES):
            order = FieldOrder.request(
                order_id=self._bench.new_id(),
                number=self._numbers.next_number(),
                kind=new.kind,
                task=self._bench.seal(subject, new.task),
                standard=self._bench.rules.field_service.kinds.of(new.kind),
                requester_id=self._bench.access.employee_id(),
                area=new.area,
                ticket_id=new.ticket_id,
                customer_id=customer_id,
                site_id=None if site_id is None else UUID(site_id),
                follows_id=new.follows_id,
            )
            beside = [self._numbers.given(order.number, entity_id=order.id)]
            self._bench.store.save(
                order, beside=beside, unchanged=[] if ticket is None else [ticket]
            )
        return order

    def assign_order(
        self,
        order_id: UUID,
        *,
        employee_id: UUID | None = None,
        partner_id: UUID | None = None,
        expected_version: int | None = None,
    ) -> FieldOrder:
        """Sends own staff or a partner (SR-1).

        Raises:
            PerformerNotFit: nobody or both are named, or they cannot get it.
        """

        def decide(order: FieldOrder) -> Effects:
            held = self._check_fit(order, employee_id=employee_id, partner_id=partner_id)
            order.assign(employee_id=employee_id, partner_id=partner_id)
            return Effects(unchanged=held)

        return self._field.change_order(
            order_id,
            decide,
            check=self._field.access.check_leads,
            expected_version=expected_version,
        )

    def mark_missed_windows(self, now: datetime) -> int:
        """Notes the windows that passed without anybody's coming; once, however many timers run.

        Returns:
            How many were noted.
        """
        return sum(self._mark_missed(one, now) for one in self._due_windows.overdue(at=now))

    def _mark_missed(self, order_id: UUID, now: datetime) -> bool:
        order = self._field.order(order_id)
        with following_from(order):
            order.miss_window(at=now)
        if not order.pending_events:
            return False
        try:
            self._bench.store.save(order)
        except Conflict:
            # Somebody has come, or changed or cancelled it meanwhile: theirs stands.
            return False
        return True

    def _check_follows(self, follows_id: UUID | None, *, subject: str) -> None:
        if follows_id is None:
            return
        earlier = self.see_order(follows_id)
        if earlier.outcome != terms.NOT_COMPLETED or earlier.data_subject != subject:
            raise _wrong(
                "follows_id",
                "must be an order of the same customer that was not completed.",
                "必须是同一客户未完成的现场服务单。",
            )

    def _check_fit(
        self, order: FieldOrder, *, employee_id: UUID | None, partner_id: UUID | None
    ) -> list[Partner]:
        """The partner, which must stand still until the order is theirs."""
        if partner_id is not None and employee_id is None:
            partner = self._bench.store.find(Partner, partner_id)
            if partner is None or not partner.may_get(order.kind, order.area, at=self._bench.now):
                raise _unfit(
                    "partner_id",
                    "no agreement in force covers its kind and area.",
                    "没有覆盖该类型和区域的有效合作协议。",
                )
            return [partner]
        if employee_id is None or partner_id is not None:
            raise _unfit("employee_id", "name one of both.", "请填写员工或合作伙伴之一。")
        is_ours = self._staff.member(employee_id) is not None
        if not is_ours or self._field.access.partner_of(employee_id) is not None:
            raise _unfit("employee_id", "nobody of our own staff.", "不是本中心员工。")
        return []


def _wrong(field: str, en: str, zh: str) -> Invalid:
    return Invalid(fields=(FieldError(field, en, zh),))


def _unfit(field: str, en: str, zh: str) -> PerformerNotFit:
    return PerformerNotFit(fields=(FieldError(field, en, zh),))
