"""The HTTP API of `tickets`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from services.tickets.application.access import SEE_SURVEY_RESULTS
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.ticket import Ticket
from services.tickets.entrypoints.http import (
    backlog,
    bulk_changes,
    call_records,
    campaigns,
    canned_replies,
    contacts,
    correspondence,
    customer_wishes,
    escalations,
    exports,
    field_orders,
    field_work,
    figures,
    gate,
    linking,
    merging,
    open_questions,
    outbound_tasks,
    partners,
    queues,
    rules,
    scripts,
    search,
    sla,
    solutions,
    splitting,
    survey_pages,
    surveys,
    tickets,
    work,
)
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.field_rendering import FieldRendering
from shared.context import current_context
from shared.service import Service
from shared.web import Blueprint, history_routes

PARTS: tuple[Callable[[Blueprint, Door], None], ...] = (
    tickets.add_questions,
    tickets.add_openings,
    tickets.add_particulars,
    work.add_queue,
    queues.add_places,
    gate.add_gate,
    queues.add_my_desk,
    work.add_assignment,
    work.add_referrals,
    work.add_desks,
    solutions.add_solutions,
    solutions.add_follow_ups,
    merging.add_merging,
    linking.add_links,
    splitting.add_splitting,
    splitting.add_duplicates,
    bulk_changes.add_bulk_changes,
    correspondence.add_correspondence,
    correspondence.add_attachments,
    canned_replies.add_canned_replies,
    canned_replies.add_canned_reply_questions,
    escalations.add_escalations,
    escalations.add_escalation_questions,
    open_questions.add_open_questions,
    open_questions.add_question_work,
    contacts.add_contacts,
    contacts.add_contact_links,
    contacts.add_contact_questions,
    contacts.add_callbacks,
    call_records.add_call_records,
    call_records.add_call_measures,
    scripts.add_scripts,
    scripts.add_script_versions,
    scripts.add_script_tests,
    scripts.add_script_outcomes,
    campaigns.add_campaigns,
    campaigns.add_campaign_progress,
    campaigns.add_campaign_steps,
    outbound_tasks.add_outbound_tasks,
    outbound_tasks.add_outbound_steps,
    customer_wishes.add_customer_wishes,
    sla.add_clocks,
    sla.add_results,
    search.add_search,
    exports.add_exports,
    exports.add_made_exports,
    figures.add_figures,
    figures.add_figure_details,
    backlog.add_backlog,
    backlog.add_backlog_days,
    surveys.add_surveys,
    surveys.add_survey_door,
    survey_pages.add_survey_pages,
    surveys.add_survey_results,
    surveys.add_survey_answers,
)

JUDGEMENTS = ("survey_invitation", "survey_answer")
"""What tells who said what about whom (GV-2)."""


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
        template_folder="templates",
    )
    for add in PARTS:
        add(blueprint, door)
    _add_field_service(blueprint, door, service)
    rules.add_rules(blueprint, service.store)
    history_routes(blueprint, service, may_see=partial(_may_see_history, door, service))
    return blueprint


def _may_see_history(door: Door, service: Service, name: str, entity_id: UUID) -> bool:
    """Whoever may see a ticket may see its history, and that of what belongs to it.

    What its customer has answered is seen by those alone who see survey results.
    """
    if name in JUDGEMENTS and not current_context().may(SEE_SURVEY_RESULTS):
        return False
    found = service.store.get(service.aggregates[name], entity_id)
    order_id = found.id if isinstance(found, FieldOrder) else getattr(found, "order_id", None)
    if order_id is not None:
        return door.cases.field_access.may_see(service.store.get(FieldOrder, order_id))
    ticket_id = found.id if isinstance(found, Ticket) else getattr(found, "ticket_id", None)
    if ticket_id is None:
        return False
    return door.cases.access.may_see(service.store.get(Ticket, ticket_id))


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
