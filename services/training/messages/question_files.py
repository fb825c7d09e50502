"""Reads files of questions, Excel or CSV, that nobody has looked at before (hostile ones too)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from services.training.domain.question_import import QuestionFileRefused
from shared.errors import FieldError, Unavailable

LARGEST_FILE = 5_000_000
"""Bytes of a file."""
LARGEST_INSIDE = 30_000_000
"""Bytes of all that an Excel file holds, unpacked."""
MOST_INSIDE = 200
"""Files within an Excel file."""
MOST_LINES = 2_100
MOST_EMPTY = 20_000
"""Empty lines behind the last one that are passed over."""
MOST_COLUMNS = 60

FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")
"""How a text begins that a spreadsheet takes for a formula (CWE-1236)."""

_DECLARATIONS = tuple(
    declaration.encode(encoding)
    for declaration in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_XML = (".xml", ".rels", ".vml")
# What the reader may come upon in a file that was altered.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    UnicodeDecodeError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)

Lines = list[Sequence[str]]


class ExcelLibraryMissing(Unavailable):
    """The libraries for Excel files are not there."""

    code = "excel-library-missing"
    en = "This installation knows CSV only; `loopdesk[excel]` is not installed."
    zh = "当前安装仅支持 CSV；未安装 `loopdesk[excel]`。"


def read_lines(content: bytes) -> Lines:
    """The cells of a file as texts, line by line; formulas stand as texts and are never computed.

    Args:
        content: an Excel file (.xlsx) or CSV in UTF-8 or GB 18030.

    Raises:
        QuestionFileRefused: it is neither, or too large, or not to be trusted.
        ExcelLibraryMissing: it is an Excel file, and the library is not there.
    """
    if not content or len(content) > LARGEST_FILE:
        en, zh = f"must have 1 to {LARGEST_FILE} bytes.", f"文件大小须为 1 至 {LARGEST_FILE} 字节。"
        raise _refused(en, zh)
    lines = _excel(content) if content.startswith(b"PK") else _csv(content)
    return [[_as_written(one) for one in line] for line in lines]


def _as_written(text: str) -> str:
    """Without the apostrophe that exports put before what begins like a formula."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _csv(content: bytes) -> Lines:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _in_chinese(content)
    found: Lines = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), strict=True):
            _check_shape(len(found), len(line))
            found.append(line)
    except csv.Error as refusal:
        raise _refused(f"is no CSV: {refusal}.", "不是有效的 CSV 文件。") from refusal
    return found


def _in_chinese(content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as refusal:
        en = "is neither an Excel file (.xlsx) nor CSV in UTF-8 or GB 18030."
        raise _refused(
            en, "不是 Excel 文件（.xlsx），也不是 UTF-8 或 GB 18030 编码的 CSV。"
        ) from refusal


def _excel(content: bytes) -> Lines:
    try:
        # An extra: only who imports from Excel needs it.
        from openpyxl import load_workbook  # noqa: PLC0415
    except ImportError as missing:
        raise ExcelLibraryMissing from missing
    try:
        _check_inside(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        return _without_empty_end(_texts_of(row, place) for place, row in enumerate(rows))
    except _BROKEN as refusal:
        en, zh = "is no Excel file (.xlsx) that can be read.", "不是可读取的 Excel 文件（.xlsx）。"
        raise _refused(en, zh) from refusal


def _check_inside(content: bytes) -> None:
    """Looks at the archive before anything reads it: its size unpacked, and its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = archive.infolist()
        if len(inside) > MOST_INSIDE or sum(one.file_size for one in inside) > LARGEST_INSIDE:
            en = f"is larger than {LARGEST_INSIDE} bytes when unpacked."
            raise _refused(en, f"解压后超过 {LARGEST_INSIDE} 字节。")
        for one in inside:
            text = archive.read(one).upper()
            is_xml = one.filename.lower().endswith(_XML)
            # Any of them may be named as a sheet, whatever its own name is.
            if (is_xml and b"\x00" in text) or any(each in text for each in _DECLARATIONS):
                en = "declares entities, which no spreadsheet does."
                raise _refused(en, "文件含实体声明，不予读取。")


def _texts_of(row: Sequence[Any], place: int) -> Sequence[str]:
    texts = [_text(one) for one in row]
    while texts and not texts[-1]:
        texts.pop()
    # Rows that were formatted and left empty are no rows.
    _check_shape(place if texts else place - MOST_EMPTY, len(texts))
    return texts


def _without_empty_end(lines: Iterable[Sequence[str]]) -> Lines:
    found = list(lines)
    while found and not found[-1]:
        found.pop()
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # As the person sees it: 2 and 2.5, not 2.0 or an exponent.
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


def _check_shape(lines: int, columns: int) -> None:
    if lines >= MOST_LINES:
        raise _refused(f"has more than {MOST_LINES} lines.", f"超过 {MOST_LINES} 行，请拆分文件。")
    if columns > MOST_COLUMNS:
        en, zh = f"has more than {MOST_COLUMNS} columns.", f"超过 {MOST_COLUMNS} 列。"
        raise _refused(en, zh)


def _refused(en: str, zh: str) -> QuestionFileRefused:
    return QuestionFileRefused(fields=(FieldError("file", en, zh),))
