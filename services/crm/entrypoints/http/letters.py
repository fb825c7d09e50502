"""Letters and outgoing mails over HTTP, for those who look after them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from services.crm.application.letters import LetterRow, Letters, OpenedLetter
from services.crm.application.mail_sending import MailSending
from services.crm.application.questions import ListedMail
from services.crm.domain.letter import MAIL
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.entrypoints.schemas.letters import (
    LetterRowSchema,
    LetterSchema,
    LettersQuery,
    OutgoingMailRowSchema,
    OutgoingMailSchema,
    OutgoingMailsQuery,
)
from shared.clock import iso
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


def add_letters(blueprint: Blueprint, letters: Letters) -> None:
    """Adds what customers wrote directly."""

    def show(letter_id: UUID) -> dict[str, Any]:
        return _shown_letter(letters.open_letter(letter_id))

    @blueprint.route("/letters", methods=["GET"])
    @blueprint.arguments(LettersQuery, location="query")
    @blueprint.response(200, page_schema(LetterRowSchema))
    @query
    def list_letters(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists letters, the newest first; those set aside say why."""
        last = after(asked["cursor"], tuple[str, UUID])
        rows = letters.list_letters(
            outcome=asked.get("outcome"),
            cause=asked.get("cause"),
            after=last,
            limit=asked["limit"] + 1,
        )
        page = page_of(
            rows,
            asked["limit"],
            key=lambda one: (iso(one.listed.received_at), one.listed.letter_id),
        )
        return {**page, "items": [_shown_row(one) for one in page["items"]]}

    @blueprint.route("/letters/<uuid:letter_id>", methods=["GET"])
    @blueprint.response(200, LetterSchema)
    @query
    def show_letter(letter_id: UUID) -> dict[str, Any]:
        """Shows a letter, as it stands or stood."""
        return _shown_letter(letters.open_letter(letter_id, as_of=as_of()))

    @blueprint.route("/letters/<uuid:letter_id>/original", methods=["GET"])
    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/octet-stream"
    )
    @query
    def download_original(letter_id: UUID) -> Response:
        """Gives back a letter as it came, to be saved and never shown in the page."""
        ending = "eml" if letters.open_letter(letter_id).letter.facts.door == MAIL else "json"
        return Response(
            letters.read_original(letter_id),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{letter_id}.{ending}"',
                "X-Content-Type-Options": "nosniff",
            },
        )

    @blueprint.route("/letters/<uuid:letter_id>/taking-up", methods=["POST"])
    @blueprint.response(201, LetterSchema)
    @command(shows=show)
    def take_up_letter(letter_id: UUID) -> UUID:
        """Makes a request of a letter that was set aside."""
        return letters.take_up_letter(letter_id, expected_version=if_match()).id


def add_outgoing_mails(blueprint: Blueprint, sending: MailSending) -> None:
    """Adds what goes out by mail."""

    @blueprint.route("/outgoing-mails", methods=["GET"])
    @blueprint.arguments(OutgoingMailsQuery, location="query")
    @blueprint.response(200, page_schema(OutgoingMailRowSchema))
    @query
    def list_outgoing_mails(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists outgoing mails, the newest first."""
        last = after(asked["cursor"], tuple[str, UUID])
        rows = sending.list_mails(state=asked.get("state"), after=last, limit=asked["limit"] + 1)
        page = page_of(rows, asked["limit"], key=lambda one: (iso(one.queued_at), one.mail_id))
        return {**page, "items": [_shown_listed(one) for one in page["items"]]}

    @blueprint.route("/outgoing-mails/<uuid:outgoing_mail_id>", methods=["GET"])
    @blueprint.response(200, OutgoingMailSchema)
    @query
    def show_outgoing_mail(outgoing_mail_id: UUID) -> dict[str, Any]:
        """Shows what became of a mail."""
        return _shown_mail(sending.mail(outgoing_mail_id))

    @blueprint.route("/outgoing-mails/<uuid:outgoing_mail_id>/another-sending", methods=["POST"])
    @blueprint.response(201, OutgoingMailSchema)
    @command(shows=lambda mail_id: _shown_mail(sending.mail(mail_id)))
    def send_mail_again(outgoing_mail_id: UUID) -> UUID:
        """Has a mail sent once more that did not arrive, or of which nobody knows."""
        return sending.send_again(outgoing_mail_id, expected_version=if_match()).id


def _shown_row(row: LetterRow) -> dict[str, Any]:
    return {
        **vars(row.listed),
        "sender": row.sender,
        "subject": row.subject,
        "received_at": iso(row.listed.received_at),
    }


def _shown_letter(opened: OpenedLetter) -> dict[str, Any]:
    letter = opened.letter
    names = opened.file_names
    return {
        "letter_id": letter.id,
        "version": letter.version,
        "door": letter.facts.door,
        "outcome": letter.outcome,
        "cause": letter.facts.cause,
        "notes": letter.facts.notes,
        "sender": opened.sender,
        "subject": opened.subject,
        "number": letter.facts.number,
        "request_id": letter.request_id,
        "reply_id": letter.facts.reply_id,
        "ticket_number": letter.facts.ticket_number,
        "customer_id": letter.customer_id,
        "files": [
            {**msgspec.structs.asdict(one), "file_name": name}
            for one, name in zip(letter.files, names, strict=True)
        ],
        "original_size": letter.facts.original_size,
        "received_at": iso(letter.facts.received_at),
    }


def _shown_listed(one: ListedMail) -> dict[str, Any]:
    return {
        **vars(one),
        "outgoing_mail_id": one.mail_id,
        "due_at": None if one.due_at is None else iso(one.due_at),
        "queued_at": iso(one.queued_at),
    }


def _shown_mail(mail: OutgoingMail) -> dict[str, Any]:
    facts = mail.facts
    return {
        "outgoing_mail_id": mail.id,
        "version": mail.version,
        "kind": facts.kind,
        "reply_id": facts.reply_id,
        "invitation_id": facts.invitation_id,
        "ticket_id": facts.ticket_id,
        "ticket_number": facts.ticket_number,
        "customer_id": facts.customer_id,
        "state": mail.state,
        "cause": mail.cause,
        "attempts": mail.attempts,
        "uncertain_attempts": mail.uncertain_attempts,
        "due_at": None if mail.due_at is None else iso(mail.due_at),
        "queued_at": iso(mail.queued_at),
        "expires_at": None if facts.expires_at is None else iso(facts.expires_at),
    }
