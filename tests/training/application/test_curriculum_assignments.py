"""Going through a curriculum: by hand, and as a new hire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.training.domain.course import Course
from services.training.domain.curriculum import Curriculum, Step
from services.training.domain.curriculum_assignment import COMPLETED, CurriculumAssignment
from services.training.domain.enrolment import BY_CURRICULUM, Enrolment
from services.training.domain.enrolment_errors import (
    AssignmentNotFound,
    CurriculumAlreadyAssigned,
    NobodyEnrolsThemselvesSo,
    PrerequisitesNotCompleted,
)
from services.training.service import TrainingService
from shared.bus.message import Message
from shared.errors import NotAllowed
from tests.support.catalogue import READING, draft, enter_rules, teach
from tests.support.parts import message
from tests.support.training import LI, SITE, SUN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

TODAY = date(2020, 1, 6)
NEWCOMER = UUID("0190d4f0-0000-7000-8000-0000000000d1")
ONBOARDING = Curriculum.id_for("onboarding")


@pytest.fixture
def curriculum_id(school: TrainingService, as_employee: ActAs) -> UUID:
    """Two courses of one unit each; the second asks for the first."""
    first = teach(school, "first", units=(READING,), is_open=True)
    second = teach(school, "second", units=(READING,), prerequisites=(first,))
    with as_employee(ZHOU):
        return school.use_cases.curricula.create_curriculum(
            code="two",
            title_zh="两门",
            title_en="",
            steps=[Step(course_id=first, due_days=3), Step(course_id=second, due_days=9)],
        ).id


def enrolment(school: TrainingService, code: str, employee_id: UUID = LI) -> Enrolment:
    key = Enrolment.id_for(Course.id_for(code), employee_id, ordinal=1)
    return school.store.get(Enrolment, key)


def hired(hired_on: str = "2020-01-06", *, position: int = 1) -> Message:
    data = {
        "employee_id": str(NEWCOMER),
        "site_id": str(SITE),
        "staff_number": "77",
        "hired_on": hired_on,
    }
    return message("people.employee_hired", data, position=position)


def onboarding_of(school: TrainingService) -> CurriculumAssignment | None:
    key = CurriculumAssignment.id_for(ONBOARDING, NEWCOMER, ordinal=1)
    return school.store.find(CurriculumAssignment, key)


def test_whoever_is_assigned_a_curriculum_is_enrolled_in_its_courses(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    assignments = school.use_cases.curriculum_assignments
    with as_employee(WANG):
        made = assignments.assign_curriculum(curriculum_id, employee_id=LI)
        with pytest.raises(CurriculumAlreadyAssigned):
            assignments.assign_curriculum(curriculum_id, employee_id=LI)
        with pytest.raises(NotAllowed):
            assignments.assign_curriculum(curriculum_id, employee_id=SUN)
        with pytest.raises(NobodyEnrolsThemselvesSo):
            assignments.assign_curriculum(curriculum_id, employee_id=WANG)
    first, second = enrolment(school, "first"), enrolment(school, "second")

    assert [first.id, second.id] == [one.enrolment_id for one in made.courses]
    assert [TODAY + timedelta(days=3), TODAY + timedelta(days=9)] == [first.due_on, second.due_on]
    assert {BY_CURRICULUM} == {first.origin, second.origin}


def test_with_the_last_course_the_curriculum_is_completed(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    cases = school.use_cases
    with as_employee(WANG):
        made = cases.curriculum_assignments.assign_curriculum(curriculum_id, employee_id=LI)
    first, second = enrolment(school, "first"), enrolment(school, "second")
    with as_employee(LI):
        with pytest.raises(PrerequisitesNotCompleted):
            cases.enrolments.tick_unit(second.id, unit_code="reading")
        cases.enrolments.tick_unit(first.id, unit_code="reading")
        cases.enrolments.tick_unit(second.id, unit_code="reading")

    assert COMPLETED == school.store.get(CurriculumAssignment, made.id).state


def test_what_was_begun_or_learned_before_counts(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    cases = school.use_cases
    with as_employee(LI):
        own = cases.enrolments.enrol_oneself(Course.id_for("first"))
    with as_employee(ZHAO):
        learned = cases.enrolments.enrol_oneself(Course.id_for("first"))
        cases.enrolments.tick_unit(learned.id, unit_code="reading")
    with as_employee(WANG):
        of_li = cases.curriculum_assignments.assign_curriculum(curriculum_id, employee_id=LI)
        of_zhao = cases.curriculum_assignments.assign_curriculum(curriculum_id, employee_id=ZHAO)
    with as_employee(LI):
        cases.enrolments.tick_unit(own.id, unit_code="reading")

    assert 1 == len(school.store.get(CurriculumAssignment, of_li.id).remaining)
    assert [True, False] == [one.is_done for one in of_zhao.courses]
    assert 1 == len(of_zhao.remaining)


def test_a_course_withdrawn_is_asked_for_no_more(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    cases = school.use_cases
    with as_employee(WANG):
        made = cases.curriculum_assignments.assign_curriculum(curriculum_id, employee_id=LI)
        for code in ("first", "second"):
            cases.enrolments.withdraw_enrolment(enrolment(school, code).id, reason="已掌握")
        again = cases.curriculum_assignments.assign_curriculum(curriculum_id, employee_id=LI)

    assert COMPLETED == school.store.get(CurriculumAssignment, made.id).state
    assert 2 == again.ordinal


def test_a_new_hire_is_assigned_onboarding_once(
    school: TrainingService, react: Callable[[Message], None]
) -> None:
    react(hired())
    made = onboarding_of(school)
    react(hired(position=2))

    assert made is not None
    assert ("on_hiring", TODAY, 8) == (made.trigger, made.started_on, len(made.courses))
    assert made.version == onboarding_of(school).version  # type: ignore[union-attr]


def test_who_was_hired_long_ago_is_no_new_hire(
    school: TrainingService, react: Callable[[Message], None]
) -> None:
    react(hired("2019-12-01"))

    assert onboarding_of(school) is None


def test_the_rules_say_which_curriculum(
    school: TrainingService, react: Callable[[Message], None]
) -> None:
    enter_rules(school, "onboarding", curricula=[])
    react(hired())

    assert onboarding_of(school) is None


def test_a_retired_course_holds_nobody_up(
    school: TrainingService, as_employee: ActAs, react: Callable[[Message], None]
) -> None:
    with as_employee(ZHOU):
        school.use_cases.courses.retire_course(Course.id_for("system-operation"))
    react(hired())
    made = onboarding_of(school)

    assert made is not None
    assert 7 == len(made.courses)


def test_nobody_else_sees_how_far_somebody_has_come(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    assignments = school.use_cases.curriculum_assignments
    with as_employee(WANG):
        made = assignments.assign_curriculum(curriculum_id, employee_id=LI)
    with as_employee(LI):
        assert made.id == assignments.see_assignment(made.id).id
    with as_employee(ZHAO), pytest.raises(AssignmentNotFound):
        assignments.see_assignment(made.id)


def test_a_new_version_of_a_course_is_learned_again(
    school: TrainingService, curriculum_id: UUID, as_employee: ActAs
) -> None:
    cases = school.use_cases
    first = Course.id_for("first")
    with as_employee(LI):
        own = cases.enrolments.enrol_oneself(first)
        cases.enrolments.tick_unit(own.id, unit_code="reading")
    with as_employee(ZHOU):
        cases.courses.publish_course_version(first, draft(units=(READING,)))
        made = cases.curriculum_assignments.assign_curriculum(curriculum_id, employee_id=LI)

    assert not made.courses[0].is_done
