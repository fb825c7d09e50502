"""Fetching a mailbox batch by batch, from where the last round ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.crm.application.mail_intake import MailIntake
from services.crm.domain.letter import Letter
from services.crm.domain.mail_rules import MailRules
from shared.event_store import compare_and_set
from shared.event_store.store import Store

MAIL_POSITIONS = "mail_positions"
"""Kind of the side rows that say up to where a mailbox was read."""

BATCH = 20
"""Mails of one round."""

BEGINNING = 256 * 1024
"""Bytes that are kept of a mail that is too large to be read."""

_log = structlog.get_logger("loopdesk.mail")


@dataclass(frozen=True, kw_only=True)
class FetchedMail:
    """A mail as it lies in the mailbox.

    Args:
        raw: the mail, or its beginning.
        size: bytes of the whole mail.
    """

    raw: bytes
    size: int


class Mailbox(Protocol):
    """A folder on a mail server; ids in it only grow while its validity stays the same."""

    name: str
    """The mailbox's address."""

    @property
    def validity(self) -> int:
        """UIDVALIDITY: another value means that all ids are new (RFC 9051)."""

    def ids_after(self, uid: int, *, limit: int) -> Sequence[int]:
        """Ids of the mails after an id, in their order."""

    def fetch(self, uid: int, *, largest: int, beginning: int) -> FetchedMail | None:
        """A mail without marking it; None if it has gone.

        Args:
            uid: its id.
            largest: bytes of a mail that is fetched whole.
            beginning: bytes fetched of a larger one.
        """

    def mark_done(self, uid: int) -> None:
        """Marks a mail as read, and moves it where it is kept."""


class MailFetching:
    """Reads a mailbox; a mail is marked only after its letter is committed.

    The position is but where to go on: a crash before it is saved, or a mailbox with new ids,
    brings mails again, which their letters' ids make harmless.

    Args:
        store: the log.
        intake: takes the mails.
    """

    def __init__(self, store: Store, *, intake: MailIntake) -> None:
        self._store = store
        self._intake = intake

    def fetch_mails(
        self, mailbox: Mailbox, *, own: Collection[str], rules: MailRules, at: datetime
    ) -> int:
        """Takes the next batch; returns how many mails there were.

        Args:
            mailbox: the mailbox, open.
            own: all addresses of the centre.
            rules: the rule set in force.
            at: now.
        """
        row = self._store.side_row(MAIL_POSITIONS, mailbox.name)
        known = None if row is None else row.content
        is_same = known is not None and known["validity"] == mailbox.validity
        last: int = known["uid"] if known is not None and is_same else 0
        uids = mailbox.ids_after(last, limit=BATCH)
        for uid in uids:
            self._take(mailbox, uid, own=own, rules=rules, at=at)
        if uids:
            place = {"validity": mailbox.validity, "uid": uids[-1]}
            moved = compare_and_set(MAIL_POSITIONS, mailbox.name, place, expected=known)
            self._store.save(beside=[moved])
        return len(uids)

    def _take(
        self, mailbox: Mailbox, uid: int, *, own: Collection[str], rules: MailRules, at: datetime
    ) -> Letter | None:
        fetched = mailbox.fetch(uid, largest=rules.reading.largest_bytes, beginning=BEGINNING)
        if fetched is None:
            return None
        letter = self._intake.take_mail(
            fetched.raw, mailbox=mailbox.name, own=own, rules=rules, at=at, size=fetched.size
        )
        mailbox.mark_done(uid)
        _log.info("mail-taken", letter=str(letter.id), outcome=letter.outcome, cause=letter.cause)
        return letter
