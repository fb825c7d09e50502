"""A script [话术]: what agents say, in versions that a colleague has checked (TK-4)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.script_errors import (
    DraftPending,
    ReleasedByItsAuthor,
    ScriptVersionNotFound,
    ScriptVersionStateWrong,
)
from shared.event_store.aggregate import Aggregate, event

DRAFT = "draft"
RELEASED = "released"
RETIRED = "retired"
STATES_ZH = {DRAFT: "草稿", RELEASED: "已发布", RETIRED: "已停用"}
"""What the states are called in Chinese."""


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a version in both languages; they are the centre's own, not a person's."""

    zh: str
    en: str


class ScriptVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version.

    Args:
        number: from 1.
        texts: what is said.
        author_id: employee id of who wrote it last.
        state: `draft`, `released` or `retired`.
    """

    number: int
    texts: Texts
    author_id: UUID
    state: str = DRAFT


class Script(Aggregate):
    """What is said on one occasion; several versions may be released, so that they can be tested.

    A released version is never changed: what a customer heard can be read for ever.
    """

    TOPIC = "tickets.script"

    class Created(Aggregate.Created):
        TOPIC = "tickets.script.begun"
        name: str
        purpose: str

    def __init__(self, name: str, purpose: str) -> None:
        self.name = name
        self.purpose = purpose
        self.versions: tuple[ScriptVersion, ...] = ()

    @classmethod
    def begin(cls, *, script_id: UUID, name: str, purpose: str) -> Self:
        """Begins a script without a version.

        Args:
            script_id: its id.
            name: how the centre calls it.
            purpose: `inbound`, or a purpose of outbound calls.
        """
        return cls._create(cls.Created, id=script_id, name=name, purpose=purpose)

    def version_of(self, number: int) -> ScriptVersion:
        """A version by its number.

        Raises:
            ScriptVersionNotFound: there is none.
        """
        if not 1 <= number <= len(self.versions):
            raise ScriptVersionNotFound(number=number)
        return self.versions[number - 1]

    @property
    def current(self) -> ScriptVersion | None:
        """The newest released version; None before the first release and after the last end."""
        released = [one for one in self.versions if one.state == RELEASED]
        return released[-1] if released else None

    def draft_version(self, texts: Texts, *, by: UUID) -> None:
        """Writes a further version.

        Raises:
            DraftPending: another one is a draft still.
        """
        pending = [one.number for one in self.versions if one.state == DRAFT]
        if pending:
            raise DraftPending(number=pending[0])
        number = len(self.versions) + 1
        self._draft_version(version=ScriptVersion(number=number, texts=texts, author_id=by))

    @event("VersionDrafted", topic="tickets.script.version_drafted")
    def _draft_version(self, version: ScriptVersion) -> None:
        self.versions = (*self.versions, version)

    def revise_draft(self, number: int, texts: Texts, *, by: UUID) -> None:
        """Writes the draft anew; the same words change nothing."""
        draft = self._in_state(number, DRAFT)
        if draft.texts != texts:
            self._revise_draft(number=number, texts=texts, author_id=by)

    @event("DraftRevised", topic="tickets.script.draft_revised")
    def _revise_draft(self, number: int, texts: Texts, author_id: UUID) -> None:
        self._replace(number, texts=texts, author_id=author_id)

    def release_version(self, number: int, *, by: UUID) -> None:
        """Lets agents say it.

        Raises:
            ScriptVersionStateWrong: it is no draft.
            ReleasedByItsAuthor: who wrote it last does not check it.
        """
        draft = self._in_state(number, DRAFT)
        if draft.author_id == by:
            raise ReleasedByItsAuthor
        self._release_version(number=number)

    @event("VersionReleased", topic="tickets.script.version_released")
    def _release_version(self, number: int) -> None:
        self._replace(number, state=RELEASED)

    def retire_version(self, number: int) -> None:
        """Nobody says it any more; a draft is given up."""
        self._in_state(number, DRAFT, RELEASED)
        self._retire_version(number=number)

    @event("VersionRetired", topic="tickets.script.version_retired")
    def _retire_version(self, number: int) -> None:
        self._replace(number, state=RETIRED)

    def check_released(self, number: int) -> None:
        """Refuses a version that agents may not say."""
        self._in_state(number, RELEASED)

    def _in_state(self, number: int, *states: str) -> ScriptVersion:
        version = self.version_of(number)
        if version.state not in states:
            raise ScriptVersionStateWrong(
                number=number, state=version.state, state_zh=STATES_ZH[version.state]
            )
        return version

    def _replace(self, number: int, **changes: object) -> None:
        changed = msgspec.structs.replace(self.versions[number - 1], **changes)
        self.versions = (*self.versions[: number - 1], changed, *self.versions[number:])
