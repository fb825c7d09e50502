"""The web form for customers: open to everybody, so it trusts nobody and tells nothing.

Each form that is opened carries a signed mark of when. The mark is good once: what is sent with it
twice is the same letter. Whoever sends at once, fills in the field that people do not see, or
writes too often gets the same answer as everybody, and the letter is set aside for a person.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from services.crm.application.letter_intake import LetterIntake, LetterWords, Outcome
from services.crm.application.read_mail import ReadFile
from services.crm.domain.addresses import normal_email, normal_phone
from services.crm.domain.letter import (
    REQUEST,
    SET_ASIDE,
    WEB_FORM,
    Letter,
    LetterFacts,
    web_letter_id_of,
)
from services.crm.domain.letter_errors import FormExpired, FormRefused, FormUsed
from services.crm.domain.mail_rules import WEB_FORM_RULES, Category, WebFormRules
from shared.context import acting, current_context
from shared.errors import Conflict, FieldError
from shared.event_store import SideRowConflict, insert
from shared.event_store.store import EventStore
from shared.numbers import Numbers
from shared.rules import Rules, deciding_by
from shared.sealed import KeyStore
from shared.sealed.files import SealedFiles

WEB_FORMS = "web_forms"
"""Kind of the side rows of forms that were sent, with the keyed hash of what came."""

NUMBER_PREFIX = "W"
"""Letters before the digits of the numbers that senders of the form are told."""

LONGEST_TEXT = 8000
LONGEST_SUBJECT = 200


class StoredForm(msgspec.Struct, frozen=True, kw_only=True):
    """What was filled in, as it is kept.

    Args:
        category: code of the matter.
        subject: the matter in one line.
        text: the matter in full.
        email: e-mail address, if given.
        phone: telephone number, if given.
        files: files by name, as they came.
    """

    category: str
    subject: str
    text: str
    email: str | None
    phone: str | None
    files: list[tuple[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class FilledForm:
    """What a customer sends.

    Args:
        form: the mark of the form.
        content: what was filled in.
        trap: what stands in the field that people do not see.
        files: the files as they are.
        left_out: codes of why files were left out.
    """

    form: str
    content: StoredForm
    trap: str
    files: Sequence[ReadFile]
    left_out: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _ArrivedForm:
    """A form that was sent.

    Args:
        letter_id: the id of its letter.
        words: what it asks for.
        original: what was filled in, as it is kept.
        content_hash: keyed hash of that.
        cause: code of why it is set aside.
        left_out: codes of why files were left out.
        rules: the rule set in force.
    """

    letter_id: UUID
    words: LetterWords
    original: bytes
    content_hash: str
    cause: str | None
    left_out: tuple[str, ...]
    rules: WebFormRules


class WebForm:
    """Gives out forms and takes what comes of them (TK-6).

    Args:
        store: the log.
        keys: signs, seals and compares.
        rules: what the form offers.
        letters: makes requests.
        files: keeps originals.
        numbers: hands out the numbers that senders are told.
    """

    def __init__(
        self,
        store: EventStore,
        *,
        keys: KeyStore,
        rules: Rules,
        letters: LetterIntake,
        files: SealedFiles,
        numbers: Numbers,
    ) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules
        self._letters = letters
        self._files = files
        self._numbers = numbers

    def rules_in_force(self) -> WebFormRules:
        """What the form offers now."""
        at = current_context().occurred_at
        return self._rules.read(WEB_FORM_RULES, WebFormRules, at=at)

    def open_form(self) -> str:
        """The mark of a form that is opened now."""
        opened_at = int(current_context().occurred_at.timestamp())
        plain = f"{opened_at}.{secrets.token_urlsafe(16)}"
        return f"{plain}.{self._signature(plain)}"

    def send_letter(self, filled: FilledForm) -> str:
        """Takes a letter; returns the number that its sender is told, whatever becomes of it.

        Raises:
            FormExpired: the form was not given out here, or too long ago.
            FormUsed: it has brought another letter already.
            FormRefused: a field is wrong.
        """
        with acting(replace(current_context(), actor="client:web_form", kind="client")):
            version = self._rules.in_force(WEB_FORM_RULES, at=current_context().occurred_at)
            rules = version.read_as(WebFormRules)
            opened_at = self._opened_at(filled.form, rules)
            category = _checked(filled.content, rules)
            original = msgspec.json.encode(filled.content)
            arrived = _ArrivedForm(
                letter_id=web_letter_id_of(filled.form),
                words=_words(filled, category),
                original=original,
                content_hash=self._keys.lookup_hash("web-form", original.decode()),
                cause=_cause_to_set_aside(filled, rules, opened_at=opened_at),
                left_out=filled.left_out,
                rules=rules,
            )
            with deciding_by(version):
                return self._taken(arrived)

    def _taken(self, arrived: _ArrivedForm) -> str:
        known = self._known(arrived)
        if known is not None:
            return known
        try:
            return self._take(arrived)
        except (Conflict, SideRowConflict):
            # The same form was sent twice at once, or the count of letters has moved.
            known = self._known(arrived)
            if known is None:
                raise Conflict from None
            return known

    def _known(self, arrived: _ArrivedForm) -> str | None:
        row = self._store.side_row(WEB_FORMS, str(arrived.letter_id))
        if row is None:
            return None
        if row.content["hash"] != arrived.content_hash:
            raise FormUsed
        return str(row.content["number"])

    def _take(self, arrived: _ArrivedForm) -> str:
        at, words, letter_id = current_context().occurred_at, arrived.words, arrived.letter_id
        number = self._numbers.next_number()
        rows = [
            self._numbers.given(number, entity_id=letter_id),
            insert(WEB_FORMS, str(letter_id), {"hash": arrived.content_hash, "number": number}),
        ]
        counted = self._letters.counted(words.sender, most=arrived.rules.most_per_hour, at=at)
        if arrived.cause is not None or counted is None:
            letter = self._set_aside(arrived, number, cause=arrived.cause or "too-many-letters")
            self._store.save(letter, beside=rows)
            return number
        outcome = self._letters.request(letter_id, words, said_at=at)
        letter = self._letter(arrived, outcome, number)
        rows = [*outcome.effects.rows, counted, *rows]
        self._store.save(*outcome.effects.aggregates, letter, beside=rows)
        return number

    def _letter(self, arrived: _ArrivedForm, outcome: Outcome, number: str) -> Letter:
        return Letter.receive(
            arrived.letter_id,
            facts=LetterFacts(
                door=WEB_FORM,
                outcome=REQUEST,
                notes=arrived.left_out,
                sender=outcome.sender,
                subject=outcome.subject,
                number=number,
                request_id=outcome.effects.entities.get("request_id"),
                customer_id=outcome.customer_id,
                files=outcome.files,
                original=self._files.keep(outcome.person, arrived.original),
                original_size=len(arrived.original),
                received_at=current_context().occurred_at,
            ),
        )

    def _set_aside(self, arrived: _ArrivedForm, number: str, *, cause: str) -> Letter:
        words, letter_id = arrived.words, arrived.letter_id
        person, customer_id = self._letters.person_of(words.customer, letter_id=letter_id)
        return Letter.receive(
            letter_id,
            facts=LetterFacts(
                door=WEB_FORM,
                outcome=SET_ASIDE,
                cause=cause,
                notes=arrived.left_out,
                sender=self._keys.seal(person, words.sender),
                subject=self._keys.seal(person, words.subject),
                number=number,
                customer_id=customer_id,
                original=self._files.keep(person, arrived.original),
                original_size=len(arrived.original),
                received_at=current_context().occurred_at,
            ),
        )

    def _opened_at(self, form: str, rules: WebFormRules) -> datetime:
        plain, _, signature = form.rpartition(".")
        if not hmac.compare_digest(self._signature(plain).encode(), signature.encode()):
            raise FormExpired
        opened_at = datetime.fromtimestamp(int(plain.partition(".")[0]), tz=UTC)
        age = current_context().occurred_at - opened_at
        if not timedelta(0) <= age + timedelta(seconds=1):
            raise FormExpired
        if age > timedelta(seconds=rules.good_for_seconds):
            raise FormExpired
        return opened_at

    def _signature(self, plain: str) -> str:
        return self._keys.lookup_hash("web-form-mark", plain)[:32]


def _cause_to_set_aside(
    filled: FilledForm, rules: WebFormRules, *, opened_at: datetime
) -> str | None:
    if filled.trap:
        return "trap-filled-in"
    is_too_fast = current_context().occurred_at - opened_at < timedelta(
        seconds=rules.fastest_seconds
    )
    return "sent-too-fast" if is_too_fast else None


def _checked(content: StoredForm, rules: WebFormRules) -> Category:
    category = rules.category(content.category)
    faults = []
    if category is None:
        faults.append(FieldError("category", "is none of the form's.", "不在表单的选项中。"))
    if content.email is None and content.phone is None:
        faults.append(FieldError("email", "or phone is required.", "与电话至少填写一项。"))
    if content.email is not None and normal_email(content.email) is None:
        faults.append(FieldError("email", "is no e-mail address.", "不是有效的电子邮箱地址。"))
    if content.phone is not None and normal_phone(content.phone) is None:
        faults.append(FieldError("phone", "is no telephone number.", "不是有效的电话号码。"))
    if faults or category is None:
        raise FormRefused(fields=tuple(faults))
    return category


def _words(filled: FilledForm, category: Category) -> LetterWords:
    content = filled.content
    return LetterWords(
        channel="web",
        kind=category.kind,
        skill_group=category.skill_group,
        email=None if content.email is None else normal_email(content.email),
        phone=None if content.phone is None else normal_phone(content.phone),
        subject=content.subject,
        text=content.text,
        files=filled.files,
    )
