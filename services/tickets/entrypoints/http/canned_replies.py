"""Canned replies, over HTTP (TK-5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.domain.canned_reply import CannedReply
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import care
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)


def add_canned_replies(blueprint: Blueprint, door: Door) -> None:
    """Adds the writing of canned replies."""
    canned = door.cases.canned_replies

    def show(canned_reply_id: UUID) -> dict[str, Any]:
        return _reply(door.found(CannedReply, canned_reply_id))

    @blueprint.route("/canned-replies", methods=["POST"])
    @blueprint.arguments(care.NewCannedReplySchema)
    @blueprint.response(201, care.CannedReplySchema)
    @command(shows=show)
    def create_canned_reply(data: dict[str, Any]) -> UUID:
        """Writes a canned reply [标准话术]; unknown placeholders are refused by their field."""
        return canned.create_canned_reply(**data).id

    @blueprint.route("/canned-replies/<uuid:canned_reply_id>/versions", methods=["POST"])
    @blueprint.arguments(care.CannedTextSchema)
    @blueprint.response(201, care.CannedReplySchema)
    @command(shows=show)
    def publish_canned_reply_version(data: dict[str, Any], canned_reply_id: UUID) -> UUID:
        """Writes another text for a canned reply."""
        return canned.publish_canned_reply_version(
            canned_reply_id, **data, expected_version=if_match()
        ).id

    @blueprint.route("/canned-replies/<uuid:canned_reply_id>/retirement", methods=["POST"])
    @blueprint.response(200, care.CannedReplySchema)
    @command(shows=show)
    def retire_canned_reply(canned_reply_id: UUID) -> UUID:
        """Offers a canned reply to nobody any more."""
        return canned.retire_canned_reply(canned_reply_id, expected_version=if_match()).id


def add_canned_reply_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the list that an agent chooses from, and the text ready to be sent."""
    canned = door.cases.canned_replies

    @blueprint.route("/canned-replies", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(care.CannedReplyRowSchema))
    @query
    def list_canned_replies(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the canned replies of your skill groups by their codes, with how often used."""
        last = after(asked["cursor"], tuple[str])
        found = door.models.canned_replies.page(
            skill_groups=canned.whose_replies(),
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/canned-replies/<uuid:canned_reply_id>", methods=["GET"])
    @blueprint.response(200, care.CannedReplySchema)
    @query
    def show_canned_reply(canned_reply_id: UUID) -> dict[str, Any]:
        """Shows a canned reply with all its versions, as it stands or stood."""
        return _reply(canned.see_canned_reply(canned_reply_id, as_of=as_of()))

    @blueprint.route("/canned-replies/<uuid:canned_reply_id>/rendering", methods=["POST"])
    @blueprint.arguments(care.RenderingSchema)
    @blueprint.response(200, care.RenderedSchema)
    @query
    def render_canned_reply(data: dict[str, Any], canned_reply_id: UUID) -> dict[str, Any]:
        """Fills a canned reply for a ticket that you work on; nothing is sent or kept."""
        rendered = canned.render_canned_reply(canned_reply_id, **data)
        shown: dict[str, Any] = msgspec.to_builtins(rendered)
        return shown


def _reply(reply: CannedReply) -> dict[str, Any]:
    return {
        "canned_reply_id": reply.id,
        "version": reply.version,
        "code": reply.code,
        "is_retired": reply.is_retired,
        "versions": msgspec.to_builtins(reply.versions),
    }
