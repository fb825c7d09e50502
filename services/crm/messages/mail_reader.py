"""Reads a mail as far as it can be read safely; it never raises and never loads anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from hashlib import sha256

import structlog

from services.crm.application.read_mail import ReadFile, ReadMail
from services.crm.domain.addresses import normal_email
from services.crm.domain.mail_rules import MailRules, ReadingRules
from services.crm.messages.mail_bounces import bounce_in
from services.crm.messages.mail_files import media_type_of, safe_name
from services.crm.messages.mail_machines import machine_in
from services.crm.messages.mail_text import clean, decoded, header_text, text_of_html

_log = structlog.get_logger("loopdesk.mail")

LONGEST_SUBJECT = 300
NO_SUBJECT = "（无主题 / no subject）"
MOST_ANSWERED = 20
"""Message-IDs of a References header that are looked at."""

_ID = re.compile(r"<([^<>\s]{3,250})>")
_BOUNDARY = re.compile(rb"boundary\s*\*?=", re.IGNORECASE)
_TYPE_HEADER = re.compile(
    rb"(?:^|[\r\n])content-(?:type|disposition):[^\r\n]*(?:[\r\n]+[ \t][^\r\n]*)*", re.IGNORECASE
)
_LONGEST_TYPE_HEADER = 8192
"""The parser's time over the parameters of one grows with the square of its length."""

_LONGEST_ADDRESSES = 16_384
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def read_mail(raw: bytes, *, rules: MailRules, size: int | None = None) -> ReadMail:
    """What a mail says.

    Args:
        raw: the mail, or its beginning if it is larger than is read.
        rules: how much is read.
        size: bytes of the whole mail; those of `raw` by default.
    """
    if (len(raw) if size is None else size) > rules.reading.largest_bytes:
        return _unread(raw, "mail-too-large")
    fault = _fault_before_reading(raw, rules.reading)
    if fault is not None:
        return _unread(raw, fault)
    try:
        return _read(raw, rules)
    except Exception:  # noqa: BLE001 (told; its original is kept)
        # Whatever a hostile mail does to the parser, it ends in the list of those set aside.
        _log.exception("mail-not-readable")
        return _unread(raw, "mail-malformed")


def _read(raw: bytes, rules: MailRules) -> ReadMail:
    mail = BytesParser(policy=compat32).parsebytes(raw)
    parts, fault = _parts_of(mail, rules.reading)
    if fault is not None:
        return _unread(raw, fault, mail)
    body = _Body(rules)
    for part in parts:
        body.take(part)
    senders = _addresses(mail.get_all("From", []))
    text, notes = body.finished()
    return ReadMail(
        fingerprint=_fingerprint(raw, mail),
        fault=None if len(senders) == 1 else "sender-unclear",
        automatic=machine_in(mail, most_hops=rules.reading.most_hops),
        bounce=bounce_in(mail),
        message_id=next(iter(_ids(mail.get_all("Message-ID", []))), None),
        answers=_answered(mail),
        sender=senders[0] if senders else None,
        recipients=tuple(_recipients(mail)),
        subject=_subject(mail),
        text=text,
        files=tuple(body.files),
        notes=notes,
    )


class _Body:
    """Collects the texts and files of a mail.

    Args:
        rules: what is taken.
    """

    def __init__(self, rules: MailRules) -> None:
        self._rules = rules
        self._plain: list[str] = []
        self._html: list[str] = []
        self._notes: dict[str, None] = {}
        self.files: list[ReadFile] = []

    def take(self, part: Message) -> None:
        """Takes one part that holds no further ones."""
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if kind in ("text/plain", "text/html") and not is_file:
            text, notes = decoded(_content(part), part.get_content_charset())
            self._notes.update(dict.fromkeys(notes))
            (self._plain if kind == "text/plain" else self._html).append(text)
        else:
            self._take_file(part)

    def finished(self) -> tuple[str, tuple[str, ...]]:
        """The text, and the codes of what was cut, repaired or left out."""
        text = clean("\n\n".join(self._plain))
        if not text:
            text = clean("\n\n".join(text_of_html(one) for one in self._html))
        longest = self._rules.reading.longest_text
        if len(text) > longest:
            self._notes["text-cut"] = None
        return text[:longest], tuple(self._notes)

    def _take_file(self, part: Message) -> None:
        content = _content(part)
        if not content:
            return
        media_type = media_type_of(content)
        cause = self._rules.files.cause_against(
            media_type, size=len(content), taken=len(self.files)
        )
        if cause is not None:
            self._notes[cause] = None
            return
        name = header_text(part.get_filename() or "")
        self.files.append(
            ReadFile(
                file_name=safe_name(name, media_type=media_type),
                media_type=media_type,
                content=content,
            )
        )


def _fault_before_reading(raw: bytes, rules: ReadingRules) -> str | None:
    """Why the parser is not let at a mail: it works the longer the deeper parts are nested."""
    end = _END_OF_HEADERS.search(raw, 0, rules.longest_headers + 4)
    if end is None and len(raw) > rules.longest_headers:
        return "headers-too-long"
    if not raw.strip():
        return "mail-empty"
    if any(len(one.group()) > _LONGEST_TYPE_HEADER for one in _TYPE_HEADER.finditer(raw)):
        return "headers-too-long"
    if sum(1 for _ in _BOUNDARY.finditer(raw)) > rules.most_parts:
        return "too-many-parts"
    return None


def _parts_of(mail: Message, rules: ReadingRules) -> tuple[list[Message], str | None]:
    """The parts that hold no further ones; mails within the mail count as files."""
    found: list[Message] = []
    waiting = [(mail, 1)]
    while waiting:
        part, depth = waiting.pop(0)
        if depth > rules.deepest:
            return [], "parts-too-deep"
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [(one, depth + 1) for one in part.get_payload()]  # type: ignore[misc]
        else:
            found.append(part)
        if len(found) + len(waiting) > rules.most_parts:
            return [], "too-many-parts"
    return found, None


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b"".join(one.as_bytes() for one in part.get_payload())  # type: ignore[union-attr]
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _subject(mail: Message) -> str:
    return header_text(mail.get("Subject", ""))[:LONGEST_SUBJECT] or NO_SUBJECT


def _addresses(headers: Iterable[object]) -> list[str]:
    lines = [re.sub(r"[\r\n]", " ", str(one))[:_LONGEST_ADDRESSES] for one in headers]
    found = (normal_email(address) for _, address in getaddresses(lines))
    return list(dict.fromkeys(one for one in found if one is not None))


def _recipients(mail: Message) -> Iterator[str]:
    for name in ("To", "Cc", "Delivered-To", "X-Original-To"):
        yield from _addresses(mail.get_all(name, []))[:50]


def _answered(mail: Message) -> tuple[str, ...]:
    nearest_first = [
        *_ids(mail.get_all("In-Reply-To", [])),
        *reversed(_ids(mail.get_all("References", []))),
    ]
    return tuple(dict.fromkeys(nearest_first))[:MOST_ANSWERED]


def _ids(headers: Iterable[object]) -> list[str]:
    return _ID.findall(" ".join(str(one) for one in headers))


def _unread(raw: bytes, fault: str, mail: Message | None = None) -> ReadMail:
    return ReadMail(fingerprint=_fingerprint(raw, mail), fault=fault)


def _fingerprint(raw: bytes, mail: Message | None) -> bytes:
    """What stays the same on every way: not the trace that each mail system adds on top."""
    if mail is None:
        return sha256(raw).digest()
    kept = "\n".join(str(mail.get(one, "")) for one in ("From", "Message-ID", "Date", "Subject"))
    end = _END_OF_HEADERS.search(raw)
    body = raw[end.end() :] if end else b""
    return sha256(kept.encode("utf-8", "replace") + b"\0" + body).digest()
