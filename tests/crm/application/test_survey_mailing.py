"""Links of surveys go by mail: to those who wrote directly, once each, and while they are good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.crm.application.mail_sending import WrittenMail
from services.crm.domain.letter_errors import LinkLeadsNowhere
from services.crm.domain.mail_rules import MAIL_RULES
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.domain.rules import CrmRules
from services.crm.domain.ticket_request import TicketRequest
from services.crm.messages.mail_settings import MailSettings
from services.crm.messages.mail_writer import written_mail
from services.crm.service import CrmService
from shared.clock import SetClock
from shared.context import Context, acting
from shared.event_store.history import history
from shared.rules.keeping import RuleKeeping
from tests.crm.application.conftest import NUMBER, TakeMail
from tests.crm.conftest import MONDAY, WANG
from tests.crm.crm_messages import SENDER, contact_recorded, customer_upserted, ticket_requested
from tests.crm.mails import FANG, bounce, mail
from tests.crm.post_office import DELAYED, REFUSED, SENT, UNCERTAIN, Post, wait
from tests.crm.survey_links import EXPIRES_AT, LINK, link_sent, queued_mail
from tests.crm.ticket_events import ticket_message

Send = Callable[[Post], int]


@pytest.fixture
def fang(crm: CrmService, project: Callable[[], None]) -> UUID:
    """Fang's file."""
    answer = crm.inbox.take_message(customer_upserted(), sender=SENDER)
    project()
    return UUID(str(answer.entities["customer_id"]))


@pytest.fixture
def wrote(fang: UUID, take_mail: TakeMail, open_ticket: Callable[..., None]) -> UUID:
    """Fang has written, and there is a ticket; her id."""
    open_ticket(take_mail(mail()), customer_id=fang)
    return fang


@pytest.fixture
def queued(crm: CrmService, wrote: UUID, react: Any, project: Callable[[], None]) -> OutgoingMail:
    """The mail of an invitation that waits to be sent."""
    react(link_sent(crm, wrote))
    project()
    found = queued_mail(crm)
    assert found is not None
    return found


def now(crm: CrmService, queued: OutgoingMail) -> tuple[str, str | None]:
    found = crm.store.get(OutgoingMail, queued.id)
    return found.state, found.cause


def text_of(crm: CrmService, queued: OutgoingMail) -> str:
    return crm.keys.open(queued.facts.text, purpose="test")


def answer_everybody(crm: CrmService) -> None:
    """From now on those who did not write are written to as well."""
    book = crm.store.get(CrmRules, CrmRules.id_for(MAIL_RULES))
    content = dict(book.versions[-1].content)
    content["sending"] = {**content["sending"], "answers_without_request": True}
    with acting(Context(occurred_at=MONDAY, actor=WANG, kind="service")):
        RuleKeeping(crm.store, CrmRules).enter_rule_version(
            MAIL_RULES, content=content, effective_from=MONDAY, reason="test"
        )


class TestWhoIsAsked:
    def test_a_link_goes_to_whoever_wrote_into_the_thread_of_their_mail(
        self, crm: CrmService, queued: OutgoingMail, send: Send
    ) -> None:
        post = Post(SENT)
        assert (1, 0) == (send(post), send(post))
        [handed] = post.handed
        assert (FANG, "年费", NUMBER, "m1@example.com", True) == (
            handed.recipient,
            handed.subject,
            handed.ticket_number,
            handed.answered_id,
            handed.is_automatic,
        )
        for words in (LINK, "2020-01-20 09:00+08:00", "请勿直接回复"):
            assert words in handed.text
        assert ("sent", None) == now(crm, queued)
        [first] = list(history(crm.store, queued.id))[:1]
        assert {"survey_mail": "1"} == dict(first.meta.rules)

    def test_each_reminder_is_a_mail_of_its_own_and_each_message_has_one_effect(
        self, crm: CrmService, queued: OutgoingMail, react: Any
    ) -> None:
        react(link_sent(crm, UUID(str(queued.facts.customer_id)), reminder=1))
        reminder = queued_mail(crm, reminder=1)
        end = crm.store.recorder.last_position()
        for number in (0, 1):
            react(link_sent(crm, UUID(str(queued.facts.customer_id)), reminder=number))

        assert end == crm.store.recorder.last_position()
        assert reminder is not None
        assert ("刚刚办结" in text_of(crm, queued), "仍期待" in text_of(crm, reminder)) == (
            True,
            True,
        )

    @pytest.mark.parametrize(("language", "words"), [("en-GB", "nobody answers"), ("zh", "请勿")])
    def test_customers_are_asked_in_their_language(
        self, crm: CrmService, wrote: UUID, react: Any, language: str, words: str
    ) -> None:
        changed = customer_upserted(message_id="m-lang", language=language)
        crm.inbox.take_message(changed, sender=SENDER)
        react(link_sent(crm, wrote))
        found = queued_mail(crm)
        assert found is not None
        assert words in text_of(crm, found)

    @pytest.mark.parametrize("channel", ["phone", "chat", "app"])
    def test_other_channels_send_their_own_links(
        self, crm: CrmService, wrote: UUID, react: Any, channel: str
    ) -> None:
        react(link_sent(crm, wrote, channel=channel))
        assert queued_mail(crm) is None

    def test_whom_the_crm_serves_is_left_to_it(
        self, crm: CrmService, fang: UUID, react: Any
    ) -> None:
        answer_everybody(crm)
        crm.inbox.take_message(contact_recorded(), sender=SENDER)
        asked = crm.inbox.take_message(ticket_requested(channel="email"), sender=SENDER)
        contact_id = crm.store.get(TicketRequest, asked.entities["request_id"]).facts.contact_id
        react(ticket_message("ticket_opened", request_id=str(asked.entities["request_id"])))
        react(link_sent(crm, fang))
        assert queued_mail(crm) is None
        react(link_sent(crm, fang, ticket_id=None, contact_id=str(contact_id)))
        assert queued_mail(crm) is None

    def test_who_did_not_write_is_asked_only_if_the_rules_say_so(
        self, crm: CrmService, fang: UUID, react: Any, send: Send, project: Callable[[], None]
    ) -> None:
        message = link_sent(crm, fang, ticket_id=None, contact_id=str(uuid4()))
        react(message)
        assert queued_mail(crm) is None

        answer_everybody(crm)
        react(message)
        project()
        post = Post(SENT)
        send(post)
        [handed] = post.handed
        assert (FANG, "请评价我们的服务", None, None, None) == (
            handed.recipient,
            handed.subject,
            handed.ticket_number,
            handed.answered_id,
            handed.token,
        )

    def test_who_refuses_surveys_is_not_asked(
        self, crm: CrmService, wrote: UUID, react: Any, as_wang: Any
    ) -> None:
        with as_wang():
            crm.customers.record_consent(wrote, purpose="survey", is_granted=False)
        react(link_sent(crm, wrote))
        assert queued_mail(crm) is None

    def test_whoever_was_erased_is_not_asked(
        self, crm: CrmService, wrote: UUID, react: Any, as_wang: Any
    ) -> None:
        message = link_sent(crm, wrote)
        with as_wang():
            crm.customers.erase_customer(wrote, reason="客户要求")
        react(message)
        assert queued_mail(crm) is None

    def test_an_expired_link_is_not_queued(
        self, crm: CrmService, wrote: UUID, react: Any, clock: SetClock
    ) -> None:
        clock.move_to(EXPIRES_AT)
        react(link_sent(crm, wrote))
        assert queued_mail(crm) is None


class TestSending:
    def test_an_uncertain_end_is_repeated_under_the_same_key_and_then_left(
        self, crm: CrmService, queued: OutgoingMail, send: Send, clock: SetClock
    ) -> None:
        post = Post(UNCERTAIN, UNCERTAIN)
        send(post)
        wait(clock, hours=1)
        send(post)
        found = crm.store.get(OutgoingMail, queued.id)
        assert 1 == len({(one.key, one.text) for one in post.handed})
        assert ("uncertain", 2) == (found.state, found.uncertain_attempts)

    def test_a_link_that_has_expired_meanwhile_is_not_sent_nor_sent_again(
        self, crm: CrmService, queued: OutgoingMail, send: Send, clock: SetClock, as_wang: Any
    ) -> None:
        clock.move_to(EXPIRES_AT)
        post = Post()
        assert 1 == send(post)
        assert [] == post.handed
        assert ("failed", "link-expired") == now(crm, queued)
        with as_wang("crm.handle_letters"), pytest.raises(LinkLeadsNowhere):
            crm.mail_sending.send_again(queued.id)

    def test_who_has_refused_meanwhile_gets_none(
        self, crm: CrmService, queued: OutgoingMail, send: Send, clock: SetClock, as_wang: Any
    ) -> None:
        send(Post(DELAYED))
        with as_wang():
            crm.customers.record_consent(
                UUID(str(queued.facts.customer_id)), purpose="survey", is_granted=False
            )
        wait(clock, hours=1)
        post = Post()
        assert 1 == send(post)
        assert ("failed", "consent-refused") == now(crm, queued)

    def test_who_was_erased_meanwhile_gets_none(
        self, crm: CrmService, queued: OutgoingMail, send: Send, as_wang: Any
    ) -> None:
        with as_wang():
            crm.customers.erase_customer(UUID(str(queued.facts.customer_id)), reason="客户要求")
        post = Post()
        assert 1 == send(post)
        assert ("failed", "address-erased") == now(crm, queued)

    def test_a_link_that_no_mail_program_can_follow_is_seen_and_not_sent(
        self, crm: CrmService, wrote: UUID, react: Any, send: Send, as_wang: Any
    ) -> None:
        react(link_sent(crm, wrote, link="/api/tickets/v1/surveys/answers/abc"))
        found = queued_mail(crm)
        assert found is not None
        assert ("failed", "link-without-host") == now(crm, found)
        with as_wang("crm.handle_letters"), pytest.raises(LinkLeadsNowhere):
            crm.mail_sending.send_again(found.id)

    def test_a_refused_one_is_sent_again_by_a_person(
        self,
        crm: CrmService,
        queued: OutgoingMail,
        send: Send,
        as_wang: Any,
        project: Callable[[], None],
    ) -> None:
        send(Post(REFUSED))
        with as_wang("crm.handle_letters"):
            crm.mail_sending.send_again(queued.id)
        project()
        assert 1 == send(Post(SENT))
        assert ("sent", None) == now(crm, queued)


class TestAnswers:
    def test_a_bounce_is_noted_and_is_no_undelivered_reply(
        self, crm: CrmService, queued: OutgoingMail, take_mail: TakeMail, send: Send
    ) -> None:
        send(Post(SENT))
        letter = take_mail(bounce(f"{crm.threads.mail_key(queued.id)}@centre.example"))

        assert ("bounce", "bounce-failed") == (letter.outcome, letter.facts.cause)
        assert ("bounced", "bounced 5.1.1") == now(crm, queued)
        end = list(history(crm.store, queued.id))[-1].topic
        assert end not in crm.publications.topics_of("loopdesk.events")

    def test_who_answers_it_all_the_same_joins_the_ticket(
        self, crm: CrmService, queued: OutgoingMail, take_mail: TakeMail
    ) -> None:
        answers = f"{crm.threads.mail_key(queued.id)}@centre.example"
        letter = take_mail(mail("还有问题", message_id="m2@x", answers=answers))
        assert ("reply", queued.facts.request_id) == (letter.outcome, letter.request_id)

    def test_an_answer_to_one_about_no_ticket_begins_something_new(
        self, crm: CrmService, fang: UUID, react: Any, take_mail: TakeMail
    ) -> None:
        answer_everybody(crm)
        react(link_sent(crm, fang, ticket_id=None, contact_id=str(uuid4())))
        found = queued_mail(crm)
        assert found is not None
        answers = f"{crm.threads.mail_key(found.id)}@centre.example"
        assert "request" == take_mail(mail("x", message_id="m2@x", answers=answers)).outcome


@pytest.mark.parametrize(
    ("number", "answered_id", "subject"),
    [
        (NUMBER, "m1@example.com", f"Re: 年费 [{NUMBER}]"),
        (NUMBER, None, f"年费 [{NUMBER}]"),
        (None, None, "年费"),
    ],
)
def test_machines_are_told_that_a_machine_wrote(
    mail_settings: MailSettings,
    clock: SetClock,
    number: str | None,
    answered_id: str | None,
    subject: str,
) -> None:
    handed = WrittenMail(
        recipient=FANG,
        subject="年费",
        ticket_number=number,
        text="甲",
        key="abc.def",
        token=None if number is None else "t1-x",
        answered_id=answered_id,
        is_automatic=True,
    )
    made = written_mail(handed, mail_settings, at=clock.now())
    assert (subject, "auto-generated", number or "abc.def") == (
        made["Subject"],
        made["Auto-Submitted"],
        made["X-Loopdesk-Mail"],
    )
    assert (number is None) == (made["Reply-To"] is None)
