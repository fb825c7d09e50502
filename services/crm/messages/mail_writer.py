"""A mail of ours: headers that nothing can be slipped into, text that every server takes."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.crm.application.mail_sending import WrittenMail
from services.crm.messages.mail_machines import LOOP_MARK
from services.crm.messages.mail_settings import MailSettings
from services.crm.messages.mail_text import clean, one_line

LONGEST_SUBJECT = 200
NO_SUBJECT = "客服中心的回复 / Our reply"

_SENDABLE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_ID = re.compile(r"[^\s<>]{3,250}")
_ANSWER = re.compile(r"^\s*(re|aw|回复|答复)\s*[:：]\s*", re.IGNORECASE)


def is_sendable(address: str) -> bool:
    """Whether every mail server can be told the address (letters beyond ASCII need SMTPUTF8)."""
    return _SENDABLE.fullmatch(address) is not None


def written_mail(mail: WrittenMail, settings: MailSettings, *, at: datetime) -> EmailMessage:
    """The mail, ready to be handed over.

    Args:
        mail: what it says.
        settings: who sends it.
        at: when.

    Raises:
        ValueError: an address in it is none.
    """
    name, _, host = settings.address.partition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(settings.sender_name), name, host)
    message["To"] = Address(addr_spec=mail.recipient)
    if settings.takes_tags and mail.token is not None:
        message["Reply-To"] = Address("", f"{name}+{mail.token}", host)
    message["Subject"] = _subject(mail)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail.key}@{host}>"
    if mail.answered_id and _ID.fullmatch(mail.answered_id):
        message["In-Reply-To"] = f"<{mail.answered_id}>"
        message["References"] = f"<{mail.answered_id}>"
    if mail.is_automatic:
        message["Auto-Submitted"] = "auto-generated"
    message[LOOP_MARK] = mail.ticket_number or mail.key
    message.set_content(f"{clean(mail.text)}\n", charset="utf-8", cte="base64")
    return message


def _subject(mail: WrittenMail) -> str:
    tag = "" if mail.ticket_number is None else f"[{mail.ticket_number}]"
    plain = _ANSWER.sub("", one_line(mail.subject))
    plain = (plain.replace(tag, "") if tag else plain).strip()[:LONGEST_SUBJECT]
    is_answer = mail.answered_id is not None or not mail.is_automatic
    return f"{'Re: ' if is_answer else ''}{plain or NO_SUBJECT} {tag}".strip()
