"""What the API shows of queues, clocks, sums and rules."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from shared.web import Schema


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


class TotalsSchema(Schema):
    """Sums over complete contacts: ASA, ATT and AHT are these divided by `answered`."""

    channel = fields.String(required=True)
    direction = fields.String(required=True)
    offered = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    abandoned = fields.Integer(required=True)
    waiting_seconds = fields.Integer(required=True)
    talk_seconds = fields.Integer(required=True)
    after_call_work_seconds = fields.Integer(required=True)


class PointsSchema(Schema):
    """Points in the queue and what they are for."""

    what = fields.String(required=True)
    value = fields.String(required=True)
    points = fields.Integer(required=True)


class QueuedSchema(Schema):
    """A waiting ticket, with why it stands where it stands."""

    place = fields.Integer(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    channel = fields.String(required=True)
    priority = fields.String(required=True)
    skill_group = fields.String(required=True)
    queued_at = fields.String(required=True)
    points = fields.Integer(required=True)
    reasons = fields.List(fields.Nested(PointsSchema), required=True)


class WorkloadSchema(Schema):
    """What an agent has."""

    employee_id = fields.UUID(required=True)
    channels = fields.List(fields.String(), required=True)
    reason = _optional(fields.String)
    since = _optional(fields.String)
    open_tickets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        required=True,
    )


class DeskSchema(Schema):
    """Your desk: of which channels you take work, and why of others you do not."""

    employee_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    channels = fields.List(fields.String(), required=True)
    away = _optional(fields.String)
    away_from = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ClockSchema(Schema):
    """An SLA clock with where it stands."""

    clock_id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    clock = fields.String(required=True)
    ordinal = fields.Integer(required=True)
    state = fields.String(required=True)
    started_at = fields.String(required=True)
    stopped_at = _optional(fields.String)
    target_seconds = fields.Integer(required=True)
    counted_seconds = fields.Integer(required=True)
    paused_seconds = fields.Integer(required=True)
    at_risk_at = _optional(fields.String)
    due_at = _optional(fields.String)


class LineSchema(Schema):
    """One stretch of a clock's life, and why it counts or not."""

    from_at = fields.String(required=True)
    to_at = fields.String(required=True)
    state = fields.String(required=True)
    counts = fields.Boolean(required=True)
    seconds = fields.Integer(required=True)
    counted_until_then = fields.Integer(required=True)
    why = fields.String(required=True)
    sentence = fields.String(required=True)


class AppliedPolicySchema(Schema):
    """A policy that the clock stood under."""

    since = fields.String(required=True)
    rules_version = fields.Integer(required=True)
    calendar_version = fields.Integer(required=True)
    target_seconds = fields.Integer(required=True)
    at_risk_seconds = fields.Integer(required=True)
    business_time = fields.Boolean(required=True)
    pauses = fields.List(fields.String(), required=True)


class ExplainedClockSchema(ClockSchema):
    """A clock, line by line."""

    policies = fields.List(fields.Nested(AppliedPolicySchema), required=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class SlaCountSchema(Schema):
    """Clocks of one name in one state."""

    clock = fields.String(required=True)
    state = fields.String(required=True)
    clocks = fields.Integer(required=True)
    were_at_risk = fields.Integer(required=True)


class BreachSchema(Schema):
    """A promise that was broken."""

    clock_id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    clock = fields.String(required=True)
    breached_at = fields.String(required=True)
    state = fields.String(required=True)


class FcrCountSchema(Schema):
    """Resolved tickets by reason code; null is solved at the first contact."""

    reason_code = _optional(fields.String)
    tickets = fields.Integer(required=True)
    assessed = fields.Integer(required=True)
    repeated = fields.Integer(required=True)


class FieldRuleSchema(Schema):
    """A field of a form."""

    name = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    at = fields.List(fields.String(), required=True)
    is_key_point = fields.Boolean(required=True)


class FormSchema(Schema):
    """What tickets of a kind must hold."""

    kind = fields.String(required=True)
    needs_identity = fields.Boolean(required=True)
    needs_confirmed_solution = fields.Boolean(required=True)
    fields_asked_for = fields.List(fields.Nested(FieldRuleSchema), required=True)


class RuleVersionShownSchema(Schema):
    """A version of a rule set."""

    version = fields.Integer(required=True)
    content = fields.Dict(required=True)
    content_hash = fields.String(required=True)
    effective_from = _optional(fields.String)
    source = fields.String(required=True)
    reason = fields.String(required=True)
    added_at = fields.String(required=True)


class RuleSetSchema(Schema):
    """A rule set with all its versions; `version` is the book's own."""

    name = fields.String(required=True)
    version = fields.Integer(required=True)
    versions = fields.List(fields.Nested(RuleVersionShownSchema), required=True)
