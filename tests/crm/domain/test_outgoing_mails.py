"""Outgoing mails: as earlier releases stored them, and what ends one without a reply in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent

from services.crm.domain.letter_errors import LinkLeadsNowhere, MailNotFailed
from services.crm.domain.mail_facts import SURVEY, MailFacts, survey_mail_id_of
from services.crm.domain.mail_rules import SendingRules
from services.crm.domain.outgoing_mail import LINK_WITHOUT_HOST, OutgoingMail
from services.crm.domain.survey_mail_rules import SurveyMailRules, SurveyMailText
from shared.context import Context, acting
from shared.event_store import Mapper
from shared.sealed.envelope import Sealed

MONDAY = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)
SEALED = Sealed(subject="customer:1", key_id="k", algorithm="A256GCM", nonce="n", text="t")
RULES = SendingRules(60, 14_400, 72, 1, answers_without_request=False)
REPLY_ID, TICKET_ID = UUID(int=1), UUID(int=2)
TEXT = SurveyMailText(
    title="题", invitation="{link} {expires_at}", reminder="再 {link} {expires_at}"
)

VERSION_1 = (
    '{"answered_id":null,"customer_id":null,"due_at":"2020-01-06T01:00:00.000000Z",'
    '"meta":{"event_id":"01a20131-966b-7b9a-ae45-834ece14135d",'
    '"occurred_at":"2020-01-06T01:00:00.000000Z","kind":"service","class_version":1},'
    f'"recipient":null,"reply_id":"{REPLY_ID}","request_id":null,"subject":null,'
    '"text":{"algorithm":"A256GCM","key_id":"k","nonce":"n","subject":"contact:1","text":"t"},'
    f'"ticket_id":"{TICKET_ID}","ticket_number":"T-000012-5"}}'
)
"""What the first release stored; it stays for ever."""


@pytest.fixture(autouse=True)
def _in_the_mail_process() -> Iterator[None]:
    with acting(Context(occurred_at=MONDAY, actor="service:crm", kind="service")):
        yield


@pytest.fixture
def survey_mail() -> OutgoingMail:
    """The mail of an invitation."""
    facts = MailFacts(
        kind=SURVEY,
        invitation_id=UUID(int=3),
        ticket_id=TICKET_ID,
        ticket_number="T-000012-5",
        text=SEALED,
        due_at=MONDAY,
        expires_at=MONDAY + timedelta(days=14),
        consent_purpose="survey",
    )
    return OutgoingMail.queue(survey_mail_id_of(UUID(int=3), reminder=0), facts=facts)


def steps(mail: OutgoingMail) -> list[str]:
    return [type(one).__name__ for one in mail.pending_events]


def test_a_mail_of_the_first_release_is_a_reply() -> None:
    stored = StoredEvent(
        originator_id=UUID(int=700),
        originator_version=1,
        topic="crm.outgoing_mail.queued",
        state=VERSION_1.encode(),
    )
    mail = Mapper([OutgoingMail]).to_domain_event(stored).mutate(None)

    assert ("reply", REPLY_ID, TICKET_ID, "queued", MONDAY) == (
        mail.facts.kind,
        mail.facts.reply_id,
        mail.facts.ticket_id,
        mail.state,
        mail.due_at,
    )
    assert (None, None, None, False) == (
        mail.facts.invitation_id,
        mail.facts.expires_at,
        mail.facts.consent_purpose,
        mail.facts.have_expired(MONDAY + timedelta(days=9_999)),
    )
    mail.note_refusal("smtp-550")
    assert REPLY_ID == mail.pending_events[-1].about.reply_id


def test_a_survey_mail_is_stored_and_read_as_it_is(survey_mail: OutgoingMail) -> None:
    mapper = Mapper([OutgoingMail])
    read = mapper.to_domain_event(mapper.to_stored_event(survey_mail.pending_events[0]))
    assert survey_mail.facts == read.mutate(None).facts


def test_no_mail_without_a_reply_says_that_a_reply_was_lost(survey_mail: OutgoingMail) -> None:
    survey_mail.begin_attempt(at=MONDAY)
    survey_mail.note_uncertain_end(at=MONDAY, rules=RULES)
    survey_mail.note_uncertain_end(at=MONDAY, rules=RULES)
    assert ("uncertain", 2) == (survey_mail.state, survey_mail.uncertain_attempts)
    survey_mail.send_again(recipient=None, at=MONDAY)
    survey_mail.note_delay("smtp-451", at=MONDAY + timedelta(hours=99), rules=RULES)
    assert ("failed", "too-old") == (survey_mail.state, survey_mail.cause)
    survey_mail.send_again(recipient=None, at=MONDAY)
    survey_mail.note_bounce(status="5.1.1", diagnostic=SEALED)
    survey_mail.note_bounce(status="5.1.1", diagnostic=SEALED)
    assert ("bounced", "bounced 5.1.1") == (survey_mail.state, survey_mail.cause)
    assert [
        "Created",
        "Attempted",
        "DeferredUncertain",
        "Undelivered",
        "SentAgain",
        "Undelivered",
        "SentAgain",
        "Undelivered",
    ] == steps(survey_mail)


def test_only_what_failed_and_still_leads_somewhere_is_sent_again(
    survey_mail: OutgoingMail,
) -> None:
    with pytest.raises(MailNotFailed):
        survey_mail.send_again(recipient=None, at=MONDAY)
    survey_mail.note_refusal("smtp-550")
    with pytest.raises(LinkLeadsNowhere):
        survey_mail.send_again(recipient=None, at=MONDAY + timedelta(days=14))
    survey_mail.send_again(recipient=None, at=MONDAY)
    survey_mail.note_refusal(LINK_WITHOUT_HOST)
    with pytest.raises(LinkLeadsNowhere):
        survey_mail.send_again(recipient=None, at=MONDAY)


@pytest.mark.parametrize(
    ("language", "expected"),
    [(None, "zh"), ("zh-Hans-CN", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("fr", "en")],
)
def test_a_customer_is_asked_in_a_language_that_there_is(
    language: str | None, expected: str
) -> None:
    rules = SurveyMailRules("survey", zh=TEXT, en=replace(TEXT))
    assert getattr(rules, expected) is rules.texts_for(language)


def test_a_text_is_filled_with_the_link_and_its_last_moment() -> None:
    filled = [
        TEXT.filled(is_reminder=one, link="https://x/{expires_at}", expires_at="2020-01-20")
        for one in (False, True)
    ]
    assert ["https://x/{expires_at} 2020-01-20", "再 https://x/{expires_at} 2020-01-20"] == filled


@pytest.mark.parametrize("text", ["{link}", "{expires_at}", ""])
def test_a_text_without_link_or_last_moment_is_no_rule(text: str) -> None:
    content = {"title": "题", "invitation": text, "reminder": "{link} {expires_at}"}
    with pytest.raises(msgspec.ValidationError, match="names"):
        msgspec.convert(content, SurveyMailText)
