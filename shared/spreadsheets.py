"""Writes rows as CSV or Excel, so that no spreadsheet takes a cell for a formula (CWE-1236)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

Cell = str | int | None

EXCEL = "excel"

LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds; longer texts are cut."""

_BEGINS_FORMULA = re.compile(
    r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]"
)
# What XML cannot hold and no spreadsheet shows.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class ExcelNotInstalled(RuntimeError):
    """The library that writes Excel files is not there: install `loopdesk[excel]`."""


class Sheet(Protocol):
    """A file being written."""

    def write(self, row: Sequence[Cell]) -> None:
        """Adds a row."""


def safe_cell(cell: Cell) -> Cell:
    """The cell as a spreadsheet takes it for what it is.

    A text that a spreadsheet would take for a formula is led by an apostrophe, also where spaces,
    invisible characters or full-width forms stand before or for its first sign.
    """
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub("", cell)[:LONGEST_CELL]
    return f"'{text}"[:LONGEST_CELL] if _BEGINS_FORMULA.match(text) else text


@contextmanager
def sheet_in(path: Path, format_: str) -> Iterator[Sheet]:
    """A file of one sheet, complete when the block ends.

    Args:
        path: where it is written.
        format_: `csv` (UTF-8 with its mark, so that Excel reads Chinese) or `excel`.

    Raises:
        ExcelNotInstalled: `excel`, and the library is not there.
    """
    if format_ == EXCEL:
        with _excel(path) as sheet:
            yield sheet
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield _CsvSheet(csv.writer(file, quoting=csv.QUOTE_ALL))


class _CsvSheet:
    def __init__(self, writer: object) -> None:
        self._writer = writer

    def write(self, row: Sequence[Cell]) -> None:
        """Adds a row."""
        self._writer.writerow([safe_cell(one) for one in row])  # type: ignore[attr-defined]


@contextmanager
def _excel(path: Path) -> Iterator[Sheet]:
    try:
        # An extra: only who exports to Excel needs it.
        import xlsxwriter  # noqa: PLC0415
    except ImportError as missing:
        raise ExcelNotInstalled from missing
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        yield _ExcelSheet(book.add_worksheet())


class _ExcelSheet:
    def __init__(self, sheet: object) -> None:
        self._sheet = sheet
        self._next = 0

    def write(self, row: Sequence[Cell]) -> None:
        """Adds a row; texts stand as texts, also those that look like formulas."""
        for column, cell in enumerate(row):
            shown = safe_cell(cell)
            if isinstance(shown, str):
                self._sheet.write_string(self._next, column, shown)  # type: ignore[attr-defined]
            elif shown is not None:
                self._sheet.write_number(self._next, column, shown)  # type: ignore[attr-defined]
        self._next += 1
