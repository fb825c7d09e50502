"""Who gets which ticket, over HTTP: queue, taking, assigning, transferring, referring, desks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from services.tickets.application.access import SEE_ALL, SEE_TEAM
from services.tickets.domain.assignment import Ranked, Standing
from services.tickets.domain.referral import Referral
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.rendering import moment
from services.tickets.entrypoints.schemas import replies, reports, requests
from services.tickets.read_models.agent_workload import Workload
from shared.clock import iso
from shared.context import current_context
from shared.errors import NotFound
from shared.web import (
    Blueprint,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

_Points = Annotated[int, msgspec.Meta(ge=-(10**9), le=10**9)]
_Microseconds = Annotated[int, msgspec.Meta(ge=0, le=8 * 10**15)]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def add_queue(blueprint: Blueprint, door: Door) -> None:
    """Adds the queue and what takes from it."""
    assignment = door.cases.assignment

    @blueprint.route("/queue", methods=["GET"])
    @blueprint.arguments(requests.QueueQuery, location="query")
    @blueprint.response(200, page_schema(reports.QueuedSchema))
    @query
    def show_queue(asked: dict[str, Any]) -> dict[str, Any]:
        """Shows the waiting tickets in their order, with the reasons for it."""
        last = after(asked["cursor"], tuple[_Points, _Microseconds, str])
        before, ranked = door.cases.queues.list_waiting(
            asked.get("skill_group"),
            after=None if last is None else _standing(*last),
            limit=asked["limit"] + 1,
        )
        page = page_of(ranked, asked["limit"], key=_cursor)
        items = [queued(place, one) for place, one in enumerate(page["items"], before + 1)]
        return {**page, "items": items}

    @blueprint.route("/queue/next", methods=["POST"])
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def take_next_ticket() -> UUID:
        """Gives you the first waiting ticket that you have the skill and room for."""
        return assignment.take_next_ticket().id

    @blueprint.route("/tickets/<uuid:ticket_id>/taking", methods=["POST"])
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def take_ticket(ticket_id: UUID) -> UUID:
        """Gives you a certain waiting ticket of your skill groups."""
        return assignment.take_ticket(ticket_id, expected_version=if_match()).id


def add_assignment(blueprint: Blueprint, door: Door) -> None:
    """Adds what gives tickets to agents and takes them away."""
    assignment = door.cases.assignment

    @blueprint.route("/tickets/<uuid:ticket_id>/assignment", methods=["POST"])
    @blueprint.arguments(requests.AssignmentSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def assign_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Gives a ticket to an agent, or to the best one."""
        return assignment.assign_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/acceptance", methods=["POST"])
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def accept_ticket(ticket_id: UUID) -> UUID:
        """Begins to work on a ticket that was assigned to you."""
        return assignment.accept_ticket(ticket_id, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/return", methods=["POST"])
    @blueprint.arguments(requests.ReasonSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def return_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Puts a ticket back into the queue."""
        return assignment.return_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/transfer", methods=["POST"])
    @blueprint.arguments(requests.TransferSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def transfer_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Moves a ticket to another skill group."""
        return assignment.transfer_ticket(ticket_id, **data, expected_version=if_match()).id


def add_referrals(blueprint: Blueprint, door: Door) -> None:
    """Adds what lets departments and experts look into tickets."""
    referrals = door.cases.referrals

    @blueprint.route("/tickets/<uuid:ticket_id>/referral", methods=["POST"])
    @blueprint.arguments(requests.ReferralSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def refer_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Refers a ticket to a department or an expert."""
        return referrals.refer_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/referral", methods=["GET"])
    @blueprint.response(200, replies.ReferralShownSchema)
    @query
    def show_referral(ticket_id: UUID) -> dict[str, Any]:
        """Shows the last referral of a ticket and its progress."""
        file = door.cases.ticket_files.see_ticket(ticket_id, as_of=as_of())
        referral = file.referral
        if referral is None:
            raise NotFound(what="referral", key=file.ticket.number)
        return door.rendering.referral(referral)

    @blueprint.route("/tickets/<uuid:ticket_id>/referral/progress", methods=["POST"])
    @blueprint.arguments(requests.TextSchema)
    @blueprint.response(201, replies.ReferralShownSchema)
    @command(shows=door.show_referral)
    def record_progress(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Records what was heard on the way."""
        found: Referral = referrals.record_progress(ticket_id, **data)
        return found.id

    @blueprint.route("/tickets/<uuid:ticket_id>/referral/result", methods=["POST"])
    @blueprint.arguments(requests.TextSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def give_result(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Records the result; the ticket's agent goes on."""
        return referrals.give_result(ticket_id, **data, expected_version=if_match()).id


def add_desks(blueprint: Blueprint, door: Door) -> None:
    """Adds who is available and how much everybody has."""
    assignment = door.cases.assignment

    @blueprint.route("/my-desk/availability", methods=["POST"])
    @blueprint.arguments(requests.AvailabilitySchema)
    @blueprint.response(200, reports.DeskSchema)
    @command(shows=door.show_desk)
    def go_available(data: dict[str, Any]) -> UUID:
        """You take work of these channels from now on."""
        return assignment.go_available(tuple(data["channels"])).id

    @blueprint.route("/my-desk/unavailability", methods=["POST"])
    @blueprint.arguments(requests.UnavailabilitySchema)
    @blueprint.response(200, reports.DeskSchema)
    @command(shows=door.show_desk)
    def go_unavailable(data: dict[str, Any]) -> UUID:
        """You take no work [置忙], or none of some channels."""
        channels = tuple(data.get("channels", ()))
        return assignment.go_unavailable(reason=data["reason"], channels=channels).id

    @blueprint.route("/workload", methods=["GET"])
    @blueprint.response(200, replies.items_of(reports.WorkloadSchema))
    @query
    def show_workload() -> dict[str, Any]:
        """Shows what agents have: your team's, or everybody's."""
        context = current_context()
        if not context.may(SEE_ALL):
            context.require(SEE_TEAM)
        loads = door.models.workload.of_agents(door.cases.access.visible_employees())
        return {"items": [_workload(one) for one in loads]}


def queued(place: int, ranked: Ranked) -> dict[str, Any]:
    """A waiting ticket in its place."""
    return {
        **vars(ranked.ticket),
        "place": place,
        "queued_at": iso(ranked.ticket.queued_at),
        "points": ranked.points,
        "reasons": [vars(one) for one in ranked.reasons],
    }


def _cursor(ranked: Ranked) -> tuple[int, int, str]:
    """Points that do not grow, since when it waits, and number of the last ticket of a page."""
    standing = ranked.standing
    return standing.points, (standing.queued_at - _EPOCH) // _MICROSECOND, standing.number


def _standing(points: int, microseconds: int, number: str) -> Standing:
    return Standing(points, _EPOCH + microseconds * _MICROSECOND, number)


def _workload(load: Workload) -> dict[str, Any]:
    return {**vars(load), "channels": list(load.channels), "since": moment(load.since)}
