"""What `training` publishes of courses, enrolments and curricula; no reasons."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.training.domain.course import Course
from services.training.domain.curriculum_assignment import CurriculumAssignment
from services.training.domain.enrolment import Enrolment
from shared.bus.publication import PublicEvent


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


class CourseVersionPublishedSchema(Schema):
    """A course is taught in this version from now on."""

    course_id = _a(fields.UUID, "The course.")
    code = _a(fields.String, "Its code.")
    number = _a(fields.Integer, "Number of the version, 1 for the first.")
    level = _a(fields.String, "basic, advanced or special.")
    competencies = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Codes of the competencies that its objectives name."},
    )
    outdates_certificates = _a(
        fields.Boolean, "Whether certificates of earlier versions are worth nothing now."
    )


class CourseRetiredSchema(Schema):
    """Nobody begins the course any more."""

    course_id = _a(fields.UUID, "The course.")
    code = _a(fields.String, "Its code.")


class EnrolmentOpenedSchema(Schema):
    """An employee begins a course."""

    enrolment_id = _a(fields.UUID, "The enrolment.")
    employee_id = _a(fields.UUID, "Who learns.")
    course_id = _a(fields.UUID, "The course.")
    course_code = _a(fields.String, "Its code.")
    course_version = _a(fields.Integer, "The version that is learned.")
    due_on = _a(fields.Date, "By when it is to be completed.", is_optional=True)
    origin = _a(fields.String, "own_choice, by_staff or by_curriculum.")


class EnrolmentCompletedSchema(Schema):
    """An employee has completed a course."""

    enrolment_id = _a(fields.UUID, "The enrolment.")
    employee_id = _a(fields.UUID, "Who has learned.")
    course_id = _a(fields.UUID, "The course.")
    course_code = _a(fields.String, "Its code.")
    course_version = _a(fields.Integer, "The version that was learned.")
    completed_on = _a(fields.Date, "The day where the employee works.")


class EnrolmentWithdrawnSchema(Schema):
    """An employee learns a course no more without having completed it."""

    enrolment_id = _a(fields.UUID, "The enrolment.")
    employee_id = _a(fields.UUID, "Who learned.")
    course_id = _a(fields.UUID, "The course.")


class CurriculumAssignedSchema(Schema):
    """An employee begins a curriculum."""

    assignment_id = _a(fields.UUID, "The assignment.")
    employee_id = _a(fields.UUID, "Who learns.")
    curriculum_id = _a(fields.UUID, "The curriculum.")
    curriculum_code = _a(fields.String, "Its code.")
    started_on = _a(fields.Date, "The day from which the courses' days count.")
    trigger = _a(fields.String, "on_hiring or by_staff.")


class CurriculumCompletedSchema(Schema):
    """An employee has completed all courses of a curriculum."""

    assignment_id = _a(fields.UUID, "The assignment.")
    employee_id = _a(fields.UUID, "Who has learned.")
    curriculum_id = _a(fields.UUID, "The curriculum.")
    curriculum_code = _a(fields.String, "Its code.")
    completed_on = _a(fields.Date, "The day where the employee works.")


def _version(one: Any) -> dict[str, Any]:
    version = one.version
    return {
        "course_id": one.originator_id,
        "code": one.code,
        "number": version.number,
        "level": version.level,
        "competencies": version.competencies,
        "outdates_certificates": version.outdates_certificates,
    }


def _of_enrolment(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    return PublicEvent(
        getattr(Enrolment, event_name),
        name,
        1,
        schema,
        data=lambda one: {**vars(one), "enrolment_id": one.originator_id},
        subjects=lambda one: (
            f"enrolment:{one.originator_id}",
            f"employee:{one.employee_id}",
            f"course:{one.course_id}",
        ),
    )


def _of_assignment(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    return PublicEvent(
        getattr(CurriculumAssignment, event_name),
        name,
        1,
        schema,
        data=lambda one: {**vars(one), "assignment_id": one.originator_id},
        subjects=lambda one: (
            f"curriculum_assignment:{one.originator_id}",
            f"employee:{one.employee_id}",
        ),
    )


def _course_subjects(one: Any) -> tuple[str, ...]:
    return (f"course:{one.originator_id}",)


LEARNING = (
    PublicEvent(
        Course.VersionPublished,  # type: ignore[attr-defined]  # made by the library
        "course_version_published",
        1,
        CourseVersionPublishedSchema,
        data=_version,
        subjects=_course_subjects,
    ),
    PublicEvent(
        Course.Retired,  # type: ignore[attr-defined]  # made by the library
        "course_retired",
        1,
        CourseRetiredSchema,
        data=lambda one: {"course_id": one.originator_id, "code": one.code},
        subjects=_course_subjects,
    ),
    _of_enrolment("Created", "enrolment_opened", EnrolmentOpenedSchema),
    _of_enrolment("Completed", "enrolment_completed", EnrolmentCompletedSchema),
    _of_enrolment("Withdrawn", "enrolment_withdrawn", EnrolmentWithdrawnSchema),
    _of_assignment("Created", "curriculum_assigned", CurriculumAssignedSchema),
    _of_assignment("Completed", "curriculum_completed", CurriculumCompletedSchema),
)
"""The public events of this part."""
