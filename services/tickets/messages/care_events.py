"""What `tickets` publishes of surveys, escalations and questions without an answer."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.tickets.domain.escalation import Escalation
from services.tickets.domain.open_question import OpenQuestion
from services.tickets.domain.survey_invitation import SurveyInvitation
from services.tickets.messages.shapes import AboutTicketSchema, SealedSchema
from shared.bus.publication import PublicEvent
from shared.fields import Moment


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


def _sealed(description: str) -> fields.Nested:
    return fields.Nested(SealedSchema, required=True, metadata={"description": description})


class SurveyInvitationSchema(Schema):
    """A customer is to get a link to a survey; a channel sends it, whichever has the right."""

    invitation_id = _a(fields.UUID, "The invitation.")
    survey_id = _a(fields.UUID, "The survey.")
    survey_version = _a(fields.Integer, "Version of its questions.")
    after = _a(fields.String, "resolution, closure or contact.")
    customer_id = _a(fields.UUID, "Who is asked.")
    ticket_id = _a(fields.UUID, "The ticket that it is about.", is_optional=True)
    contact_id = _a(fields.UUID, "The contact that it is about.", is_optional=True)
    channel = _a(fields.String, "Channel by which the customer came.")
    link = _sealed("Where the survey is answered, under the customer's key.")
    expires_at = _a(Moment, "Until when it can be answered.")
    sent_at = _a(Moment, "When it was sent.")


class SurveyInvitationSentSchema(SurveyInvitationSchema):
    """A customer is invited to a survey."""


class SurveyInvitationRemindedSchema(SurveyInvitationSchema):
    """A customer who has not answered is reminded."""

    ordinal = _a(fields.Integer, "The how-many-eth reminder it is.")


class EscalationSchema(AboutTicketSchema):
    """An escalation of a ticket."""

    escalation_id = _a(fields.UUID, "The escalation.")
    level = _a(fields.Integer, "Level that is asked, 1 for the first.")


class EscalationRaisedSchema(EscalationSchema):
    """An agent has asked the escalation channel."""

    raiser_id = _a(fields.UUID, "Employee id of who asks.")
    due_at = _a(Moment, "By when an answer is due.")


class EscalationHandedUpSchema(EscalationRaisedSchema):
    """A higher level is asked."""

    cause = _a(fields.String, "by_hand or limit_passed.")


class EscalationOverdueSchema(EscalationSchema):
    """The highest level has let its time pass."""

    due_at = _a(Moment, "By when an answer was due.")


class EscalationAnsweredSchema(EscalationSchema):
    """The agent has an answer."""

    raiser_id = _a(fields.UUID, "Employee id of who asked.")
    answerer_id = _a(fields.UUID, "Employee id of who answered.")
    answer = _sealed("The answer.")


class QuestionSchema(Schema):
    """A question without an answer."""

    question_id = _a(fields.UUID, "The question.")
    asker_id = _a(fields.UUID, "Employee id of who was asked it.")
    skill_group = _a(fields.String, "Skill group that it concerns.", is_optional=True)
    business_line = _a(fields.String, "Business line that it concerns.", is_optional=True)
    topic = _a(fields.String, "Topic in the centre's own list.", is_optional=True)
    ticket_id = _a(fields.UUID, "Ticket in which it came up.", is_optional=True)
    escalation_id = _a(fields.UUID, "Escalation out of which it came.", is_optional=True)


class QuestionAskedSchema(QuestionSchema):
    """A question without an answer was collected."""


class QuestionAnsweredSchema(QuestionSchema):
    """A collected question has an answer."""

    answerer_id = _a(fields.UUID, "Employee id of who answered.")


class QuestionHandedToKnowledgeSchema(QuestionSchema):
    """An answered question goes to the knowledge base."""

    question = _sealed("The question in general words, under the question's own key.")
    answer = _sealed("The answer in general words, under the question's own key.")
    times = _a(fields.Integer, "How often it was asked.")


def _invitation(one: Any) -> dict[str, Any]:
    occasion = msgspec.structs.asdict(one.occasion)
    return {**occasion, **vars(one), "invitation_id": one.originator_id}


def _of_invitation(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    def subjects(one: Any) -> tuple[str, ...]:
        occasion = one.occasion
        whose = f"customer:{occasion.customer_id}"
        about = f"ticket:{occasion.ticket_id}" if occasion.ticket_id else None
        contact = f"contact:{occasion.contact_id}" if occasion.contact_id else None
        return (f"survey_invitation:{one.originator_id}", *filter(None, (about, contact)), whose)

    event_class = getattr(SurveyInvitation, event_name)
    return PublicEvent(event_class, name, 1, schema, data=_invitation, subjects=subjects)


def _of_escalation(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    def data(one: Any) -> dict[str, Any]:
        about = msgspec.structs.asdict(one.about)
        own = {"escalation_id": one.originator_id, "level": one.level.number}
        return {**about, **vars(one), **own}

    def subjects(one: Any) -> tuple[str, ...]:
        customer_id = one.about.customer_id
        whose = () if customer_id is None else (f"customer:{customer_id}",)
        return (f"ticket:{one.about.ticket_id}", f"escalation:{one.originator_id}", *whose)

    return PublicEvent(
        getattr(Escalation, event_name), name, 1, schema, data=data, subjects=subjects
    )


def _of_question(event_name: str, name: str, schema: type[Schema]) -> PublicEvent:
    def data(one: Any) -> dict[str, Any]:
        origin = msgspec.structs.asdict(one.origin)
        return {**origin, **vars(one), "question_id": one.originator_id}

    def subjects(one: Any) -> tuple[str, ...]:
        ticket_id = one.origin.ticket_id
        about = () if ticket_id is None else (f"ticket:{ticket_id}",)
        return (f"question:{one.originator_id}", *about)

    return PublicEvent(
        getattr(OpenQuestion, event_name), name, 1, schema, data=data, subjects=subjects
    )


CARE = (
    _of_invitation("Sent", "survey_invitation_sent", SurveyInvitationSentSchema),
    _of_invitation("Reminded", "survey_invitation_reminded", SurveyInvitationRemindedSchema),
    _of_escalation("Created", "escalation_raised", EscalationRaisedSchema),
    _of_escalation("HandedUp", "escalation_handed_up", EscalationHandedUpSchema),
    _of_escalation("CameOverdue", "escalation_overdue", EscalationOverdueSchema),
    _of_escalation("Answered", "escalation_answered", EscalationAnsweredSchema),
    _of_question("Created", "question_asked", QuestionAskedSchema),
    _of_question("Answered", "question_answered", QuestionAnsweredSchema),
    _of_question(
        "HandedToKnowledge", "question_handed_to_knowledge", QuestionHandedToKnowledgeSchema
    ),
)
"""The public events of this part."""
