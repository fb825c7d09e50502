"""Places in the queue, the state of queues and one's own desk, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.overload import MeasuredQueue
from services.tickets.application.queues import Place
from services.tickets.domain.assignment import Ranked
from services.tickets.domain.availability import OF_THE_SYSTEM
from services.tickets.entrypoints.http import queue_words
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.rendering import desk, moment
from services.tickets.entrypoints.http.work import queued
from services.tickets.entrypoints.schemas import queues as schemas
from services.tickets.entrypoints.schemas import replies
from shared.clock import iso
from shared.web import Blueprint, query
from shared.web.problems import reader_language


def add_places(blueprint: Blueprint, door: Door) -> None:
    """Adds why a ticket stands where it stands, and how queues stand."""
    queues = door.cases.queues

    def promised(queue: MeasuredQueue) -> dict[str, Any]:
        zone = door.rules.opening.zone_of(queue.skill_group)
        sentence = queue_words.promise_in_words(queue, zone=zone, language=reader_language())
        return {**_state(queue), "sentence": sentence}

    @blueprint.route("/tickets/<uuid:ticket_id>/place", methods=["GET"])
    @blueprint.arguments(schemas.PlaceQuery, location="query")
    @blueprint.response(200, schemas.PlaceSchema)
    @query
    def explain_place(asked: dict[str, Any], ticket_id: UUID) -> dict[str, Any]:
        """Explains why a waiting ticket stands where it stands: who is before it, and for what."""
        place = queues.explain_place(ticket_id, limit=asked["limit"])
        return {**_place(place), "queue": promised(place.queue)}

    @blueprint.route("/queues", methods=["GET"])
    @blueprint.response(200, replies.items_of(schemas.QueueStateSchema))
    @query
    def list_queues() -> dict[str, Any]:
        """Lists how the queues stand that you may see: waiting, wait, opening, overload."""
        return {"items": [_state(one) for one in queues.list_queues()]}

    @blueprint.route("/queues/<string:skill_group>/promise", methods=["GET"])
    @blueprint.response(200, schemas.QueuePromiseSchema)
    @query
    def show_promise(skill_group: str) -> dict[str, Any]:
        """Shows what a customer may be told who asks now."""
        return promised(queues.promise(skill_group))


def add_my_desk(blueprint: Blueprint, door: Door) -> None:
    """Adds one's own desk."""

    @blueprint.route("/my-desk", methods=["GET"])
    @blueprint.response(200, schemas.MyDeskSchema)
    @query
    def show_my_desk() -> dict[str, Any]:
        """Shows of which channels you take work, your room, and the reasons you may give."""
        assignment = door.cases.assignment
        reasons = door.rules.availability.reasons
        return {
            **desk(assignment.my_desk()),
            "room": [
                {"channel": channel, "open_tickets": count, "capacity": capacity}
                for channel, count, capacity in assignment.my_room()
            ],
            "reasons": [vars(one) for one in reasons if one.code not in OF_THE_SYSTEM],
        }


def _place(place: Place) -> dict[str, Any]:
    language = reader_language()
    own = place.own
    shown = None
    if place.demanded is not None:
        sentence = queue_words.demand_in_words(place.demanded, language=language)
        shown = {**vars(place.demanded), "sentence": sentence}
    return {
        "ticket": _explained(place.place, own, language=language),
        "ahead": [
            _explained(number, one, language=language, own=own)
            for number, one in enumerate(place.ahead, start=1)
        ],
        "hidden": place.hidden,
        "demanded": shown,
        "certifications": list(place.certifications),
        "rules_version": place.rules_version,
        "summary": queue_words.place_in_words(place, language=language),
    }


def _explained(
    number: int, one: Ranked, *, language: str, own: Ranked | None = None
) -> dict[str, Any]:
    sentences = queue_words.reasons_in_words(one, language=language)
    if own is not None:
        sentences.append(queue_words.before_in_words(one, own=own, language=language))
    return {**queued(number, one), "sentences": sentences}


def _state(queue: MeasuredQueue) -> dict[str, Any]:
    return {
        "skill_group": queue.skill_group,
        **msgspec.structs.asdict(queue.measures),
        "is_open": queue.is_open,
        "opens_at": iso(queue.opens_at),
        "overloaded_since": moment(queue.overloaded_since),
    }
