"""Lists of sittings, of open answers that wait, of rubrics and of assessments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from services.training.domain.exam import Exam
from services.training.service import TrainingService
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import own_models
from tests.support.sittings import ALL_KINDS, EXAM, answer_all, fill_bank
from tests.support.stages import CRITERIA, FIRST_DAY, GOOD
from tests.support.training import FENG, LI, MONDAY, QIAN, SUN, WU, ZHAO, ZHENG, ZHOU
from tests.training.conftest import ActAs

CONTENT = {"title": "通话", "pass_percent": 60, "criteria": CRITERIA}
Seen = dict[str, list[Any]]


@pytest.fixture
def told(
    school: TrainingService,
    project: Callable[[], None],
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> Seen:
    """Li has handed in and waits for markers, Zhao sits; stages are arranged, judged, withdrawn."""
    cases = school.use_cases
    fill_bank(school, *ALL_KINDS)
    project()
    with as_employee(LI):
        started = cases.sittings.start_sitting(EXAM)
        answer_all(school, started)
        cases.sittings.hand_in_sitting(started.id)
    wait(60)
    with as_employee(ZHAO):
        cases.sittings.start_sitting(EXAM)
    project()
    first = waiting(school)[0].marking_id
    for who, points in ((WU, "0"), (ZHENG, "1")):
        with as_employee(who):
            cases.markings.claim_marking(first)
            cases.markings.give_points(first, points=Decimal(points))
    with as_employee(ZHOU):
        rubric = cases.rubrics.create_rubric(code="call", stage_kind="simulated", **CONTENT)
        cases.rubrics.publish_rubric_version(rubric.id, **CONTENT)
        other = cases.rubrics.create_rubric(code="talk", stage_kind="oral", **CONTENT)
        cases.rubrics.retire_rubric(other.id)
    for employee_id in (LI, ZHAO, SUN):
        with as_employee(QIAN):
            arranged = cases.assessments.arrange_assessment(
                employee_id=employee_id,
                certification_code="cards",
                rubric_id=rubric.id,
                assessor_ids=[WU],
            ).id
        wait(60)
        if employee_id == LI:
            with as_employee(WU):
                cases.assessments.judge_candidate(
                    arranged, levels=GOOD, note=None, observed_on=FIRST_DAY
                )
    with as_employee(QIAN):
        cases.assessments.withdraw_assessment(arranged, reason="离职")
    project()
    return seen(school)


def waiting(school: TrainingService) -> list[Any]:
    return list(
        school.models.markings.page(
            marker_id=FENG, kept_away={FENG}, at=MONDAY, after=None, limit=10
        )
    )


def seen(school: TrainingService) -> Seen:
    models = school.models
    everybody: dict[str, Any] = {"employee_id": None, "after": None, "limit": 10}
    return {
        "sittings": list(
            models.sittings.page(
                employee_id=None, exam_id=None, flagged=False, before=None, limit=10
            )
        ),
        "markings": waiting(school),
        "rubrics": list(models.rubrics.page(stage_kind=None, after=None, limit=10)),
        "assessments": list(models.assessments.page(assessor_id=None, **everybody)),
        "to_judge": list(models.assessments.page(assessor_id=WU, **everybody)),
    }


def test_the_lists_show_what_happened(told: Seen) -> None:
    assert [(ZHAO, "running"), (LI, "handed_in")] == [
        (one.employee_id, one.state) for one in told["sittings"]
    ]
    assert 2 == len(told["markings"])
    assert [("call", 2, False), ("talk", 1, True)] == [
        (one.code, one.versions, one.is_retired) for one in told["rubrics"]
    ]
    assert [(LI, "settled", True), (ZHAO, "arranged", None), (SUN, "withdrawn", None)] == [
        (one.employee_id, one.state, one.passed) for one in told["assessments"]
    ]
    assert [ZHAO] == [one.employee_id for one in told["to_judge"]]


def test_what_was_read_is_not_read_again_and_rebuilt_lists_are_the_same(
    school: TrainingService, told: Seen
) -> None:
    assert 0 == OwnReaders(own_models(school), school.store).step()
    for model in own_models(school):
        rebuild(model, own_source(school.store), progress=lambda _: None)

    assert told == seen(school)


def test_sittings_are_found_by_learner_exam_and_what_was_noted(
    school: TrainingService, told: Seen
) -> None:
    page = school.models.sittings.page
    asked: dict[str, Any] = {"exam_id": EXAM, "flagged": False, "before": None, "limit": 10}

    assert [LI] == [one.employee_id for one in page(employee_id=LI, **asked)]
    assert [] == page(employee_id=None, **{**asked, "exam_id": Exam.id_for("other")})
    flagged = page(employee_id=None, **{**asked, "flagged": True})
    assert [(LI, True)] == [(one.employee_id, one.flags > 0) for one in flagged]


def test_pages_follow_one_another(school: TrainingService, told: Seen) -> None:
    first, second = told["sittings"]
    following = school.models.sittings.page(
        employee_id=None,
        exam_id=None,
        flagged=False,
        before=(first.started_at, str(first.sitting_id)),
        limit=10,
    )
    assert [second] == following
    before, *rest = told["assessments"]
    assert rest == school.models.assessments.page(
        employee_id=None,
        assessor_id=None,
        after=(before.arranged_at, str(before.assessment_id)),
        limit=10,
    )
    assert ["talk"] == [
        one.code for one in school.models.rubrics.page(stage_kind=None, after="call", limit=10)
    ]
    assert told["markings"][1:] == school.models.markings.page(
        marker_id=FENG,
        kept_away={FENG},
        at=MONDAY,
        after=(told["markings"][0].waiting_since, str(told["markings"][0].marking_id)),
        limit=10,
    )
