"""Shapes of sites, teams, skill groups and positions."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Range, Regexp

from services.people.entrypoints.schemas.employees import DecisionSchema
from services.people.entrypoints.schemas.forms import BLOCKS, moment, short_code, text
from shared.fields import Moment
from shared.web import Schema

_COUNTRY = Regexp("^([A-Z]{2})?$")


class SiteRowSchema(Schema):
    """A site in a list."""

    site_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    zone = fields.String(required=True)


class SiteSchema(SiteRowSchema):
    """A site."""

    version = fields.Integer(required=True)


class SiteOpeningSchema(Schema):
    """A site to open, with its weekly hours."""

    code = short_code(required=True)
    name = text(100, required=True)
    zone = text(64, required=True, metadata={"description": "IANA zone, such as Asia/Shanghai."})
    country = fields.String(
        load_default="",
        validate=_COUNTRY,
        metadata={"description": "ISO 3166 code; its holidays come with each release."},
    )
    weekly = fields.Dict(
        fields.String(),
        BLOCKS,
        required=True,
        metadata={"description": 'Blocks by weekday, such as {"monday": ["08:00-20:00"]}.'},
    )


class NameSchema(Schema):
    """What something is called."""

    name = text(100, required=True)


class TeamFoundingSchema(Schema):
    """A team to found."""

    code = short_code(required=True)
    name = text(100, required=True)
    site_id = fields.UUID(required=True)
    business_line = short_code(required=True)


class TeamRowSchema(Schema):
    """A team in a list."""

    team_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    site_id = fields.UUID(required=True)
    business_line = fields.String(required=True)
    leader_id = fields.UUID(required=True, allow_none=True)
    is_dissolved = fields.Boolean(required=True)


class TeamSchema(TeamRowSchema):
    """A team."""

    version = fields.Integer(required=True)


class LeaderChoiceSchema(Schema):
    """Who leads the team, or nobody."""

    leader_id = fields.UUID(required=True, allow_none=True)


class SkillGroupOpeningSchema(Schema):
    """A skill group to open."""

    code = short_code(required=True)
    name = text(100, required=True)
    business_line = short_code(required=True)
    required_skills = fields.Dict(
        short_code(),
        fields.Integer(strict=True, validate=Range(1, 100)),
        load_default=dict,
        validate=Length(max=50),
    )


class SkillGroupRowSchema(Schema):
    """A skill group in a list."""

    skill_group_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    business_line = fields.String(required=True)


class SkillGroupSchema(SkillGroupRowSchema):
    """A skill group."""

    version = fields.Integer(required=True)
    required_skills = fields.Dict(fields.String(), fields.Integer(), required=True)


class PositionOpeningSchema(Schema):
    """A position to open."""

    code = short_code(required=True)
    title = text(100, required=True)
    level = fields.Integer(required=True, strict=True, validate=Range(0, 100))


class DescriptionPublicationSchema(Schema):
    """A version of a position description to publish (RO-7)."""

    content = text(20_000, required=True)
    workflow = text(20_000, required=True)
    standard = text(20_000, required=True)
    authority = fields.List(
        fields.Nested(DecisionSchema), load_default=list, validate=Length(max=100)
    )
    effective_from = moment(load_default=None, allow_none=True)


class DescriptionSchema(Schema):
    """A published version of a position description."""

    number = fields.Integer(required=True, attribute="version")
    content = fields.String(required=True)
    workflow = fields.String(required=True)
    standard = fields.String(required=True)
    authority = fields.List(fields.Nested(DecisionSchema), required=True)
    effective_from = Moment(required=True)


class PositionRowSchema(Schema):
    """A position in a list."""

    position_id = fields.UUID(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    level = fields.Integer(required=True)


class PositionSchema(PositionRowSchema):
    """A position with all versions of its description."""

    version = fields.Integer(required=True)
    descriptions = fields.List(fields.Nested(DescriptionSchema), required=True)
