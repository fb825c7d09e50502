"""One rule set with all its versions: thresholds, weights, deadlines with effective dates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar
from uuid import UUID

import msgspec

from shared.errors import FieldError, Invalid, NotFound, RuleViolated
from shared.event_store.aggregate import Aggregate
from shared.event_store.mapper import canonical, canonical_bytes
from shared.ids import id_of

TShape = TypeVar("TShape")
Source = Literal["shipped", "entered"]


class NoRuleInForce(NotFound):
    """Nothing was in force at the moment asked for."""

    code = "no-rule-in-force"
    en = "No version of the rule set {name} was in force at {at}."
    zh = "规则集 {name} 在 {at} 没有生效的版本。"


class RuleAlreadyRecorded(RuleViolated):
    """The version would repeat the one that is in force then."""

    code = "rule-already-recorded"
    en = "Version {version} of the rule set {name} says the same already."
    zh = "规则集 {name} 的第 {version} 版内容相同，无需重复录入。"


@dataclass(frozen=True)
class RuleVersion:
    """One version of a rule set.

    Args:
        name: name of the rule set.
        version: its number, from 1.
        content: the parameters as plain data, without floats.
        content_hash: SHA-256 of the canonical content.
        effective_from: from when it is in force; None for a shipped proposal beside a version
            that the centre has entered itself.
        source: `shipped` with a release, or `entered` by a person.
        reason: why it was entered.
        added_at: when the log learned of it.
    """

    name: str
    version: int
    content: Mapping[str, Any]
    content_hash: str
    effective_from: datetime | None
    source: str
    reason: str
    added_at: datetime

    def read_as(self, shape: type[TShape]) -> TShape:
        """The content as an object of `shape`, a frozen dataclass."""
        return msgspec.convert(self.content, shape)


class RuleBook(Aggregate):
    """A named rule set of one service and its versions, the base of each service's own book.

    A subclass states `TOPIC` (such as `tickets.rules`), from which the topics of its events
    follow, and in `SHAPES` the dataclass that the content of each rule set must fill.
    """

    if TYPE_CHECKING:
        TOPIC: ClassVar[str]
        SHAPES: ClassVar[Mapping[str, type[Any]]]
    SHAPES = MappingProxyType({})

    class Created(Aggregate.Created):
        """The rule set was opened, without a version yet."""

        name: str

    class VersionAdded(Aggregate.Event):
        """A version was recorded."""

        number: int
        content: dict[str, Any]
        content_hash: str
        effective_from: datetime | None
        source: str
        reason: str

        def apply(self, aggregate: Any) -> None:
            """Puts the version into the book."""
            aggregate.put_version(self)

    def __init_subclass__(cls, **options: Any) -> None:
        # The library makes a dataclass of an aggregate class with annotations, whose __init__ would
        # hide ours, and wants each event class under a topic of its own.
        cls.__annotations__ = {}
        for name, event in (("Created", "opened"), ("VersionAdded", "version_added")):
            names = {
                "TOPIC": f"{cls.TOPIC}.{event}",
                "__module__": cls.__module__,
                "__qualname__": f"{cls.__qualname__}.{name}",
            }
            setattr(cls, name, type(name, (getattr(RuleBook, name),), names))
        super().__init_subclass__(**options)

    def __init__(self, name: str) -> None:
        self.name = name
        self.versions: tuple[RuleVersion, ...] = ()

    @classmethod
    @cache
    def id_for(cls, name: str) -> UUID:
        """The one id of the rule set `name` in this service."""
        return id_of(cls.TOPIC, name)

    @classmethod
    def open(cls, name: str) -> Self:
        """A rule set without versions."""
        return cls._create(cls.Created, id=cls.id_for(name), name=name)

    def add_version(
        self,
        content: Mapping[str, Any],
        *,
        effective_from: datetime | None,
        source: Source,
        reason: str,
    ) -> RuleVersion:
        """Records another version; what was decided under earlier ones stays as it is.

        Args:
            content: the parameters as plain data.
            effective_from: from when it is in force; may lie in the past. None: a proposal.
            source: where it comes from.
            reason: why; obligatory when entered.

        Raises:
            Invalid: the content does not fill the rule set's shape, or the reason is missing.
            RuleAlreadyRecorded: it says what is in force from then on anyway.
        """
        plain = self._checked(content)
        if source == "entered" and not reason.strip():
            raise Invalid(fields=(FieldError("reason", "say why.", "请说明原因。"),))
        content_hash = hash_of(plain)
        self._refuse_repetition(content_hash, effective_from=effective_from)
        self.trigger_event(
            self.VersionAdded,
            number=len(self.versions) + 1,
            content=plain,
            content_hash=content_hash,
            effective_from=effective_from,
            source=source,
            reason=reason,
        )
        return self.versions[-1]

    def put_version(self, added: Any) -> None:
        """Applies `VersionAdded`; only the event calls it."""
        version = RuleVersion(
            name=self.name,
            version=added.number,
            content=added.content,
            content_hash=added.content_hash,
            effective_from=added.effective_from,
            source=added.source,
            reason=added.reason,
            added_at=added.timestamp,
        )
        self.versions = (*self.versions, version)

    def in_force(self, at: datetime, *, known: datetime | None = None) -> RuleVersion:
        """The version in force at a moment: the latest to take effect, of two the later entered.

        Args:
            at: the moment (`valid_at`).
            known: regard only versions that the log had learned of by then; None for all.

        Raises:
            NoRuleInForce: none was.
        """
        found = self._in_force(at, known=known)
        if found is None:
            raise NoRuleInForce(name=self.name, at=at.isoformat())
        return found

    def knows(self, content: Mapping[str, Any]) -> bool:
        """Whether any version has this content."""
        content_hash = hash_of(content)
        return any(one.content_hash == content_hash for one in self.versions)

    @property
    def is_entered(self) -> bool:
        """Whether the centre has entered a version of its own."""
        return any(one.source == "entered" for one in self.versions)

    def _in_force(self, at: datetime, *, known: datetime | None) -> RuleVersion | None:
        candidates = [
            (one.effective_from, one.version, one)
            for one in self.versions
            if one.effective_from is not None
            and one.effective_from <= at
            and (known is None or one.added_at <= known)
        ]
        return max(candidates)[2] if candidates else None

    def _refuse_repetition(self, content_hash: str, *, effective_from: datetime | None) -> None:
        if effective_from is None:
            return
        present = self._in_force(effective_from, known=None)
        if present is not None and present.content_hash == content_hash:
            raise RuleAlreadyRecorded(version=present.version, name=self.name)

    def _checked(self, content: Mapping[str, Any]) -> dict[str, Any]:
        plain = plain_content(content)
        shape = self.SHAPES.get(self.name)
        if shape is None:
            return plain
        try:
            filled = canonical(msgspec.to_builtins(msgspec.convert(plain, shape)))
        except msgspec.ValidationError as refusal:
            raise _wrong_content(str(refusal)) from refusal
        if filled != plain:
            raise _wrong_content("fill every part, and no other, of this rule set")
        return plain


def plain_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content in its canonical form.

    Raises:
        Invalid: it holds a float or another value without canonical form.
    """
    try:
        plain: dict[str, Any] = canonical(content)
    except (TypeError, ValueError) as refusal:
        raise _wrong_content(str(refusal)) from refusal
    return plain


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical content, as hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


def _wrong_content(why: str) -> Invalid:
    return Invalid(fields=(FieldError("content", f"is not valid: {why}.", f"内容无效：{why}。"),))
