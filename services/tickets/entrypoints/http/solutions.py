"""Identity, solution, waiting and follow-ups of a ticket, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import replies, requests
from shared.web import Blueprint, as_of, command, if_match, query


def add_solutions(blueprint: Blueprint, door: Door) -> None:
    """Adds identity, solution and waiting."""
    solutions = door.cases.solutions

    @blueprint.route("/tickets/<uuid:ticket_id>/identity", methods=["POST"])
    @blueprint.arguments(requests.IdentitySchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def verify_identity(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Records that the customer's identity was verified [身份核实]."""
        return solutions.verify_identity(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/solution", methods=["POST"])
    @blueprint.arguments(requests.SolutionSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def propose_solution(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Offers the customer a solution within your authority."""
        return solutions.propose_solution(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/solution/answer", methods=["POST"])
    @blueprint.arguments(requests.SolutionAnswerSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def answer_solution(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Records whether the customer agrees to the solution."""
        return solutions.answer_solution(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/waiting", methods=["POST"])
    @blueprint.arguments(requests.WaitingSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def wait_for(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Lays a ticket aside until the customer or a third party has answered."""
        return solutions.wait_for(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/resumption", methods=["POST"])
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket)
    def resume_ticket(ticket_id: UUID) -> UUID:
        """Goes on with what waited or was referred."""
        return solutions.resume_ticket(ticket_id, expected_version=if_match()).id


def add_follow_ups(blueprint: Blueprint, door: Door) -> None:
    """Adds what is promised to customers."""
    solutions = door.cases.solutions

    @blueprint.route("/tickets/<uuid:ticket_id>/follow-ups", methods=["GET"])
    @blueprint.response(200, replies.FollowUpsSchema)
    @query
    def show_follow_ups(ticket_id: UUID) -> dict[str, Any]:
        """Shows what the customer of a ticket was promised."""
        found = door.cases.ticket_files.see_ticket(ticket_id, as_of=as_of()).follow_ups
        if found is None:
            nothing: dict[str, Any] = {"due_at": None, "promise": None, "replies": []}
            return {"ticket_id": ticket_id, "version": 0, "count": 0, **nothing}
        return door.rendering.follow_ups(found)

    @blueprint.route("/tickets/<uuid:ticket_id>/follow-ups", methods=["POST"])
    @blueprint.arguments(requests.PromiseSchema)
    @blueprint.response(201, replies.FollowUpsSchema)
    @command(shows=door.show_follow_ups)
    def promise_follow_up(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Promises the customer an answer by a time; its clock starts."""
        return solutions.promise_follow_up(ticket_id, **data).id

    @blueprint.route("/tickets/<uuid:ticket_id>/follow-ups/reply", methods=["POST"])
    @blueprint.arguments(requests.TextSchema)
    @blueprint.response(200, replies.FollowUpsSchema)
    @command(shows=door.show_follow_ups)
    def record_follow_up(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Records that the promise was kept and what the customer said."""
        return solutions.record_follow_up(ticket_id, reply=data["text"]).id
