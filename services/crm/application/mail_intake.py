"""What becomes of a mail: a request, a reply, a bounce noted, or set aside with its cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.crm.application.incoming import CustomerName
from services.crm.application.letter_intake import LetterIntake, LetterWords, Outcome
from services.crm.application.mail_threads import MailThreads, Thread
from services.crm.application.read_mail import ReadMail
from services.crm.application.refusal import Unacceptable
from services.crm.domain.letter import (
    BOUNCE,
    MAIL,
    REPLY,
    REQUEST,
    SET_ASIDE,
    Letter,
    LetterFacts,
    mail_id_of,
)
from services.crm.domain.mail_rules import MailRules
from services.crm.domain.outgoing_mail import OutgoingMail
from shared.errors import Conflict, Unavailable
from shared.event_store import SideRowConflict, SideWrite
from shared.event_store.store import Store
from shared.sealed import Erased, KeyStore
from shared.sealed.files import SealedFiles

_log = structlog.get_logger("loopdesk.mail")

TRIES = 5
"""How often a mail is taken anew after a lost race before it is fetched again."""


class MailReader(Protocol):
    """Reads a mail as far as it can be read; it never raises."""

    def __call__(self, raw: bytes, *, rules: MailRules, size: int | None = None) -> ReadMail:
        """What the mail says."""


@dataclass(frozen=True, kw_only=True)
class _Arrival:
    """A mail that has come in.

    Args:
        letter_id: the id of its letter.
        mail: what it says.
        raw: the mail, or its beginning.
        size: bytes of the whole mail.
        rules: the rule set in force.
        at: now.
    """

    letter_id: UUID
    mail: ReadMail
    raw: bytes
    size: int
    rules: MailRules
    at: datetime

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes of what was cut, repaired or left out."""
        is_cut = self.size > len(self.raw)
        return (*self.mail.notes, "only-beginning-kept") if is_cut else self.mail.notes


class MailIntake:
    """Takes mails; one that comes again has no second effect (TK-6).

    Args:
        store: the log.
        keys: seals, and tells mails apart.
        letters: makes requests and replies.
        threads: finds the ticket that a mail answers.
        files: keeps originals.
        read: reads a mail.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        letters: LetterIntake,
        threads: MailThreads,
        files: SealedFiles,
        read: MailReader,
    ) -> None:
        self._store = store
        self._keys = keys
        self._letters = letters
        self._threads = threads
        self._files = files
        self._read = read

    def take_mail(
        self,
        raw: bytes,
        *,
        mailbox: str,
        own: Collection[str],
        rules: MailRules,
        at: datetime,
        size: int | None = None,
    ) -> Letter:
        """Carries out what a mail asks for and records it, in one transaction.

        Args:
            raw: the mail; of one that is too large its beginning.
            mailbox: address of the mailbox that it lay in.
            own: all addresses of the centre: mails from them are loops.
            rules: the rule set in force.
            at: now.
            size: bytes of the whole mail, if `raw` is its beginning.

        Raises:
            Unavailable: log or key store cannot be reached; fetch it again.
            Conflict: the race was lost `TRIES` times; fetch it again.
        """
        mail = self._read(raw, rules=rules, size=size)
        fingerprint = self._keys.lookup_hash("mail", mail.fingerprint.hex())
        letter_id = mail_id_of(mailbox=mailbox, fingerprint=fingerprint)
        arrival = _Arrival(
            letter_id=letter_id, mail=mail, raw=raw, size=size or len(raw), rules=rules, at=at
        )
        for _ in range(TRIES):
            known = self._store.find(Letter, letter_id)
            if known is not None:
                return known
            try:
                return self._take(arrival, own)
            except (Conflict, SideRowConflict):
                continue
        raise Conflict

    def _take(self, arrival: _Arrival, own: Collection[str]) -> Letter:
        mail = arrival.mail
        if mail.bounce is not None:
            return self._note_bounce(arrival)
        cause = mail.fault or mail.automatic
        if cause is None and _without_tag(str(mail.sender)) in own:
            cause = "own-address"
        if cause is not None:
            return self._set_aside(arrival, cause)
        counted = self._letters.counted(
            str(mail.sender), most=arrival.rules.most_per_hour, at=arrival.at
        )
        if counted is None:
            return self._set_aside(arrival, "too-many-letters")
        try:
            return self._carry_out(arrival, counted)
        except Unacceptable as refusal:
            return self._set_aside(arrival, refusal.fault.cause)
        except Erased:
            return self._set_aside(arrival, "customer-erased")
        except (Conflict, SideRowConflict, Unavailable):
            raise
        except Exception:  # noqa: BLE001 (told; its original is kept)
            # One mail must never hold up all that come after it.
            _log.exception("mail-not-taken", letter=str(arrival.letter_id))
            return self._set_aside(arrival, "not-taken")

    def _carry_out(self, arrival: _Arrival, counted: SideWrite) -> Letter:
        thread = self._threads.thread_of(arrival.mail)
        outcome = self._request(arrival) if thread is None else self._reply(arrival, thread)
        entities, mail = outcome.effects.entities, arrival.mail
        message_id = mail.message_id and self._keys.seal(outcome.person, mail.message_id)
        letter = Letter.receive(
            arrival.letter_id,
            facts=LetterFacts(
                door=MAIL,
                outcome=REQUEST if thread is None else REPLY,
                notes=arrival.notes,
                sender=outcome.sender,
                subject=outcome.subject,
                message_id=message_id or None,
                request_id=entities.get("request_id"),
                reply_id=entities.get("reply_id"),
                ticket_number=None if thread is None else thread.ticket_number,
                customer_id=outcome.customer_id,
                files=outcome.files,
                original=self._files.keep(outcome.person, arrival.raw),
                original_size=arrival.size,
                received_at=arrival.at,
            ),
        )
        rows = self._threads.rows_of(
            mail,
            request_external_id=str(arrival.letter_id)
            if thread is None
            else thread.request_external_id,
        )
        self._store.save(
            *outcome.effects.aggregates, letter, beside=[*outcome.effects.rows, counted, *rows]
        )
        return letter

    def _request(self, arrival: _Arrival) -> Outcome:
        words = words_of(arrival.mail, arrival.rules)
        return self._letters.request(arrival.letter_id, words, said_at=arrival.at)

    def _reply(self, arrival: _Arrival, thread: Thread) -> Outcome:
        words = words_of(arrival.mail, arrival.rules, is_stranger=not thread.is_from_correspondent)
        return self._letters.reply(
            arrival.letter_id,
            words,
            request_external_id=thread.request_external_id,
            ticket_number=thread.ticket_number,
            said_at=arrival.at,
        )

    def _note_bounce(self, arrival: _Arrival) -> Letter:
        """Notes that a mail of ours came back; a notice of anybody else's mail is set aside."""
        notice = arrival.mail.bounce
        mail = None
        if notice is not None and notice.mail_key is not None:
            mail = self._threads.mail_of_key(notice.mail_key)
        if notice is None or mail is None:
            return self._set_aside(arrival, "bounce-of-unknown-mail")
        if notice.action == "failed":
            said = notice.diagnostic and self._keys.seal(mail.facts.text.subject, notice.diagnostic)
            mail.note_bounce(status=notice.status, diagnostic=said or None)
        return self._recorded(arrival, mail, outcome=BOUNCE, cause=f"bounce-{notice.action}")

    def _set_aside(self, arrival: _Arrival, cause: str) -> Letter:
        return self._recorded(arrival, outcome=SET_ASIDE, cause=cause)

    def _recorded(
        self, arrival: _Arrival, *changed: OutgoingMail, outcome: str, cause: str
    ) -> Letter:
        """Records a mail that leads to no request, with all that is known of it."""
        mail = arrival.mail
        name = CustomerName(email=mail.sender)
        person, customer_id = self._letters.person_of(name, letter_id=arrival.letter_id)
        letter = Letter.receive(
            arrival.letter_id,
            facts=LetterFacts(
                door=MAIL,
                outcome=outcome,
                cause=cause,
                notes=arrival.notes,
                sender=None if mail.sender is None else self._keys.seal(person, mail.sender),
                subject=self._keys.seal(person, mail.subject) if mail.subject else None,
                customer_id=customer_id,
                original=self._files.keep(person, arrival.raw),
                original_size=arrival.size,
                received_at=arrival.at,
            ),
        )
        self._store.save(*changed, letter)
        return letter


def words_of(mail: ReadMail, rules: MailRules, *, is_stranger: bool = False) -> LetterWords:
    """What a mail asks for.

    Args:
        mail: the mail.
        rules: the rule set in force.
        is_stranger: whether the words of a ticket come from somebody else than its customer.
    """
    text = mail.text
    if is_stranger:
        text = f"【来自其他地址 / from another address: {mail.sender}】\n{text}"
    return LetterWords(
        channel="email",
        kind=rules.kind,
        skill_group=rules.skill_group,
        email=mail.sender,
        phone=None,
        subject=mail.subject,
        text=text,
        files=mail.files,
    )


def _without_tag(address: str) -> str:
    """The address that `name+tag@host` belongs to."""
    name, _, host = address.partition("@")
    return f"{name.partition('+')[0]}@{host}"
