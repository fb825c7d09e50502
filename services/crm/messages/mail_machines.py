"""Which mails come from machines: they are recorded and never answered, or two would for ever."""

from __future__ import annotations

from email.message import Message

_SENDERS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@", "do-not-reply@")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
LOOP_MARK = "X-Loopdesk-Mail"
"""Header of every mail that we send: one that comes back by itself is our own."""


def machine_in(mail: Message, *, most_hops: int) -> str | None:
    """Code of why a mail is taken for a machine's; None for a person's.

    Args:
        mail: the mail.
        most_hops: mail systems that a mail may have passed.
    """
    for cause, is_so in (
        ("own-mail", LOOP_MARK in mail),
        ("mail-loop", len(mail.get_all("Received", [])) > most_hops),
        ("auto-submitted", _word(mail, "Auto-Submitted") not in ("", "no")),
        ("bulk-mail", _word(mail, "Precedence") in _BULK),
        ("auto-response", _word(mail, "X-Auto-Response-Suppress") not in ("", "none")),
        ("auto-response", bool(_word(mail, "X-Autoreply") or _word(mail, "X-Autorespond"))),
        ("mailing-list", "List-Id" in mail or "List-Unsubscribe" in mail),
        ("null-return-path", _word(mail, "Return-Path") == "<>"),
        ("sender-is-a-machine", _sender(mail).startswith(_SENDERS)),
    ):
        if is_so:
            return cause
    return None


def _word(mail: Message, name: str) -> str:
    return str(mail.get(name, "")).partition(";")[0].strip().lower()


def _sender(mail: Message) -> str:
    return str(mail.get("From", "")).lower().rpartition("<")[2].strip()
