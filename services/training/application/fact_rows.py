"""Facts of other systems in CSV, read cell by cell; every wrong cell is named (TR-5)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training.domain.audience import TARGET_KINDS, Audience, Target, audience_of
from services.training.domain.need_errors import FactsRefused
from services.training.domain.need_weights import (
    FACT_ORIGINS,
    LEAST_SEVERITY,
    MOST_SEVERITY,
    URGENCIES,
)
from shared.errors import FieldError

MOST_ROWS = 500
MOST_TARGETS = 50
LONGEST_WORDS = 4_000

CODE = re.compile("[A-Za-z0-9_.-]{1,60}")
REFERENCE = re.compile(r"[A-Za-z0-9_.:/#-]{1,100}")

COLUMNS = (
    "source",
    "fact_id",
    "origin",
    "happened_on",
    "audience",
    "competency",
    "severity",
    "urgency",
    "reference",
    "description",
)
OPTIONAL = ("urgency", "reference", "description")


@dataclass(frozen=True)
class FactRow:
    """A fact of another system, from which a training need follows.

    Args:
        source: the system that tells it, such as `quality`.
        fact_id: its id there; a fact that comes again changes nothing.
        origin: what kind of fact it is.
        happened_on: the day of it.
        audience: who is to learn.
        competency: what they are to be able to do.
        severity: 1 to 5.
        urgency: how soon it matters.
        reference: what is called in evidence there; the fact itself by default.
        description: more words; sealed before they are stored.
    """

    source: str
    fact_id: str
    origin: str
    happened_on: date
    audience: Audience
    competency: str
    severity: int
    urgency: str = "normal"
    reference: str = ""
    description: str = ""


class RowFaults:
    """Collects what is wrong, cell by cell; rows are counted from 1, in CSV from the header."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def note(self, row: int, column: str, *, en: str, zh: str) -> None:
        """Notes that a cell is wrong."""
        self.found.append(FieldError(f"rows.{row}.{column}", en, zh))

    def refuse(self) -> None:
        """Refuses all of it if anything was noted.

        Raises:
            FactsRefused: with every wrong cell.
        """
        if self.found:
            raise FactsRefused(fields=tuple(self.found))


def read_fact_rows(text: str, faults: RowFaults) -> dict[int, FactRow]:
    """The facts of a file with a header line, by their line; wrong cells are noted.

    Args:
        text: CSV with commas; the columns are `COLUMNS`, of which `OPTIONAL` may be left out.
            An audience is written `employee:<id>;team:<id>`.
        faults: takes what is wrong.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        _check_columns(reader.fieldnames or (), faults)
        cells = dict((reader.line_num, one) for one in reader)  # noqa: C402 (the key moves on)
    except csv.Error as refusal:
        faults.note(reader.line_num, "file", en=f"is no CSV: {refusal}.", zh="不是有效的 CSV。")
        return {}
    if not faults.found and not 1 <= len(cells) <= MOST_ROWS:
        faults.note(1, "file", en=f"give 1 to {MOST_ROWS} rows.", zh=f"须有 1 至 {MOST_ROWS} 行。")
    faults.refuse()
    rows = {line: _read(line, one, faults) for line, one in cells.items()}
    return {line: row for line, row in rows.items() if row is not None}


def _check_columns(columns: Sequence[str], faults: RowFaults) -> None:
    for missing in [one for one in COLUMNS if one not in (*columns, *OPTIONAL)]:
        faults.note(1, missing, en="this column is missing.", zh="缺少该列。")
    for stranger in [one for one in columns if one not in COLUMNS]:
        faults.note(1, stranger[:60], en="this column is not known.", zh="未知的列。")
    for repeated in sorted({one for one in columns if columns.count(one) > 1}):
        faults.note(1, repeated[:60], en="this column stands there twice.", zh="该列重复。")


def _read(line: int, cells: dict[str, str], faults: RowFaults) -> FactRow | None:
    # csv gives None for cells that a short row lacks, and the key None to those over the header.
    if None in cells or None in cells.values():
        faults.note(line, "file", en="has too few or too many cells.", zh="列数与表头不符。")
        return None
    values: dict[str, object] = {}
    for column, (form, zh, read) in _READERS.items():
        text = cells.get(column, "").strip()
        try:
            values[column] = _DEFAULTS[column] if not text and column in OPTIONAL else read(text)
        except ValueError:
            faults.note(line, column, en=f"must be {form}.", zh=f"应为{zh}。")
    return FactRow(**values) if len(values) == len(_READERS) else None  # type: ignore[arg-type]


def read_audience(text: str) -> Audience:
    """Targets written `employee:<id>;team:<id>`.

    Raises:
        ValueError: it is not written so.
    """
    targets = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        kind, _, target_id = part.partition(":")
        if kind not in TARGET_KINDS:
            raise ValueError("no kind of target")
        targets.append(Target(kind=kind, target_id=UUID(target_id)))
    if not 1 <= len(targets) <= MOST_TARGETS:
        raise ValueError("nobody, or too many")
    return audience_of(targets)


def _matching(form: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError("not in its form")
        return text

    return read


def _one_of(words: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError("none of the words")
        return text

    return read


def _severity(text: str) -> int:
    if text not in {str(one) for one in range(LEAST_SEVERITY, MOST_SEVERITY + 1)}:
        raise ValueError("no severity")
    return int(text)


def _words(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise ValueError("too long")
    return text


_DEFAULTS = {"urgency": "normal", "reference": "", "description": ""}

_READERS: dict[str, tuple[str, str, Callable[[str], object]]] = {
    "source": ("a code of 1 to 60 letters and digits", "1 至 60 位代码", _matching(CODE)),
    "fact_id": (
        "a reference of 1 to 100 letters and digits",
        "1 至 100 位编号",
        _matching(REFERENCE),
    ),
    "origin": (f"one of {', '.join(FACT_ORIGINS)}", "、".join(FACT_ORIGINS), _one_of(FACT_ORIGINS)),
    "happened_on": ("a day such as 2020-01-31", "日期，例如 2020-01-31", date.fromisoformat),
    "audience": (
        "written employee:<id>;team:<id>, with position and site as well",
        " employee:<编号>;team:<编号> 的形式，也可用 position、site",
        read_audience,
    ),
    "competency": ("the code of a competency", "胜任力代码", _matching(CODE)),
    "severity": ("a whole number from 1 to 5", " 1 至 5 的整数", _severity),
    "urgency": (f"one of {', '.join(URGENCIES)}", "、".join(URGENCIES), _one_of(URGENCIES)),
    "reference": (
        "a reference of 1 to 100 letters and digits",
        "1 至 100 位编号",
        _matching(REFERENCE),
    ),
    "description": (
        f"{LONGEST_WORDS} characters at most",
        f"不超过 {LONGEST_WORDS} 个字符",
        _words,
    ),
}
