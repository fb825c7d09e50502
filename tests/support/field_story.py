"""A field-service order told step by step through the use cases, for tests of `tickets`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.tickets.application.field_arrangements import AgreedTime
from services.tickets.application.field_orders import NewOrder
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_terms import KINDS
from services.tickets.domain.partner import Agreement
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.tickets import CUSTOMER, LI, WANG

CHEN = UUID("0190d4f0-0000-7000-8000-0000000000a7")
"""A field technician of our own."""
PAN = UUID("0190d4f0-0000-7000-8000-0000000000a8")
"""A technician of the partner."""
LUO = UUID("0190d4f0-0000-7000-8000-0000000000a9")
"""A technician of another partner."""

FIELD = frozenset({"tickets.field_work"})
PARTNER = frozenset({"tickets.partner_work"})
AGENT = frozenset({"tickets.work"})
LEADER = frozenset({"tickets.work", "tickets.assign", "tickets.see_team"})
MANAGER = frozenset({"tickets.assign", "tickets.see_all", "tickets.manage_partners"})

ADDRESS = "人民路 18 号 3 单元 502"
TELEPHONE = "13800138000"
TASK = "热水器漏水，请上门维修"
HOUR = timedelta(hours=1)

ActAs = Callable[..., AbstractContextManager[Any]]


class FieldStory:
    """Takes orders through their steps, each by whoever does it.

    Args:
        desk: the service.
        act: acts as an employee with permissions.
        clock: moved on by the steps that take time.
    """

    def __init__(self, desk: TicketsService, act: ActAs, clock: SetClock) -> None:
        self.cases = desk.use_cases
        self._act = act
        self.clock = clock

    def partner(self, code: str = "quick-fix", *, member: UUID | None = PAN) -> UUID:
        """A partner for all kinds, with one account of its people's."""
        agreement = Agreement(kinds=KINDS, areas=(), effective_from=self.clock.now())
        with self._act(WANG, MANAGER):
            partner_id = self.cases.partners.register_partner(
                code=code, name="快修服务公司", agreement=agreement
            ).id
            if member is not None:
                self.cases.partners.admit_member(partner_id, employee_id=member)
        return partner_id

    def order_agreement(self, *, days: int) -> Agreement:
        """An agreement on all kinds from now on, for so many days."""
        now = self.clock.now()
        until = now + timedelta(days=days)
        return Agreement(kinds=KINDS, areas=(), effective_from=now, effective_until=until)

    def requested(self, **facts: Any) -> UUID:
        """An order for the customer alone, requested by Li."""
        given = {"kind": "repair", "task": TASK, "customer_id": CUSTOMER, **facts}
        with self._act(LI, AGENT):
            return self.cases.field_orders.request_order(NewOrder(**given)).id

    def agree(self, order_id: UUID, *, hours: int = 2) -> AgreedTime:
        """Agrees on a window of one hour, so many hours from now."""
        agreed = self.agreed(hours=hours)
        with self._act(LI, AGENT):
            self.cases.field_arrangements.agree_appointment(order_id, agreed)
        return agreed

    def agreed(self, *, hours: int) -> AgreedTime:
        """A window of one hour, so many hours from now."""
        from_at = self.clock.now() + hours * HOUR
        return AgreedTime(
            from_at=from_at, until_at=from_at + HOUR, address=ADDRESS, telephone=TELEPHONE
        )

    def assigned(
        self, *, partner_id: UUID | None = None, employee_id: UUID | None = None, **facts: Any
    ) -> UUID:
        """An order with a window in two hours, with a performer; Chen by default."""
        order_id = self.requested(**facts)
        self.agree(order_id)
        if partner_id is None:
            employee_id = employee_id or CHEN
        with self._act(WANG, LEADER):
            self.cases.field_orders.assign_order(
                order_id, partner_id=partner_id, employee_id=employee_id
            )
        return order_id

    def on_site(self, *, by: UUID = CHEN, late: timedelta = HOUR / 2, **facts: Any) -> UUID:
        """An order for which the performer has come, so much after the window's beginning."""
        order_id = self.assigned(**facts)
        window = self.order(order_id).appointment
        assert window is not None
        with self.as_performer(by):
            self.cases.field_work.accept_order(order_id)
            self.cases.field_work.depart(order_id)
        self.clock.move_to(window.from_at + late)
        with self.as_performer(by):
            self.cases.field_work.arrive(order_id)
        return order_id

    def checked(self, order_id: UUID, *, by: UUID = CHEN, failing: str | None = None) -> None:
        """Checks all steps and shows those that need it."""
        work = self.cases.field_work
        for one in self.order(order_id).standard.checklist:
            with self.as_performer(by):
                work.check_item(order_id, item=one.code, is_conform=one.code != failing)
                if one.needs_evidence:
                    work.attach_evidence(
                        order_id,
                        item=one.code,
                        file_name="现场照片.jpg",
                        media_type="image/jpeg",
                        content=b"photo",
                    )

    def performed(self, *, by: UUID = CHEN, failing: str | None = None, **facts: Any) -> UUID:
        """An order whose visit is over."""
        order_id = self.on_site(by=by, **facts)
        self.checked(order_id, by=by, failing=failing)
        with self.as_performer(by):
            self.cases.field_work.report_result(
                order_id, outcome="completed", report="已更换密封圈"
            )
        return order_id

    def failed(self, *, by: UUID = CHEN, **facts: Any) -> UUID:
        """An order whose visit led to nothing."""
        order_id = self.on_site(by=by, **facts)
        with self.as_performer(by):
            self.cases.field_work.report_result(
                order_id,
                outcome="not_completed",
                report="无人在家",
                reason_code="customer_absent",
                words="敲门十分钟",
            )
        return order_id

    def evaluate(self, order_id: UUID, score: int = 5) -> FieldOrder:
        """The customer judges it, and Li notes it."""
        with self._act(LI, AGENT):
            return self.cases.field_arrangements.evaluate_order(
                order_id, score=score, comment="师傅很专业"
            )

    def order(self, order_id: UUID) -> FieldOrder:
        """The order as it stands."""
        with self._act(WANG, MANAGER):
            return self.cases.field_orders.see_order(order_id)

    def as_performer(self, who: UUID) -> AbstractContextManager[Any]:
        """Acts as own field staff, or as a partner's."""
        return self._act(who, FIELD if who == CHEN else PARTNER)

    def now(self) -> datetime:
        """The time."""
        return self.clock.now()
