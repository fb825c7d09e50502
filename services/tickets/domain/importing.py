"""How the words of an earlier system become ours: mapped by rule, else refused by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.tickets.domain import terms
from shared.errors import FieldError

ANY_OTHER = "*"
"""In a table of the rules: whatever it does not name; an empty name is what is missing."""

TAKEN_OVER_STATES = (terms.QUEUED, terms.RESOLVED, terms.CLOSED)
"""States in which a ticket may be taken over: what is open waits in its queue."""

LONGEST_SUBJECT = 500
LONGEST_TEXT = 20_000
MOST_ENTRIES = 200


@dataclass(frozen=True)
class FormatRules:
    """What the words of one format mean here.

    Args:
        format: one of the formats.
        states: our state by theirs.
        priorities: our priority by theirs.
        kinds: our kind by theirs.
        channels: our channel by theirs.
        skill_groups: our skill group by their group.
    """

    format: str
    states: dict[str, str]
    priorities: dict[str, str]
    kinds: dict[str, str]
    channels: dict[str, str]
    skill_groups: dict[str, str]


@dataclass(frozen=True)
class ImportRules:
    """The rule set `imports`."""

    formats: tuple[FormatRules, ...]

    def of(self, format_: str) -> FormatRules:
        """The rules of one format.

        Raises:
            KeyError: the rules know no such format.
        """
        for one in self.formats:
            if one.format == format_:
                return one
        raise KeyError(format_)


@dataclass(frozen=True)
class WrittenBefore:
    """A text of the earlier system: when, by whom (`note`, `reply`, `customer_reply`), what."""

    at: datetime
    sort: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A ticket as the earlier system tells of it, in its own words.

    Args:
        row: the how-many-eth of the file it is, from 1.
        source_id: its id there.
        requester: whoever asked, by any name that is the same each time; empty if unknown.
        faults: what could not even be read.
    """

    row: int
    source_id: str = ""
    source_number: str = ""
    subject: str = ""
    description: str = ""
    state: str = ""
    priority: str = ""
    kind: str = ""
    channel: str = ""
    group: str = ""
    requester: str = ""
    customer_id: UUID | None = None
    asked_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: str = ""
    entries: tuple[WrittenBefore, ...] = ()
    faults: tuple[FieldError, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """The same ticket in our words."""

    state: str
    priority: str
    kind: str
    channel: str
    skill_group: str
    asked_at: datetime


def mapped(source: SourceRow, rules: FormatRules, *, now: datetime) -> Mapped | list[FieldError]:
    """The row in our words, or everything that is wrong with it, field by field."""
    faults = [*source.faults, *_faults_of(source, now=now)]
    found: dict[str, str] = {}
    for name, word, table, known in (
        ("state", source.state, rules.states, TAKEN_OVER_STATES),
        ("priority", source.priority, rules.priorities, terms.PRIORITIES),
        ("kind", source.kind, rules.kinds, terms.KINDS),
        ("channel", source.channel, rules.channels, terms.CHANNELS),
        ("group", source.group, rules.skill_groups, None),
    ):
        meant = _meaning(word, table)
        if meant is None or (known is not None and meant not in known):
            faults.append(_unknown(name, word))
        else:
            found[name] = meant
    if faults or source.asked_at is None:
        return faults
    group = found.pop("group")
    return Mapped(**found, skill_group=group, asked_at=source.asked_at)


def _meaning(word: str, table: Mapping[str, str]) -> str | None:
    plain = word.strip().casefold()
    return table.get(plain, table.get(ANY_OTHER) if plain else None)


def _faults_of(source: SourceRow, *, now: datetime) -> list[FieldError]:
    faults = []
    if not 0 < len(source.source_id) <= 100:
        faults.append(FieldError("source_id", "is missing or too long.", "缺少或过长。"))
    if not 0 < len(source.subject.strip()) <= LONGEST_SUBJECT:
        en = f"must hold 1 to {LONGEST_SUBJECT} characters."
        faults.append(FieldError("subject", en, f"须为 1 至 {LONGEST_SUBJECT} 个字符。"))
    for name in ("description", "resolution"):
        if len(getattr(source, name)) > LONGEST_TEXT:
            en = f"is longer than {LONGEST_TEXT} characters."
            faults.append(FieldError(name, en, f"超过 {LONGEST_TEXT} 个字符。"))
    if len(source.entries) > MOST_ENTRIES or any(
        len(one.text) > LONGEST_TEXT for one in source.entries
    ):
        en = f"must be {MOST_ENTRIES} at most, of {LONGEST_TEXT} characters each at most."
        zh = f"最多 {MOST_ENTRIES} 条，每条最多 {LONGEST_TEXT} 个字符。"
        faults.append(FieldError("entries", en, zh))
    if source.asked_at is None and all(one.field != "asked_at" for one in source.faults):
        faults.append(FieldError("asked_at", "is missing.", "缺少该字段。"))
    elif source.asked_at is not None and source.asked_at > now:
        faults.append(FieldError("asked_at", "lies in the future.", "晚于当前时间。"))
    return faults


def _unknown(name: str, word: str) -> FieldError:
    shown = word[:60]
    return FieldError(
        name,
        f"no rule says what {shown!r} means; add it to the rule set `imports`.",
        f"规则集 imports 未定义“{shown}”的含义，请先补充。",
    )
