"""The mailbox and the post office over real servers: positions, new ids, lost connections."""

from __future__ import annotations

import imaplib
import mailbox
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.crm.application.mail_sending import WrittenMail
from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.messages.imap_mailbox import ImapMailbox
from services.crm.messages.mail_settings import MailSettings, Server, read_mail_settings
from services.crm.messages.smtp_post import SmtpPost
from services.crm.service import CrmService
from shared.clock import SetClock
from shared.context import Context, acting
from shared.settings import BadSettings
from tests.crm.mails import CENTRE, FANG, mail
from tests.support.mail_servers import HOST, PASSWORD, PrivateDovecot, PrivateSmtp
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import free_ports

WRITTEN = WrittenMail(
    recipient=FANG,
    subject="年费",
    ticket_number="T-000012-5",
    text="您好\n.\n..再见",
    key="abc.def",
    token="t0000125-x",
    answered_id=None,
)


@pytest.fixture(scope="module")
def dovecot(run_folder: Path) -> PrivateDovecot:
    ensure_keeper(run_folder)
    folder = make_run_folder(run_folder)
    for one in (run_folder, folder):
        one.chmod(0o755)
    server = PrivateDovecot(folder)
    server.start()
    return server


@pytest.fixture
def smtp(dovecot: PrivateDovecot) -> Iterator[PrivateSmtp]:
    server = PrivateSmtp(dovecot)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings_of_mail(dovecot: PrivateDovecot, tmp_path: Path, request: Any) -> MailSettings:
    """A mailbox of the test's own."""
    address = f"{abs(hash(request.node.name))}@centre.example"
    mailbox.Maildir(dovecot.maildir(address))
    dovecot._give_away(dovecot.maildir(address))
    password = tmp_path / "mail-password"
    password.write_text(PASSWORD)
    return MailSettings(
        address=address,
        sender_name="",
        aliases=(),
        user=address,
        password_file=password,
        imap=Server(HOST, dovecot.port, "tls"),
        smtp=Server(HOST, dovecot.smtp_port, "tls"),
        folder="INBOX",
        done_folder="",
        ca_file=str(dovecot.certificate),
        takes_tags=False,
        every_seconds=1,
        within_seconds=10,
    )


@pytest.fixture
def fetch(crm: CrmService, clock: SetClock) -> Callable[..., int]:
    """Fetches a batch as the mail process does."""
    shipped = crm.rules.read(MAIL_RULES, MailRules, at=clock.now())

    def take(settings: MailSettings, rules: MailRules = shipped) -> int:
        context = Context(
            occurred_at=clock.now(), actor="service:crm", kind="service", channel="timer"
        )
        with acting(context), ImapMailbox(settings) as box:
            return crm.mail_fetching.fetch_mails(box, own=(), rules=rules, at=clock.now())

    return take


def letters(crm: CrmService) -> list[tuple[str, str | None, int]]:
    records = crm.store.recorder.select_records(after=0, limit=500, topics=["crm.letter.received"])
    events = [crm.store.mapper.to_domain_event(one) for one in records]
    return [(one.outcome, one.cause, one.original_size) for one in events]


def seen(dovecot: PrivateDovecot, settings: MailSettings, folder: str = "INBOX") -> list[bool]:
    with imaplib.IMAP4_SSL(HOST, dovecot.port, ssl_context=dovecot.trust) as imap:
        imap.login(settings.user, PASSWORD)
        imap.select(folder, readonly=True)
        numbers = imap.search(None, "ALL")[1][0].split()
        found: list[Any] = [imap.fetch(one.decode(), "(FLAGS)")[1][0] for one in numbers]
    return [b"\\Seen" in one for one in found]


def test_a_mailbox_is_read_on_from_where_the_last_round_ended(
    crm: CrmService, dovecot: PrivateDovecot, settings_of_mail: MailSettings, fetch: Any
) -> None:
    for number in (1, 2):
        dovecot.deliver(settings_of_mail.address, mail(message_id=f"{number}@x"))
    assert (2, 0) == (fetch(settings_of_mail), fetch(settings_of_mail))
    dovecot.deliver(settings_of_mail.address, mail(message_id="3@x"))
    assert 1 == fetch(settings_of_mail)
    assert 3 == len(letters(crm))
    assert [True] * 3 == seen(dovecot, settings_of_mail)


def test_new_ids_of_all_mails_bring_nothing_twice(
    crm: CrmService, dovecot: PrivateDovecot, settings_of_mail: MailSettings, fetch: Any
) -> None:
    dovecot.deliver(settings_of_mail.address, mail())
    fetch(settings_of_mail)
    with ImapMailbox(settings_of_mail) as box:
        before = box.validity
    for one in dovecot.maildir(settings_of_mail.address).glob("dovecot*"):
        one.unlink()
    (dovecot.maildir(settings_of_mail.address) / "dovecot-uidlist").write_text(
        f"3 V{before + 7} N1\n"
    )
    dovecot._give_away(dovecot.maildir(settings_of_mail.address))
    with ImapMailbox(settings_of_mail) as box:
        assert before != box.validity

    assert 1 == fetch(settings_of_mail)
    assert 1 == len(letters(crm))


def test_of_a_mail_that_is_too_large_the_beginning_is_fetched(
    crm: CrmService,
    dovecot: PrivateDovecot,
    settings_of_mail: MailSettings,
    fetch: Any,
    clock: SetClock,
) -> None:
    rules = crm.rules.read(MAIL_RULES, MailRules, at=clock.now())
    small = replace(rules, reading=replace(rules.reading, largest_bytes=300_000))
    dovecot.deliver(settings_of_mail.address, mail("长" * 200_000))
    fetch(settings_of_mail, small)
    [(outcome, cause, size)] = letters(crm)
    assert ("set_aside", "mail-too-large") == (outcome, cause)
    assert size > 300_000


def test_taken_mails_are_moved_where_the_settings_say(
    dovecot: PrivateDovecot, settings_of_mail: MailSettings, fetch: Any
) -> None:
    with imaplib.IMAP4_SSL(HOST, dovecot.port, ssl_context=dovecot.trust) as imap:
        imap.login(settings_of_mail.user, PASSWORD)
        imap.create("Done")
    dovecot.deliver(settings_of_mail.address, mail())
    fetch(replace(settings_of_mail, done_folder="Done"))
    assert ([], [True]) == (
        seen(dovecot, settings_of_mail),
        seen(dovecot, settings_of_mail, "Done"),
    )


def test_a_server_that_proves_nothing_is_not_trusted(settings_of_mail: MailSettings) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        ImapMailbox(replace(settings_of_mail, ca_file=""))


def test_a_mail_is_handed_over_byte_by_byte(
    dovecot: PrivateDovecot, settings_of_mail: MailSettings, smtp: PrivateSmtp, clock: SetClock
) -> None:
    mailbox.Maildir(dovecot.maildir(FANG))
    dovecot._give_away(dovecot.maildir(FANG))
    with SmtpPost(settings_of_mail, now=clock.now) as post:
        assert ["sent", "sent"] == [post.send(WRITTEN).end for _ in range(2)]
    received = dovecot.inbox(FANG)[-1]
    content = received.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert WRITTEN.text == content.decode().replace("\r\n", "\n").rstrip("\n")


@pytest.mark.parametrize(
    ("recipient", "end", "cause"),
    [
        ("nobody@example.com", "refused", "smtp-550"),
        ("冯@example.com", "refused", "address-not-sendable"),
        ("a@b.example\r\nDATA", "refused", "address-not-sendable"),
    ],
)
def test_an_address_that_is_none_is_refused(
    settings_of_mail: MailSettings,
    smtp: PrivateSmtp,
    clock: SetClock,
    recipient: str,
    end: str,
    cause: str,
) -> None:
    with SmtpPost(settings_of_mail, now=clock.now) as post:
        delivery = post.send(replace(WRITTEN, recipient=recipient))
    assert (end, cause) == (delivery.end, delivery.cause)


def test_a_server_that_is_away_or_refuses_the_password_only_delays(
    settings_of_mail: MailSettings, smtp: PrivateSmtp, clock: SetClock
) -> None:
    nowhere = replace(settings_of_mail, smtp=Server(HOST, free_ports(1)[0], "tls"))
    with SmtpPost(nowhere, now=clock.now) as post:
        away = post.send(WRITTEN)
    settings_of_mail.password_file.write_text("wrong")
    with SmtpPost(settings_of_mail, now=clock.now) as post:
        refused = post.send(WRITTEN)
    assert ("delayed", "no-connection", "delayed") == (away.end, away.cause, refused.end)


def test_a_connection_that_is_lost_after_the_text_leaves_the_end_open(
    dovecot: PrivateDovecot, settings_of_mail: MailSettings, clock: SetClock
) -> None:
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(dovecot.certificate, dovecot.folder / "server.key")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(HOST, listening.getsockname()[1], "tls")
        speaking = threading.Thread(target=hang_up_after_the_text, args=(listening, trust))
        speaking.start()
        with SmtpPost(replace(settings_of_mail, smtp=server), now=clock.now) as post:
            delivery = post.send(WRITTEN)
        speaking.join()
    assert ("uncertain", "connection-lost") == (delivery.end, delivery.cause)


def hang_up_after_the_text(listening: socket.socket, trust: ssl.SSLContext) -> None:
    """A mail server that takes the whole text and dies before it says so."""
    plain, _ = listening.accept()
    with trust.wrap_socket(plain, server_side=True) as line, line.makefile("rb") as heard:
        line.sendall(b"220 ready\r\n")
        for said in heard:
            word = said.split()[0].upper() if said.split() else b""
            if word == b"EHLO":
                line.sendall(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif word == b"DATA":
                line.sendall(b"354 go on\r\n")
                while heard.readline() != b".\r\n":
                    continue
                return
            else:
                line.sendall(b"235 fine\r\n" if word == b"AUTH" else b"250 fine\r\n")


def test_without_an_address_there_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOOPDESK_MAIL_ADDRESS", raising=False)
    assert read_mail_settings() is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADDRESS", "no address"),
        ("IMAP_HOST", None),
        ("SMTP_SECURITY", "none"),
        ("IMAP_PORT", "0"),
        ("EVERY_SECONDS", "often"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    given = {"ADDRESS": CENTRE, "IMAP_HOST": "a.example", "SMTP_HOST": "b.example", name: value}
    for setting, one in given.items():
        if one is not None:
            monkeypatch.setenv(f"LOOPDESK_MAIL_{setting}", one)
    with pytest.raises(BadSettings, match=name):
        read_mail_settings()


def test_a_password_is_read_from_its_file_alone(settings_of_mail: MailSettings) -> None:
    assert PASSWORD == settings_of_mail.password()
    assert PASSWORD not in repr(settings_of_mail)
    settings_of_mail.password_file.unlink()
    with pytest.raises(BadSettings, match="PASSWORD_FILE"):
        settings_of_mail.password()
