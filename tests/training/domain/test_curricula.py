"""Curricula and somebody's way through one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.domain.course_errors import CurriculumFaulty, CurriculumRetired
from services.training.domain.curriculum import Curriculum, Step
from services.training.domain.curriculum_assignment import (
    BY_STAFF,
    COMPLETED,
    OPEN,
    AssignedCourse,
    CurriculumAssignment,
)
from services.training.domain.learning_rules import ComplianceCourse, OnboardingRules
from tests.support.catalogue import at, codes, new_events, without_events
from tests.support.training import LI

DAY = date(2020, 1, 6)
FIRST, SECOND = UUID(int=1), UUID(int=2)
STEPS = (Step(course_id=FIRST, due_days=3), Step(course_id=SECOND, due_days=10))


def curriculum() -> Curriculum:
    with at():
        made = Curriculum.create("onboarding")
        made.publish_version(title_zh="入职", title_en="", steps=STEPS)
    return without_events(made)


def assignment(*, is_first_done: bool = False) -> CurriculumAssignment:
    courses = [
        AssignedCourse(course_id=FIRST, enrolment_id=FIRST, due_on=DAY, is_done=is_first_done),
        AssignedCourse(course_id=SECOND, enrolment_id=SECOND, due_on=DAY, is_done=False),
    ]
    with at():
        made = CurriculumAssignment.assign(
            curriculum(),
            employee_id=LI,
            ordinal=1,
            started_on=DAY,
            trigger=BY_STAFF,
            courses=courses,
        )
    return without_events(made)


def test_courses_stand_once_and_in_the_order_of_their_days() -> None:
    made = curriculum()
    wrong = (*STEPS, Step(course_id=FIRST, due_days=9))
    with at(), pytest.raises(CurriculumFaulty) as refused:
        made.publish_version(title_zh="入职", title_en="", steps=wrong)

    assert ["steps.2.course_id", "steps.2.due_days"] == codes(refused.value.fields)
    assert [] == new_events(made)


def test_a_retired_curriculum_is_changed_no_more() -> None:
    made = curriculum()
    with at():
        made.retire()
        with pytest.raises(CurriculumRetired):
            made.retire()
        with pytest.raises(CurriculumRetired):
            made.publish_version(title_zh="入职", title_en="", steps=STEPS)

    assert ["Retired"] == new_events(made)


def test_with_the_last_course_the_curriculum_is_completed() -> None:
    made = assignment()
    with at():
        made.note_course_completed(FIRST, on=DAY)
        made.note_course_completed(FIRST, on=DAY)
        assert OPEN == made.state
        made.note_course_withdrawn(SECOND, on=DAY)
        made.note_course_withdrawn(SECOND, on=DAY)

    assert ["CourseCompleted", "CourseDropped", "Completed"] == new_events(made)
    assert (COMPLETED, DAY) == (made.state, made.completed_on)


def test_what_was_learned_before_counts() -> None:
    made = assignment(is_first_done=True)
    with at():
        made.note_course_completed(SECOND, on=DAY)

    assert ["CourseCompleted", "Completed"] == new_events(made)


def test_only_who_was_entered_soon_is_a_new_hire() -> None:
    rules = OnboardingRules(curricula=(), new_for_days=30)

    assert rules.is_new(DAY, told_on=date(2020, 2, 5))
    assert rules.is_new(DAY, told_on=date(2019, 12, 1))
    assert not rules.is_new(DAY, told_on=date(2020, 2, 6))


@pytest.mark.parametrize(
    ("rate", "done", "is_met"),
    [("1", 3, True), ("1", 2, False), ("0.6666", 2, True), ("0.6667", 2, False)],
)
def test_enough_is_counted_without_rounding(rate: str, done: int, *, is_met: bool) -> None:
    rule = ComplianceCourse(
        course="x", required_rate=Decimal(rate), site_ids=(), position_ids=(), valid_days=0
    )

    assert is_met is rule.is_met(done=done, audience=3)
    assert rule.is_met(done=0, audience=0)
