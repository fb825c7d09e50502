"""A customer writes, is answered, thanks and is asked, all through real IMAP and SMTP servers."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from services.demo.client import Refused
from tests.crm.mails import mail
from tests.journeys.centre import CRM, TICKETS, Centre, found_centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer
from tests.journeys.survey_side import SurveySide, link_in, visit
from tests.support.installation import Installation, Installations
from tests.support.mail_servers import HOST, PASSWORD, PrivateDovecot, PrivateSmtp
from tests.support.run_folder import ensure_keeper, make_run_folder

CENTRE = "help@centre.example"
FANG = "fang.wang@example.com"
GONE = "gone@example.com"
PDF = b"%PDF-1.7 bill"
COMPLETE = {"product": "信用卡", "question": "年费", "answer_source": "收费标准"}


@pytest.fixture
def dovecot(run_folder: Path) -> PrivateDovecot:
    """An IMAP server with a mailbox of the centre and one of a customer."""
    ensure_keeper(run_folder)
    folder = make_run_folder(run_folder)
    folder.chmod(0o755)
    run_folder.chmod(0o755)
    server = PrivateDovecot(folder)
    server.start()
    for address in (CENTRE, FANG):
        mailbox.Maildir(server.maildir(address))
        server._give_away(server.maildir(address))
    return server


@pytest.fixture
def smtp(dovecot: PrivateDovecot) -> Iterator[PrivateSmtp]:
    """An SMTP server that delivers into these mailboxes."""
    server = PrivateSmtp(dovecot)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def installation(
    installations: Installations, dovecot: PrivateDovecot, smtp: PrivateSmtp, tmp_path: Path
) -> Installation:
    """An embedded installation that knows the centre's mailbox, running."""
    password = tmp_path / "mail-password"
    password.write_text(f"{PASSWORD}\n")
    made = installations.new(
        starts_at=MONDAY,
        environment={
            "LOOPDESK_MAIL_ADDRESS": CENTRE,
            "LOOPDESK_MAIL_SENDER_NAME": "客服中心",
            "LOOPDESK_MAIL_PASSWORD_FILE": str(password),
            "LOOPDESK_MAIL_IMAP_HOST": HOST,
            "LOOPDESK_MAIL_IMAP_PORT": str(dovecot.port),
            "LOOPDESK_MAIL_SMTP_HOST": HOST,
            "LOOPDESK_MAIL_SMTP_PORT": str(dovecot.smtp_port),
            "LOOPDESK_MAIL_SMTP_SECURITY": "tls",
            "LOOPDESK_MAIL_CA_FILE": str(dovecot.certificate),
        },
    )
    made.start()
    return made


@pytest.fixture
def centre(installation: Installation) -> Centre:
    """The centre of the installation."""
    return found_centre(installation)


class Desk:
    """The agent's work on the one ticket.

    Args:
        installation: where.
        centre: who works there.
    """

    def __init__(self, installation: Installation, centre: Centre) -> None:
        self._installation = installation
        self.seat = centre.agent.seat
        [row] = centre.manager.seat.pages(f"{TICKETS}/tickets")
        self.path = f"{TICKETS}/tickets/{row['ticket_id']}"
        channels = {"channels": ["email"]}
        self.seat.send("POST", f"{TICKETS}/my-desk/availability", channels, key="mail-desk")
        to_agent = {"employee_id": centre.agent.employee_id}
        self._post(centre.manager.seat, "assignment", to_agent, version=self._version(centre))
        self.change("acceptance")

    @property
    def ticket(self) -> dict[str, Any]:
        found: dict[str, Any] = self.seat.get(self.path)
        return found

    @property
    def correspondence(self) -> dict[str, Any]:
        found: dict[str, Any] = self.seat.get(f"{self.path}/correspondence")
        return found

    def reply(self, text: str, *, key: str) -> None:
        """Answers by e-mail and has the mail sent."""
        body = {"text": text, "channel": "email"}
        self.seat.send("POST", f"{self.path}/replies", body, key=key)
        self._installation.settle()

    def change(self, step: str, body: Any = None) -> None:
        """Takes a step with the ticket as it stands."""
        self._post(self.seat, step, body, version=self.ticket["version"])

    def _post(self, seat: Any, step: str, body: Any, *, version: Any) -> None:
        seat.send(
            "POST",
            f"{self.path}/{step}",
            body,
            key=f"mail-{step}".replace("/", "-"),
            version=version,
        )

    def _version(self, centre: Centre) -> Any:
        return centre.manager.seat.get(self.path)["version"]


def introduce_fang(installation: Installation, centre: Centre) -> None:
    """The CRM tells of the customer, who lets the centre ask."""
    known = customer("C-1", name="王芳")
    known["data"]["emails"] = [FANG]
    side = CrmSide(installation, secret=centre.crm_secret, folder=installation.folder)
    side.api.send(known)
    installation.settle()


def text_of(received: Message) -> str:
    """What a mail says."""
    content = received.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().strip()


def exchange(installation: Installation) -> str:
    """Fetches and sends what there is; returns what the mail process says of it."""
    said = installation.run("mail", "--once").strip().splitlines()[-1]
    installation.settle()
    return said


def write(smtp: PrivateSmtp, raw: bytes) -> None:
    smtp.send(raw, sender=FANG, recipient=CENTRE)


def answer_to(received: Message, text: str, **more: Any) -> bytes:
    """What the customer's program sends when the customer answers a mail."""
    message_id = str(received["Message-ID"]).strip("<> \r\n")
    subject = f"Re: {received['Subject']}"
    return mail(text, subject=subject, answers=message_id, **more)


def judge(installation: Installation, dovecot: PrivateDovecot) -> None:
    """The customer finds the link to the survey among the mails, follows it and answers."""
    installation.settle()
    installation.clock.move_to(installation.clock.now() + timedelta(minutes=5))
    installation.run_timers()
    installation.settle()
    assert "0 fetched, 1 attempted" == exchange(installation)
    assert "0 fetched, 0 attempted" == exchange(installation)
    received = dovecot.inbox(FANG)[-1]
    assert ("<m1@example.com>", "auto-generated", CENTRE) == (
        received["In-Reply-To"],
        received["Auto-Submitted"],
        parseaddr(received["From"])[1],
    )
    link = link_in(text_of(received))
    assert "您满意吗" in visit(link).text
    assert "感谢您的参与" in visit(link, satisfied="5").text
    with pytest.raises(HTTPError, match="409"):
        visit(link, satisfied="1")
    installation.settle()


def test_a_mail_becomes_a_ticket_that_is_answered_and_resolved_by_mail(
    installation: Installation, centre: Centre, dovecot: PrivateDovecot, smtp: PrivateSmtp
) -> None:
    introduce_fang(installation, centre)
    survey = SurveySide(installation, centre.manager.seat)
    write(smtp, mail(html="<p>年费怎么退？</p><script>x()</script>", files=(("账单.pdf", PDF),)))
    assert "1 fetched, 0 attempted" == exchange(installation)
    assert "0 fetched, 0 attempted" == exchange(installation)

    desk = Desk(installation, centre)
    [attachment] = desk.correspondence["attachments"]
    assert ("email", "年费", "年费怎么退？", "账单.pdf") == (
        desk.ticket["channel"],
        desk.ticket["subject"],
        desk.ticket["description"],
        attachment["file_name"],
    )

    desk.reply("请提供卡号后四位。", key="mail-reply-1")
    assert "0 fetched, 1 attempted" == exchange(installation)
    [received] = dovecot.inbox(FANG)
    assert "请提供卡号后四位。" == text_of(received)
    assert "<m1@example.com>" == received["In-Reply-To"]

    write(smtp, answer_to(received, "0001，谢谢", message_id="m2@example.com"))
    vacation = {"Auto-Submitted": "auto-replied"}
    write(smtp, answer_to(received, "我在休假", message_id="m3@x", headers=vacation))
    assert "2 fetched, 0 attempted" == exchange(installation)
    assert ["reply", "customer_reply"] == [one["sort"] for one in desk.correspondence["entries"]]
    assert "0001，谢谢" == desk.correspondence["entries"][1]["text"]
    set_aside = list(centre.manager.seat.pages(f"{CRM}/letters", outcome="set_aside"))
    assert ["auto-submitted"] == [one["cause"] for one in set_aside]

    desk.reply("已为您退还。", key="mail-reply-2")
    assert "0 fetched, 1 attempted" == exchange(installation)
    assert 2 == len(dovecot.inbox(FANG))
    desk.change("information", {"information": COMPLETE})
    desk.change("solution", {"text": "退还年费"})
    desk.change("solution/answer", {"is_confirmed": True})
    desk.change("resolution", {"resolution": "已退还年费"})
    assert "resolved" == desk.ticket["state"]

    judge(installation, dovecot)
    results, [judged] = survey.results(centre.manager.seat), survey.answers(centre.manager.seat)
    assert (1, "5.00") == (results["answers"], results["csat"])
    assert (desk.ticket["ticket_id"], centre.agent.employee_id, 5) == (
        judged["ticket_id"],
        judged["assignee_id"],
        judged["satisfaction"],
    )
    with pytest.raises(Refused, match="403"):
        survey.answers(centre.agent.seat)
    assert [("survey", "sent"), ("reply", "sent"), ("reply", "sent")] == [
        (one["kind"], one["state"]) for one in centre.manager.seat.pages(f"{CRM}/outgoing-mails")
    ]
    installation.verify()


def test_a_reply_that_is_refused_is_seen_beside_it(
    installation: Installation, centre: Centre, dovecot: PrivateDovecot, smtp: PrivateSmtp
) -> None:
    write(smtp, mail(sender=GONE))
    exchange(installation)
    desk = Desk(installation, centre)
    desk.reply("您好", key="mail-reply-1")

    assert "0 fetched, 1 attempted" == exchange(installation)
    assert ["smtp-550"] == [one["not_delivered"] for one in desk.correspondence["entries"]]
    [failed] = centre.manager.seat.pages(f"{CRM}/outgoing-mails", state="failed")
    assert ("smtp-550", 1) == (failed["cause"], failed["attempts"])
