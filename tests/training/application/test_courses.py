"""Writing courses and curricula."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from services.training.domain.course import Course, Objective
from services.training.domain.course_errors import (
    CourseAlreadyCreated,
    CourseNotFound,
    CourseVersionFaulty,
    CurriculumAlreadyCreated,
    CurriculumFaulty,
    CurriculumNotFound,
    PrerequisitesCircle,
)
from services.training.domain.curriculum import Curriculum, Step
from services.training.domain.errors import CompetencyUnknown
from services.training.service import TrainingService
from shared.errors import Conflict, NotAllowed, Stale
from tests.support.catalogue import READING, codes, draft, teach
from tests.support.training import LI, WANG, ZHOU
from tests.training.conftest import ActAs


def test_a_course_is_written_once_by_those_who_may(
    school: TrainingService, as_employee: ActAs
) -> None:
    courses = school.use_cases.courses
    with as_employee(ZHOU):
        course = courses.create_course(draft(), code="etiquette")
        with pytest.raises(CourseAlreadyCreated):
            courses.create_course(draft(), code="etiquette")
        with pytest.raises(Stale):
            courses.publish_course_version(course.id, draft(), expected_version=1)
        with pytest.raises(CourseNotFound):
            courses.retire_course(UUID(int=1))
        assert 2 == len(courses.publish_course_version(course.id, draft()).versions)
    with as_employee(WANG), pytest.raises(NotAllowed):
        courses.retire_course(course.id)
    with as_employee(LI):
        assert 2 == len(courses.see_course(course.id).versions)


def test_competencies_trainers_and_packages_must_be_there(
    school: TrainingService, as_employee: ActAs
) -> None:
    courses = school.use_cases.courses
    objectives = (Objective(text="x", competencies=("flying",)),)
    package = msgspec.structs.replace(READING, kind="scorm", text="", package_id=UUID(int=1))
    with as_employee(ZHOU):
        with pytest.raises(CompetencyUnknown) as unknown:
            courses.create_course(draft(objectives=objectives), code="a")
        with pytest.raises(CourseVersionFaulty) as nobody:
            courses.create_course(draft(trainer_ids=(ZHOU, UUID(int=1))), code="a")
        with pytest.raises(CourseVersionFaulty) as no_package:
            courses.create_course(draft(units=(package,)), code="a")

    assert ["objectives.0.competencies"] == codes(unknown.value.fields)
    assert ["trainer_ids.1"] == codes(nobody.value.fields)
    assert ["units.0.package_id"] == codes(no_package.value.fields)
    assert school.store.find(Course, Course.id_for("a")) is None


def test_two_courses_never_come_to_ask_for_each_other(
    school: TrainingService, as_employee: ActAs
) -> None:
    courses = school.use_cases.courses
    first = teach(school, "first")
    second = teach(school, "second", prerequisites=(first,))
    with as_employee(ZHOU), pytest.raises(PrerequisitesCircle):
        courses.publish_course_version(first, draft(prerequisites=(second,)))


def test_of_two_that_would_close_a_circle_at_once_one_is_refused(
    school: TrainingService, as_employee: ActAs
) -> None:
    first, second = teach(school, "first"), teach(school, "second")
    read = school.store.get(Course, first)
    with as_employee(ZHOU):
        school.use_cases.courses.publish_course_version(first, draft(prerequisites=(second,)))
        late = school.store.get(Course, second)
        late.publish_version(draft(prerequisites=(first,)))
        with pytest.raises(Conflict):
            school.store.save(late, unchanged=[read])


def test_a_curriculum_is_written_once_by_those_who_may(
    school: TrainingService, as_employee: ActAs
) -> None:
    curricula = school.use_cases.curricula
    text = {
        "title_zh": "礼仪",
        "title_en": "",
        "steps": [Step(course_id=teach(school), due_days=3)],
    }
    with as_employee(ZHOU):
        made = curricula.create_curriculum(code="manners", **text)
        with pytest.raises(CurriculumAlreadyCreated):
            curricula.create_curriculum(code="manners", **text)
        with pytest.raises(Stale):
            curricula.publish_curriculum_version(made.id, **text, expected_version=1)
        with pytest.raises(CurriculumNotFound):
            curricula.retire_curriculum(UUID(int=1))
        assert 2 == len(curricula.publish_curriculum_version(made.id, **text).versions)
        assert curricula.retire_curriculum(made.id).is_retired
    with as_employee(LI):
        assert curricula.see_curriculum(made.id).is_retired
        with pytest.raises(NotAllowed):
            curricula.create_curriculum(code="other", **text)


def test_a_curriculum_has_courses_that_somebody_can_begin(
    school: TrainingService, as_employee: ActAs
) -> None:
    course_id = teach(school)
    with as_employee(ZHOU):
        school.use_cases.courses.retire_course(course_id)
        with pytest.raises(CurriculumFaulty) as refused:
            school.use_cases.curricula.create_curriculum(
                code="manners",
                title_zh="礼仪",
                title_en="",
                steps=[
                    Step(course_id=course_id, due_days=3),
                    Step(course_id=UUID(int=1), due_days=3),
                ],
            )

    assert ["steps.0.course_id", "steps.1.course_id"] == codes(refused.value.fields)


def test_the_eight_modules_of_onboarding_are_shipped_and_never_overwritten(
    school: TrainingService, as_employee: ActAs
) -> None:
    onboarding = school.store.get(Curriculum, Curriculum.id_for("onboarding"))
    [version] = onboarding.versions
    first = version.steps[0].course_id
    with as_employee(ZHOU):
        school.use_cases.courses.publish_course_version(first, draft())
        end = school.store.recorder.last_position()
        install = school.service().install
        assert install is not None
        install()

    assert 8 == len(version.steps)
    assert end == school.store.recorder.last_position()
