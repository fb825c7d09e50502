"""What the API takes and shows of courses and curricula."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields, post_load
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.training.domain.course import LEVELS, UNIT_KINDS, CourseDraft, Objective, Unit
from services.training.domain.curriculum import Step
from shared.web import PageQuery, Schema

CODE = Regexp("^[A-Za-z0-9_.-]{1,60}$")
"""The form of codes: courses, units, curricula, competencies."""


def code(description: str, **options: Any) -> fields.String:
    """A code of the centre."""
    return fields.String(validate=CODE, metadata={"description": description}, **options)


def text(description: str, *, longest: int, **options: Any) -> fields.String:
    """A text with at least one letter."""
    return fields.String(
        validate=[Length(1, longest), Regexp(r"(?s).*\S")],
        metadata={"description": description},
        **options,
    )


def words(description: str, *, longest: int) -> fields.String:
    """A text that may be left out."""
    return fields.String(
        load_default="", validate=Length(max=longest), metadata={"description": description}
    )


def yes_or_no(description: str) -> fields.Boolean:
    """A boolean that is no by default."""
    return fields.Boolean(
        load_default=False, truthy={True}, falsy={False}, metadata={"description": description}
    )


def several(field: fields.Field[Any], description: str, *, most: int, least: int = 0) -> Any:
    """A list with a limit."""
    options: dict[str, Any] = {"required": True} if least else {"load_default": list}
    return fields.List(
        field, validate=Length(least, most), metadata={"description": description}, **options
    )


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)


class ObjectiveSchema(Schema):
    """What somebody is able to do after the course."""

    text = text("In words.", longest=500, required=True)
    competencies = several(fields.String(validate=CODE), "Codes of competencies.", most=10, least=1)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Objective:
        """The objective."""
        return Objective(text=data["text"], competencies=tuple(data["competencies"]))


class UnitSchema(Schema):
    """A part of a course that is learned, and ticked off, at a time."""

    code = code("Its code, unique in the version.", required=True)
    kind = fields.String(required=True, validate=OneOf(UNIT_KINDS))
    title = text("What it is called.", longest=200, required=True)
    minutes = fields.Integer(
        required=True,
        strict=True,
        validate=Range(1, 10_000),
        metadata={"description": "How long it takes."},
    )
    text = words("What is to be read or done.", longest=8000)
    link = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, 500),
        metadata={"description": "Where it lies, with http or https.", "format": "uri"},
    )
    package_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The SCORM package of this course."},
    )

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Unit:
        """The unit."""
        return Unit(**data)


class CourseDraftSchema(Schema):
    """What a course is to be from now on."""

    level = fields.String(required=True, validate=OneOf(LEVELS))
    title_zh = text("Its title in Chinese.", longest=200, required=True)
    title_en = words("Its title in English, if there is one.", longest=200)
    credits = fields.String(
        load_default="0",
        validate=Regexp(r"^[0-9]{1,3}(\.[0-9])?$"),
        metadata={"description": "What it counts for in the training record."},
    )
    objectives = several(
        fields.Nested(ObjectiveSchema), "What one is able to do afterwards.", most=20, least=1
    )
    units = several(fields.Nested(UnitSchema), "Its content in order.", most=20, least=1)
    trainer_ids = several(fields.UUID(), "The employees who teach it.", most=50)
    prerequisites = several(fields.UUID(), "The courses to be completed first.", most=20)
    is_open = yes_or_no("Whether employees may enrol themselves.")
    outdates_certificates = yes_or_no(
        "Whether certificates of earlier versions are worth nothing now."
    )
    changes = words("What is new, for those who know the former version.", longest=2000)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The draft, beside the code of a new course."""
        own = {name: data.pop(name) for name in CourseDraft.__struct_fields__}
        lists = {name: tuple(value) for name, value in own.items() if isinstance(value, list)}
        return {
            "draft": CourseDraft(**{**own, **lists, "credits": Decimal(own["credits"])}),
            **data,
        }


class NewCourseSchema(CourseDraftSchema):
    """A course to write."""

    code = code("Its code.", required=True)


class ShownObjectiveSchema(Schema):
    """What somebody is able to do after the course."""

    text = fields.String(required=True)
    competencies = fields.List(fields.String(), required=True)


class ShownUnitSchema(Schema):
    """A unit of a course."""

    code = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    minutes = fields.Integer(required=True)
    text = fields.String(required=True)
    link = optional(fields.String)
    package_id = optional(fields.UUID)


class CourseVersionSchema(Schema):
    """A version of a course."""

    number = fields.Integer(required=True)
    level = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    credits = fields.String(required=True)
    minutes = fields.Integer(required=True)
    objectives = fields.List(fields.Nested(ShownObjectiveSchema), required=True)
    units = fields.List(fields.Nested(ShownUnitSchema), required=True)
    trainer_ids = fields.List(fields.UUID(), required=True)
    prerequisites = fields.List(fields.UUID(), required=True)
    is_open = fields.Boolean(required=True)
    outdates_certificates = fields.Boolean(required=True)
    changes = fields.String(required=True)


class CourseSchema(Schema):
    """A course with all its versions."""

    course_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(CourseVersionSchema), required=True)


class CoursesQuery(PageQuery):
    """Which courses to list."""

    level = fields.String(load_default=None, validate=OneOf(LEVELS))
    competency = code("Only with an objective of this competency.", load_default=None)
    state = fields.String(
        load_default="in_use",
        validate=OneOf(("in_use", "retired")),
        metadata={"description": "Those in use, or those that nobody begins any more."},
    )


class CourseRowSchema(Schema):
    """A course in a list, as its newest version has it."""

    course_id = fields.UUID(required=True)
    code = fields.String(required=True)
    level = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    number = fields.Integer(required=True)
    credits = fields.String(required=True)
    minutes = fields.Integer(required=True)
    is_open = fields.Boolean(required=True)
    is_retired = fields.Boolean(required=True)


class StepSchema(Schema):
    """A course of a curriculum."""

    course_id = fields.UUID(required=True)
    due_days = fields.Integer(
        required=True,
        strict=True,
        validate=Range(0, 1000),
        metadata={"description": "Days after the start by which it is to be completed."},
    )

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Step:
        """The step."""
        return Step(**data)


class CurriculumDraftSchema(Schema):
    """What a curriculum is to be from now on."""

    title_zh = text("Its title in Chinese.", longest=200, required=True)
    title_en = words("Its title in English, if there is one.", longest=200)
    steps = several(fields.Nested(StepSchema), "Its courses in order.", most=50, least=1)
    certification_code = code(
        "The certification to which it leads: whoever has completed all of its courses is on the "
        "way to it, without anybody asking for it.",
        load_default=None,
        allow_none=True,
    )


class NewCurriculumSchema(CurriculumDraftSchema):
    """A curriculum to write."""

    code = code("Its code.", required=True)


class ShownStepSchema(Schema):
    """A course of a curriculum."""

    course_id = fields.UUID(required=True)
    due_days = fields.Integer(required=True)


class CurriculumVersionSchema(Schema):
    """A version of a curriculum."""

    number = fields.Integer(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    steps = fields.List(fields.Nested(ShownStepSchema), required=True)
    certification_code = optional(fields.String)


class CurriculumSchema(Schema):
    """A curriculum with all its versions."""

    curriculum_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    is_retired = fields.Boolean(required=True)
    versions = fields.List(fields.Nested(CurriculumVersionSchema), required=True)


class CurriculumRowSchema(Schema):
    """A curriculum in a list, as its newest version has it."""

    curriculum_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    number = fields.Integer(required=True)
    courses = fields.Integer(required=True)
    certification_code = optional(fields.String)
    is_retired = fields.Boolean(required=True)
