"""The public events of `crm`: facts for every service, answers and news for the CRM."""

from __future__ import annotations

from typing import Any, Final

from services.crm.domain.contact import ReportedContact
from services.crm.domain.customer import Customer
from services.crm.domain.followed_ticket import FollowedTicket
from services.crm.domain.gateway_message import GatewayMessage
from services.crm.domain.reply import Reply
from services.crm.domain.survey_answer import SurveyAnswer
from services.crm.domain.ticket_request import TicketRequest
from services.crm.messages.crm_stream import (
    MessageAcceptedSchema,
    MessageRejectedSchema,
    TicketChangedSchema,
    TicketMergedSchema,
    TicketRequestRefusedSchema,
    accepted_data,
    rejected_data,
    request_refused_data,
    ticket_changed_data,
    ticket_merged_data,
)
from services.crm.messages.event_schemas import (
    ContactRecordedSchema,
    CustomerConsentRecordedSchema,
    CustomerErasedSchema,
    CustomersMergedSchema,
    CustomerUpsertedSchema,
    ReplyReceivedSchema,
    SurveyAnsweredSchema,
    TicketRequestedSchema,
)
from services.crm.messages.letter_schemas import letter_events
from shared.bus.publication import Publications, PublicEvent
from shared.sealed import KeyStore

CRM_STREAM: Final = "loopdesk.crm"
"""The exchange of the CRM alone, where personal data may be in clear."""


def publications(keys: KeyStore) -> Publications:
    """All public events; those of the CRM's own stream are opened with `keys` (SE-2)."""
    return Publications(
        "crm", [*_customers(), *_reports(), *letter_events(), *_answers_and_news(keys)]
    )


def _customers() -> list[PublicEvent]:
    return [
        PublicEvent(
            Customer.Created,
            "customer_upserted",
            1,
            CustomerUpsertedSchema,
            data=_customer_upserted,
            subjects=_customer,
        ),
        PublicEvent(
            Customer.LevelChanged,
            "customer_upserted",
            1,
            CustomerUpsertedSchema,
            data=_customer_upserted,
            subjects=_customer,
        ),
        PublicEvent(
            Customer.ConsentRecorded,
            "customer_consent_recorded",
            1,
            CustomerConsentRecordedSchema,
            data=lambda e: {
                "customer_id": e.originator_id,
                "purpose": e.purpose,
                "is_granted": e.is_granted,
            },
            subjects=_customer,
        ),
        PublicEvent(
            Customer.Merged,
            "customers_merged",
            1,
            CustomersMergedSchema,
            data=lambda e: {"customer_id": e.originator_id, "survivor_id": e.survivor_id},
            subjects=lambda e: (f"customer:{e.originator_id}", f"customer:{e.survivor_id}"),
        ),
        PublicEvent(
            Customer.Erased,
            "customer_erased",
            1,
            CustomerErasedSchema,
            data=lambda e: {"customer_id": e.originator_id},
            subjects=_customer,
        ),
    ]


def _reports() -> list[PublicEvent]:
    return [
        PublicEvent(
            ReportedContact.Created,
            "contact_recorded",
            1,
            ContactRecordedSchema,
            data=lambda e: {**vars(e), "contact_id": e.originator_id},
            subjects=lambda e: (f"contact:{e.originator_id}", *_whose(e)),
        ),
        PublicEvent(
            TicketRequest.Created,
            "ticket_requested",
            1,
            TicketRequestedSchema,
            data=lambda e: {**vars(e), "request_id": e.originator_id},
            subjects=lambda e: (f"request:{e.originator_id}", *_of_contact(e), *_whose(e)),
        ),
        PublicEvent(
            Reply.Created,
            "reply_received",
            1,
            ReplyReceivedSchema,
            data=lambda e: {**vars(e), "reply_id": e.originator_id},
            subjects=lambda e: (f"reply:{e.originator_id}", *_of_request(e), *_whose(e)),
        ),
        PublicEvent(
            SurveyAnswer.Created,
            "survey_answered",
            1,
            SurveyAnsweredSchema,
            data=lambda e: {**vars(e), "answer_id": e.originator_id},
            subjects=lambda e: (f"survey_answer:{e.originator_id}", *_of_request(e), *_whose(e)),
        ),
    ]


def _answers_and_news(keys: KeyStore) -> list[PublicEvent]:
    return [
        PublicEvent(
            GatewayMessage.Created,
            "message_accepted",
            1,
            MessageAcceptedSchema,
            data=accepted_data,
            subjects=_message,
            stream=CRM_STREAM,
        ),
        PublicEvent(
            GatewayMessage.Rejected,
            "message_rejected",
            1,
            MessageRejectedSchema,
            data=rejected_data,
            subjects=_message,
            stream=CRM_STREAM,
        ),
        PublicEvent(
            FollowedTicket.NewsNoted,
            "ticket_changed",
            1,
            TicketChangedSchema,
            data=lambda e: ticket_changed_data(e, keys=keys),
            subjects=lambda e: (f"ticket:{e.ticket_id}", *_whose(e)),
            stream=CRM_STREAM,
        ),
        PublicEvent(
            FollowedTicket.MergeNoted,
            "ticket_merged",
            1,
            TicketMergedSchema,
            data=lambda e: ticket_merged_data(e, keys=keys),
            subjects=lambda e: (
                f"ticket:{e.ticket_id}",
                f"ticket:{e.into_ticket_id}",
                *_whose(e),
            ),
            stream=CRM_STREAM,
        ),
        PublicEvent(
            TicketRequest.Refused,
            "ticket_request_refused",
            1,
            TicketRequestRefusedSchema,
            data=lambda e: request_refused_data(e, keys=keys),
            subjects=lambda e: (f"request:{e.originator_id}", *_whose(e)),
            stream=CRM_STREAM,
        ),
    ]


def _customer_upserted(event: Any) -> dict[str, Any]:
    return {"customer_id": event.originator_id, "level": event.level}


def _customer(event: Any) -> tuple[str, ...]:
    return (f"customer:{event.originator_id}",)


def _message(event: Any) -> tuple[str, ...]:
    return (f"message:{event.originator_id}",)


def _whose(event: Any) -> tuple[str, ...]:
    return () if event.customer_id is None else (f"customer:{event.customer_id}",)


def _of_contact(event: Any) -> tuple[str, ...]:
    return () if event.contact_id is None else (f"contact:{event.contact_id}",)


def _of_request(event: Any) -> tuple[str, ...]:
    return () if event.request_id is None else (f"request:{event.request_id}",)
