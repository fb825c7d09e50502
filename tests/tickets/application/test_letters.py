"""What letters bring to tickets: files, once, and word of replies that did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.errors import NotFound
from shared.sealed.files import SealedFiles
from shared.settings import Settings
from tests.support.parts import message
from tests.support.tickets import CUSTOMER
from tests.tickets.conftest import ActAs

PDF = b"%PDF-1.7 bill"
FILE = UUID(int=77)
React = Callable[[Message], None]


@pytest.fixture
def kept(desk: TicketsService, settings: Settings) -> dict[str, Any]:
    """A file that the gateway has written into the installation's folder."""
    subject = f"customer:{CUSTOMER}"
    files = SealedFiles(
        settings.attachments_dir,
        keys=desk.keys,
        purpose="show-letter",
        missing=lambda name: NotFound(what="file", key=name),
    )
    return {
        "file_id": str(FILE),
        "file_name": msgspec.to_builtins(desk.keys.seal(subject, "账单.pdf")),
        "media_type": "application/pdf",
        "size": len(PDF),
        "ciphertext_hash": files.keep(subject, PDF),
    }


def letter(number: str | None, *files: dict[str, Any], position: int = 1) -> Message:
    data = {"request_id": None, "ticket_number": number, "files": list(files)}
    return message("crm.letter_received", data, position=position)


def written(desk: TicketsService, ticket_id: UUID) -> Correspondence:
    return desk.store.get(Correspondence, Correspondence.id_for(ticket_id))


def test_a_letters_file_is_read_in_the_ticket_without_a_copy(
    desk: TicketsService,
    ticket_id: UUID,
    kept: dict[str, Any],
    react: React,
    as_employee: ActAs,
) -> None:
    number = desk.store.get(Ticket, ticket_id).number
    react(letter(number, kept))
    react(letter(number, kept, position=2))

    [attachment] = written(desk, ticket_id).attachments
    assert (FILE, None) == (attachment.attachment_id, attachment.author_id)
    with as_employee():
        assert PDF == desk.use_cases.correspondences.read_file(ticket_id, FILE)[1]


def test_a_letter_without_files_or_ticket_leaves_nothing(
    desk: TicketsService, kept: dict[str, Any], react: React
) -> None:
    end = desk.store.recorder.last_position()
    react(letter(None, kept))
    react(letter("T-000001-3"))
    assert end == desk.store.recorder.last_position()


def test_a_letter_to_a_ticket_that_there_is_not_is_refused(
    kept: dict[str, Any], react: React
) -> None:
    with pytest.raises(TicketNotFound):
        react(letter("T-999999-0", kept))


def test_a_reply_that_did_not_arrive_says_so_and_says_it_once(
    desk: TicketsService, ticket_id: UUID, react: React, as_employee: ActAs
) -> None:
    with as_employee():
        [entry] = desk.use_cases.correspondences.send_reply(ticket_id, text="您好").entries
    data = {"ticket_id": str(ticket_id), "reply_id": str(entry.entry_id), "cause": "bounced"}
    for status in ("5.1.1", "5.1.1", None):
        react(message("crm.reply_not_delivered", {**data, "status": status}))

    found = written(desk, ticket_id)
    assert ({entry.entry_id: "bounced"}, 4) == (found.not_delivered, found.version)
