"""Which plans there are, and what they cost."""

from __future__ import annotations

from collections.abc import Callable

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.plan_terms import PlanTerms
from services.training.service import TrainingService
from shared.read_models.rebuild import own_source, rebuild
from tests.support.training import QIAN
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
