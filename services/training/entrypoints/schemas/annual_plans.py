"""What the API takes and shows of annual training plans."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from services.training.domain.plan_terms import METHODS, QUARTERS
from services.training.entrypoints.schemas import plain
from services.training.entrypoints.schemas.plain import TargetSchema, optional, told
from shared.fields import Moment
from shared.web import Digits, PageQuery, Schema

MOST_OBJECTIVES = 50
MOST_ITEMS = 200
MOST_MINOR = 10**12

FIRST_YEAR, LAST_YEAR = 2000, 2099


class NewPlanSchema(Schema):
    """A plan to begin."""

    code = plain.code("Its code.", required=True)
    title = plain.words("What it is called.", longest=200, required=True)
    year = plain.whole(FIRST_YEAR, LAST_YEAR, "The year.", required=True)
    currency = fields.String(
        required=True,
        validate=Regexp("^[A-Z]{3}$"),
        metadata=told("ISO 4217 code of all its amounts."),
    )


class ObjectiveSchema(Schema):
    """What the plan is to reach."""

    code = plain.code("Its code in the plan.", required=True)
    text = plain.words("What.", longest=1_000, required=True)
    competencies = fields.List(
        plain.code("A competency."),
        required=True,
        validate=Length(max=20),
        metadata=told("What people are to be able to do."),
    )


class PlanItemSchema(Schema):
    """One training of the plan."""

    code = plain.code("Its code in the plan.", required=True)
    objective = plain.code("Code of the objective that it serves.", required=True)
    title = plain.words("Its content in words.", longest=500, required=True)
    course_id = fields.UUID(
        load_default=None, allow_none=True, metadata=told("The course, if the catalogue has it.")
    )
    method = plain.one_of(METHODS, "How it is taught.", required=True)
    times = fields.List(
        plain.whole(0, 1_000, "How often."),
        required=True,
        validate=Length(equal=QUARTERS),
        metadata=told("How often in each quarter."),
    )
    learners = plain.whole(0, 100_000, "How many are to learn it in the year.", required=True)
    audience = plain.audience(required=True)
    budget_minor = plain.whole(0, MOST_MINOR, "What it may cost, in minor units.", required=True)


class PlanContentSchema(Schema):
    """What a revision says, all of it."""

    objectives = fields.List(
        fields.Nested(ObjectiveSchema),
        required=True,
        validate=Length(max=MOST_OBJECTIVES),
        metadata=told("What is to be reached."),
    )
    items = fields.List(
        fields.Nested(PlanItemSchema),
        required=True,
        validate=Length(max=MOST_ITEMS),
        metadata=told("By which trainings."),
    )


class ReasonSchema(Schema):
    """Why."""

    reason = plain.words("Why; sealed before it is stored.", required=True)


class SpendingSchema(Schema):
    """An amount that was spent."""

    item = plain.code("Code of the item in force.", required=True)
    amount_minor = plain.whole(1, MOST_MINOR, "How much, in minor units.", required=True)
    evidence = plain.reference("What the receipt is called where it is kept.", required=True)
    spent_on = plain.day("The day.", required=True)


class PlansQuery(PageQuery):
    """Which plans to list."""

    year = Digits(validate=Range(FIRST_YEAR, LAST_YEAR), metadata=told("Of this year only."))


class PlanRowSchema(Schema):
    """A plan in a list; the budget is that of the revision in force."""

    annual_plan_id = fields.UUID(required=True)
    year = fields.Integer(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    currency = fields.String(required=True)
    state = fields.String(required=True)
    revision = fields.Integer(required=True)
    approved_revision = optional(fields.Integer)
    budget_minor = optional(fields.Integer)
    spent_minor = fields.Integer(required=True)


class ShownItemSchema(PlanItemSchema):
    """One training of the plan."""

    audience = fields.List(fields.Nested(TargetSchema), required=True)


class ShownContentSchema(Schema):
    """What a revision says."""

    objectives = fields.List(fields.Nested(ObjectiveSchema), required=True)
    items = fields.List(fields.Nested(ShownItemSchema), required=True)


class ApprovalSchema(Schema):
    """Who approved which revision, and when."""

    revision = fields.Integer(required=True)
    approver_id = fields.UUID(required=True)
    approved_at = Moment(required=True)


class ShownSpendingSchema(SpendingSchema):
    """An amount that was spent, and who entered it."""

    spending_id = fields.UUID(required=True)
    entered_by = fields.UUID(required=True)


class AnnualPlanSchema(PlanRowSchema):
    """A plan: what is written, and what is in force."""

    version = fields.Integer(required=True)
    authors = fields.List(fields.UUID(), required=True)
    approvals = fields.List(fields.Nested(ApprovalSchema), required=True)
    sent_back_for = optional(fields.String)
    content = fields.Nested(ShownContentSchema, required=True)
    in_force = fields.Nested(ShownContentSchema, required=True, allow_none=True)
    spendings = fields.List(fields.Nested(ShownSpendingSchema), required=True)


class ItemProgressSchema(Schema):
    """What was planned and what was done of an item; null where it is no course."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    course_id = optional(fields.UUID)
    times = fields.List(fields.Integer(), required=True)
    held = fields.List(fields.Integer(), required=True, allow_none=True)
    learners = fields.Integer(required=True)
    completions = optional(fields.Integer)
    budget_minor = fields.Integer(required=True)
    spent_minor = fields.Integer(required=True)


class PlanProgressSchema(Schema):
    """What was done of the revision in force."""

    annual_plan_id = fields.UUID(required=True)
    approved_revision = optional(fields.Integer)
    currency = fields.String(required=True)
    items = fields.List(fields.Nested(ItemProgressSchema), required=True)
