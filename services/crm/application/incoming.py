"""The CRM's messages in our words, read and still in clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.crm.domain.gateway_message import Fault


@dataclass(frozen=True, kw_only=True)
class CustomerName:
    """How a message names the customer: by number, else by an address.

    Args:
        number: the customer's number at the message's source.
        phone: telephone number in its normal form.
        email: e-mail address in its normal form.
    """

    number: str | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def address(self) -> str | None:
        """Where the customer can be reached, if the message says."""
        return self.phone or self.email


@dataclass(frozen=True, kw_only=True)
class CustomerUpserted:
    """The CRM knows a customer, or something new of one.

    Args:
        customer_number: the customer's number there.
        given: names of the attributes below that the message holds; the others stay as they are.
    """

    customer_number: str
    given: frozenset[str]
    name: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    level: str | None = None
    language: str | None = None
    consents: Mapping[str, bool] | None = None


@dataclass(frozen=True, kw_only=True)
class ContactRecorded:
    """A contact has ended; `domain.contact.ContactFacts` describes the attributes."""

    contact_id: str
    customer: CustomerName
    channel: str
    direction: str
    agent_id: str | None
    skill_group: str | None
    business_type: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_up_at: datetime | None
    hold_seconds: int
    is_abandoned: bool
    note: str | None


@dataclass(frozen=True, kw_only=True)
class TicketRequested:
    """A matter needs a ticket; `domain.ticket_request` describes the attributes."""

    request_id: str
    contact_id: str | None
    customer: CustomerName
    channel: str
    kind: str
    priority: str | None
    business_type: str | None
    skill_group: str | None
    language: str | None
    subject: str
    description: str | None
    key_information: Mapping[str, str]
    reply_to: str | None
    praised_agent_id: str | None
    requested_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReplyReceived:
    """A customer replied; `domain.reply` describes the attributes."""

    reply_id: str
    request_id: str | None
    ticket_number: str | None
    contact_id: str | None
    customer: CustomerName
    channel: str
    text: str
    received_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered:
    """A customer judged the service; `domain.survey_answer` describes the attributes."""

    answer_id: str
    request_id: str | None
    ticket_number: str | None
    contact_id: str | None
    customer: CustomerName
    satisfaction: int
    recommendation: int | None
    is_solved: bool | None
    comment: str | None
    answered_at: datetime | None


Fact = CustomerUpserted | ContactRecorded | TicketRequested | ReplyReceived | SurveyAnswered


@dataclass(frozen=True, kw_only=True)
class IncomingMessage:
    """A message as far as it could be read.

    Args:
        source: CloudEvents `source`.
        message_id: CloudEvents `id`.
        message_type: CloudEvents `type`.
        time: CloudEvents `time`.
        correlation_id: CloudEvents extension `correlationid`.
        fact: its content; None if there are faults.
        faults: what is wrong with it.
    """

    source: str | None = None
    message_id: str | None = None
    message_type: str | None = None
    time: datetime | None = None
    correlation_id: str | None = None
    fact: Fact | None = None
    faults: tuple[Fault, ...] = ()
