"""Letters come in, and tickets are told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.crm.domain.letter import Letter
from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.messages.mail_settings import MailSettings, Server
from services.crm.service import CrmService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import Context, acting
from tests.crm.mails import CENTRE
from tests.crm.post_office import Post
from tests.crm.ticket_events import ticket_message

TakeMail = Callable[..., Letter]
NUMBER = "T-000012-5"


@pytest.fixture
def mail_rules(crm: CrmService, clock: SetClock) -> MailRules:
    """The rules of mail as shipped."""
    return crm.rules.read(MAIL_RULES, MailRules, at=clock.now())


@pytest.fixture
def as_mail_process(clock: SetClock) -> Callable[[], object]:
    """Acts as the mail process does."""
    return lambda: acting(
        Context(occurred_at=clock.now(), actor="service:crm", kind="service", channel="timer")
    )


@pytest.fixture
def take_mail(
    crm: CrmService, clock: SetClock, mail_rules: MailRules, as_mail_process: Callable[..., object]
) -> TakeMail:
    """Takes a mail that lay in the mailbox."""

    def take(raw: bytes, *, rules: MailRules = mail_rules, size: int | None = None) -> Letter:
        with as_mail_process():  # type: ignore[attr-defined]
            return crm.mail_intake.take_mail(
                raw, mailbox=CENTRE, own={CENTRE}, rules=rules, at=clock.now(), size=size
            )

    return take


@pytest.fixture
def open_ticket(
    react: Callable[[Message], None], project: Callable[[], None]
) -> Callable[..., None]:
    """Tells of the ticket that a letter has led to."""

    def tell(letter: Letter, *, customer_id: UUID | None = None) -> None:
        react(
            ticket_message(
                "ticket_opened",
                number=NUMBER,
                request_id=str(letter.request_id),
                customer_id=None if customer_id is None else str(customer_id),
            )
        )
        project()

    return tell


@pytest.fixture
def send(
    crm: CrmService,
    clock: SetClock,
    mail_rules: MailRules,
    as_mail_process: Any,
    project: Callable[[], None],
) -> Callable[[Post], int]:
    """Sends what is due."""

    def send_due(post: Post) -> int:
        with as_mail_process():
            count = crm.mail_sending.send_due_mails(post, rules=mail_rules.sending, at=clock.now())
        project()
        return count

    return send_due


@pytest.fixture
def mail_settings(tmp_path: Any) -> MailSettings:
    server = Server("mail.example", 465, "tls")
    return MailSettings(
        address="help@centre.example",
        sender_name="客服\r\nBcc: x@y.example",
        aliases=(),
        user="help",
        password_file=tmp_path / "none",
        imap=server,
        smtp=server,
        folder="INBOX",
        done_folder="",
        ca_file="",
        takes_tags=True,
        every_seconds=1,
        within_seconds=1,
    )
