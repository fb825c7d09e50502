"""What the API of call records takes and shows."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.entrypoints.schemas import words
from shared.web import Schema

_LONGEST_DAY = 86_400


class NewCallRecordSchema(Schema):
    """What kind of ticket a call is about."""

    kind = words.kind(required=True)


class LeftOutSchema(Schema):
    """A key action that was not done."""

    action = words.code("Code of the key action.", required=True)
    reason = words.code("Code of the reason.", required=True)


class CallStageSchema(Schema):
    """What was done in a stage of a call."""

    stage = words.code("Code of the stage.", required=True)
    seconds = words.seconds("How long it took.", most=_LONGEST_DAY, required=True)
    done = words.codes("Key actions that were done.", most=50, required=True)
    left_out = fields.List(
        fields.Nested(LeftOutSchema), validate=Length(max=50), load_default=tuple
    )


class GuideQuery(Schema):
    """Calls about tickets of which kind."""

    kind = words.kind(required=True)


class DaysQuery(Schema):
    """A span of days (UTC), both included."""

    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)


class NamedSchema(Schema):
    """A code with its names."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class GuideStageSchema(NamedSchema):
    """A stage of a call, as the guide has it."""

    reference_seconds = fields.Integer(required=True)
    key_actions = fields.List(fields.Nested(NamedSchema), required=True)


class RecordedStageSchema(Schema):
    """A stage of a call, as it was done."""

    stage = fields.String(required=True)
    seconds = fields.Integer(required=True)
    reference_seconds = fields.Integer(required=True)
    over_seconds = fields.Integer(required=True)
    done = fields.List(fields.String(), required=True)
    left_out = fields.List(fields.Nested(LeftOutSchema), required=True)


class ReferenceSchema(Schema):
    """A stage that the guide asks for."""

    stage = fields.String(required=True)
    reference_seconds = fields.Integer(required=True)
    key_actions = fields.List(fields.String(), required=True)
    is_recorded = fields.Boolean(required=True)


class CallRecordSchema(Schema):
    """The checklist of a call."""

    call_record_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    contact_id = fields.UUID(required=True)
    employee_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    is_complete = fields.Boolean(required=True)
    guide = fields.List(fields.Nested(ReferenceSchema), required=True)
    stages = fields.List(fields.Nested(RecordedStageSchema), required=True)


class StageSumSchema(Schema):
    """Sums of one stage."""

    kind = fields.String(required=True)
    stage = fields.String(required=True)
    calls = fields.Integer(required=True)
    seconds = fields.Integer(required=True)
    reference_seconds = fields.Integer(required=True)
    over_reference = fields.Integer(required=True)


class OmissionSchema(Schema):
    """How often a key action was left out for a reason."""

    kind = fields.String(required=True)
    stage = fields.String(required=True)
    action = fields.String(required=True)
    reason = fields.String(required=True)
    calls = fields.Integer(required=True)


class StageMeasuresSchema(Schema):
    """The stages of calls beside their reference."""

    stages = fields.List(fields.Nested(StageSumSchema), required=True)
    omissions = fields.List(fields.Nested(OmissionSchema), required=True)


class DispositionShownSchema(NamedSchema):
    """A disposition code and what it means for the next try."""

    then = fields.String(required=True)
    gap_seconds = fields.Integer(required=True)
    is_reached = fields.Boolean(required=True)
    is_success = fields.Boolean(required=True)
