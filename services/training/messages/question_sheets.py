"""Writes questions as Excel or CSV in the form in which they are imported, and the empty form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from services.training.application.question_columns import (
    CHOICES,
    COLUMNS,
    CREDIT_WORDS,
    KIND_WORDS,
    STATEMENT_WORDS,
)
from services.training.domain import question_content as content_of
from services.training.domain.question_content import QuestionContent, Task
from services.training.messages.question_examples import EXAMPLES
from services.training.messages.workbook import safe_cell, workbook

XLSX, CSV = "xlsx", "csv"
FORMATS = (XLSX, CSV)

Cells = Sequence[str]


def sheet_of(questions: Iterable[tuple[str, QuestionContent]], format_: str, *, zh: bool) -> bytes:
    """A file of questions that can be changed and imported again.

    Args:
        questions: code and content of each.
        format_: one of `FORMATS`.
        zh: whether headings and words are Chinese.

    Raises:
        ExcelLibraryMissing: `xlsx`, and the library is not there.
    """
    lines = [line for code, content in questions for line in _lines(code, content, zh=zh)]
    return _file([("questions", [_headings(zh=zh), *lines])], format_)


def template(format_: str, *, zh: bool) -> bytes:
    """The empty form; an Excel file shows a question of each kind on a second sheet."""
    examples = [
        line for code, content in EXAMPLES for line in _lines(f"example-{code}", content, zh=zh)
    ]
    sheets = [("questions", [_headings(zh=zh)]), ("examples", [_headings(zh=zh), *examples])]
    return _file(sheets if format_ == XLSX else sheets[:1], format_)


def _headings(*, zh: bool) -> Cells:
    return tuple(COLUMNS.values()) if zh else tuple(COLUMNS)


def _lines(code: str, content: QuestionContent, *, zh: bool) -> list[Cells]:
    own = {
        "competency": content.competency,
        "difficulty": str(content.difficulty),
        "tags": ";".join(content.tags),
        "knowledge": ";".join(f"{one.code}:{one.version}" for one in content.knowledge),
    }
    first = _line({"code": code, **own, **_task(content, zh=zh)})
    parts = [
        _line({"code": one.name, "part_of": code, **_task(one, zh=zh)}) for one in content.parts
    ]
    return [first, *parts]


def _task(task: Task, *, zh: bool) -> dict[str, str]:
    choices = {one.key.lower(): one for one in task.choices}
    return {
        "kind": KIND_WORDS[task.kind] if zh else task.kind,
        "zh": task.zh,
        "en": task.en,
        "points": str(task.points),
        **{f"choice_{one}": choices[one].zh for one in CHOICES if one in choices},
        **{f"choice_{one}_en": choices[one].en for one in CHOICES if one in choices},
        "key": _key(task, zh=zh),
        "accepted": "\n".join(
            "|".join(one.replace("|", "\\|").replace("\n", " ") for one in forms)
            for forms in task.accepted
        ),
        "credit": CREDIT_WORDS[task.credit] if zh else task.credit,
        "guide": task.guide,
    }


def _key(task: Task, *, zh: bool) -> str:
    if task.kind != content_of.TRUE_FALSE:
        return "".join(task.key)
    words = {"true": "对", "false": "错"} if zh else {one: one for one in STATEMENT_WORDS}
    return "".join(words[one] for one in task.key)


def _line(cells: dict[str, str]) -> Cells:
    return tuple(safe_cell(cells.get(name, "")) for name in COLUMNS)


def _file(sheets: Sequence[tuple[str, Sequence[Cells]]], format_: str) -> bytes:
    if format_ == XLSX:
        return workbook(sheets)
    [(_, lines)] = sheets
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    # With its mark, by which Excel knows UTF-8.
    return text.getvalue().encode("utf-8-sig")
