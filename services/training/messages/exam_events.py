"""What `training` publishes of exams; of questions it publishes nothing."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.training.domain.exam import Exam
from services.training.domain.exam_definition import ExamVersion
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


class ExamVersionPublishedSchema(Schema):
    """Something else is laid down for sittings that start from now on."""

    exam_id = _a(fields.UUID, "The exam.")
    number = _a(fields.Integer, "Number of the version.")
    title_zh = _a(fields.String, "Its title in Chinese.")
    title_en = _a(fields.String, "Its title in English; empty where there is none.")
    duration_seconds = _a(fields.Integer, "Time for one sitting.")
    pass_percent = _a(fields.String, "Percent of the points needed to pass, a decimal string.")
    opens_at = _a(Moment, "From when it may be started.", is_optional=True)
    closes_at = _a(Moment, "Until when.", is_optional=True)


class ExamDefinedSchema(ExamVersionPublishedSchema):
    """An exam was laid down."""

    code = _a(fields.String, "Its code.")
    purpose = _a(fields.String, "written or business_skill.")


class ExamQuarterScheduledSchema(Schema):
    """The business-skill exam is held in a quarter (TR-11)."""

    exam_id = _a(fields.UUID, "The exam.")
    quarter = _a(fields.String, "Such as 2020-Q1.")
    number = _a(fields.Integer, "Number of the version by which it is held.")
    opens_at = _a(Moment, "From when it may be started.")
    closes_at = _a(Moment, "Until when.")


class ExamWithdrawnSchema(Schema):
    """Nobody starts the exam any more."""

    exam_id = _a(fields.UUID, "The exam.")


def _of_version(event: Any) -> dict[str, Any]:
    version: ExamVersion = event.version
    content = version.content
    return {
        "exam_id": event.originator_id,
        "number": version.number,
        "title_zh": content.zh,
        "title_en": content.en,
        "duration_seconds": content.duration_seconds,
        "pass_percent": content.pass_percent,
        "opens_at": content.opens_at,
        "closes_at": content.closes_at,
    }


def _defined(event: Any) -> dict[str, Any]:
    return {**_of_version(event), "code": event.code, "purpose": event.purpose}


def _scheduled(event: Any) -> dict[str, Any]:
    run = event.run
    return {
        "exam_id": event.originator_id,
        "quarter": run.quarter,
        "number": run.version,
        "opens_at": run.opens_at,
        "closes_at": run.closes_at,
    }


def _withdrawn(event: Any) -> dict[str, Any]:
    return {"exam_id": event.originator_id}


def _public(event_name: str, name: str, schema: type[Schema], data: Any) -> PublicEvent:
    def subjects(event: Any) -> tuple[str, ...]:
        return (f"exam:{event.originator_id}",)

    return PublicEvent(getattr(Exam, event_name), name, 1, schema, data=data, subjects=subjects)


EXAMS = (
    _public("Created", "exam_defined", ExamDefinedSchema, _defined),
    _public("VersionPublished", "exam_version_published", ExamVersionPublishedSchema, _of_version),
    _public("QuarterScheduled", "exam_quarter_scheduled", ExamQuarterScheduledSchema, _scheduled),
    _public("Withdrawn", "exam_withdrawn", ExamWithdrawnSchema, _withdrawn),
)
"""The public events of this part."""
