"""Letters as the centre's own people see them: what came in, and what was set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from services.crm.application.letter_intake import LetterIntake, LetterWords
from services.crm.application.mail_intake import MailReader, words_of
from services.crm.application.mail_sending import HANDLE_LETTERS
from services.crm.application.questions import LetterList, ListedLetter
from services.crm.application.web_form import StoredForm
from services.crm.domain.addresses import normal_email, normal_phone
from services.crm.domain.letter import MAIL, Letter
from services.crm.domain.letter_errors import LetterNotFound, LetterUnreadable
from services.crm.domain.mail_rules import MAIL_RULES, WEB_FORM_RULES, MailRules, WebFormRules
from shared.context import current_context
from shared.event_store.store import AsOf, Store, expect_version
from shared.rules import Rules, RuleVersion, deciding_by
from shared.sealed import KeyStore
from shared.sealed.files import SealedFiles


@dataclass(frozen=True, kw_only=True)
class OpenedLetter:
    """A letter in clear, for those allowed.

    Args:
        letter: the letter.
        sender: the address that it names as its sender; None once erased.
        subject: its subject.
        file_names: names of its files.
    """

    letter: Letter
    sender: str | None
    subject: str | None
    file_names: Sequence[str | None]


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """A letter in a list, in clear for those allowed."""

    listed: ListedLetter
    sender: str | None
    subject: str | None


SHOWING = "show-letter"
"""What texts and files of letters are opened for."""


class Letters:
    """The use cases of those who look after letters (TK-6).

    Args:
        store: the log.
        keys: opens what is shown.
        rules: the rules in force.
        directory: lists letters.
        files: keeps originals.
        letters: makes requests.
        read: reads a mail.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        rules: Rules,
        directory: LetterList,
        files: SealedFiles,
        letters: LetterIntake,
        read: MailReader,
    ) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules
        self._directory = directory
        self._files = files
        self._letters = letters
        self._read = read

    def list_letters(
        self,
        *,
        outcome: str | None,
        cause: str | None,
        after: tuple[str, UUID] | None,
        limit: int,
    ) -> Sequence[LetterRow]:
        """Letters, the newest first; names as at `LetterList`."""
        current_context().require(HANDLE_LETTERS)
        page = self._directory.page(outcome=outcome, cause=cause, after=after, limit=limit)
        return [
            LetterRow(
                listed=one,
                sender=self._keys.open_or_none(one.sender, purpose=SHOWING),
                subject=self._keys.open_or_none(one.subject, purpose=SHOWING),
            )
            for one in page
        ]

    def open_letter(self, letter_id: UUID, *, as_of: AsOf | None = None) -> OpenedLetter:
        """A letter in clear, as it stands or stood.

        Raises:
            LetterNotFound: there is none.
        """
        letter = self._letter(letter_id, as_of=as_of)
        return OpenedLetter(
            letter=letter,
            sender=self._keys.open_or_none(letter.facts.sender, purpose=SHOWING),
            subject=self._keys.open_or_none(letter.facts.subject, purpose=SHOWING),
            file_names=[
                self._keys.open_or_none(one.file_name, purpose=SHOWING) for one in letter.files
            ],
        )

    def read_original(self, letter_id: UUID) -> bytes:
        """The letter as it came, byte by byte.

        Raises:
            LetterNotFound: there is none.
            Erased: its sender was erased.
        """
        return self._files.read(self._letter(letter_id).facts.original)

    def take_up_letter(self, letter_id: UUID, *, expected_version: int | None = None) -> Letter:
        """Makes a request of a letter that was set aside.

        Raises:
            LetterNotSetAside: it led to something already.
            LetterUnreadable: nothing can be made of it.
            Erased: its sender was erased.
        """
        letter = self._letter(letter_id)
        expect_version(letter, expected_version)
        letter.check_set_aside()
        version = self._version(MAIL_RULES if letter.facts.door == MAIL else WEB_FORM_RULES)
        with deciding_by(version):
            words = self._words(letter, version)
            outcome = self._letters.request(letter_id, words, said_at=current_context().occurred_at)
            letter.take_up(
                request_id=outcome.effects.entities["request_id"],
                customer_id=outcome.customer_id,
                files=outcome.files,
            )
            self._store.save(letter, *outcome.effects.aggregates, beside=outcome.effects.rows)
        return letter

    def _words(self, letter: Letter, version: RuleVersion) -> LetterWords:
        original = self._files.read(letter.facts.original)
        if letter.facts.door != MAIL:
            return _words_of_form(original, version.read_as(WebFormRules))
        rules = version.read_as(MailRules)
        mail = self._read(original, rules=rules, size=letter.facts.original_size)
        if mail.fault is not None or mail.sender is None:
            raise LetterUnreadable(letter_id=letter.id)
        return words_of(mail, rules)

    def _version(self, name: str) -> RuleVersion:
        return self._rules.in_force(name, at=current_context().occurred_at)

    def _letter(self, letter_id: UUID, *, as_of: AsOf | None = None) -> Letter:
        current_context().require(HANDLE_LETTERS)
        found = self._store.find(Letter, letter_id, as_of=as_of)
        if found is None:
            raise LetterNotFound(letter_id=letter_id)
        return found


def _words_of_form(original: bytes, rules: WebFormRules) -> LetterWords:
    """What a form that was set aside asks for; its files stay in the original."""
    content = msgspec.json.decode(original, type=StoredForm)
    category = rules.category(content.category)
    return LetterWords(
        channel="web",
        kind="inquiry" if category is None else category.kind,
        skill_group="" if category is None else category.skill_group,
        email=None if content.email is None else normal_email(content.email),
        phone=None if content.phone is None else normal_phone(content.phone),
        subject=content.subject,
        text=content.text,
    )
