"""How a stage is judged and settled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from services.training.domain.assessment import Assessment
from services.training.domain.stage_errors import (
    AlreadyJudged,
    AssessmentClosed,
    JudgementIncomplete,
    NotAnAssessor,
)
from shared.event_store.history import state_of
from shared.sealed import Sealed
from tests.support.stages import FAIR, FIRST_DAY, GOOD, UNSAFE, arranged, at, names_of
from tests.support.training import LI, MONDAY, WU, ZHENG

REASON = Sealed(subject=f"employee:{LI}", key_id="k", algorithm="a", nonce="n", text="t")


def judged(assessment: Assessment, assessor_id: UUID, levels: dict[str, str]) -> Assessment:
    with at(actor=assessor_id):
        assessment.judge(
            assessor_id=assessor_id, levels=levels, note=None, observed_on=FIRST_DAY, at=MONDAY
        )
    return assessment


def test_the_last_judgement_settles_the_stage_with_the_mean_of_all() -> None:
    made = judged(judged(arranged(), WU, GOOD), ZHENG, FAIR)

    assert ["Judged", "Judged", "Settled"] == names_of(made)
    settled = made.pending_events[-1]
    assert (True, Decimal("7.50"), Decimal("10.0")) == (
        settled.passed,
        settled.points,
        settled.full,
    )
    assert (LI, "simulated", "cards") == (
        settled.employee_id,
        settled.stage_kind,
        settled.certification_code,
    )


def test_before_all_have_judged_nothing_is_settled() -> None:
    made = judged(arranged(), WU, GOOD)

    assert ["Judged"] == names_of(made)
    assert (None, None) == (made.passed, made.points)


def test_what_history_shows_of_an_assessment_has_no_single_judgement() -> None:
    before, one = state_of(arranged()), state_of(judged(arranged(), WU, GOOD))
    settled = state_of(judged(judged(arranged(), WU, GOOD), ZHENG, FAIR))

    assert before == one
    assert {"state", "passed", "points"} == {name for name in one if one[name] != settled[name]}


def test_one_assessor_who_saw_a_must_missed_is_enough_to_fail() -> None:
    made = judged(judged(arranged(), WU, GOOD), ZHENG, UNSAFE)

    assert (False, Decimal("7.50")) == (made.passed, made.points)


@pytest.mark.parametrize(("pass_percent", "passed"), [(50, True), (51, False)])
def test_the_pass_mark_itself_is_enough(pass_percent: int, passed: bool) -> None:
    made = arranged(WU)
    made.rubric = msgspec.structs.replace(made.rubric, pass_percent=pass_percent)

    assert passed is judged(made, WU, FAIR).passed


def test_nobody_passes_by_a_rounded_half() -> None:
    made = arranged(WU, ZHENG, UUID(int=3))
    made.rubric = msgspec.structs.replace(made.rubric, pass_percent=67)
    for one, levels in ((WU, GOOD), (ZHENG, FAIR), (UUID(int=3), FAIR)):
        judged(made, one, levels)

    assert (False, Decimal("6.67")) == (made.passed, made.points)


def test_only_the_named_judge_and_each_of_them_once() -> None:
    made = judged(arranged(), WU, GOOD)
    with pytest.raises(NotAnAssessor):
        judged(made, LI, GOOD)
    with pytest.raises(AlreadyJudged):
        judged(made, WU, UNSAFE)

    assert ["Judged"] == names_of(made)


def test_nothing_is_observed_on_a_day_that_is_yet_to_come() -> None:
    made = arranged()
    with at(actor=WU), pytest.raises(JudgementIncomplete) as refused:
        made.judge(
            assessor_id=WU,
            levels=GOOD,
            note=None,
            observed_on=FIRST_DAY + timedelta(days=2),
            at=MONDAY,
        )

    assert ["observed_on"] == [one.field for one in refused.value.fields]


def test_what_is_withdrawn_or_settled_is_closed() -> None:
    withdrawn, settled = arranged(), judged(arranged(WU), WU, GOOD)
    with at():
        withdrawn.withdraw(reason=REASON)
        with pytest.raises(AssessmentClosed):
            settled.withdraw(reason=REASON)
    with pytest.raises(AssessmentClosed):
        judged(withdrawn, WU, GOOD)

    assert ["Withdrawn"] == names_of(withdrawn)
