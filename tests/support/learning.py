"""A term at school: everything that happens to courses, enrolments and curricula, once at least."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from services.training.domain.curriculum import Step
from services.training.domain.enrolment import Enrolment
from services.training.service import TrainingService
from tests.support.catalogue import READING, draft, teach
from tests.support.training import LI, SUN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

TODAY = date(2020, 1, 6)
REASON = "长期病假在家休养"


def live_a_term(
    school: TrainingService, *, as_employee: ActAs, wait: Callable[[int], None]
) -> UUID:
    """Li completes a curriculum, Zhao is late, Sun is taken out; two courses and one is retired.

    Returns:
        The first course of the curriculum.
    """
    cases = school.use_cases
    first = teach(school, "first", units=(READING,), is_open=True)
    second = teach(school, "second")
    old = teach(school, "old")
    with as_employee(ZHOU):
        curriculum = cases.curricula.create_curriculum(
            code="two",
            title_zh="两门",
            title_en="Two",
            steps=[Step(course_id=first, due_days=3), Step(course_id=second, due_days=9)],
        )
        gone = cases.curricula.create_curriculum(
            code="gone", title_zh="旧", title_en="", steps=[Step(course_id=old, due_days=3)]
        )
        cases.curricula.retire_curriculum(gone.id)
        cases.courses.retire_course(old)
        cases.enrolments.enrol_employee(first, employee_id=SUN, due_on=TODAY + timedelta(days=1))
        late = cases.enrolments.enrol_employee(first, employee_id=ZHAO, due_on=TODAY)
        cases.enrolments.move_deadline(late.id, due_on=TODAY + timedelta(days=2))
    with as_employee(WANG):
        assignment = cases.curriculum_assignments.assign_curriculum(curriculum.id, employee_id=LI)
        cases.curriculum_assignments.assign_curriculum(curriculum.id, employee_id=ZHAO)
    with as_employee(LI):
        for one in assignment.courses:
            cases.enrolments.tick_unit(one.enrolment_id, unit_code="reading")
            wait(60)
    with as_employee(ZHOU):
        cases.enrolments.confirm_unit(assignment.courses[1].enrolment_id, unit_code="drill")
        cases.enrolments.withdraw_enrolment(
            Enrolment.id_for(second, ZHAO, ordinal=1), reason=REASON
        )
        cases.courses.publish_course_version(
            second, draft(title_zh="新版", outdates_certificates=True)
        )
    return first
