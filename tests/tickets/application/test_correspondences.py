from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.correspondence_errors import (
    AttachmentNotFound,
    AttachmentTooLarge,
    AttachmentTypeNotAllowed,
    ReplyAlreadyReceived,
)
from services.tickets.domain.errors import TicketAlreadyClosed, TicketNotFound, TicketNotYours
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.settings import Settings
from tests.support.tickets import LI, SUN, ZHAO
from tests.tickets.conftest import ActAs


@pytest.fixture
def receive(desk: TicketsService, as_employee: ActAs) -> Callable[..., Correspondence]:
    """The customer writes about a ticket that Li has."""

    def write(ticket_id: UUID, number: int = 1) -> Correspondence:
        with as_employee():
            return desk.use_cases.correspondences.receive_reply(
                ticket_id, reply_id=UUID(int=number), text="还没解决", channel="email"
            )

    return write


def states(desk: TicketsService, ticket_id: UUID, as_employee: ActAs) -> dict[str, str]:
    with as_employee():
        found = desk.use_cases.sla.clocks_of(ticket_id)
    return {f"{one.clock.clock}/{one.clock.ordinal}": one.clock.state for one in found}


def test_a_reply_stops_the_first_response_clock(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        written = desk.use_cases.correspondences.send_reply(ticket_id, text="您好")

    assert [("reply", "phone", LI)] == [
        (one.sort, one.channel, one.author_id) for one in written.entries
    ]
    assert "met" == states(desk, ticket_id, as_employee)["first_response/1"]


def test_a_note_stops_no_clock_and_leaves_the_tickets_version(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    before = desk.store.get(Ticket, ticket_id).version
    with as_employee():
        desk.use_cases.correspondences.keep_note(ticket_id, text="客户情绪激动")

    assert "running" == states(desk, ticket_id, as_employee)["first_response/1"]
    assert before == desk.store.get(Ticket, ticket_id).version


def test_a_colleague_who_sees_a_ticket_may_note_but_not_reply(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    correspondences = desk.use_cases.correspondences
    with as_employee(ZHAO):
        correspondences.keep_note(waiting_id, text="同类问题昨天也有")
        with pytest.raises(TicketNotYours):
            correspondences.send_reply(waiting_id, text="您好")
    with as_employee(SUN), pytest.raises(TicketNotFound):
        correspondences.keep_note(waiting_id, text="x")


def test_each_question_of_the_customer_has_a_clock_until_it_is_answered(
    desk: TicketsService,
    ticket_id: UUID,
    receive: Callable[..., Correspondence],
    as_employee: ActAs,
) -> None:
    receive(ticket_id, 1)
    receive(ticket_id, 2)
    with as_employee():
        desk.use_cases.correspondences.send_reply(ticket_id, text="在办")
    receive(ticket_id, 3)

    found = states(desk, ticket_id, as_employee)
    assert ("met", "running") == (found["reply/1"], found["reply/2"])
    assert "reply/3" not in found


def test_a_reply_is_received_once(ticket_id: UUID, receive: Callable[..., Correspondence]) -> None:
    receive(ticket_id, 1)
    with pytest.raises(ReplyAlreadyReceived):
        receive(ticket_id, 1)


def test_what_waited_for_the_customer_goes_on_when_they_write(
    desk: TicketsService,
    ticket_id: UUID,
    receive: Callable[..., Correspondence],
    as_employee: ActAs,
) -> None:
    with as_employee():
        desk.use_cases.solutions.wait_for(ticket_id, "waiting_for_customer", reason="补件")
    receive(ticket_id)

    assert "in_progress" == desk.store.get(Ticket, ticket_id).state


def test_a_customer_who_writes_after_the_closure_reopens_the_ticket(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    receive: Callable[..., Correspondence],
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    resolve(ticket_id)
    with as_employee():
        desk.use_cases.tickets.close_ticket(ticket_id)
    receive(ticket_id)

    assert "ticket.reopened" == topics(ticket_id)[-1]
    assert "assigned" == desk.store.get(Ticket, ticket_id).state
    found = states(desk, ticket_id, as_employee)
    assert ("running", "running") == (found["reply/1"], found["resolution/2"])


def test_nobody_replies_in_a_closed_ticket(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    with as_employee():
        desk.use_cases.tickets.close_ticket(ticket_id)
        with pytest.raises(TicketAlreadyClosed):
            desk.use_cases.correspondences.send_reply(ticket_id, text="x")


def test_two_replies_at_once_are_both_kept(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    correspondences = desk.use_cases.correspondences
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            correspondences.send_reply(ticket_id, text="先到")
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_employee():
        written = correspondences.send_reply(ticket_id, text="后到")

    assert ["先到", "后到"] == [desk.keys.open(one.text, purpose="test") for one in written.entries]


def test_an_attachment_lies_encrypted_and_comes_back_whole(
    desk: TicketsService, ticket_id: UUID, settings: Settings, as_employee: ActAs
) -> None:
    content = b"%PDF-1.7 secret" * 100
    with as_employee():
        attachment = desk.use_cases.correspondences.attach_file(
            ticket_id, file_name="合同.pdf", media_type="application/pdf", content=content
        )
        found, read = desk.use_cases.correspondences.read_file(ticket_id, attachment.attachment_id)

    [file] = stored_files(settings)
    assert (attachment, content) == (found, read)
    assert attachment.ciphertext_hash == file.name
    assert b"secret" not in file.read_bytes()
    assert 0o600 == file.stat().st_mode & 0o777


def stored_files(settings: Settings) -> list[Path]:
    folder = settings.data_dir / "attachments"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_file_against_the_rules_is_never_written(
    desk: TicketsService, ticket_id: UUID, settings: Settings, as_employee: ActAs
) -> None:
    attach = desk.use_cases.correspondences.attach_file
    with as_employee():
        with pytest.raises(AttachmentTypeNotAllowed):
            attach(ticket_id, file_name="x.svg", media_type="image/svg+xml", content=b"<svg/>")
        with pytest.raises(AttachmentTooLarge):
            attach(ticket_id, file_name="x.txt", media_type="text/plain", content=bytes(10485761))

    assert [] == stored_files(settings)


def test_an_altered_file_is_not_given_out(
    desk: TicketsService, ticket_id: UUID, settings: Settings, as_employee: ActAs
) -> None:
    cases = desk.use_cases.correspondences
    with as_employee():
        attachment = cases.attach_file(
            ticket_id, file_name="x.txt", media_type="text/plain", content=b"text"
        )
        [file] = stored_files(settings)
        file.write_bytes(file.read_bytes().replace(b"A", b"B"))
        with pytest.raises(AttachmentNotFound):
            cases.read_file(ticket_id, attachment.attachment_id)


def test_a_file_belongs_to_its_ticket(
    desk: TicketsService, ticket_id: UUID, waiting_id: UUID, as_employee: ActAs
) -> None:
    cases = desk.use_cases.correspondences
    with as_employee():
        attachment = cases.attach_file(
            ticket_id, file_name="x.txt", media_type="text/plain", content=b"text"
        )
        with pytest.raises(AttachmentNotFound):
            cases.read_file(waiting_id, attachment.attachment_id)
    with as_employee(SUN), pytest.raises(TicketNotFound):
        cases.read_file(ticket_id, attachment.attachment_id)
