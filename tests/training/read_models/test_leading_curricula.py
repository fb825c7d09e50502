"""What is known of curricula that lead to a certification: applied, repeated, rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.candidacy import BY_CURRICULUM, BY_PERSON, Candidacy
from services.training.service import TrainingService
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.certificates import CODE
from tests.support.leading import assigned, leading_curriculum, learned
from tests.support.parts import own_models
from tests.support.training import LI, QIAN, SUN, WU, ZHAO
from tests.training.conftest import ActAs


@pytest.fixture
def of(
    school: TrainingService,
    as_employee: ActAs,
    decide: Callable[[], int],
    project: Callable[[], None],
) -> dict[UUID, UUID]:
    """Li is on the way by a curriculum, Zhao by hand, Sun learns, and Wu has just learned all."""
    curriculum_id = leading_curriculum(school, as_employee)
    with as_employee(QIAN):
        school.use_cases.candidacies.open_candidacy(ZHAO, certification_code=CODE)
    made = {one: learned(school, as_employee, curriculum_id, one) for one in (LI, ZHAO)}
    made[SUN] = assigned(school, as_employee, curriculum_id, SUN)
    decide()
    made[WU] = learned(school, as_employee, curriculum_id, WU)
    project()
    return made


def test_only_what_is_completed_waits_for_a_decision_until_there_is_one(
    school: TrainingService, of: dict[UUID, UUID], decide: Callable[[], int]
) -> None:
    model = school.models.leading_curricula
    assert [of[WU]] == model.undecided(limit=9)
    assert [] == model.undecided(limit=0)
    decide()

    assert [] == model.undecided(limit=9)


@pytest.mark.usefixtures("of")
def test_lists_tell_to_what_a_curriculum_leads_and_what_came_of_it(
    school: TrainingService,
) -> None:
    models = school.models
    curricula = models.curricula.page(after=None, limit=9)
    found = models.curriculum_progress.page(employee_ids=None, after=None, limit=9)
    on_the_way = models.candidacies.page(visible=None, limit=9)

    assert {"cards": CODE, "onboarding": None} == {
        one.code: one.certification_code for one in curricula
    }
    assert {CODE} == {one.certification_code for one in found}
    assert {
        LI: (Candidacy.id_for(LI, CODE, ordinal=1), None),
        ZHAO: (None, "candidacy-already-open"),
        SUN: (None, None),
        WU: (None, None),
    } == {one.employee_id: (one.candidacy_id, one.candidacy_refusal) for one in found}
    assert {LI: BY_CURRICULUM, ZHAO: BY_PERSON} == {
        one.employee_id: one.origin for one in on_the_way
    }


def test_what_was_rebuilt_equals_what_was_followed_and_reading_on_changes_nothing(
    school: TrainingService, of: dict[UUID, UUID]
) -> None:
    source, models = own_source(school.store), own_models(school)
    assert 0 == OwnReaders(models, school.store).step()
    assert [] == [one.name for one in models if not compare_with_replay(one, source).is_equal]
    for model in models:
        rebuild(model, source, progress=lambda _: None)

    assert [of[WU]] == school.models.leading_curricula.undecided(limit=9)
