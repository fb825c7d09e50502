"""Whose development plans there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.operations.replay_comparison import compare_with_replay
from services.training.service import TrainingService
from shared.read_models.rebuild import own_source, rebuild
from tests.support.training import HR, LI, SUN
from tests.support.training_needs import LATER
from tests.training.conftest import ActAs
from tests.training.contracts.development_scene import tell_development

ALL: dict[str, Any] = {
    "employees": None,
    "is_agreed": None,
    "overdue_on": None,
    "after": None,
    "limit": 10,
}


def test_plans_are_listed_for_those_who_see_them_and_rebuilt_the_same(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    model = school.models.development_plans
    plan_id = tell_development(school, as_employee)
    with as_employee(HR):
        school.use_cases.development_plans.open_plan(SUN)
    project()

    def whose(**asked: Any) -> list[UUID]:
        return [one.employee_id for one in model.page(**{**ALL, **asked})]

    [lis] = model.page(**{**ALL, "employees": {LI}})
    assert (plan_id, True, "management", "team_leader", date(2020, 1, 6)) == (
        lis.development_plan_id,
        lis.is_agreed,
        lis.path,
        lis.step,
        lis.checked_in_on,
    )
    assert ([LI, SUN], [SUN]) == (whose(), whose(after=LI))
    assert ([LI], [SUN]) == (whose(is_agreed=True), whose(is_agreed=False))
    late = LATER + timedelta(days=1)
    assert ([], [LI]) == (whose(overdue_on=LATER), whose(overdue_on=late))
    before = model.page(**ALL)
    assert compare_with_replay(model, own_source(school.store)).is_equal
    rebuild(model, own_source(school.store), progress=lambda _: None)
    assert before == model.page(**ALL)
