"""Tickets over HTTP: open, list, show, classify, resolve, close, reopen."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.tickets.application.reactions import NUMBER_PREFIX
from services.tickets.application.tickets import NewTicket
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import linking, replies, requests
from services.tickets.read_models.ticket_list import FILTERS
from shared.numbers import read_number
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


def add_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds what asks for tickets."""

    def page(asked: dict[str, Any], assignees: frozenset[UUID] | None) -> dict[str, Any]:
        filters = {name: str(asked[name]) for name in FILTERS if name in asked}
        if "number" in filters:
            filters["number"] = read_number(filters["number"], prefix=NUMBER_PREFIX)
        rows = door.models.ticket_list.page(
            filters,
            sort=asked["sort"],
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
            assignees=assignees,
            since=asked.get("since"),
            until=asked.get("until"),
        )
        sort = asked["sort"]
        found = page_of(rows, asked["limit"], key=lambda one: (getattr(one, sort), one.ticket_id))
        return {**found, "items": door.rendering.rows(found["items"])}

    @blueprint.route("/tickets", methods=["GET"])
    @blueprint.arguments(requests.TicketsQuery, location="query")
    @blueprint.response(200, page_schema(replies.TicketRowSchema))
    @query
    def list_tickets(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists tickets: agents their own, supervisors their team's, managers all."""
        return page(asked, door.cases.access.visible_employees())

    @blueprint.route("/my-tickets", methods=["GET"])
    @blueprint.arguments(requests.TicketsQuery, location="query")
    @blueprint.response(200, page_schema(replies.TicketRowSchema))
    @query
    def list_my_tickets(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the tickets that you have."""
        return page(asked, frozenset({door.cases.access.employee_id()}))

    @blueprint.route("/tickets/<uuid:ticket_id>", methods=["GET"])
    @blueprint.response(200, replies.TicketSchema)
    @query
    def show_ticket(ticket_id: UUID) -> dict[str, Any]:
        """Shows a ticket, as it stands or stood."""
        file = door.cases.ticket_files.see_ticket(ticket_id, as_of=as_of())
        return door.shown_file(file)


def add_openings(blueprint: Blueprint, door: Door) -> None:
    """Adds what opens, resolves, closes and reopens tickets."""
    tickets = door.cases.tickets

    @blueprint.route("/tickets", methods=["POST"])
    @blueprint.arguments(requests.NewTicketSchema)
    @blueprint.response(201, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def open_ticket(data: dict[str, Any]) -> UUID:
        """Opens a ticket; its clocks start."""
        return tickets.open_ticket(NewTicket(**data)).id

    @blueprint.route("/tickets/<uuid:ticket_id>/resolution", methods=["POST"])
    @blueprint.arguments(requests.ResolutionSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def resolve_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Ends the work on a ticket; its clocks stop."""
        return tickets.resolve_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/closure", methods=["POST"])
    @blueprint.arguments(linking.ClosureSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def close_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Closes a resolved ticket whose record is complete."""
        return tickets.close_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/reopening", methods=["POST"])
    @blueprint.arguments(requests.ReasonSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def reopen_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Takes a resolved or closed ticket up again."""
        return tickets.reopen_ticket(ticket_id, **data, expected_version=if_match()).id


def add_particulars(blueprint: Blueprint, door: Door) -> None:
    """Adds what says more of a ticket."""
    particulars = door.cases.particulars

    @blueprint.route("/tickets/<uuid:ticket_id>/information", methods=["POST"])
    @blueprint.arguments(requests.InformationSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def record_information(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Fills fields, key information points among them."""
        information = data["information"]
        return particulars.record_information(
            ticket_id, information, expected_version=if_match()
        ).id

    @blueprint.route("/tickets/<uuid:ticket_id>/customer", methods=["POST"])
    @blueprint.arguments(requests.CustomerSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def name_customer(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Says whose ticket it is, where that was unknown."""
        return particulars.name_customer(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/kind", methods=["POST"])
    @blueprint.arguments(requests.KindSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def reclassify_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Gives a ticket another kind; a complaint is handed over."""
        return particulars.reclassify_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/priority", methods=["POST"])
    @blueprint.arguments(requests.PrioritySchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def reprioritise_ticket(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Gives a ticket another priority; its clocks follow."""
        return particulars.reprioritise_ticket(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/channel", methods=["POST"])
    @blueprint.arguments(requests.HandOverSchema)
    @blueprint.response(200, replies.TicketSchema)
    @command(shows=door.show_ticket, only_saves=True)
    def hand_over_channel(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Goes on by another channel with what the customer said already."""
        return particulars.hand_over_channel(ticket_id, **data, expected_version=if_match()).id

    @blueprint.route("/tickets/<uuid:ticket_id>/compliment", methods=["POST"])
    @blueprint.arguments(requests.PraiseSchema)
    @blueprint.response(201, replies.ComplimentSchema)
    @command(shows=door.show_compliment)
    def attribute_compliment(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Says which agent a compliment praises."""
        return particulars.attribute_compliment(ticket_id, **data).id
