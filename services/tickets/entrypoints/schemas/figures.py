"""What is asked of figures and the backlog, and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.domain import figures
from services.tickets.entrypoints.schemas import words
from shared.web import PageQuery, Schema

BY = ("channel", "kind", "skill_group", "site", "team", "agent", "day", "hour")
"""What figures may be told by; days and hours are the site's."""

BACKLOG_BY = ("channel", "kind", "skill_group", "site", "agent")


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


def _count() -> fields.Integer:
    return fields.Integer(required=True)


class _Narrowed(Schema):
    channel = words.channel()
    kind = words.kind()
    skill_group = words.code("Of this skill group only.")
    site_id = fields.UUID()


class _NarrowedByAgent(_Narrowed):
    team_id = fields.UUID(metadata={"description": "Of who is in this team today."})
    employee_id = fields.UUID(metadata={"description": "Of this agent only."})


class FigureSpan(_NarrowedByAgent):
    """Which facts are counted; times are full hours."""

    since = words.moment("From when on, a full hour.", required=True)
    until = words.moment("Until when, not included, a full hour.", required=True)


class FiguresQuery(FigureSpan):
    """Figures, all together or by group."""

    by = words.word(BY, "What they are told by.", load_default=None)


class DurationsQuery(FigureSpan):
    """How durations are distributed."""

    measure = words.word(figures.TIMED, "Which durations.", required=True)


class FactsQuery(PageQuery, FigureSpan):
    """The tickets behind a number."""

    measure = words.word(figures.MEASURES, "Which number.", required=True)
    detail = fields.String(
        validate=Length(0, 60),
        metadata={"description": "Of this detail only: a bucket, a reason, a cause."},
    )


class BacklogQuery(_NarrowedByAgent):
    """Open tickets, all together or by group."""

    by = words.word(BACKLOG_BY, "What they are told by.", load_default=None)


class OpenTicketsQuery(PageQuery, _NarrowedByAgent):
    """The open tickets behind a number."""

    asked_from = words.moment("Asked then or later.")
    asked_until = words.moment("Asked before.")


class BacklogDaysQuery(_Narrowed):
    """How the backlog grew and shrank."""

    since = words.moment("First moment, a full hour.", required=True)
    until = words.moment("Last moment, a full hour.", required=True)


class FigureRowSchema(Schema):
    """The figures of one group: counts, whole seconds on average, rates as decimals."""

    value = _optional(fields.String)
    opened = _count()
    assigned = _count()
    first_response = _count()
    resolved = _count()
    resolution = _count()
    closed = _count()
    reopened = _count()
    transferred = _count()
    referred = _count()
    escalated = _count()
    judged = _count()
    first_response_seconds = _optional(fields.Integer)
    resolution_seconds = _optional(fields.Integer)
    reopen_rate = _optional(fields.String)
    hand_on_rate = _optional(fields.String)
    escalation_rate = _optional(fields.String)
    first_contact_rate = _optional(fields.String)


class FiguresSchema(Schema):
    """Figures with what they are about."""

    since = fields.String(required=True)
    until = fields.String(required=True)
    time_zone = fields.String(required=True)
    whose = fields.String(required=True, metadata={"description": "`desk` or `agents`."})
    items = fields.List(fields.Nested(FigureRowSchema), required=True)


class BucketSchema(Schema):
    """Durations up to a bound."""

    bucket = fields.String(required=True)
    up_to_seconds = _optional(fields.Integer)
    count = _count()


class PercentileSchema(Schema):
    """An upper bound of a percentile, read from the buckets; null beyond the last bound."""

    percent = _count()
    at_most_seconds = _optional(fields.Integer)


class DurationsSchema(Schema):
    """A distribution in fixed buckets; the percentiles are as exact as these, no more."""

    measure = fields.String(required=True)
    count = _count()
    average_seconds = _optional(fields.Integer)
    buckets = fields.List(fields.Nested(BucketSchema), required=True)
    percentiles = fields.List(fields.Nested(PercentileSchema), required=True)
    percentiles_are_bounds = fields.Boolean(required=True)


class FirstContactReasonSchema(Schema):
    """Tickets by why one contact was not enough."""

    reason = fields.String(required=True)
    resolved = _count()
    judged = _count()


class FactSchema(Schema):
    """A fact that a number counts, with its ticket."""

    fact_id = fields.String(required=True)
    measure = fields.String(required=True)
    at = fields.String(required=True)
    detail = fields.String(required=True)
    seconds = _count()
    ticket_id = fields.UUID(required=True)
    number = _optional(fields.String)
    channel = fields.String(required=True)
    kind = fields.String(required=True)
    skill_group = fields.String(required=True)
    employee_id = _optional(fields.UUID)


class AgeSchema(Schema):
    """Open tickets of an age; the moments lead to them."""

    age = fields.String(required=True)
    asked_from = _optional(fields.String)
    asked_until = _optional(fields.String)
    tickets = _count()


class BacklogRowSchema(Schema):
    """Open tickets of one group."""

    value = _optional(fields.String)
    tickets = _count()
    ages = fields.List(fields.Nested(AgeSchema), required=True)


class OpenTicketSchema(Schema):
    """An open ticket."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    asked_at = fields.String(required=True)
    channel = fields.String(required=True)
    kind = fields.String(required=True)
    skill_group = fields.String(required=True)
    employee_id = _optional(fields.UUID)


class BacklogDaySchema(Schema):
    """Open tickets at the end of a day."""

    day = fields.String(required=True)
    open_tickets = _count()
