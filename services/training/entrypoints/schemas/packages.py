"""What the API takes and shows of SCORM packages and their playing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, fields, post_load
from marshmallow.validate import Length, OneOf, Regexp

from services.training.application.plays import Said
from services.training.domain.scorm_attempt import EXITS, STATUSES
from services.training.entrypoints.schemas.courses import optional
from shared.web import Schema


class PackageFileSchema(Schema):
    """A zip archive, as multipart/form-data."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class KeptFileSchema(Schema):
    """A file of a package."""

    path = fields.String(required=True)
    size = fields.Integer(required=True)


class PackageSchema(Schema):
    """A package as it was imported."""

    package_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    course_id = fields.UUID(required=True)
    title = fields.String(required=True)
    entry = fields.String(required=True)
    mastery_score = optional(fields.String)
    files = fields.List(fields.Nested(KeptFileSchema), required=True)


class LaunchSchema(Schema):
    """Where a package is played, by whoever holds this link."""

    attempt_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    session = fields.Integer(required=True)
    lesson_status = fields.String(required=True)
    seconds = fields.Integer(required=True)
    url = fields.String(
        required=True,
        metadata={"description": "Opened in a window or frame of its own; no token is sent to it."},
    )
    expires_at = fields.String(required=True)


class AnyQuery(Schema):
    """What a package gives its own pages; nothing of it is looked at."""

    class Meta:
        unknown = EXCLUDE


class ReportForm(Schema):
    """What a package reports, in the words of SCORM 1.2."""

    lesson_status = fields.String(required=True, validate=OneOf(STATUSES))
    score_raw = fields.String(
        load_default="", validate=Regexp(r"^((100|[0-9]{1,2})(\.[0-9]{1,4})?)?$")
    )
    lesson_location = fields.String(load_default="", validate=Length(max=255))
    suspend_data = fields.String(load_default="", validate=Length(max=4096))
    session_time = fields.String(
        load_default="00:00:00",
        validate=Regexp(r"^[0-9]{2,4}:[0-5]?[0-9]:[0-5]?[0-9](\.[0-9]{1,2})?$"),
    )
    exit = fields.String(load_default="", validate=OneOf(EXITS))
    is_finished = fields.Boolean(load_default=False, truthy={"true"}, falsy={"false"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What it says."""
        hours, minutes, seconds = data["session_time"].partition(".")[0].split(":")
        score = data["score_raw"]
        said = Said(
            lesson_status=data["lesson_status"],
            score=Decimal(score) if score else None,
            location=data["lesson_location"],
            suspend_data=data["suspend_data"],
            session_seconds=int(hours) * 3600 + int(minutes) * 60 + int(seconds),
            exit=data["exit"],
            is_finished=data["is_finished"],
        )
        return {"said": said}


class ReportedSchema(Schema):
    """What was kept."""

    lesson_status = fields.String(required=True)
