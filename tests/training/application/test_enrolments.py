"""Enrolling, learning and ending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.training.domain.course_errors import CourseNotFound, CourseRetired
from services.training.domain.enrolment import BY_STAFF, COMPLETED, OWN_CHOICE, WITHDRAWN, Enrolment
from services.training.domain.enrolment_errors import (
    AlreadyEnrolled,
    CourseNotOpen,
    DeadlineInThePast,
    EnrolmentNotFound,
    NobodyConfirmsTheirOwn,
    NobodyEnrolsThemselvesSo,
    PrerequisitesNotCompleted,
    UnitNotTickedByLearners,
)
from services.training.domain.errors import EmployeeUnknown
from services.training.service import TrainingService
from shared.errors import Conflict, NotAllowed, Stale
from tests.support.catalogue import READING, draft, enter_rules, teach
from tests.support.parts import message, tell
from tests.support.training import HR, LI, SITE, SUN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

TODAY = date(2020, 1, 6)


@pytest.fixture
def enrolment_id(school: TrainingService, as_employee: ActAs) -> UUID:
    """Li learns etiquette by the end of the week."""
    course_id = teach(school)
    with as_employee(ZHOU):
        return school.use_cases.enrolments.enrol_employee(
            course_id, employee_id=LI, due_on=TODAY + timedelta(days=4)
        ).id


def test_a_trainer_enrols_anybody_and_a_leader_the_own_team(
    school: TrainingService, as_employee: ActAs
) -> None:
    course_id, enrolments = teach(school), school.use_cases.enrolments
    with as_employee(ZHOU):
        assert BY_STAFF == enrolments.enrol_employee(course_id, employee_id=SUN).origin
        with pytest.raises(NobodyEnrolsThemselvesSo):
            enrolments.enrol_employee(course_id, employee_id=ZHOU)
        with pytest.raises(EmployeeUnknown):
            enrolments.enrol_employee(course_id, employee_id=UUID(int=1))
        with pytest.raises(CourseNotFound):
            enrolments.enrol_employee(UUID(int=1), employee_id=LI)
        with pytest.raises(DeadlineInThePast):
            enrolments.enrol_employee(course_id, employee_id=LI, due_on=TODAY - timedelta(days=1))
    with as_employee(WANG):
        enrolments.enrol_employee(course_id, employee_id=ZHAO)
        with pytest.raises(NotAllowed):
            enrolments.enrol_employee(course_id, employee_id=HR)
    with as_employee(LI), pytest.raises(NotAllowed):
        enrolments.enrol_employee(course_id, employee_id=ZHAO)


def test_nobody_begins_a_course_twice_at_a_time(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    enrolments = school.use_cases.enrolments
    learned = school.store.get(Enrolment, enrolment_id)
    with as_employee(ZHOU):
        with pytest.raises(AlreadyEnrolled):
            enrolments.enrol_employee(learned.course_id, employee_id=LI)
        enrolments.withdraw_enrolment(enrolment_id, reason="调岗")
        again = enrolments.enrol_employee(learned.course_id, employee_id=LI)

    assert 2 == again.ordinal


def test_of_two_who_enrol_somebody_at_once_one_is_refused(
    school: TrainingService, as_employee: ActAs
) -> None:
    course_id, enrolments = teach(school), school.use_cases.enrolments
    with as_employee(ZHOU):
        first = enrolments.enrol_employee(course_id, employee_id=LI)
        course = school.use_cases.courses.see_course(course_id)
        late = Enrolment.open(course, employee_id=LI, ordinal=1, due_on=None, origin=BY_STAFF)
        with pytest.raises(Conflict):
            school.store.save(late)

    assert first.id == late.id


def test_one_enrols_oneself_only_where_the_course_is_open(
    school: TrainingService, as_employee: ActAs, as_timer: ActAs
) -> None:
    enrolments = school.use_cases.enrolments
    closed, opened = teach(school, "closed"), teach(school, "open", is_open=True)
    with as_employee(LI):
        with pytest.raises(CourseNotOpen):
            enrolments.enrol_oneself(closed)
        own = enrolments.enrol_oneself(opened)
        with pytest.raises(AlreadyEnrolled):
            enrolments.enrol_oneself(opened)
        assert OWN_CHOICE == own.origin
        assert WITHDRAWN == enrolments.withdraw_enrolment(own.id, reason="太忙").state
    with as_employee(ZHOU):
        school.use_cases.courses.retire_course(opened)
        with pytest.raises(CourseRetired):
            enrolments.enrol_oneself(opened)


def test_what_comes_first_is_completed_first(school: TrainingService, as_employee: ActAs) -> None:
    enrolments = school.use_cases.enrolments
    first = teach(school, "first", units=(READING,), is_open=True)
    second = teach(school, "second", prerequisites=(first,))
    with as_employee(ZHOU), pytest.raises(PrerequisitesNotCompleted) as refused:
        enrolments.enrol_employee(second, employee_id=LI)
    with as_employee(LI):
        own = enrolments.enrol_oneself(first)
        assert COMPLETED == enrolments.tick_unit(own.id, unit_code="reading").state
    with as_employee(ZHOU):
        enrolments.enrol_employee(second, employee_id=LI)

    assert "first" in str(refused.value)


def test_the_learner_ticks_off_and_the_trainer_confirms(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    enrolments = school.use_cases.enrolments
    with as_employee(LI):
        with pytest.raises(UnitNotTickedByLearners):
            enrolments.tick_unit(enrolment_id, unit_code="drill")
        with pytest.raises(Stale):
            enrolments.tick_unit(enrolment_id, unit_code="reading", expected_version=7)
        enrolments.tick_unit(enrolment_id, unit_code="reading", expected_version=1)
        with pytest.raises(NotAllowed):
            enrolments.confirm_unit(enrolment_id, unit_code="drill")
    with as_employee(ZHAO), pytest.raises(EnrolmentNotFound):
        enrolments.tick_unit(enrolment_id, unit_code="drill")
    with as_employee(ZHOU):
        with pytest.raises(EnrolmentNotFound):
            enrolments.tick_unit(enrolment_id, unit_code="drill")
        done = enrolments.confirm_unit(enrolment_id, unit_code="drill")

    assert (COMPLETED, TODAY) == (done.state, done.completed_on)


def test_a_trainer_who_learns_is_confirmed_by_another(
    school: TrainingService, as_employee: ActAs
) -> None:
    enrolments, course_id = school.use_cases.enrolments, teach(school, is_open=True)
    with as_employee(ZHOU):
        own = enrolments.enrol_oneself(course_id)
        with pytest.raises(NobodyConfirmsTheirOwn):
            enrolments.confirm_unit(own.id, unit_code="drill")


def test_the_rules_in_force_at_the_enrolment_say_what_is_ticked_off(
    school: TrainingService, as_employee: ActAs
) -> None:
    enter_rules(school, "learning", ticked_by_learners=["role_play"])
    course_id = teach(school)
    with as_employee(ZHOU):
        made = school.use_cases.enrolments.enrol_employee(course_id, employee_id=LI)

    assert ["trainer", "learner"] == [one.confirmed_by for one in made.units]


def test_others_move_deadlines_and_nobody_their_own(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    enrolments = school.use_cases.enrolments
    with as_employee(LI), pytest.raises(NobodyEnrolsThemselvesSo):
        enrolments.move_deadline(enrolment_id, due_on=None)
    with as_employee(SUN), pytest.raises(EnrolmentNotFound):
        enrolments.move_deadline(enrolment_id, due_on=None)
    with as_employee(WANG):
        with pytest.raises(DeadlineInThePast):
            enrolments.move_deadline(enrolment_id, due_on=TODAY - timedelta(days=1))
        with pytest.raises(Stale):
            enrolments.move_deadline(enrolment_id, due_on=None, expected_version=9)
        assert TODAY == enrolments.move_deadline(enrolment_id, due_on=TODAY).due_on


def test_why_somebody_was_taken_out_is_sealed(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    enrolments = school.use_cases.enrolments
    with as_employee(LI), pytest.raises(NobodyEnrolsThemselvesSo):
        enrolments.withdraw_enrolment(enrolment_id, reason="不想学")
    with as_employee(WANG):
        gone = enrolments.withdraw_enrolment(enrolment_id, reason="长期病假")
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    assert WITHDRAWN == gone.state
    assert "长期病假".encode() not in log
    assert gone.withdrawal_reason is not None
    with as_employee(WANG):
        assert "长期病假" == school.keys.open(gone.withdrawal_reason, purpose="test")


def test_nobody_else_sees_what_somebody_learns(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    for who in (LI, WANG, HR):
        with as_employee(who):
            assert LI == school.use_cases.enrolments.see_enrolment(enrolment_id).employee_id
    for who in (ZHAO, SUN):
        with as_employee(who), pytest.raises(EnrolmentNotFound):
            school.use_cases.enrolments.see_enrolment(enrolment_id)


def test_a_day_is_that_of_the_site(
    school: TrainingService,
    enrolment_id: UUID,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    site = {"site_id": str(SITE), "code": "main", "name": "x", "zone": "Asia/Shanghai"}
    tell(school.models.sites, message("people.site_opened", site))
    wait(15 * 3600)
    with as_employee(LI):
        done = school.use_cases.enrolments.tick_unit(enrolment_id, unit_code="reading")

    assert TODAY + timedelta(days=1) == done.done["reading"].completed_on


def test_a_new_version_is_for_those_who_begin_later(
    school: TrainingService, enrolment_id: UUID, as_employee: ActAs
) -> None:
    course_id = school.store.get(Enrolment, enrolment_id).course_id
    with as_employee(ZHOU):
        school.use_cases.courses.publish_course_version(course_id, draft(units=(READING,)))
        later = school.use_cases.enrolments.enrol_employee(course_id, employee_id=ZHAO)

    assert (1, 2) == (
        school.store.get(Enrolment, enrolment_id).course_version,
        later.course_version,
    )
