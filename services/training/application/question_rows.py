"""Reads the rows of a file of questions; every wrong cell is named with its remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.training.application import question_columns as columns
from services.training.application.question_cells import SEPARATORS, Cells, Faults, Row
from services.training.domain.question_checks import CODE
from services.training.domain.question_content import Part, QuestionContent, Task

MOST_ROWS = 2000
LONGEST_CELL = 8000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class ReadQuestion:
    """A question as the file has it.

    Args:
        line: the line in which it begins.
        part_lines: the lines of its parts.
        code: its code.
        content: what it says.
    """

    line: int
    part_lines: tuple[int, ...]
    code: str
    content: QuestionContent


def rows_of(lines: Sequence[Sequence[str]], faults: Faults) -> list[Row]:
    """The rows below the headings; empty ones are passed over."""
    headings = columns.names_of(tuple(lines[0])) if lines else ()
    named = [one for one in headings if one]
    for missing in (one for one in columns.REQUIRED if one not in named):
        zh = columns.COLUMNS[missing]
        faults.note(1, missing, en="this column is missing: add it.", zh=f"缺少“{zh}”列，请补充。")
    for stranger in (one for one in named if one not in columns.COLUMNS):
        en, zh = "this column is not known: remove it.", "未知的列，请删除。"
        faults.note(1, stranger[:60], en=en, zh=zh)
    for twice in sorted({one for one in named if named.count(one) > 1}):
        faults.note(
            1, twice[:60], en="this column stands there twice.", zh="该列重复，请删除一列。"
        )
    faults.refuse()
    rows = []
    for line, cells in enumerate(lines[1:], start=2):
        if any(one.strip() for one in cells[len(headings) :]):
            en, zh = "has more cells than headings.", "单元格多于表头，请补充表头或删除。"
            faults.note(line, "row", en=en, zh=zh)
        if any(one.strip() for one in cells):
            rows.append(Row(line, dict(zip(headings, cells, strict=False))))
    if not 1 <= len(rows) <= MOST_ROWS:
        en, zh = f"give 1 to {MOST_ROWS} rows.", f"须有 1 至 {MOST_ROWS} 行试题，请拆分文件。"
        faults.note(1, "file", en=en, zh=zh)
    faults.refuse()
    return rows


def read_questions(rows: Sequence[Row], faults: Faults) -> list[ReadQuestion]:
    """The questions of the rows; parts of a case stand in rows of their own below it."""
    for row in rows:
        _check_texts(row, faults)
    whole = [row for row in rows if not row.text("part_of")]
    parts: dict[str, list[Row]] = {}
    for row in rows:
        if row.text("part_of"):
            parts.setdefault(row.text("part_of"), []).append(row)
    lines: dict[str, int] = {}
    for row in whole:
        _check_code(row, lines, faults)
    for case in (one for one in parts if one not in lines):
        en, zh = "names no case of this file.", "本文件中没有该案例，请填写案例的代码。"
        faults.note(parts[case][0].line, "part_of", en=en, zh=zh)
    return [_read(row, parts.get(row.text("code"), []), faults) for row in whole]


def _check_texts(row: Row, faults: Faults) -> None:
    for name, text in row.cells.items():
        if len(text) > LONGEST_CELL:
            en, zh = (
                f"is longer than {LONGEST_CELL} characters.",
                f"超过 {LONGEST_CELL} 字，请缩短。",
            )
            faults.note(row.line, name, en=en, zh=zh)
        if _CONTROL.search(text):
            faults.note(
                row.line, name, en="has invisible control characters.", zh="含控制字符，请删除。"
            )


def _check_code(row: Row, lines: dict[str, int], faults: Faults) -> None:
    code = row.text("code")
    if not re.match(CODE, code):
        en = "must be letters, digits, dots, hyphens or underscores, at most 60."
        faults.note(
            row.line, "code", en=en, zh="代码须为字母、数字、点、连字符或下划线，至多 60 个。"
        )
    first = lines.setdefault(code, row.line)
    if first != row.line:
        en, zh = f"stands in line {first} already.", f"与第 {first} 行重复，请改用其他代码。"
        faults.note(row.line, "code", en=en, zh=zh)


def _read(row: Row, parts: Sequence[Row], faults: Faults) -> ReadQuestion:
    cell = Cells(row, faults)
    task = cell.task()
    content = QuestionContent(
        **{name: getattr(task, name) for name in Task.__struct_fields__},
        competency=row.text("competency"),
        difficulty=cell.difficulty(),
        tags=tuple(sorted({one for one in SEPARATORS.split(row.text("tags")) if one})),
        parts=tuple(_part(one, faults) for one in parts),
        knowledge=cell.knowledge(),
    )
    return ReadQuestion(
        line=row.line,
        part_lines=tuple(one.line for one in parts),
        code=row.text("code"),
        content=content,
    )


def _part(row: Row, faults: Faults) -> Part:
    task = Cells(row, faults).task()
    values = {name: getattr(task, name) for name in Task.__struct_fields__}
    return Part(**values, name=row.text("code"))
