"""What the API takes and shows of field-service orders."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range

from services.tickets.domain import field_terms as terms
from services.tickets.entrypoints.schemas import words
from services.tickets.read_models.field_results import FIGURE_NAMES
from shared.web import PageQuery, Schema


def _optional(field: type[fields.Field[Any]]) -> Any:
    return field(required=True, allow_none=True)


class NewOrderSchema(Schema):
    """An order to request: of a ticket, or of a customer alone."""

    kind = words.word(terms.KINDS, "What somebody goes out for.", required=True)
    task = words.text("What is to be done.", required=True)
    ticket_id = fields.UUID(metadata={"description": "The ticket that it belongs to."})
    customer_id = fields.UUID(metadata={"description": "The customer, where it stands alone."})
    area = words.code("Code of the area.")
    follows_id = fields.UUID(
        metadata={"description": "An order not completed, whose next visit this is."}
    )


class FieldOrdersQuery(PageQuery):
    """Which orders to list; you see what you may."""

    number = fields.String(validate=Length(1, 40))
    state = words.word(terms.STATES, "Of this state only.")
    kind = words.word(terms.KINDS, "Of this kind only.")
    area = words.code("Of this area only.")
    ticket_id = fields.UUID()
    customer_id = fields.UUID()
    site_id = fields.UUID()
    employee_id = fields.UUID(metadata={"description": "Carried out by this employee."})
    partner_id = fields.UUID(metadata={"description": "Carried out by this partner."})
    since = words.moment("Of the sorted time, from when.")
    until = words.moment("Of the sorted time, until when, not included.")
    sort = words.word(
        ("requested_at", "from_at"),
        "By request, the newest first, or by agreed window, the earliest first.",
        load_default="requested_at",
    )


class PerformerSchema(Schema):
    """Who goes out: one of both."""

    employee_id = fields.UUID(metadata={"description": "One of our own staff."})
    partner_id = fields.UUID(metadata={"description": "A partner."})


class AppointmentSchema(Schema):
    """Time and place that the customer agreed to."""

    from_at = words.moment("Beginning of the window.", required=True)
    until_at = words.moment("End of the window.", required=True)
    address = words.text("Where.", longest=500, required=True)
    telephone = words.text("Where the customer is reached on the way.", longest=40)


class FieldReasonSchema(Schema):
    """Why, by a code of the rules, and in words."""

    reason_code = words.code("A code of the rules.", required=True)
    words = words.text("What was said.", longest=1000)


class AppointmentChangeSchema(AppointmentSchema, FieldReasonSchema):
    """Another time or place, and why."""


class CheckSchema(Schema):
    """How a step was done."""

    is_conform = fields.Boolean(
        required=True,
        truthy={True},
        falsy={False},
        metadata={"description": "Whether as the standard asks."},
    )
    note = words.text("What there is to say.", longest=1000)


class OrderResultSchema(Schema):
    """What the visit led to."""

    outcome = words.word(terms.OUTCOMES, "Completed or not.", required=True)
    report = words.text("What was done.", required=True)
    reason_code = words.code("Why not completed.")
    words = words.text("What was said.", longest=1000)


class EvaluationSchema(Schema):
    """The customer's judgement."""

    score = fields.Integer(
        required=True,
        strict=True,
        validate=Range(terms.SCORES[0], terms.SCORES[-1]),
        metadata={"description": "1 to 5, 5 the best."},
    )
    comment = words.text("What the customer said.", longest=2000)


class NewProblemSchema(Schema):
    """A problem to see to."""

    text = words.text("What is wrong.", required=True)
    owner_id = fields.UUID(required=True, metadata={"description": "Who sees to it."})
    due_at = words.moment("Until when.", required=True)


class HandedOnProblemSchema(Schema):
    """Who else sees to it, or until when."""

    owner_id = fields.UUID(required=True, metadata={"description": "Who sees to it."})
    due_at = words.moment("Until when.", required=True)
    reason = words.text("Why.", longest=1000, required=True)


class ResultsQuery(Schema):
    """A span of time."""

    since = words.moment("From when on.", required=True)
    until = words.moment("Until when, not included.", required=True)


class BehindQuery(PageQuery):
    """Which number's orders to list."""

    since = words.moment("From when on.", required=True)
    until = words.moment("Until when, not included.", required=True)
    performer = fields.String(required=True, validate=Length(1, 60))
    figure = fields.String(required=True, validate=OneOf(FIGURE_NAMES))


class FieldOrderRowSchema(Schema):
    """An order in a list."""

    order_id = fields.UUID(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    kind = fields.String(required=True)
    area = _optional(fields.String)
    ticket_id = _optional(fields.UUID)
    customer_id = _optional(fields.UUID)
    site_id = _optional(fields.UUID)
    requester_id = fields.UUID(required=True)
    employee_id = _optional(fields.UUID)
    partner_id = _optional(fields.UUID)
    requested_at = fields.String(required=True)
    from_at = _optional(fields.String)
    until_at = _optional(fields.String)
    is_missed = fields.Boolean(required=True)
    punctuality = _optional(fields.String)
    outcome = _optional(fields.String)
    score = _optional(fields.Integer)


class EvidenceSchema(Schema):
    """A file that shows a step."""

    evidence_id = fields.UUID(required=True)
    file_name = _optional(fields.String)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    attached_at = fields.String(required=True)


class ShownItemSchema(Schema):
    """A step of the standard, and how it was done."""

    item = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    is_mandatory = fields.Boolean(required=True)
    needs_evidence = fields.Boolean(required=True)
    is_conform = _optional(fields.Boolean)
    checked_at = _optional(fields.String)
    note = _optional(fields.String)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)


class FieldOrderSchema(FieldOrderRowSchema):
    """An order, for those who arrange it."""

    version = fields.Integer(required=True)
    task = _optional(fields.String)
    address = _optional(fields.String)
    telephone = _optional(fields.String)
    follows_id = _optional(fields.UUID)
    departed_at = _optional(fields.String)
    arrived_at = _optional(fields.String)
    performed_at = _optional(fields.String)
    report = _optional(fields.String)
    reason_code = _optional(fields.String)
    reason_words = _optional(fields.String)
    items = _optional(fields.Integer)
    conform_items = _optional(fields.Integer)
    comment = _optional(fields.String)
    checklist = fields.List(fields.Nested(ShownItemSchema), required=True)


class FieldWorkRowSchema(Schema):
    """An order in the work list of who carries it out: nothing of customer or ticket."""

    order_id = fields.UUID(required=True)
    number = fields.String(required=True)
    kind = fields.String(required=True)
    area = _optional(fields.String)
    state = fields.String(required=True)
    from_at = _optional(fields.String)
    until_at = _optional(fields.String)


class FieldWorkSchema(FieldWorkRowSchema):
    """An order, for who carries it out: the task until it is done, the place once accepted."""

    version = fields.Integer(required=True)
    task = _optional(fields.String)
    address = _optional(fields.String)
    telephone = _optional(fields.String)
    departed_at = _optional(fields.String)
    arrived_at = _optional(fields.String)
    punctuality = _optional(fields.String)
    outcome = _optional(fields.String)
    checklist = fields.List(fields.Nested(ShownItemSchema), required=True)


class RecordSchema(Schema):
    """The service record of an order."""

    order_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    checklist = fields.List(fields.Nested(ShownItemSchema), required=True)


class OrderProblemSchema(Schema):
    """A problem."""

    problem_id = fields.UUID(required=True)
    cause = fields.String(required=True)
    owner_id = fields.UUID(required=True)
    due_at = fields.String(required=True)
    opened_at = fields.String(required=True)
    text = _optional(fields.String)
    solution = _optional(fields.String)
    solved_at = _optional(fields.String)


class OrderProblemsSchema(Schema):
    """The problems of an order."""

    order_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    problems = fields.List(fields.Nested(OrderProblemSchema), required=True)


class OrderProblemRowSchema(Schema):
    """An open problem in a list."""

    problem_id = fields.UUID(required=True)
    order_id = fields.UUID(required=True)
    number = fields.String(required=True)
    performer = fields.String(required=True)
    cause = fields.String(required=True)
    owner_id = fields.UUID(required=True)
    due_at = fields.String(required=True)
    opened_at = fields.String(required=True)


class FieldResultSchema(Schema):
    """The figures of one performer and kind; rates are null where nothing was counted."""

    performer = fields.String(required=True)
    kind = fields.String(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    items = fields.Integer(required=True)
    conform_items = fields.Integer(required=True)
    score_sum = fields.Integer(required=True)
    on_time_rate = _optional(fields.String)
    conform_rate = _optional(fields.String)
    mean_score = _optional(fields.String)
