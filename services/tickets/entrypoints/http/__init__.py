"""The HTTP API of `tickets`."""

from __future__ import annotations

from uuid import UUID

from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.ticket import Ticket
from services.tickets.entrypoints.http import (
    backlog,
    bulk_changes,
    contacts,
    correspondence,
    exports,
    field_orders,
    field_work,
    figures,
    linking,
    merging,
    partners,
    rules,
    search,
    sla,
    solutions,
    splitting,
    tickets,
    work,
)
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.field_rendering import FieldRendering
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
    merging.add_merging(blueprint, door)
    linking.add_links(blueprint, door)
    splitting.add_splitting(blueprint, door)
    splitting.add_duplicates(blueprint, door)
    bulk_changes.add_bulk_changes(blueprint, door)
    correspondence.add_correspondence(blueprint, door)
    correspondence.add_attachments(blueprint, door)
    contacts.add_contacts(blueprint, door)
    contacts.add_contact_links(blueprint, door)
    contacts.add_contact_questions(blueprint, door)
    contacts.add_callbacks(blueprint, door)
    _add_field_service(blueprint, door, service)
    sla.add_clocks(blueprint, door)
    sla.add_results(blueprint, door)
    search.add_search(blueprint, door)
    exports.add_exports(blueprint, door)
    figures.add_figures(blueprint, door)
    backlog.add_backlog(blueprint, door)
    rules.add_rules(blueprint, service.store)

    def may_see(name: str, entity_id: UUID) -> bool:
        """Whoever may see a ticket may see its history, and that of what belongs to it."""
        found = service.store.get(service.aggregates[name], entity_id)
        order_id = found.id if isinstance(found, FieldOrder) else getattr(found, "order_id", None)
        if order_id is not None:
            return door.cases.field_access.may_see(service.store.get(FieldOrder, order_id))
        ticket_id = found.id if isinstance(found, Ticket) else getattr(found, "ticket_id", None)
        if ticket_id is None:
            return False
        return door.cases.access.may_see(service.store.get(Ticket, ticket_id))

    history_routes(blueprint, service, may_see=may_see)
    return blueprint


def _add_field_service(blueprint: Blueprint, door: Door, service: Service) -> None:
    """Adds field-service orders and partners (SR-1 to SR-3)."""
    shown = FieldRendering(door.rendering, store=service.store)
    field_orders.add_field_questions(blueprint, door, shown)
    field_orders.add_field_orders(blueprint, door, shown)
    field_orders.add_field_appointments(blueprint, door, shown)
    field_orders.add_field_endings(blueprint, door, shown)
    field_orders.add_field_problems(blueprint, door, shown)
    field_orders.add_problem_steps(blueprint, door, shown)
    field_work.add_field_work_list(blueprint, door, shown)
    field_work.add_field_work(blueprint, door, shown)
    field_work.add_evidence(blueprint, door, shown)
    field_work.add_field_results(blueprint, door)
    partners.add_partners(blueprint, door, shown)
    partners.add_partner_members(blueprint, door, shown)
