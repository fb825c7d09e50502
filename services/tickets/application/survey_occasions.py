"""What a customer is asked about: a ticket or a contact as it stands, if its customer is known."""

from __future__ import annotations

from services.tickets.application.survey_questions import Prospect
from services.tickets.domain.contact import Contact
from services.tickets.domain.survey_invitation import Occasion
from services.tickets.domain.ticket import Ticket


def of_ticket(ticket: Ticket, prospect: Prospect) -> Occasion | None:
    """About a ticket; None where nobody knows whose it is."""
    if ticket.customer_id is None:
        return None
    return Occasion(
        after=prospect.after,
        happened_at=prospect.happened_at,
        customer_id=ticket.customer_id,
        channel=ticket.channel,
        ticket_id=ticket.id,
        assignee_id=ticket.assignee_id,
        kind=ticket.kind,
        skill_group=ticket.skill_group,
        site_id=ticket.site_id,
    )


def of_contact(contact: Contact, prospect: Prospect) -> Occasion | None:
    """About a contact; None where nobody knows whose it is."""
    if contact.customer_id is None:
        return None
    return Occasion(
        after=prospect.after,
        happened_at=prospect.happened_at,
        customer_id=contact.customer_id,
        channel=contact.channel,
        contact_id=contact.id,
        assignee_id=contact.employee_id,
        skill_group=contact.skill_group,
        site_id=contact.site_id,
    )
