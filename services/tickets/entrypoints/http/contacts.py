"""Contacts and booked callbacks, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.application.access import SEE_ALL, WORK
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.rendering import contact, moment
from services.tickets.entrypoints.schemas import replies, reports, requests
from services.tickets.read_models.contacts_of_ticket import ListedContact
from shared.clock import iso
from shared.context import current_context
from shared.web import Blueprint, PageQuery, as_of, command, query


def add_contacts(blueprint: Blueprint, door: Door) -> None:
    """Adds the life of a contact."""
    contacts = door.cases.contacts

    @blueprint.route("/contacts", methods=["POST"])
    @blueprint.arguments(requests.NewContactSchema)
    @blueprint.response(201, replies.ContactSchema)
    @command(shows=door.show_contact)
    def offer_contact(data: dict[str, Any]) -> UUID:
        """A customer comes, or the centre calls, now."""
        return contacts.offer_contact(**data).id

    @blueprint.route("/contacts/<uuid:contact_id>", methods=["GET"])
    @blueprint.response(200, replies.ContactSchema)
    @query
    def show_contact(contact_id: UUID) -> dict[str, Any]:
        """Shows a contact, as it stands or stood."""
        return contact(contacts.see_contact(contact_id, as_of=as_of()))

    @blueprint.route("/contacts/<uuid:contact_id>/answer", methods=["POST"])
    @blueprint.response(200, replies.ContactSchema)
    @command(shows=door.show_contact)
    def answer_contact(contact_id: UUID) -> UUID:
        """You answer a contact now."""
        return contacts.answer_contact(contact_id).id

    @blueprint.route("/contacts/<uuid:contact_id>/end", methods=["POST"])
    @blueprint.response(200, replies.ContactSchema)
    @command(shows=door.show_contact)
    def end_contact(contact_id: UUID) -> UUID:
        """The conversation is over now."""
        return contacts.end_contact(contact_id).id

    @blueprint.route("/contacts/<uuid:contact_id>/abandonment", methods=["POST"])
    @blueprint.response(200, replies.ContactSchema)
    @command(shows=door.show_contact)
    def abandon_contact(contact_id: UUID) -> UUID:
        """The customer has left unanswered now."""
        return contacts.abandon_contact(contact_id).id

    @blueprint.route("/contacts/<uuid:contact_id>/wrap-up", methods=["POST"])
    @blueprint.arguments(requests.WrapUpSchema)
    @blueprint.response(200, replies.ContactSchema)
    @command(shows=door.show_contact)
    def wrap_up_contact(data: dict[str, Any], contact_id: UUID) -> UUID:
        """The work after a contact is done."""
        return contacts.wrap_up_contact(contact_id, **data).id


def add_contact_links(blueprint: Blueprint, door: Door) -> None:
    """Adds what a contact was about and with whom."""
    contacts = door.cases.contacts

    @blueprint.route("/contacts/<uuid:contact_id>/tickets", methods=["POST"])
    @blueprint.arguments(requests.LinkSchema)
    @blueprint.response(200, replies.ContactSchema)
    @command(shows=door.show_contact)
    def link_contact(data: dict[str, Any], contact_id: UUID) -> UUID:
        """Notes which ticket a contact concerns."""
        return contacts.link_contact(contact_id, **data).id

    @blueprint.route("/contacts/<uuid:contact_id>/customer", methods=["POST"])
    @blueprint.arguments(requests.CustomerSchema)
    @blueprint.response(200, replies.ContactSchema)
    @command(shows=door.show_contact)
    def name_customer_of_contact(data: dict[str, Any], contact_id: UUID) -> UUID:
        """Says who the customer was, where that was unknown."""
        return contacts.name_customer(contact_id, **data).id


def add_contact_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds what asks for contacts."""

    @blueprint.route("/tickets/<uuid:ticket_id>/contacts", methods=["GET"])
    @blueprint.response(200, replies.items_of(replies.ContactRowSchema))
    @query
    def list_contacts_of_ticket(ticket_id: UUID) -> dict[str, Any]:
        """Lists the contacts of a ticket, the oldest first."""
        door.cases.ticket_files.see_ticket(ticket_id)
        found = door.models.contacts_of_ticket.of_ticket(ticket_id)
        return {"items": [_row(one) for one in found]}

    @blueprint.route("/contact-measures", methods=["GET"])
    @blueprint.arguments(requests.SpanQuery, location="query")
    @blueprint.response(200, replies.items_of(reports.TotalsSchema))
    @query
    def sum_contacts(asked: dict[str, Any]) -> dict[str, Any]:
        """Sums waiting, talk and after-call work of the contacts offered in a span of time."""
        current_context().require(SEE_ALL)
        totals = door.models.contact_measures.totals(**asked)
        return {"items": [vars(one) for one in totals]}


def add_callbacks(blueprint: Blueprint, door: Door) -> None:
    """Adds booked callbacks."""
    callbacks = door.cases.callbacks

    @blueprint.route("/tickets/<uuid:ticket_id>/callbacks", methods=["POST"])
    @blueprint.arguments(requests.NewCallbackSchema)
    @blueprint.response(201, replies.CallbackSchema)
    @command(shows=door.show_callback)
    def book_callback(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Promises to call the customer within a window [预约回呼]."""
        return callbacks.book_callback(ticket_id, **data).id

    @blueprint.route("/callbacks", methods=["GET"])
    @blueprint.arguments(PageQuery(only=("limit",)), location="query")
    @blueprint.response(200, replies.items_of(replies.CallbackRowSchema))
    @query
    def list_callbacks(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the booked callbacks that you may see, the next first."""
        context = current_context()
        if not context.may(SEE_ALL):
            context.require(WORK)
        found = door.models.booked_callbacks.upcoming(
            assignees=door.cases.access.visible_employees(), limit=asked["limit"]
        )
        return {
            "items": [
                {**vars(one), "from_at": iso(one.from_at), "until_at": iso(one.until_at)}
                for one in found
            ]
        }

    @blueprint.route("/callbacks/<uuid:callback_id>/call", methods=["POST"])
    @blueprint.arguments(requests.MadeSchema)
    @blueprint.response(200, replies.CallbackSchema)
    @command(shows=door.show_callback)
    def make_callback(data: dict[str, Any], callback_id: UUID) -> UUID:
        """Records that the customer was called."""
        return callbacks.make_callback(callback_id, **data).id

    @blueprint.route("/callbacks/<uuid:callback_id>/cancellation", methods=["POST"])
    @blueprint.response(200, replies.CallbackSchema)
    @command(shows=door.show_callback)
    def cancel_callback(callback_id: UUID) -> UUID:
        """Cancels a callback that is not wanted any more."""
        return callbacks.cancel_callback(callback_id).id


def _row(listed: ListedContact) -> dict[str, Any]:
    return {
        **vars(listed),
        "offered_at": iso(listed.offered_at),
        "answered_at": moment(listed.answered_at),
        "ended_at": moment(listed.ended_at),
    }
