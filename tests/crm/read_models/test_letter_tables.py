"""The tables of letters and outgoing mails: applied, repeated, rebuilt, emptied of the erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from services.crm.domain.mail_facts import REPLY, SURVEY, MailFacts, outgoing_mail_id_of
from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.read_models.followed_tickets import FOLLOWED
from services.crm.read_models.letter_list import LETTERS
from services.crm.read_models.outgoing_mails import MAILS
from services.crm.service import CrmService
from shared.context import Context, acting
from tests.crm.conftest import MONDAY
from tests.crm.crm_messages import SENDER, customer_upserted
from tests.crm.mails import STRANGER, mail
from tests.crm.ticket_events import ticket_message

BULK = {"Precedence": "bulk"}


@pytest.fixture
def history(
    crm: CrmService, as_wang: Callable[..., Any], react: Any, project: Callable[[], None]
) -> Iterator[str]:
    """Letters of a customer who is erased and of strangers, and mails in every state."""
    return lives(crm, as_wang, react, project)


def lives(crm: CrmService, as_wang: Any, react: Any, project: Any) -> Iterator[str]:
    customer = crm.inbox.take_message(customer_upserted(), sender=SENDER)
    project()
    rules = crm.rules.read(MAIL_RULES, MailRules, at=MONDAY)
    process = Context(occurred_at=MONDAY, actor="service:crm", kind="service", channel="timer")

    def take(raw: bytes) -> UUID:
        with acting(process):
            letter = crm.mail_intake.take_mail(raw, mailbox="m", own=(), rules=rules, at=MONDAY)
        return letter.id

    take(mail())
    yield "a customer's letter"
    take(mail(sender=STRANGER, message_id="2@x", headers=BULK))
    second = take(mail(sender=STRANGER, message_id="3@x", headers=BULK))
    yield "two set aside"
    with as_wang("crm.handle_letters"):
        crm.letters.take_up_letter(second)
    react(ticket_message("ticket_opened"))
    yield "taken up, and a ticket"
    for number, state in enumerate(STEPS, start=1):
        with acting(process):
            step_mail(crm, number, state, rules)
        yield state
    with as_wang():
        crm.customers.erase_customer(customer.entities["customer_id"], reason="客户要求")
    yield "erased"


def step_mail(crm: CrmService, number: int, state: str, rules: MailRules) -> None:
    is_survey, entity_id = "survey" in state, UUID(int=number)
    facts = MailFacts(
        kind=SURVEY if is_survey else REPLY,
        reply_id=None if is_survey else entity_id,
        invitation_id=entity_id if is_survey else None,
        ticket_id=None if is_survey else entity_id,
        ticket_number=None if is_survey else "T-000012-5",
        text=crm.keys.seal(f"contact:{UUID(int=1)}", "您好"),
        due_at=MONDAY,
    )
    made = OutgoingMail.queue(outgoing_mail_id_of(entity_id), facts=facts)
    made.begin_attempt(at=MONDAY)
    STEPS[state](made, rules)
    crm.store.save(made)


STEPS: dict[str, Callable[[OutgoingMail, MailRules], None]] = {
    "sending": lambda one, rules: None,
    "sent": lambda one, rules: one.note_sent(),
    "delayed": lambda one, rules: one.note_delay("smtp-451", at=MONDAY, rules=rules.sending),
    "uncertain": lambda one, rules: [  # type: ignore[dict-item]
        one.note_uncertain_end(at=MONDAY, rules=rules.sending) for _ in range(2)
    ],
    "failed": lambda one, rules: one.note_refusal("smtp-550"),
    "bounced": lambda one, rules: one.note_bounce(status="5.1.1", diagnostic=None),
    "survey sent": lambda one, rules: one.note_sent(),
    "survey bounced": lambda one, rules: one.note_bounce(status="5.2.2", diagnostic=None),
}


def rows_of(crm: CrmService) -> list[list[tuple[Any, ...]]]:
    with crm.read_database.reading() as connection:
        return [
            sorted((tuple(row) for row in connection.execute(select(table))), key=str)
            for table in (LETTERS, MAILS, FOLLOWED)
        ]


def test_each_letter_and_mail_stands_with_its_state_and_nothing_in_clear(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    assert 12 == len(list(history))
    project()

    letters = crm.letter_list.page(outcome=None, cause=None, after=None, limit=10)
    mails = crm.outgoing.page(state=None, after=None, limit=10)
    assert ["set_aside", "taken_up"] == sorted(one.outcome for one in letters)
    assert ["bounced", "failed", "queued", "sending", "sent", "uncertain"] == sorted(
        one.state for one in mails if one.kind == "reply"
    )
    assert [("bounced", "bounced 5.2.2", None, None), ("sent", None, None, None)] == sorted(
        (one.state, one.cause, one.ticket_id, one.ticket_number)
        for one in mails
        if one.kind == "survey"
    )
    assert {1} == {one.attempts for one in mails}
    for text in ("年费", STRANGER, "您好"):
        assert text not in str(rows_of(crm))


def test_rebuilt_tables_equal_those_that_followed_step_by_step(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    for _ in history:
        project()
    live = rows_of(crm)
    for model in crm.service().read_models:
        crm.read_database.clear(model.name, model.tables)
    assert [[], [], []] == rows_of(crm)
    project()
    assert live == rows_of(crm)
    project()
    assert live == rows_of(crm)


def test_pages_follow_each_other_and_filters_hold(
    crm: CrmService, history: Iterator[str], project: Callable[[], None]
) -> None:
    assert 12 == len(list(history))
    project()
    everything = crm.outgoing.page(state=None, after=None, limit=10)
    last = everything[2]
    place = (crm_time(last.queued_at), last.mail_id)
    assert everything[3:] == crm.outgoing.page(state=None, after=place, limit=10)
    bounced = crm.outgoing.page(state="bounced", after=None, limit=10)
    assert ["reply", "survey"] == sorted(one.kind for one in bounced)
    found = crm.letter_list.page(outcome="set_aside", cause="bulk-mail", after=None, limit=10)
    assert 1 == len(found)
    assert [] == crm.letter_list.page(outcome=None, cause="mail-loop", after=None, limit=10)


def crm_time(moment: Any) -> str:
    return str(moment.isoformat(timespec="microseconds")).replace("+00:00", "Z")
