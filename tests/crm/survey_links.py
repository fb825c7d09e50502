"""Links of surveys as `tickets` gives them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.crm.domain.mail_facts import survey_mail_id_of
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.service import CrmService
from shared.bus.message import Message
from shared.clock import iso
from tests.crm.conftest import MONDAY
from tests.crm.ticket_events import TICKET_ID, ticket_message

INVITATION = UUID("0190d4f0-0000-7000-8000-000000000071")
LINK = "https://survey.centre.example/s/abc"
EXPIRES_AT = MONDAY + timedelta(days=14)


def link_sent(
    crm: CrmService,
    customer_id: UUID,
    *,
    reminder: int = 0,
    link: str = LINK,
    expires_at: datetime = EXPIRES_AT,
    **data: Any,
) -> Message:
    """A message that gives out a link; it is about the ticket of `ticket_events`.

    Args:
        crm: seals the link as `tickets` does.
        customer_id: who is asked.
        reminder: number of the reminder; 0 for the invitation.
        link: where the survey is answered.
        expires_at: when it leads nowhere any more.
        data: further fields of the message.
    """
    sealed = crm.keys.seal(f"customer:{customer_id}", link)
    name = "survey_invitation_reminded" if reminder else "survey_invitation_sent"
    asked = {
        "invitation_id": str(INVITATION),
        "customer_id": str(customer_id),
        "ticket_id": str(TICKET_ID),
        "contact_id": None,
        "channel": "email",
        "link": {one: getattr(sealed, one) for one in sealed.__struct_fields__},
        "expires_at": iso(expires_at),
        "sent_at": iso(MONDAY),
    }
    ordinal = {"ordinal": reminder} if reminder else {}
    return replace(ticket_message(name), data={**asked, **ordinal, **data})


def queued_mail(crm: CrmService, *, reminder: int = 0) -> OutgoingMail | None:
    """The mail of the invitation or of a reminder, if one was queued."""
    return crm.store.find(OutgoingMail, survey_mail_id_of(INVITATION, reminder=reminder))
