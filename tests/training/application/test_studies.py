"""Measuring what training changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.evaluation_errors import (
    StudyAlreadyMeasured,
    StudyNotFound,
    StudyNotRipe,
    StudyPlanWrong,
    StudyWithdrawn,
)
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.errors import NotAllowed, Stale
from tests.support.evaluation import OTHERS, TREATED, plan, scores
from tests.support.training import HR, LI, QIAN
from tests.training.conftest import ActAs

RIPE = datetime(2020, 3, 28, 1, 0, tzinfo=UTC)


@pytest.fixture
def study_id(crew: TrainingService, as_employee: ActAs) -> UUID:
    """A study that was registered before the training."""
    with as_employee(QIAN):
        return crew.use_cases.evaluation.studies.register_study(plan()).id


@pytest.fixture
def measured(
    crew: TrainingService,
    study_id: UUID,
    as_employee: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> TrainingService:
    """Facts have come, and the windows of the study have passed."""
    with as_employee(QIAN):
        crew.use_cases.evaluation.facts.import_facts(scores())
    project()
    clock.move_to(RIPE)
    return crew


def test_the_effect_is_measured_with_its_interval(
    measured: TrainingService, study_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        effect = measured.use_cases.evaluation.studies.measure_effect(study_id).effect

    assert effect is not None
    assert ("improved", (), 10, 10) == (
        effect.verdict,
        effect.lacks,
        effect.treated.employees,
        effect.others.employees,
    )
    assert effect.difference is not None
    assert ("5.0000", "3.5994", "6.4006") == (
        effect.difference.estimate,
        effect.difference.lower,
        effect.difference.upper,
    )
    assert ("85.0000", "90.0000") == (effect.treated.before, effect.treated.after)


def test_a_verdict_stands_and_is_not_asked_for_again(
    measured: TrainingService, study_id: UUID, as_employee: ActAs
) -> None:
    studies = measured.use_cases.evaluation.studies
    with as_employee(QIAN):
        version = studies.measure_effect(study_id).version
        with pytest.raises(StudyAlreadyMeasured):
            studies.measure_effect(study_id)
        with pytest.raises(StudyAlreadyMeasured):
            studies.withdraw_study(study_id, reason="不喜欢")

        assert version == studies.see_study(study_id).version


def test_where_data_did_not_suffice_one_may_look_again_when_more_have_come(
    crew: TrainingService,
    study_id: UUID,
    as_employee: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> None:
    studies, facts = crew.use_cases.evaluation.studies, crew.use_cases.evaluation.facts
    clock.move_to(RIPE)
    with as_employee(QIAN):
        first = studies.measure_effect(study_id).effect
        facts.import_facts(scores())
    project()
    with as_employee(QIAN):
        second = studies.measure_effect(study_id).effect

    assert first is not None
    assert second is not None
    assert ("data_insufficient", ("few_treated", "few_others")) == (first.verdict, first.lacks)
    assert "improved" == second.verdict


def test_nobody_looks_before_the_window_has_passed(
    crew: TrainingService, study_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(QIAN), pytest.raises(StudyNotRipe) as refused:
        crew.use_cases.evaluation.studies.measure_effect(study_id)

    assert {"ripe_on": date(2020, 3, 28)} == refused.value.details


def test_named_others_are_compared_with_and_nobody_else(
    measured: TrainingService, as_employee: ActAs
) -> None:
    studies = measured.use_cases.evaluation.studies
    with as_employee(QIAN):
        study_id = studies.register_study(plan(others=OTHERS[:4])).id
        effect = studies.measure_effect(study_id).effect

    assert effect is not None
    assert (4, ("few_others",)) == (effect.others.employees, effect.lacks)


def test_a_study_of_days_gone_by_says_so(
    measured: TrainingService, study_id: UUID, as_employee: ActAs
) -> None:
    studies = measured.use_cases.evaluation.studies
    with as_employee(QIAN):
        assert studies.see_study(study_id).is_foresighted
        assert not studies.register_study(plan()).is_foresighted


def test_a_study_that_is_given_up_stays_with_its_reason(
    crew: TrainingService, study_id: UUID, as_employee: ActAs
) -> None:
    studies = crew.use_cases.evaluation.studies
    with as_employee(QIAN):
        with pytest.raises(Stale):
            studies.withdraw_study(study_id, reason="停办", expected_version=2)
        studies.withdraw_study(study_id, reason="停办", expected_version=1)
        with pytest.raises(StudyWithdrawn):
            studies.withdraw_study(study_id, reason="停办")
        with pytest.raises(StudyWithdrawn):
            studies.measure_effect(study_id)

        assert "停办" == studies.see_study(study_id).withdrawal_reason


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": "beauty"},
        {"before_days": 1},
        {"after_days": 185},
        {"completed_until": date(2020, 3, 8)},
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused_by_its_field(
    school: TrainingService, as_employee: ActAs, wrong: dict[str, Any]
) -> None:
    with as_employee(QIAN), pytest.raises(StudyPlanWrong) as refused:
        school.use_cases.evaluation.studies.register_study(plan(**wrong))

    assert [*wrong] == [one.field for one in refused.value.fields]


def test_studies_are_for_those_who_evaluate(school: TrainingService, as_employee: ActAs) -> None:
    studies = school.use_cases.evaluation.studies
    for who in (LI, HR):
        with as_employee(who), pytest.raises(NotAllowed):
            studies.register_study(plan())
    with as_employee(QIAN), pytest.raises(StudyNotFound):
        studies.see_study(UUID(int=1))


def test_whoever_completed_earlier_is_in_neither_group(
    measured: TrainingService, study_id: UUID, as_employee: ActAs
) -> None:
    earlier = plan(completed_from=date(2020, 3, 11), before_days=16)
    studies = measured.use_cases.evaluation.studies
    with as_employee(QIAN):
        effect = studies.measure_effect(studies.register_study(earlier).id).effect

    assert effect is not None
    assert (0, 10) == (effect.treated.employees, effect.others.employees)
    assert len(TREATED) == 10
