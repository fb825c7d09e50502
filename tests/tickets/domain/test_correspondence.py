from uuid import UUID

import pytest

from services.tickets.domain.correspondence import (
    Attachment,
    AttachmentRules,
    Correspondence,
    Entry,
)
from services.tickets.domain.correspondence_errors import (
    AttachmentTooLarge,
    AttachmentTypeNotAllowed,
    ReplyAlreadyReceived,
    TooManyAttachments,
)
from tests.support.tickets import MONDAY, TICKET, about, at, new_events, sealed, without_events

RULES = AttachmentRules(largest_bytes=1000, most_files=1, media_types=("image/png",))


def nothing_written() -> Correspondence:
    with at():
        return without_events(Correspondence.start(TICKET))


def entry(number: int, sort: str) -> Entry:
    return Entry(
        entry_id=UUID(int=number), sort=sort, written_at=MONDAY, text=sealed(), channel="email"
    )


def file(media_type: str = "image/png", *, size: int = 1000) -> Attachment:
    return Attachment(
        attachment_id=UUID(int=size),
        file_name=sealed(),
        media_type=media_type,
        size=size,
        ciphertext_hash="ab" * 32,
        attached_at=MONDAY,
    )


def test_notes_and_replies_are_kept_apart() -> None:
    correspondence = nothing_written()
    with at():
        correspondence.keep_note(entry(1, "note"))
        correspondence.send_reply(entry(2, "reply"), about=about())

    assert ["NoteKept", "ReplySent"] == new_events(correspondence)
    assert ["note", "reply"] == [one.sort for one in correspondence.entries]


def test_several_words_of_the_customer_in_a_row_are_one_question() -> None:
    correspondence = nothing_written()
    with at():
        correspondence.receive_reply(entry(1, "customer_reply"))
        correspondence.receive_reply(entry(2, "customer_reply"))
    assert (1, True) == (correspondence.questions, correspondence.awaits_reply)

    with at():
        correspondence.send_reply(entry(3, "reply"), about=about())
        correspondence.receive_reply(entry(4, "customer_reply"))
    assert (2, True) == (correspondence.questions, correspondence.awaits_reply)


def test_a_reply_is_received_once() -> None:
    correspondence = nothing_written()
    with at():
        correspondence.receive_reply(entry(1, "customer_reply"))
    with at(), pytest.raises(ReplyAlreadyReceived):
        correspondence.receive_reply(entry(1, "customer_reply"))


def test_a_file_within_the_rules_is_attached() -> None:
    correspondence = nothing_written()
    with at():
        correspondence.attach_file(file(), rules=RULES)

    assert ["FileAttached"] == new_events(correspondence)
    assert (file(),) == correspondence.attachments


def test_a_file_is_refused_by_size_type_and_number() -> None:
    correspondence = nothing_written()
    with at(), pytest.raises(AttachmentTooLarge):
        correspondence.attach_file(file(size=1001), rules=RULES)
    with at(), pytest.raises(AttachmentTypeNotAllowed):
        correspondence.attach_file(file("text/html"), rules=RULES)
    with at():
        correspondence.attach_file(file(), rules=RULES)
    with at(), pytest.raises(TooManyAttachments):
        correspondence.attach_file(file(size=2), rules=RULES)
