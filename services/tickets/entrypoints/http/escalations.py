"""The escalation channel, over HTTP (TK-12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.access import SEE_ALL
from services.tickets.domain.escalation import Escalation
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import care, replies, requests
from shared.clock import iso
from shared.context import current_context
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


def add_escalations(blueprint: Blueprint, door: Door) -> None:
    """Adds what agents ask and others answer."""
    escalations = door.cases.escalations

    def shown(escalation: Escalation) -> dict[str, Any]:
        return _escalation(escalation, door)

    def show(escalation_id: UUID) -> dict[str, Any]:
        return shown(door.found(Escalation, escalation_id))

    @blueprint.route("/tickets/<uuid:ticket_id>/escalations", methods=["POST"])
    @blueprint.arguments(care.EscalatedSchema)
    @blueprint.response(201, care.EscalationSchema)
    @command(shows=show)
    def raise_escalation(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Asks the escalation channel about a ticket [问题升级]."""
        return escalations.raise_escalation(ticket_id, **data).id

    @blueprint.route("/escalations/<uuid:escalation_id>", methods=["GET"])
    @blueprint.response(200, care.EscalationSchema)
    @query
    def show_escalation(escalation_id: UUID) -> dict[str, Any]:
        """Shows an escalation, as it stands or stood."""
        return shown(escalations.see_escalation(escalation_id, as_of=as_of()))

    @blueprint.route("/escalations/<uuid:escalation_id>/answer", methods=["POST"])
    @blueprint.arguments(care.GivenAnswerSchema)
    @blueprint.response(200, care.EscalationSchema)
    @command(shows=show)
    def answer_escalation(data: dict[str, Any], escalation_id: UUID) -> UUID:
        """Answers an agent; the ticket gets the answer as a note."""
        return escalations.answer_escalation(escalation_id, **data, expected_version=if_match()).id

    @blueprint.route("/escalations/<uuid:escalation_id>/hand-up", methods=["POST"])
    @blueprint.response(200, care.EscalationSchema)
    @command(shows=show)
    def hand_up_escalation(escalation_id: UUID) -> UUID:
        """Asks the next higher level."""
        return escalations.hand_up_escalation(escalation_id, expected_version=if_match()).id

    @blueprint.route("/escalations/<uuid:escalation_id>/withdrawal", methods=["POST"])
    @blueprint.response(200, care.EscalationSchema)
    @command(shows=show)
    def withdraw_escalation(escalation_id: UUID) -> UUID:
        """Takes a question back."""
        return escalations.withdraw_escalation(escalation_id, expected_version=if_match()).id


def add_escalation_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds what asks for escalations."""
    escalations = door.cases.escalations

    @blueprint.route("/escalations", methods=["GET"])
    @blueprint.arguments(care.EscalationsQuery, location="query")
    @blueprint.response(200, page_schema(care.EscalationRowSchema))
    @query
    def list_escalations(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists what you have asked, or what waits for you, the nearest deadline first."""
        found = door.models.escalations.page(
            escalations.reader(),
            state=asked["state"],
            is_own=asked["of"] == "me",
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.due_at, one.escalation_id))
        return {
            **page,
            "items": [
                {**vars(one), "raised_at": iso(one.raised_at), "due_at": iso(one.due_at)}
                for one in page["items"]
            ],
        }

    @blueprint.route("/escalation-rate", methods=["GET"])
    @blueprint.arguments(requests.SpanQuery, location="query")
    @blueprint.response(200, replies.items_of(care.EscalationCountSchema))
    @query
    def count_escalated_tickets(asked: dict[str, Any]) -> dict[str, Any]:
        """Counts the tickets opened in a span of time, and how many were escalated, by kind."""
        current_context().require(SEE_ALL)
        return {"items": [vars(one) for one in door.models.escalation_rate.counts(**asked)]}


def _escalation(escalation: Escalation, door: Door) -> dict[str, Any]:
    level = {"skill_group": None, **msgspec.to_builtins(escalation.level)}
    names = ("number", "zh", "en", "answered_by", "skill_group")
    return {
        "escalation_id": escalation.id,
        "version": escalation.version,
        "ticket_id": escalation.ticket_id,
        "number": escalation.about.number,
        "raiser_id": escalation.raiser_id,
        "state": escalation.state,
        "level": {name: level[name] for name in names},
        "due_at": iso(escalation.due_at),
        "is_overdue": escalation.is_overdue,
        "question": door.rendering.opened(escalation.question),
        "answer": door.rendering.opened(escalation.answer),
        "answerer_id": escalation.answerer_id,
    }
