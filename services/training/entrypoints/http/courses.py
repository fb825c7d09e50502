"""Courses, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import SELF
from services.training.domain.course import Course
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import courses as schemas
from shared.context import current_context
from shared.web import Blueprint, after, as_of, command, if_match, page_of, page_schema, query


def add_courses(blueprint: Blueprint, door: Door) -> None:
    """Adds the writing of courses."""
    courses = door.cases.courses

    def show(course_id: UUID) -> dict[str, Any]:
        return shown_course(door.found(Course, course_id))

    @blueprint.route("/courses", methods=["POST"])
    @blueprint.arguments(schemas.NewCourseSchema)
    @blueprint.response(201, schemas.CourseSchema)
    @command(shows=show)
    def create_course(data: dict[str, Any]) -> UUID:
        """Writes a course [课程] with its first version."""
        return courses.create_course(**data).id

    @blueprint.route("/courses/<uuid:course_id>/versions", methods=["POST"])
    @blueprint.arguments(schemas.CourseDraftSchema)
    @blueprint.response(201, schemas.CourseSchema)
    @command(shows=show)
    def publish_course_version(data: dict[str, Any], course_id: UUID) -> UUID:
        """Teaches a course in another version; says whether it outdates certificates."""
        return courses.publish_course_version(course_id, **data, expected_version=if_match()).id

    @blueprint.route("/courses/<uuid:course_id>/retirement", methods=["POST"])
    @blueprint.response(200, schemas.CourseSchema)
    @command(shows=show)
    def retire_course(course_id: UUID) -> UUID:
        """Lets nobody begin a course any more; who has begun may end it."""
        return courses.retire_course(course_id, expected_version=if_match()).id


def add_course_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the catalogue."""
    courses = door.cases.courses

    @blueprint.route("/courses", methods=["GET"])
    @blueprint.arguments(schemas.CoursesQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CourseRowSchema))
    @query
    def list_courses(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the courses by their codes, as their newest versions have them."""
        current_context().require(SELF)
        last = after(asked["cursor"], tuple[str])
        found = door.models.courses.page(
            level=asked["level"],
            competency=asked["competency"],
            is_retired=asked["state"] == "retired",
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/courses/<uuid:course_id>", methods=["GET"])
    @blueprint.response(200, schemas.CourseSchema)
    @query
    def show_course(course_id: UUID) -> dict[str, Any]:
        """Shows a course with all its versions, as it stands or stood."""
        return shown_course(courses.see_course(course_id, as_of=as_of()))


def shown_course(course: Course) -> dict[str, Any]:
    """A course as the API shows it."""
    return {
        "course_id": course.id,
        "version": course.version,
        "code": course.code,
        "is_retired": course.is_retired,
        "versions": [
            {**msgspec.to_builtins(one), "minutes": one.minutes} for one in course.versions
        ],
    }
