"""Field-service orders and a partner, with every step that others are told of."""

from __future__ import annotations

from datetime import timedelta

from tests.support.field_story import CHEN, LUO, FieldStory
from tests.support.tickets import LI, WANG, ZHAO
from tests.tickets.conftest import LEADER, ActAs

SPOKEN = ("人民路", "13800138000", "热水器", "密封圈", "师傅很专业", "雨太大", "门锁", "敲门十分钟")
"""Words of the story that are personal."""


def tell_field_service(field: FieldStory, as_employee: ActAs, as_manager: ActAs) -> None:
    """Tells it; the window that is missed is left to the timer."""
    cases = field.cases
    partner_id = field.partner()
    with as_manager():
        partners = cases.partners
        partners.suspend_partner(partner_id, reason_code="late")
        partners.resume_partner(partner_id)
        partners.admit_member(partner_id, employee_id=LUO)
        partners.dismiss_member(partner_id, employee_id=LUO)
        agreement = field.order_agreement(days=300)
        partners.renew_agreement(partner_id, agreement)
    judged = field.performed()
    field.evaluate(judged, score=2)
    due_at = field.now() + timedelta(days=2)
    with as_employee(LI):
        problems = cases.order_problems
        [problem] = problems.see_problems(judged).problems
        problems.reassign_problem(
            judged, problem.problem_id, owner_id=ZHAO, due_at=due_at, reason="门锁"
        )
        problems.solve_problem(judged, problem.problem_id, solution="门锁已换")
        cases.field_arrangements.close_order(judged)
    cancelled = field.assigned()
    with field.as_performer(CHEN):
        cases.field_work.decline_order(cancelled, reason_code="no_capacity")
    with as_employee(LI):
        arrangements = cases.field_arrangements
        arrangements.change_appointment(
            cancelled, field.agreed(hours=5), reason_code="weather", words="雨太大"
        )
        arrangements.cancel_order(cancelled, reason_code="customer_asked")
    field.failed()
    missed = field.requested()
    field.agree(missed)
    with as_employee(WANG, LEADER):
        cases.field_orders.assign_order(missed, partner_id=partner_id)
