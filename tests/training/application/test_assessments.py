"""Who arranges, judges and sees the assessments of stages."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.training.domain.errors import EmployeeUnknown
from services.training.domain.stage_errors import (
    AssessmentNotFound,
    AssessorsUnfit,
    NotAnAssessor,
    RubricAlreadyCreated,
    RubricNotFound,
)
from services.training.service import TrainingService
from shared.errors import Conflict, NotAllowed, Stale
from tests.support.stages import CRITERIA, FIRST_DAY, GOOD
from tests.support.training import FENG, HR, LI, QIAN, SUN, WANG, WU, ZHAO, ZHENG, ZHOU
from tests.training.conftest import ActAs

CONTENT = {"title": "模拟接听", "pass_percent": 60, "criteria": CRITERIA}
JUDGED = {"levels": GOOD, "note": "客户王芳：核身完整", "observed_on": FIRST_DAY}


@pytest.fixture
def rubric_id(school: TrainingService, as_employee: ActAs) -> UUID:
    with as_employee(ZHOU):
        return school.use_cases.rubrics.create_rubric(
            code="simulated-call", stage_kind="simulated", **CONTENT
        ).id


@pytest.fixture
def assessment_id(school: TrainingService, rubric_id: UUID, as_employee: ActAs) -> UUID:
    with as_employee(QIAN):
        return school.use_cases.assessments.arrange_assessment(
            employee_id=LI,
            certification_code="cards",
            rubric_id=rubric_id,
            assessor_ids=[WU, ZHENG],
        ).id


def test_a_rubric_is_written_once_by_those_who_may(
    school: TrainingService, rubric_id: UUID, as_employee: ActAs
) -> None:
    rubrics = school.use_cases.rubrics
    with as_employee(ZHOU):
        with pytest.raises(RubricAlreadyCreated):
            rubrics.create_rubric(code="simulated-call", stage_kind="oral", **CONTENT)
        with pytest.raises(Stale):
            rubrics.publish_rubric_version(rubric_id, **CONTENT, expected_version=1)
        with pytest.raises(RubricNotFound):
            rubrics.retire_rubric(UUID(int=1))
        assert 2 == len(rubrics.publish_rubric_version(rubric_id, **CONTENT).versions)
    with as_employee(WU):
        assert rubric_id == rubrics.see_rubric(rubric_id).id
        with pytest.raises(NotAllowed):
            rubrics.retire_rubric(rubric_id)
    with as_employee(LI), pytest.raises(NotAllowed):
        rubrics.see_rubric(rubric_id)


@pytest.mark.parametrize("unfit", [[LI], [WU, WU], [WANG], [UUID(int=9)]])
def test_neither_the_candidate_nor_the_supervisor_nor_a_stranger_assesses(
    school: TrainingService, rubric_id: UUID, as_employee: ActAs, unfit: list[UUID]
) -> None:
    with as_employee(QIAN), pytest.raises(AssessorsUnfit) as refused:
        school.use_cases.assessments.arrange_assessment(
            employee_id=LI,
            certification_code="cards",
            rubric_id=rubric_id,
            assessor_ids=unfit,
        )

    assert ["assessor_ids"] == [one.field for one in refused.value.fields]


def test_only_staff_are_assessed_and_only_by_arrangement_of_who_may(
    school: TrainingService, rubric_id: UUID, as_employee: ActAs
) -> None:
    asked = {"certification_code": "cards", "rubric_id": rubric_id, "assessor_ids": [WU]}
    assessments = school.use_cases.assessments
    with as_employee(QIAN), pytest.raises(EmployeeUnknown):
        assessments.arrange_assessment(employee_id=UUID(int=9), **asked)
    with as_employee(WU), pytest.raises(NotAllowed):
        assessments.arrange_assessment(employee_id=LI, **asked)


def test_the_named_assessors_judge_and_nobody_sees_points_before_all_have(
    school: TrainingService, assessment_id: UUID, as_employee: ActAs
) -> None:
    assessments = school.use_cases.assessments
    with as_employee(WU):
        assessments.judge_candidate(assessment_id, **JUDGED)
        own = assessments.see_assessment(assessment_id)
        assert [WU] == [one.assessor_id for one in assessments.judgements_shown(own)]
    for who in (LI, ZHENG, QIAN, WANG):
        with as_employee(who):
            seen = assessments.see_assessment(assessment_id)
            assert ([], None) == (assessments.judgements_shown(seen), seen.points)
    with as_employee(ZHENG):
        with pytest.raises(Stale):
            assessments.judge_candidate(assessment_id, **JUDGED, expected_version=1)
        settled = assessments.judge_candidate(assessment_id, **JUDGED)
    assert settled.passed
    for who, shown in ((LI, 2), (QIAN, 2), (WANG, 0), (HR, 0)):
        with as_employee(who):
            seen = assessments.see_assessment(assessment_id)
            assert shown == len(assessments.judgements_shown(seen))


def test_others_neither_judge_nor_learn_that_there_is_an_assessment(
    school: TrainingService, assessment_id: UUID, as_employee: ActAs
) -> None:
    assessments = school.use_cases.assessments
    for who in (ZHAO, SUN, FENG):
        with as_employee(who), pytest.raises(AssessmentNotFound):
            assessments.see_assessment(assessment_id)
    with as_employee(FENG), pytest.raises(AssessmentNotFound):
        assessments.judge_candidate(assessment_id, **JUDGED)
    with as_employee(QIAN), pytest.raises(NotAnAssessor):
        assessments.judge_candidate(assessment_id, **JUDGED)


def test_of_two_who_judge_at_once_the_later_reads_again(
    school: TrainingService, assessment_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(WU):
        read = school.use_cases.assessments.see_assessment(assessment_id)
        read.judge(
            assessor_id=WU,
            levels=GOOD,
            note=None,
            observed_on=FIRST_DAY,
            at=school.use_cases.bench.now,
        )
    with as_employee(ZHENG):
        school.use_cases.assessments.judge_candidate(assessment_id, **JUDGED)
    with as_employee(WU), pytest.raises(Conflict):
        school.store.save(read)


def test_notes_and_reasons_are_sealed(
    school: TrainingService, assessment_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(WU):
        school.use_cases.assessments.judge_candidate(assessment_id, **JUDGED)
    with as_employee(QIAN):
        school.use_cases.assessments.withdraw_assessment(assessment_id, reason="病假")
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    assert "王芳".encode() not in log
    assert "病假".encode() not in log
