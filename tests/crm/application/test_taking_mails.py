"""What becomes of mails: requests, replies to the right ticket alone, and what is set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.crm.application.mail_threads import MailThreads
from services.crm.domain.letter import SOURCE, Letter
from services.crm.domain.mail_facts import outgoing_mail_id_of
from services.crm.domain.mail_rules import MailRules
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.domain.reply import Reply
from services.crm.domain.ticket_request import TicketRequest
from services.crm.service import CrmService
from shared.bus.message import Message
from tests.crm.application.conftest import NUMBER, TakeMail
from tests.crm.crm_messages import SENDER, customer_upserted
from tests.crm.mails import CENTRE, FANG, STRANGER, bounce, mail
from tests.crm.ticket_events import TICKET_ID, ticket_message

PDF = b"%PDF-1.7 ..."
REPLY_ID = TICKET_ID


@pytest.fixture
def threads(crm: CrmService) -> MailThreads:
    """Signs as the service does."""
    return crm.threads


@pytest.fixture
def answered(
    crm: CrmService, take_mail: TakeMail, open_ticket: Callable[..., None], react: Any
) -> OutgoingMail:
    """The centre's answer to Fang's mail."""
    letter = take_mail(mail())
    open_ticket(letter)
    react(reply_sent(crm, letter))
    return crm.store.get(OutgoingMail, outgoing_mail_id_of(REPLY_ID))


def reply_sent(crm: CrmService, letter: Letter, *, channel: str = "email") -> Message:
    """The answer to a letter, as `tickets` tells of it."""
    request = crm.store.get(TicketRequest, letter.request_id)
    sealed = crm.keys.seal(request.facts.subject.subject, "请看附件。")
    return ticket_message(
        "reply_sent",
        number=NUMBER,
        request_id=str(letter.request_id),
        reply_id=str(REPLY_ID),
        reply_channel=channel,
        text={name: getattr(sealed, name) for name in sealed.__struct_fields__},
    )


def text_of(crm: CrmService, letter: Letter) -> str:
    assert letter.facts.reply_id is not None
    return crm.keys.open(crm.store.get(Reply, letter.facts.reply_id).facts.text, purpose="test")


class TestNewMatters:
    def test_a_mail_asks_for_a_ticket_with_all_words_sealed(
        self, crm: CrmService, take_mail: TakeMail
    ) -> None:
        letter = take_mail(mail(files=(("账单.pdf", PDF),)))

        request = crm.store.get(TicketRequest, letter.request_id)
        facts = request.facts
        opened = [
            crm.keys.open(one, purpose="test")
            for one in (facts.subject, facts.description, facts.reply_to)
            if one is not None
        ]
        assert ("request", SOURCE, "email", "inquiry") == (
            letter.outcome,
            facts.source,
            facts.channel,
            facts.kind,
        )
        assert ["年费", "年费怎么退？", FANG] == opened
        [file] = letter.files
        assert ("application/pdf", len(PDF)) == (file.media_type, file.size)
        assert "账单.pdf" == crm.keys.open(file.file_name, purpose="test")
        assert f"contact:{letter.request_id}" == file.file_name.subject

    def test_a_known_address_names_its_customer(
        self, crm: CrmService, take_mail: TakeMail, project: Callable[[], None]
    ) -> None:
        customer_id = crm.inbox.take_message(customer_upserted(), sender=SENDER).entities[
            "customer_id"
        ]
        project()

        letter = take_mail(mail())

        assert customer_id == letter.customer_id
        assert letter.facts.subject is not None
        assert f"customer:{customer_id}" == letter.facts.subject.subject

    def test_the_original_is_kept_byte_by_byte_and_encrypted(
        self, crm: CrmService, take_mail: TakeMail, as_wang: Any
    ) -> None:
        raw = mail()
        letter = take_mail(raw)

        with as_wang("crm.handle_letters"):
            assert raw == crm.letters.read_original(letter.id)
        folder = crm.letters._files._folder
        kept = (folder / letter.facts.original).read_bytes()
        assert "年费".encode() not in kept
        assert 0o600 == (folder / letter.facts.original).stat().st_mode & 0o777

    def test_a_mail_that_comes_again_has_no_second_effect(
        self, crm: CrmService, take_mail: TakeMail
    ) -> None:
        first = take_mail(mail())
        end = crm.store.recorder.last_position()
        again = take_mail(mail())
        by_another_way = take_mail(b"Received: from mx2 by mx3; now\r\n" + mail())

        assert {first.id} == {again.id, by_another_way.id}
        assert end == crm.store.recorder.last_position()

    def test_another_mail_under_the_same_message_id_suppresses_nothing(
        self, take_mail: TakeMail
    ) -> None:
        forged = take_mail(mail("x", sender=STRANGER))
        real = take_mail(mail())
        assert ("request", "request") == (forged.outcome, real.outcome)
        assert forged.id != real.id


class TestThreads:
    def test_an_answer_to_a_mail_of_ours_joins_its_ticket(
        self, crm: CrmService, take_mail: TakeMail, answered: OutgoingMail, threads: MailThreads
    ) -> None:
        key = threads.mail_key(answered.id)
        letter = take_mail(
            mail("谢谢", message_id="m2@x", subject="Re: 别的", answers=f"{key}@centre.example")
        )

        assert ("reply", answered.facts.request_id) == (letter.outcome, letter.request_id)
        assert "谢谢" == text_of(crm, letter)

    def test_a_made_up_message_id_of_ours_joins_nothing(
        self, take_mail: TakeMail, answered: OutgoingMail
    ) -> None:
        forged = f"{answered.id.hex}.{'0' * 20}@centre.example"
        letter = take_mail(mail("x", sender=STRANGER, message_id="m3@x", answers=forged))
        assert "request" == letter.outcome

    def test_a_stranger_who_was_forwarded_our_mail_joins_and_is_named(
        self, crm: CrmService, take_mail: TakeMail, answered: OutgoingMail, threads: MailThreads
    ) -> None:
        answers = f"{threads.mail_key(answered.id)}@centre.example"
        letter = take_mail(mail("请退款", sender=STRANGER, message_id="m4@x", answers=answers))
        assert "reply" == letter.outcome
        first, rest = text_of(crm, letter).split("\n", 1)
        assert STRANGER in first
        assert "请退款" == rest

    def test_a_signed_token_in_the_address_joins_its_ticket(
        self, take_mail: TakeMail, answered: OutgoingMail, threads: MailThreads
    ) -> None:
        token = threads.token_of(NUMBER)
        to = f"help+{token}@centre.example"
        forged = f"help+{token[:-1]}{'1' if token.endswith('0') else '0'}@centre.example"
        assert "reply" == take_mail(mail("a", message_id="m5@x", to=to)).outcome
        assert (
            "request" == take_mail(mail("b", message_id="m6@x", to=forged, sender=STRANGER)).outcome
        )

    def test_a_number_in_the_subject_joins_only_for_the_tickets_customer(
        self, take_mail: TakeMail, answered: OutgoingMail
    ) -> None:
        subject = f"Re: 年费 [{NUMBER}]"
        own = take_mail(mail("a", message_id="m7@x", subject=subject))
        guessed = take_mail(mail("b", message_id="m8@x", subject=subject, sender=STRANGER))
        mistyped = take_mail(mail("c", message_id="m9@x", subject="Re: [T-000012-6]"))
        assert ["reply", "request", "request"] == [one.outcome for one in (own, guessed, mistyped)]

    def test_the_same_subject_alone_joins_nothing(
        self, take_mail: TakeMail, answered: OutgoingMail
    ) -> None:
        assert "request" == take_mail(mail("还有", message_id="m10@x", subject="Re: 年费")).outcome

    def test_a_customers_second_mail_to_the_first_joins_and_a_strangers_does_not(
        self, take_mail: TakeMail
    ) -> None:
        first = take_mail(mail())
        second = take_mail(mail("补充", message_id="m11@x", answers="m1@example.com"))
        foreign = take_mail(
            mail("x", message_id="m12@x", answers="m1@example.com", sender=STRANGER)
        )
        assert ("reply", first.request_id) == (second.outcome, second.request_id)
        assert "request" == foreign.outcome

    def test_files_of_a_reply_come_with_it(self, take_mail: TakeMail) -> None:
        take_mail(mail())
        letter = take_mail(
            mail("补充", message_id="m13@x", answers="m1@example.com", files=(("a.pdf", PDF),))
        )
        assert ["application/pdf"] == [one.media_type for one in letter.files]


MACHINES = {
    "auto-submitted": {"Auto-Submitted": "auto-replied"},
    "bulk-mail": {"Precedence": "bulk"},
    "auto-response": {"X-Auto-Response-Suppress": "All"},
    "mailing-list": {"List-Id": "<news.example>"},
    "null-return-path": {"Return-Path": "<>"},
    "own-mail": {"X-Loopdesk-Mail": "T-000012-5"},
}


class TestLoops:
    @pytest.mark.parametrize("cause", MACHINES)
    def test_a_machines_mail_is_recorded_and_not_answered(
        self, take_mail: TakeMail, cause: str
    ) -> None:
        letter = take_mail(mail(headers=MACHINES[cause]))
        assert ("set_aside", cause, None) == (letter.outcome, letter.facts.cause, letter.request_id)

    @pytest.mark.parametrize("sender", [CENTRE, CENTRE.upper(), CENTRE.replace("@", "+t1@")])
    def test_a_mail_from_ourselves_is_a_loop(self, take_mail: TakeMail, sender: str) -> None:
        assert "own-address" == take_mail(mail(sender=sender)).facts.cause

    def test_a_mail_that_went_round_is_a_loop(
        self, take_mail: TakeMail, mail_rules: MailRules
    ) -> None:
        hops = b"Received: from a by b; now\r\n" * (mail_rules.reading.most_hops + 1)
        assert "mail-loop" == take_mail(hops + mail()).facts.cause

    def test_too_many_mails_of_one_correspondent_are_set_aside_until_the_hour_is_over(
        self, take_mail: TakeMail, mail_rules: MailRules, clock: Any
    ) -> None:
        rules = replace(mail_rules, most_per_hour=2)
        taken = [
            take_mail(mail(message_id=f"n{number}@x"), rules=rules).facts.cause
            for number in range(3)
        ]
        other = take_mail(mail(sender=STRANGER, message_id="n9@x"), rules=rules)
        clock.move_to(clock.now().replace(hour=clock.now().hour + 1))
        later = take_mail(mail(message_id="n10@x"), rules=rules)

        assert [None, None, "too-many-letters"] == taken
        assert [None, None] == [other.facts.cause, later.facts.cause]


class TestBounces:
    def test_a_bounce_is_recorded_on_the_mail_that_came_back(
        self, crm: CrmService, take_mail: TakeMail, answered: OutgoingMail, threads: MailThreads
    ) -> None:
        raw = bounce(f"{threads.mail_key(answered.id)}@centre.example")
        letter = take_mail(raw)
        again = take_mail(bounce(f"{threads.mail_key(answered.id)}@centre.example", status="5.2.2"))

        mail_now = crm.store.get(OutgoingMail, answered.id)
        assert ("bounce", "bounce-failed") == (letter.outcome, letter.facts.cause)
        assert "bounce" == again.outcome
        assert ("bounced", "bounced 5.1.1", None) == (
            mail_now.state,
            mail_now.cause,
            mail_now.due_at,
        )

    def test_a_delay_is_recorded_and_changes_nothing(
        self, crm: CrmService, take_mail: TakeMail, answered: OutgoingMail, threads: MailThreads
    ) -> None:
        key = threads.mail_key(answered.id)
        letter = take_mail(bounce(f"{key}@centre.example", action="delayed", status="4.4.1"))
        assert "bounce-delayed" == letter.facts.cause
        assert "queued" == crm.store.get(OutgoingMail, answered.id).state

    def test_nobody_makes_up_a_bounce(
        self, crm: CrmService, take_mail: TakeMail, answered: OutgoingMail
    ) -> None:
        letter = take_mail(bounce(f"{answered.id.hex}.{'0' * 20}@centre.example"))
        assert ("set_aside", "bounce-of-unknown-mail") == (letter.outcome, letter.facts.cause)
        assert "queued" == crm.store.get(OutgoingMail, answered.id).state


class TestTakingUp:
    def test_a_person_makes_a_request_of_what_was_set_aside(
        self, crm: CrmService, take_mail: TakeMail, as_wang: Any
    ) -> None:
        letter = take_mail(mail(headers=MACHINES["bulk-mail"], files=(("a.pdf", PDF),)))
        with as_wang("crm.handle_letters"):
            taken = crm.letters.take_up_letter(letter.id)

        assert ("taken_up", 1) == (taken.outcome, len(taken.files))
        assert "email" == crm.store.get(TicketRequest, taken.request_id).facts.channel
