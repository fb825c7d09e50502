"""The CRM's own doors over HTTP: the inbox, the feed and the description of both on the bus."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from services.crm.application.causes import sentence_on
from services.crm.application.inbox import Inbox
from services.crm.domain.gateway_message import GatewayMessage
from services.crm.entrypoints.schemas.customers import (
    AnswerSchema,
    CursorGoneSchema,
    FeedQuery,
    FeedSchema,
    InterfaceSchema,
)
from services.crm.messages.asyncapi import EXAMPLE, envelope_schema
from services.crm.messages.feed import FOLLOW, CrmFeed, CursorUnknown
from shared.context import current_context
from shared.errors import FieldError, Invalid
from shared.texts import text_for
from shared.web import Blueprint, Limit, caller, command, count_against, query
from shared.web.problems import CONTENT_TYPE, problem, reader_language

MESSAGES_BY_CLIENT = Limit("crm-messages-by-client", burst=1200, per_minute=36_000)
"""Messages that one client may send over HTTP."""


class MessageRejected(Invalid):
    """A message was refused; its answer is recorded and a repeat gets the same."""

    code = "message-rejected"

    def __init__(self, answer: GatewayMessage) -> None:
        faults = [(one.field or "body", sentence_on(one.cause)) for one in answer.faults]
        super().__init__(
            fields=tuple(FieldError(field, en=one.en, zh=one.zh) for field, one in faults)
        )


def add_gateway(blueprint: Blueprint, inbox: Inbox) -> None:
    """Adds the door by which the CRM's messages come in."""

    @blueprint.route("/messages", methods=["POST"])
    @blueprint.doc(
        requestBody={
            "required": True,
            "content": {
                name: {"schema": envelope_schema(), "example": EXAMPLE}
                for name in ("application/cloudevents+json", "application/json")
            },
        }
    )
    @blueprint.response(202, AnswerSchema)
    @command(idempotent=False)
    def take_message() -> dict[str, Any]:
        """Takes one CloudEvent of the CRM; its `source` and `id` make a repeat harmless."""
        current_context().require(FOLLOW)
        client = caller().sub.removeprefix("client:")
        count_against(MESSAGES_BY_CLIENT, key=client)
        answer = inbox.take_message(request.get_data(), sender=client, channel="api")
        if not answer.is_accepted:
            raise MessageRejected(answer)
        return _shown_answer(answer)


def add_feed(blueprint: Blueprint, feed: CrmFeed) -> None:
    """Adds the door by which the CRM catches up."""

    @blueprint.route("/feed", methods=["GET"])
    @blueprint.arguments(FeedQuery, location="query")
    @blueprint.response(200, FeedSchema)
    @blueprint.alt_response(410, schema=CursorGoneSchema, content_type=CONTENT_TYPE)
    @query
    def read_feed(asked: dict[str, Any]) -> dict[str, Any] | Response:
        """Gives all that was published for the CRM, in order, from a cursor on."""
        try:
            page = feed.page_after(asked["after"], limit=asked["limit"])
        except CursorUnknown as refusal:
            return _gone(refusal)
        return {"items": page.messages, "next": page.following, "is_last": page.is_last}


def add_interface(blueprint: Blueprint, interface: dict[str, Any]) -> None:
    """Adds the AsyncAPI document."""

    @blueprint.route("/asyncapi.json", methods=["GET"])
    @blueprint.response(200, InterfaceSchema)
    @query(signed_in=False)
    def show_interface() -> dict[str, Any]:
        """Describes the CRM's messages on the bus (AsyncAPI 3.0)."""
        return interface


def _gone(refusal: CursorUnknown) -> Response:
    language = reader_language()
    return problem(
        410,
        title=text_for("gone", language=language),
        code=refusal.code,
        detail=refusal.in_language(language),
        last_common=refusal.last_common,
    )


def _shown_answer(answer: GatewayMessage) -> dict[str, Any]:
    return {
        "status": "accepted",
        "answer_id": answer.id,
        "source": answer.source,
        "id": answer.message_id,
        "type": answer.message_type,
        "entities": answer.entities,
    }
