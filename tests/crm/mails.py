"""Mails as customers, machines and attackers write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

CENTRE = "help@centre.example"
FANG = "fang.wang@example.com"
STRANGER = "mallory@evil.example"


def mail(
    text: str = "年费怎么退？",
    *,
    sender: str = FANG,
    to: str = CENTRE,
    subject: str = "年费",
    message_id: str = "m1@example.com",
    answers: str = "",
    headers: dict[str, str] | None = None,
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """A mail; names as in its headers."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = "Mon, 06 Jan 2020 09:00:00 +0800"
    if message_id:
        made["Message-ID"] = f"<{message_id}>"
    if answers:
        made["In-Reply-To"] = f"<{answers}>"
    for name, value in (headers or {}).items():
        made[name] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="x-any", filename=name)
    return made.as_bytes()


def bounce(message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notification (RFC 3464) about a mail."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON>\r\n"
        f"To: {CENTRE}\r\n"
        "Return-Path: <>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        f"Message-ID: <b-{action}-{status}@mx.example>\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {FANG}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <fang.wang@example.com>: no such user\r\n"
        "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: {CENTRE}\r\nMessage-ID: <{message_id}>\r\nSubject: Re: x\r\n"
        "\r\n--b--\r\n"
    ).encode()
