"""A mail in our words, read as far as it can be read and still in clear."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file as it came.

    Args:
        file_name: its name, made harmless.
        media_type: what its content is.
        content: the file.
    """

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class BounceNotice:
    """What a mail system says of a mail of ours (RFC 3464).

    Args:
        mail_key: local part of the Message-ID of the mail that it is about.
        action: `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
        status: enhanced status code, such as 5.1.1.
        diagnostic: its reason.
    """

    mail_key: str | None
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, kw_only=True)
class ReadMail:
    """A mail.

    Args:
        fingerprint: what is the same however often and by whatever way the mail comes.
        fault: code of why it could not be read; the rest is then as far as it was.
        automatic: code of why it is taken for the mail of a machine.
        bounce: what it says of a mail of ours.
        message_id: its Message-ID without brackets.
        answers: Message-IDs that it answers, without brackets, the nearest first.
        sender: address that it names as its sender, in normal form.
        recipients: addresses that it was sent to.
        subject: its subject in one line.
        text: its text, of HTML too.
        files: what came with it.
        notes: codes of what was cut, repaired or left out.
    """

    fingerprint: bytes
    fault: str | None = None
    automatic: str | None = None
    bounce: BounceNotice | None = None
    message_id: str | None = None
    answers: tuple[str, ...] = ()
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    files: tuple[ReadFile, ...] = ()
    notes: tuple[str, ...] = ()
