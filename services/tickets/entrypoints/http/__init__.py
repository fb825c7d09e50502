"""The HTTP API of `tickets`."""

from __future__ import annotations

from uuid import UUID

from services.tickets.domain.ticket import Ticket
from services.tickets.entrypoints.http import (
    call_records,
    campaigns,
    contacts,
    correspondence,
    customer_wishes,
    outbound_tasks,
    rules,
    scripts,
    sla,
    solutions,
    tickets,
    work,
)
from services.tickets.entrypoints.http.door import Door
from shared.service import Service
from shared.web import Blueprint, history_routes


def make_blueprint(door: Door, service: Service) -> Blueprint:
    """The part of the API that `tickets` owns.

    Args:
        door: use cases, read models and how things are shown.
        service: whose aggregates have a history.
    """
    blueprint = Blueprint(
        "tickets",
        __name__,
        url_prefix="/api/tickets/v1",
        description="Contacts, service tickets [服务工单], SLA clocks and assignment",
    )
    tickets.add_questions(blueprint, door)
    tickets.add_openings(blueprint, door)
    tickets.add_particulars(blueprint, door)
    work.add_queue(blueprint, door)
    work.add_assignment(blueprint, door)
    work.add_referrals(blueprint, door)
    work.add_desks(blueprint, door)
    solutions.add_solutions(blueprint, door)
    solutions.add_follow_ups(blueprint, door)
    correspondence.add_correspondence(blueprint, door)
    correspondence.add_attachments(blueprint, door)
    contacts.add_contacts(blueprint, door)
    contacts.add_contact_links(blueprint, door)
    contacts.add_contact_questions(blueprint, door)
    contacts.add_callbacks(blueprint, door)
    call_records.add_call_records(blueprint, door)
    call_records.add_call_measures(blueprint, door)
    scripts.add_scripts(blueprint, door)
    scripts.add_script_versions(blueprint, door)
    scripts.add_script_tests(blueprint, door)
    scripts.add_script_outcomes(blueprint, door)
    campaigns.add_campaigns(blueprint, door)
    campaigns.add_campaign_progress(blueprint, door)
    campaigns.add_campaign_steps(blueprint, door)
    outbound_tasks.add_outbound_tasks(blueprint, door)
    outbound_tasks.add_outbound_steps(blueprint, door)
    customer_wishes.add_customer_wishes(blueprint, door)
    sla.add_clocks(blueprint, door)
    sla.add_results(blueprint, door)
    rules.add_rules(blueprint, service.store)

    def may_see(name: str, entity_id: UUID) -> bool:
        """Whoever may see a ticket may see its history, and that of what belongs to it."""
        found = service.store.get(service.aggregates[name], entity_id)
        ticket_id = found.id if isinstance(found, Ticket) else getattr(found, "ticket_id", None)
        if ticket_id is None:
            return False
        return door.cases.access.may_see(service.store.get(Ticket, ticket_id))

    history_routes(blueprint, service, may_see=may_see)
    return blueprint
