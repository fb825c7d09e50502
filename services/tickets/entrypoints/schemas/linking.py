"""What the API takes and shows of links between tickets."""

from __future__ import annotations

from marshmallow import fields

from services.tickets.domain.links import KINDS
from services.tickets.entrypoints.schemas import words
from services.tickets.entrypoints.schemas.requests import ReasonSchema
from shared.web import Schema


class NewLinkSchema(Schema):
    """To which ticket, and how: this ticket is <kind> the other one."""

    kind = words.word(KINDS, "What this ticket is to the other one.", required=True)
    ticket_id = fields.UUID(required=True, metadata={"description": "The other ticket."})


class LinkShownSchema(Schema):
    """A link as this ticket sees it."""

    kind = fields.String(required=True)
    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    state = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "State of the other ticket; null where you may not see it."},
    )


class LinksSchema(Schema):
    """The links of a ticket."""

    ticket_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    links = fields.List(fields.Nested(LinkShownSchema), required=True)


class ClosureSchema(Schema):
    """Why a ticket is closed before its parts, where some are open."""

    reason = words.text("Why, where parts of it are still open.", longest=1000)


class DismissalSchema(ReasonSchema):
    """Which ticket is no duplicate, whatever the rules suggest."""

    ticket_id = fields.UUID(required=True, metadata={"description": "The other ticket."})


class SuggestedSchema(Schema):
    """A ticket that may be about the same, and why."""

    ticket_id = fields.UUID(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    subject = fields.String(required=True, allow_none=True)
    opened_at = fields.String(required=True)
    why = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "same_subject, same_topic or same_business_line."},
    )
    sentence = fields.String(required=True)
