"""Links of surveys that are to reach customers, read from the public events of `tickets`."""

from __future__ import annotations

from marshmallow import fields

from services.crm.application.survey_mailing import SurveyLinkSent
from services.crm.messages.shapes import MessageSchema, SealedSchema
from shared.bus.message import Message
from shared.sealed import Sealed

SURVEY_LINK_TYPES = (
    "loopdesk.tickets.survey_invitation_sent.v1",
    "loopdesk.tickets.survey_invitation_reminded.v1",
)
"""The types that give out a link."""


class SurveyLinkSchema(MessageSchema):
    """An invitation to a survey, or a reminder of it."""

    invitation_id = fields.UUID(required=True)
    reminder = fields.Integer(load_default=0, data_key="ordinal")
    customer_id = fields.UUID(required=True)
    ticket_id = fields.UUID(load_default=None, allow_none=True)
    contact_id = fields.UUID(load_default=None, allow_none=True)
    channel = fields.String(required=True)
    link = fields.Nested(SealedSchema, required=True)
    expires_at = fields.AwareDateTime(required=True)
    sent_at = fields.AwareDateTime(required=True)


_SURVEY_LINK = SurveyLinkSchema()


def survey_link_sent(message: Message) -> SurveyLinkSent:
    """The link that `tickets` gives out.

    Raises:
        ValidationError: it does not say what it must.
    """
    data = _SURVEY_LINK.load(message.data)
    return SurveyLinkSent(**{**data, "link": Sealed(**data["link"])})
