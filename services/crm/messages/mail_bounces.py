"""Delivery status notifications (RFC 3464): which mail of ours they are about and what became."""

from __future__ import annotations

import re
from email.message import Message

from services.crm.application.read_mail import BounceNotice
from services.crm.messages.mail_text import one_line

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_OUR_ID = re.compile(r"^Message-ID:\s*<([^<>@\s]{3,100})@", re.IGNORECASE | re.MULTILINE)
_LONGEST = 500


def bounce_in(mail: Message) -> BounceNotice | None:
    """What a notification says; None for any other mail."""
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    reports = [one for one in _parts(mail) if one.get_content_type() == "message/delivery-status"]
    if not reports:
        return None
    fields = _fields(reports[0])
    action = one_line(fields.get("action", "failed")).lower()
    status = _STATUS.search(fields.get("status", ""))
    return BounceNotice(
        mail_key=_mail_key(mail),
        action=action if action in ACTIONS else "failed",
        status=status.group() if status else "5.0.0",
        diagnostic=one_line(fields.get("diagnostic-code", ""))[:_LONGEST],
    )


def _parts(mail: Message) -> list[Message]:
    return [one for one in mail.get_payload() if isinstance(one, Message)]


def _fields(report: Message) -> dict[str, str]:
    """The fields of the first recipient; those of the whole message stand in a block before."""
    found: dict[str, str] = {}
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message):
            for name, value in block.items():
                found.setdefault(name.lower(), str(value))
    return found


def _mail_key(mail: Message) -> str | None:
    """The local part of the Message-ID of the mail that came back, wherever it stands."""
    for part in _parts(mail):
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            found = _OUR_ID.search(part.as_string())
            if found:
                return found.group(1)
    return None
