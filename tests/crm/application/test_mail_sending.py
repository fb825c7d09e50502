"""Replies on their way: attempts recorded before they are made, doubts kept, failures told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.crm.application.mail_sending import WrittenMail
from services.crm.domain.letter_errors import MailNotFailed
from services.crm.domain.mail_facts import outgoing_mail_id_of
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.messages.mail_settings import MailSettings
from services.crm.messages.mail_writer import written_mail
from services.crm.service import CrmService
from shared.clock import SetClock
from shared.errors import NotAllowed
from shared.event_store.history import history
from tests.crm.application.conftest import NUMBER, TakeMail
from tests.crm.application.test_taking_mails import REPLY_ID, reply_sent
from tests.crm.mails import FANG, mail
from tests.crm.post_office import DELAYED, REFUSED, SENT, UNCERTAIN, Post, wait


@pytest.fixture
def queued(
    crm: CrmService,
    take_mail: TakeMail,
    open_ticket: Callable[..., None],
    react: Any,
    project: Callable[[], None],
) -> OutgoingMail:
    """An answer to Fang's mail that waits to be sent."""
    letter = take_mail(mail())
    open_ticket(letter)
    react(reply_sent(crm, letter))
    project()
    return crm.store.get(OutgoingMail, outgoing_mail_id_of(REPLY_ID))


def now(crm: CrmService, queued: OutgoingMail) -> tuple[str, str | None, int]:
    found = crm.store.get(OutgoingMail, queued.id)
    return found.state, found.cause, found.attempts


def steps(crm: CrmService, queued: OutgoingMail) -> list[str]:
    return [one.topic.rpartition(".")[2] for one in history(crm.store, queued.id)]


def test_a_reply_goes_to_whoever_wrote_with_what_threads_it(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int]
) -> None:
    post = Post(SENT)
    assert (1, 0) == (send(post), send(post))
    [handed] = post.handed
    assert (FANG, "年费", NUMBER, "请看附件。", "m1@example.com") == (
        handed.recipient,
        handed.subject,
        handed.ticket_number,
        handed.text,
        handed.answered_id,
    )
    assert ["queued", "attempted", "sent"] == steps(crm, queued)


def test_a_reply_is_queued_once_and_only_for_those_who_wrote_to_us(
    crm: CrmService, queued: OutgoingMail, take_mail: TakeMail, react: Any
) -> None:
    end = crm.store.recorder.last_position()
    letter = take_mail(mail())
    react(reply_sent(crm, letter))
    events = crm.store.recorder.select_records(after=end, limit=10)
    assert ["crm.ticket.news_noted"] == [one.topic for one in events]


def test_an_attempt_is_recorded_before_it_is_made(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int]
) -> None:
    post = Post(SENT)
    seen: list[str] = []
    post.before = lambda: seen.append(now(crm, queued)[0])
    send(post)
    assert ["sending"] == seen


def test_a_delayed_mail_waits_longer_each_time_and_is_given_up_at_last(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int], clock: SetClock
) -> None:
    post = Post(*[DELAYED] * 100)
    waits = []
    while now(crm, queued)[0] == "queued":
        send(post)
        due_at = crm.store.get(OutgoingMail, queued.id).due_at
        if due_at is not None:
            waits.append((due_at - clock.now()) // timedelta(seconds=1))
            clock.move_to(due_at)
    assert [60, 120, 240, 480] == waits[:4]
    assert (14_400, ("failed", "too-old")) == (max(waits), now(crm, queued)[:2])


def test_a_refused_mail_is_not_repeated(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int], clock: SetClock
) -> None:
    post = Post(REFUSED)
    send(post)
    wait(clock, days=1)
    assert 0 == send(post)
    assert ("failed", "smtp-550", 1) == now(crm, queued)


def test_an_uncertain_end_is_repeated_once_under_the_same_key_and_then_left_to_people(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int], clock: SetClock
) -> None:
    post = Post(UNCERTAIN, UNCERTAIN)
    send(post)
    wait(clock, hours=1)
    send(post)
    wait(clock, days=1)
    assert 0 == send(post)

    assert 1 == len({one.key for one in post.handed})
    assert ("uncertain", "uncertain-end", 2) == now(crm, queued)
    assert ["attempted", "deferred_uncertain", "attempted", "left_uncertain"] == steps(crm, queued)[
        1:
    ]


def test_an_attempt_whose_process_died_counts_as_uncertain(
    crm: CrmService,
    queued: OutgoingMail,
    send: Callable[[Post], int],
    clock: SetClock,
    as_mail_process: Any,
    project: Callable[[], None],
) -> None:
    with as_mail_process():
        queued.begin_attempt(at=clock.now())
        crm.store.save(queued)
    project()
    assert 0 == send(Post())
    wait(clock, minutes=10)
    send(Post())
    assert ("queued", "uncertain-end", 1) == now(crm, queued)


def test_of_two_processes_one_sends(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int], clock: SetClock
) -> None:
    post, other = Post(SENT), Post(SENT)
    post.before = lambda: (send(other), None)[1]
    send(post)
    assert (1, 0) == (len(post.handed), len(other.handed))


def test_nothing_is_sent_to_whoever_was_erased(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int]
) -> None:
    # Only a customer can be erased; the words of an unknown caller lie under the contact.
    crm.keys._vault.erase([queued.facts.text.subject])
    crm.keys._forget({queued.facts.text.subject})
    send(Post())
    assert ("failed", "address-erased") == now(crm, queued)[:2]


def test_a_person_sends_a_failed_mail_again(
    crm: CrmService, queued: OutgoingMail, send: Callable[[Post], int], as_wang: Any, project: Any
) -> None:
    with as_wang("crm.handle_letters"), pytest.raises(MailNotFailed):
        crm.mail_sending.send_again(queued.id)
    send(Post(REFUSED))
    with as_wang(), pytest.raises(NotAllowed):
        crm.mail_sending.send_again(queued.id)
    with as_wang("crm.handle_letters"):
        crm.mail_sending.send_again(queued.id)
    project()
    assert 1 == send(Post(SENT))
    assert "sent" == now(crm, queued)[0]


def test_nothing_can_be_slipped_into_the_headers(
    mail_settings: MailSettings, clock: SetClock
) -> None:
    made = written_mail(
        WrittenMail(
            recipient=FANG,
            subject="Re: a\r\nBcc: victim@example.com\r\n\r\nbody",
            ticket_number=NUMBER,
            text="甲\r\n.\r\nMAIL FROM:<x>",
            key="abc.def",
            token="t0000125-x",
            answered_id="m1@x>\r\nBcc: <v@example.com",
        ),
        mail_settings,
        at=clock.now(),
    )
    head, _, body = made.as_bytes().partition(b"\r\n\r\n")
    assert {"bcc"}.isdisjoint(
        line.partition(b":")[0].lower().decode() for line in head.split(b"\r\n")
    )
    assert (FANG, "<abc.def@centre.example>", None) == (
        made["To"],
        made["Message-ID"],
        made["In-Reply-To"],
    )
    assert "help+t0000125-x@centre.example" == made["Reply-To"]
    assert b"\r\n.\r\n" not in body
