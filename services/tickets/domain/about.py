"""Which ticket an event is about, in the few facts that every reader of public events needs."""

from __future__ import annotations

from uuid import UUID

import msgspec


class AboutTicket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket as it stood when the event was made; stored in events that become public.

    Args:
        ticket_id: the ticket.
        number: the number that people speak.
        kind: inquiry, query, suggestion, compliment or complaint.
        channel: channel by which it is handled.
        priority: low, normal, high or urgent.
        skill_group: skill group whose queue it belongs to.
        business_line: business line that it concerns.
        topic: what it is about, in the centre's own list of topics.
        customer_id: the customer, if known.
        request_id: the request of the gateway that it was opened for.
        site_id: site that it belongs to.
        assignee_id: employee id of the agent who works on it.
    """

    ticket_id: UUID
    number: str
    kind: str
    channel: str
    priority: str
    skill_group: str
    business_line: str | None = None
    topic: str | None = None
    customer_id: UUID | None = None
    request_id: UUID | None = None
    site_id: UUID | None = None
    assignee_id: UUID | None = None
