"""Excel files with one or several sheets, in which no spreadsheet takes a text for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from services.training.messages.question_files import FORMULA, ExcelLibraryMissing

Cell = str | int | Decimal

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def safe_cell(text: str) -> str:
    """The text as a spreadsheet takes it for a text: what begins like a formula is led by `'`."""
    plain = _CONTROL.sub("", text)
    return f"'{plain}" if FORMULA.match(plain) else plain


def workbook(
    sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]], *, is_fitted: bool = False
) -> bytes:
    """The file; numbers stand as numbers.

    Args:
        sheets: name and lines of each; texts as `safe_cell` has them.
        is_fitted: whether columns are as wide as what stands in them.

    Raises:
        ExcelLibraryMissing: the library is not there.
    """
    try:
        # An extra: only who exports to Excel needs it.
        import xlsxwriter  # noqa: PLC0415
    except ImportError as missing:
        raise ExcelLibraryMissing from missing
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        for name, lines in sheets:
            sheet = book.add_worksheet(name)
            for place, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if not isinstance(cell, str):
                        sheet.write_number(place, column, cell)
                    elif cell:
                        sheet.write_string(place, column, cell)
            if is_fitted:
                for column, width in enumerate(column_widths(lines)):
                    sheet.set_column(column, column, width)
    return made.getvalue()


def column_widths(lines: Sequence[Sequence[Cell]]) -> list[int]:
    """How many digits wide each column is; a Chinese character is as wide as two."""
    widest = [0] * max(len(line) for line in lines)
    for line in lines:
        for column, cell in enumerate(line):
            text = str(cell)
            width = len(text) + sum(ord(one) > _LAST_NARROW for one in text)
            widest[column] = max(widest[column], width)
    return [min(one + 2, _WIDEST) for one in widest]


_LAST_NARROW = 0x2E7F
_WIDEST = 60
