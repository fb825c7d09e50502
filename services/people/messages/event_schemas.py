"""The shapes of the public events of `people`; none holds personal data in clear (SE-2)."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.fields import Moment


class EmployeeSchema(Schema):
    """An event about one employee."""

    employee_id = fields.UUID(required=True)


class EmployeeHiredSchema(EmployeeSchema):
    """Somebody was hired."""

    staff_number = fields.String(required=True)
    site_id = fields.UUID(required=True)
    hired_on = fields.Date(required=True)


class ProbationStartedSchema(EmployeeSchema):
    """Probation began; all rules hold for the employee (TR-14)."""

    until = fields.Date(required=True)


class EmployeeActivatedSchema(EmployeeSchema):
    """The employee was confirmed."""

    on = fields.Date(required=True)


class EmployeeLeftSchema(EmployeeSchema):
    """The employment ended; the reason stays with `people`."""

    kind = fields.String(required=True)
    last_day = fields.Date(required=True)


class EmployeeMovedSchema(EmployeeSchema):
    """The employee works at another site."""

    site_id = fields.UUID(required=True)


class TeamAssignedSchema(EmployeeSchema):
    """The employee belongs to a team, or to none."""

    team_id = fields.UUID(required=True, allow_none=True)


class SupervisorAssignedSchema(EmployeeSchema):
    """The employee reports to a supervisor, or to nobody."""

    supervisor_id = fields.UUID(required=True, allow_none=True)


class EmployeeAppointedSchema(EmployeeSchema):
    """The employee took a position; an authority acknowledged before is void."""

    position_id = fields.UUID(required=True)
    level = fields.Integer(required=True)


class DecisionSchema(Schema):
    """Something that the holder may decide alone (RO-7, TK-8)."""

    decision = fields.String(required=True)
    limit_minor = fields.Integer(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)


class DescriptionAcknowledgedSchema(EmployeeSchema):
    """The holder acknowledged a position description: its authority counts from now on."""

    position_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    authority = fields.List(fields.Nested(DecisionSchema), required=True)


class DescriptionPublishedSchema(Schema):
    """A version of a position description was published (RO-7)."""

    position_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    effective_from = Moment(required=True)
    authority = fields.List(fields.Nested(DecisionSchema), required=True)


class PositionOpenedSchema(Schema):
    """A position was opened."""

    position_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    level = fields.Integer(required=True)


class RoleGrantedSchema(EmployeeSchema):
    """The employee holds a role for a time (SE-7)."""

    role = fields.String(required=True)
    effective_from = Moment(required=True)
    effective_until = Moment(required=True, allow_none=True)


class RoleWithdrawnSchema(EmployeeSchema):
    """A role ended, or will not begin."""

    role = fields.String(required=True)
    effective_at = Moment(required=True)


class SessionEndedSchema(EmployeeSchema):
    """A session has ended; another one of the employee may go on."""

    cause = fields.String(required=True)


class AgentLockedOutSchema(EmployeeSchema):
    """Too many wrong passwords were tried with the employee's agent ID."""

    until = Moment(required=True)


class SkillGrantedSchema(EmployeeSchema):
    """The employee holds a skill at a level."""

    skill = fields.String(required=True)
    level = fields.Integer(required=True)


class SkillWithdrawnSchema(EmployeeSchema):
    """The employee holds the skill no more."""

    skill = fields.String(required=True)


class SkillGroupJoinedSchema(EmployeeSchema):
    """The employee works in a skill group."""

    skill_group = fields.String(required=True)
    business_line = fields.String(required=True)


class SkillGroupLeftSchema(EmployeeSchema):
    """The employee works in a skill group no more."""

    skill_group = fields.String(required=True)


class SkillGroupOpenedSchema(Schema):
    """A skill group was opened."""

    skill_group_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    business_line = fields.String(required=True)
    required_skills = fields.Dict(fields.String(), fields.Integer(), required=True)


class TeamFoundedSchema(Schema):
    """A team was founded."""

    team_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    site_id = fields.UUID(required=True)
    business_line = fields.String(required=True)


class TeamLeaderAppointedSchema(Schema):
    """A team is led by an employee, or by nobody."""

    team_id = fields.UUID(required=True)
    leader_id = fields.UUID(required=True, allow_none=True)


class TeamDissolvedSchema(Schema):
    """A team is no more."""

    team_id = fields.UUID(required=True)


class SiteOpenedSchema(Schema):
    """A site was opened."""

    site_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    zone = fields.String(required=True)


class CalendarVersionAddedSchema(Schema):
    """A version of a site's business calendar; `content` is what `BusinessCalendar` reads."""

    site_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    content = fields.Dict(required=True)
    content_hash = fields.String(required=True)
    effective_from = Moment(required=True)


class AgentIdIssuedSchema(EmployeeSchema):
    """An agent ID was issued to an employee."""

    agent_id = fields.String(required=True)


class AgentIdWithdrawnSchema(EmployeeSchema):
    """The employee's agent ID was withdrawn for ever."""
