"""What the API of campaigns takes and shows."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, Regexp

from services.tickets.domain.campaign import MODES
from services.tickets.domain.campaign import STATES as CAMPAIGN_STATES
from services.tickets.domain.outbound_rules import PURPOSES
from services.tickets.entrypoints.schemas import words
from shared.web import PageQuery, Schema

_CLOCK = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
_DAY = 86_400


class CallingSchema(Schema):
    """When, how often and at what distance customers are called."""

    from_time = fields.String(required=True, validate=_CLOCK)
    until_time = fields.String(required=True, validate=_CLOCK)
    on_open_days_only = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    most_tries = words.whole(1, 20, "Tries per customer at most.", required=True)
    gap_seconds = words.whole(0, 30 * _DAY, "Seconds between two tries.", required=True)


class TriggerSchema(Schema):
    """What puts customers on the list by itself: one of the two."""

    occasion = words.code("Code of an occasion, such as birthday.")
    days_after_resolution = words.whole(0, 365, "Days after a ticket was resolved.")
    kinds = fields.List(words.kind(), validate=Length(max=5), load_default=tuple)


class NewCampaignSchema(Schema):
    """A campaign to plan."""

    name = words.name("How the centre calls it.")
    purpose = words.word(PURPOSES, "What for.", required=True)
    mode = words.word(MODES, "Who dials.", load_default="preview")
    skill_group = words.code("Skill group whose agents call.", required=True)
    from_at = words.moment("Beginning.", required=True)
    until_at = words.moment("End.", required=True)
    calling = fields.Nested(CallingSchema, required=True)
    site_id = fields.UUID()
    script_id = fields.UUID()
    script_test_id = fields.UUID()
    trigger = fields.Nested(TriggerSchema)
    most_abandoned = words.share("Share of answered calls that the dialler may let down.")


class CampaignsQuery(PageQuery):
    """Which campaigns to list."""

    state = words.word(CAMPAIGN_STATES, "Of this state only.")


class TargetsSchema(Schema):
    """Customers to put on a list."""

    customer_ids = fields.List(fields.UUID(), required=True, validate=Length(1, 500))
    due_at = words.moment("Not to be called before; now by default.")


class TriggerShownSchema(Schema):
    """What puts customers on the list by itself."""

    occasion = words.optional(fields.String)
    days_after_resolution = words.optional(fields.Integer)
    kinds = fields.List(fields.String(), required=True)


class CampaignRowSchema(Schema):
    """A campaign in a list."""

    campaign_id = fields.UUID(required=True)
    name = fields.String(required=True)
    purpose = fields.String(required=True)
    mode = fields.String(required=True)
    skill_group = fields.String(required=True)
    state = fields.String(required=True)
    from_at = fields.String(required=True)
    until_at = fields.String(required=True)


class CampaignSchema(CampaignRowSchema):
    """A campaign."""

    version = fields.Integer(required=True)
    calling = fields.Nested(CallingSchema, required=True)
    site_id = words.optional(fields.UUID)
    script_id = words.optional(fields.UUID)
    script_test_id = words.optional(fields.UUID)
    trigger = fields.Nested(TriggerShownSchema, required=True, allow_none=True)
    most_abandoned = words.optional(fields.String)


class ProgressShownSchema(Schema):
    """How far a campaign is."""

    campaign_id = fields.UUID(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
