"""Which plans there are, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.plan_terms import PlanTerms
from services.training.service import TrainingService
from shared.read_models import Rows
from shared.read_models.rebuild import own_source, rebuild
from tests.support.training import QIAN
from tests.support.training_needs import COURSE
from tests.support.training_plans import TERMS
from tests.training.conftest import ActAs
from tests.training.contracts.plans_scene import tell_plans


def test_plans_are_listed_by_year_with_what_was_spent_and_rebuilt_the_same(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    plan_id, model = tell_plans(school, as_employee), school.models.annual_plans
    with as_employee(QIAN):
        for code, year in (("b", 2021), ("a", 2021)):
            terms = PlanTerms(code=code, title=code, year=year, currency="CNY")
            school.use_cases.annual_plans.open_plan(terms)
    project()
    found = model.page(year=None, after=None, limit=10)
    [told] = model.page(year=2020, after=None, limit=10)
    assert compare_with_replay(model, own_source(school.store)).is_equal
    rebuild(model, own_source(school.store), progress=lambda _: None)

    assert ["a", "b", TERMS.code] == [one.code for one in found]
    assert (plan_id, "draft", 2, 1, 1_000_000, 70_000) == (
        told.annual_plan_id,
        told.state,
        told.revision,
        told.approved_revision,
        told.budget_minor,
        told.spent_minor,
    )
    assert found == model.page(year=None, after=None, limit=10)
    assert found[1:] == model.page(year=None, after=(2021, "a"), limit=10)


def test_what_was_done_in_a_course_is_counted_by_day(school: TrainingService) -> None:
    model, first, last = school.models.done_learning, date(2020, 3, 31), date(2020, 4, 1)
    told: list[tuple[str, UUID, dict[str, Any]]] = [
        ("session.held", UUID(int=1), {"course_id": COURSE, "day": first}),
        ("session.held", UUID(int=1), {"course_id": COURSE, "day": first}),
        ("session.held", UUID(int=2), {"course_id": COURSE, "day": last}),
        ("session.held", UUID(int=3), {"course_id": UUID(int=9), "day": first}),
        ("enrolment.opened", UUID(int=4), {"course_id": COURSE}),
        ("enrolment.opened", UUID(int=5), {"course_id": COURSE}),
        ("enrolment.completed", UUID(int=4), {"completed_on": first}),
    ]
    with model.database.writing() as connection:
        rows = Rows(connection, called={})
        for name, originator_id, facts in told:
            event = SimpleNamespace(originator_id=originator_id, **facts)
            model.project(f"training.{name}", rows, event)
        rows.flush()

    quarter = {"since": date(2020, 1, 1), "until": last}
    assert (1, 1) == (model.sessions_held(COURSE, **quarter), model.completions(COURSE, **quarter))
    assert 2 == model.sessions_held(COURSE, since=first, until=date(2020, 4, 2))
    assert 0 == model.completions(COURSE, since=last, until=date(2021, 1, 1))
