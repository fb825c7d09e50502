"""Shapes of employees and their place."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range

from services.people.domain.departure import KINDS
from services.people.domain.employee import ACTIVE, HIRED, LEFT, PROBATION
from services.people.domain.forms import CURRENCY
from services.people.entrypoints.schemas.forms import Form, day, staff_number, text
from shared.fields import Moment
from shared.web import PageQuery, Schema

_STATUSES = (HIRED, PROBATION, ACTIVE, LEFT)


class EmployeesQuery(PageQuery):
    """Which employees to list."""

    site_id = fields.UUID(load_default=None)
    team_id = fields.UUID(load_default=None)
    supervisor_id = fields.UUID(load_default=None)
    status = fields.String(load_default=None, validate=OneOf(_STATUSES))


class EmployeeRowSchema(Schema):
    """An employee in a list; the name only for those who may see it."""

    employee_id = fields.UUID(required=True)
    staff_number = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=OneOf(_STATUSES))
    site_id = fields.UUID(required=True)
    team_id = fields.UUID(required=True, allow_none=True)
    supervisor_id = fields.UUID(required=True, allow_none=True)
    position_id = fields.UUID(required=True, allow_none=True)
    level = fields.Integer(required=True)
    hired_on = fields.String(required=True)


class DecisionSchema(Schema):
    """Something that the holder of a position may decide alone (RO-7)."""

    decision = text(100, required=True)
    limit_minor = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=Range(0, 10**15),
        metadata={"description": "In minor units of the currency; null without a limit."},
    )
    currency = fields.String(
        load_default=None,
        allow_none=True,
        validate=Form(CURRENCY),
        metadata={"description": "ISO 4217 code of the limit."},
    )


class DepartureSchema(Schema):
    """How an employment ended; the reasons only for those who manage employees (TR-14)."""

    kind = fields.String(required=True)
    last_day = fields.Date(required=True)
    cause = fields.String(required=True, allow_none=True)
    unmet_condition = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class EmployeeSchema(EmployeeRowSchema):
    """An employee with everything that the reader may see."""

    version = fields.Integer(required=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    hired_on = fields.Date(required=True)  # type: ignore[assignment]
    probation_until = fields.Date(required=True, allow_none=True)
    active_since = fields.Date(required=True, allow_none=True)
    acknowledged_version = fields.Integer(required=True)
    authority = fields.List(fields.Nested(DecisionSchema), required=True)
    departure = fields.Nested(DepartureSchema, required=True, allow_none=True)


class PersonalDataSchema(Schema):
    """Name and addresses; sealed under the person's own key (SE-2)."""

    name = text(100, required=True)
    phone = fields.String(load_default=None, allow_none=True, validate=Length(max=40))
    email = fields.String(load_default=None, allow_none=True, validate=Length(max=254))


class HiringSchema(PersonalDataSchema):
    """Somebody to hire."""

    staff_number = staff_number(required=True)
    site_id = fields.UUID(required=True)
    hired_on = day(required=True)


class ProbationSchema(Schema):
    """Until when the probation lasts."""

    until = day(required=True)


class ConfirmationSchema(Schema):
    """From when the employee is active."""

    on = day(required=True)


class EndOfEmploymentSchema(Schema):
    """How the employment ends; a failed probation needs condition and reason (TR-14)."""

    kind = fields.String(required=True, validate=OneOf(KINDS))
    last_day = day(required=True)
    cause = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(max=50),
        metadata={"description": "Cause of a dismissal, from the rules (PF-9)."},
    )
    unmet_condition = fields.String(load_default=None, allow_none=True, validate=Length(max=2000))
    reason = fields.String(load_default=None, allow_none=True, validate=Length(max=2000))


class SiteChoiceSchema(Schema):
    """The site to work at."""

    site_id = fields.UUID(required=True)


class TeamChoiceSchema(Schema):
    """The team to belong to, or none."""

    team_id = fields.UUID(required=True, allow_none=True)


class SupervisorChoiceSchema(Schema):
    """The supervisor to report to, or nobody."""

    supervisor_id = fields.UUID(required=True, allow_none=True)


class PositionChoiceSchema(Schema):
    """The position to take."""

    position_id = fields.UUID(required=True)


class AcknowledgementSchema(Schema):
    """The version of the position description that was read."""

    version = fields.Integer(required=True, strict=True, validate=Range(1, 10_000))


class OpenAcknowledgementSchema(Schema):
    """A holder who has the newest position description still to acknowledge (RO-7)."""

    employee_id = fields.UUID(required=True)
    position_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    acknowledged_version = fields.Integer(required=True)


class FileSchema(Schema):
    """A CSV file of employees with a header line."""

    csv = text(
        4_000_000,
        required=True,
        metadata={
            "description": "Columns: staff_number, name, site, hired_on and, where wanted, phone,"
            " email, probation_until, position, team, supervisor, skills, skill_groups, roles."
        },
    )


class ImportSchema(Schema):
    """A file that was imported as a whole."""

    import_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    rows = fields.Integer(required=True)
    imported_at = Moment(required=True)
