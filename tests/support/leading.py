"""A curriculum of one course that leads to the certification of the builders."""

from __future__ import annotations

from uuid import UUID

from services.training.domain.certification import Certification
from services.training.domain.course import Course
from services.training.domain.curriculum import Step
from services.training.service import TrainingService
from tests.support.catalogue import READING, teach
from tests.support.certificates import CODE, short_plan
from tests.support.training import LI, QIAN, ZHOU
from tests.training.conftest import ActAs

COURSE = Course.id_for("cards_basic")


def leading_curriculum(school: TrainingService, act: ActAs) -> UUID:
    """The curriculum, with its course and the certification, as far as that is not there yet."""
    teach(school, "cards_basic", units=(READING,))
    if school.store.find(Certification, Certification.id_for(CODE)) is None:
        with act(QIAN):
            school.use_cases.certifications.create_certification(CODE, plan=short_plan())
    with act(ZHOU):
        return school.use_cases.curricula.create_curriculum(
            code="cards",
            title_zh="信用卡",
            title_en="Cards",
            steps=[Step(course_id=COURSE, due_days=5)],
            certification_code=CODE,
        ).id


def assigned(
    school: TrainingService, act: ActAs, curriculum_id: UUID, employee_id: UUID = LI
) -> UUID:
    """The assignment of somebody who has begun the curriculum."""
    with act(ZHOU):
        return school.use_cases.curriculum_assignments.assign_curriculum(
            curriculum_id, employee_id=employee_id
        ).id


def learned(
    school: TrainingService, act: ActAs, curriculum_id: UUID, employee_id: UUID = LI
) -> UUID:
    """The assignment of somebody who has completed the curriculum."""
    assignment_id = assigned(school, act, curriculum_id, employee_id)
    with act(employee_id):
        cases = school.use_cases
        for one in cases.curriculum_assignments.see_assignment(assignment_id).courses:
            cases.enrolments.tick_unit(one.enrolment_id, unit_code="reading")
    return assignment_id
