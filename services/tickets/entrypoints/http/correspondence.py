"""Notes, replies and attachments of a ticket, over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response

from services.tickets.domain.correspondence import Correspondence
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import replies, requests
from shared.web import Blueprint, as_of, command, query


def add_correspondence(blueprint: Blueprint, door: Door) -> None:
    """Adds what is written about tickets."""
    correspondences = door.cases.correspondences

    @blueprint.route("/tickets/<uuid:ticket_id>/correspondence", methods=["GET"])
    @blueprint.response(200, replies.CorrespondenceSchema)
    @query
    def show_correspondence(ticket_id: UUID) -> dict[str, Any]:
        """Shows notes, replies and attachments of a ticket, as they stand or stood."""
        found = door.cases.ticket_files.see_ticket(ticket_id, as_of=as_of()).correspondence
        if found is None:
            return {"ticket_id": ticket_id, "version": 0, "entries": [], "attachments": []}
        return door.rendering.correspondence(found)

    @blueprint.route("/tickets/<uuid:ticket_id>/notes", methods=["POST"])
    @blueprint.arguments(requests.TextSchema)
    @blueprint.response(201, replies.CorrespondenceSchema)
    @command(shows=door.show_correspondence)
    def keep_note(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Keeps a note that the customer never sees."""
        return correspondences.keep_note(ticket_id, **data).id

    @blueprint.route("/tickets/<uuid:ticket_id>/replies", methods=["POST"])
    @blueprint.arguments(requests.ReplySchema)
    @blueprint.response(201, replies.CorrespondenceSchema)
    @command(shows=door.show_correspondence)
    def send_reply(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Answers the customer; first-response and reply clocks stop."""
        return correspondences.send_reply(ticket_id, **data).id


def add_attachments(blueprint: Blueprint, door: Door) -> None:
    """Adds files."""
    correspondences = door.cases.correspondences

    @blueprint.route("/tickets/<uuid:ticket_id>/attachments", methods=["POST"])
    @blueprint.arguments(requests.FileSchema, location="files")
    @blueprint.response(201, replies.CorrespondenceSchema)
    @command(shows=door.show_correspondence)
    def attach_file(data: dict[str, Any], ticket_id: UUID) -> UUID:
        """Attaches a file; it is encrypted before it is written."""
        file = data["file"]
        correspondences.attach_file(
            ticket_id,
            file_name=file.filename or "",
            media_type=file.mimetype,
            content=file.read(),
        )
        return Correspondence.id_for(ticket_id)

    @blueprint.route("/tickets/<uuid:ticket_id>/attachments/<uuid:attachment_id>", methods=["GET"])
    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/octet-stream"
    )
    @query
    def download_attachment(ticket_id: UUID, attachment_id: UUID) -> Response:
        """Gives back a file, to be saved and never shown in the page."""
        attachment, content = correspondences.read_file(ticket_id, attachment_id)
        name = door.rendering.opened(attachment.file_name) or str(attachment_id)
        return Response(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                "X-Content-Type-Options": "nosniff",
            },
        )
