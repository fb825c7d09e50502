"""The cells of one row of a file of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from services.training.application import question_columns as columns
from services.training.domain import question_content as content_of
from services.training.domain.question_content import Choice, KnowledgeItem, Task
from services.training.domain.question_import import QuestionFileRefused
from shared.errors import FieldError

MOST_FAULTS = 500
"""Faults that one refusal names at most."""

SEPARATORS = re.compile(r"[;；,，、\s]+")
"""What stands between tags or between the keys of choices."""

_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?0*")
_KNOWLEDGE = re.compile(r"(?P<code>[A-Za-z0-9_.-]{1,60})\s*[:：]\s*(?P<version>[0-9]{1,6})")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Row:
    """A row as the file has it.

    Args:
        line: its number in the file, the headings being 1.
        cells: its texts, by the name of their column.
    """

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """The text of a cell, without the spaces around it; empty where there is none."""
        return self.cells.get(name, "").strip()


@dataclass
class Faults:
    """Collects what is wrong, cell by cell."""

    found: list[FieldError] = field(default_factory=list)

    def note(self, line: int, column: str, *, en: str, zh: str) -> None:
        """Notes that a cell is wrong."""
        self.found.append(FieldError(f"rows.{line}.{column}", en, zh))

    def refuse(self) -> None:
        """Refuses the file if anything was noted.

        Raises:
            QuestionFileRefused: with every wrong cell.
        """
        if self.found:
            raise QuestionFileRefused(fields=tuple(self.found[:MOST_FAULTS]))


class Cells:
    """Reads what may be wrong in a row, and notes each fault."""

    def __init__(self, row: Row, faults: Faults) -> None:
        self._row = row
        self._faults = faults

    def task(self) -> Task:
        """What is asked, with its key."""
        kind = columns.word_of(self._row.text("kind"), columns.KIND_WORDS)
        credit = columns.word_of(self._row.text("credit"), columns.CREDIT_WORDS)
        return Task(
            kind=kind,
            zh=self._row.text("zh"),
            en=self._row.text("en"),
            points=self.points(),
            choices=self.choices(),
            key=self.key(kind),
            accepted=self.accepted(),
            credit=credit or content_of.EXACT,
            guide=self._row.text("guide"),
        )

    def points(self) -> Decimal:
        """The points; 1 where there are none, which is noted."""
        text = self._row.text("points")
        if _POINTS.fullmatch(text):
            return Decimal(text)
        en, zh = "must be a number such as 2 or 2.5.", "应为数字，例如 2 或 2.5。"
        self._faults.note(self._row.line, "points", en=en, zh=zh)
        return Decimal(1)

    def difficulty(self) -> int:
        """The difficulty; 1 where there is none, which is noted."""
        text = self._row.text("difficulty")
        if re.fullmatch("[1-5]", text):
            return int(text)
        en, zh = "must be 1 (easy) to 5 (hard).", "应为 1（易）至 5（难）的整数。"
        self._faults.note(self._row.line, "difficulty", en=en, zh=zh)
        return 1

    def choices(self) -> tuple[Choice, ...]:
        """The choices whose column is filled."""
        return tuple(
            Choice(
                key=one.upper(),
                zh=self._row.text(f"choice_{one}"),
                en=self._row.text(f"choice_{one}_en"),
            )
            for one in columns.CHOICES
            if self._row.text(f"choice_{one}") or self._row.text(f"choice_{one}_en")
        )

    def key(self, kind: str) -> tuple[str, ...]:
        """The right choices, written `AC`, `A;C` or `A、C`; of a statement, right or wrong."""
        text = self._row.text("key")
        if kind == content_of.TRUE_FALSE:
            return (columns.STATEMENT_WORDS.get(text.lower(), text),) if text else ()
        return tuple(SEPARATORS.sub("", text).upper())

    def accepted(self) -> tuple[tuple[str, ...], ...]:
        """The forms that are right: a line for each blank, a bar between its forms."""
        lines = self._row.text("accepted").splitlines()
        return tuple(
            tuple(one.replace("\\|", "|").strip() for one in _BAR.split(line)) for line in lines
        )

    def knowledge(self) -> tuple[KnowledgeItem, ...]:
        """Items of the knowledge base, written `KB-12:3`, separated by semicolons."""
        texts = [one.strip() for one in re.split("[;；]", self._row.text("knowledge"))]
        found = [_KNOWLEDGE.fullmatch(one) for one in texts if one]
        if not all(found):
            en, zh = "must be code:version, such as KB-12:3.", "格式为 代码:版本，例如 KB-12:3。"
            self._faults.note(self._row.line, "knowledge", en=en, zh=zh)
        return tuple(
            KnowledgeItem(code=one["code"], version=int(one["version"])) for one in found if one
        )
