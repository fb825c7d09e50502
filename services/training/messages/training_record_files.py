"""A training record as a PDF file to sign and keep, and as an Excel file to reckon with."""

from __future__ import annotations

import io
from typing import Any

from services.training.application.training_records import TrainingRecord
from services.training.domain.certification_errors import PdfNotInstalled
from services.training.messages.pdf_words import (
    CHINESE,
    draw_centred,
    draw_words,
    markup_of,
    register_chinese,
)
from services.training.messages.training_record_tables import Cell, RecordTables, Table
from services.training.messages.workbook import column_widths, safe_cell, workbook

_MARGIN = 42

_ROOM = 90
"""Points left on a page on which a heading still has rows under it."""

_WIDEST = 28
"""Digits after which a cell goes on in another line."""


def record_workbook(record: TrainingRecord, *, language: str, zone: str) -> bytes:
    """An Excel file with a sheet for each part.

    Args:
        record: what stands in it.
        language: `zh` or `en`.
        zone: whose days are written.

    Raises:
        ExcelLibraryMissing: the optional library is not there.
    """
    tables = RecordTables(language=language, zone=zone).tables(record, employee_name=None)
    return workbook(((one.title, _lines(one)) for one in tables), is_fitted=True)


def record_pdf(
    record: TrainingRecord, *, language: str, zone: str, employee_name: str | None
) -> bytes:
    """Pages of A4.

    Args:
        record: what stands on them.
        language: `zh` or `en`.
        zone: whose days are written.
        employee_name: printed, if who prints it has given it.

    Raises:
        PdfNotInstalled: the optional library is not there.
    """
    try:
        from reportlab.lib.pagesizes import A4  # noqa: PLC0415 (an extra)
        from reportlab.platypus import CondPageBreak, SimpleDocTemplate  # noqa: PLC0415
    except ImportError as missing:
        raise PdfNotInstalled from missing
    register_chinese()
    made = RecordTables(language=language, zone=zone)
    file = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    title = f"{made.word('heading')} {record.staff_number}"
    document = SimpleDocTemplate(file, pagesize=A4, title=title, invariant=1, **margins)
    story = [_text(made.word("heading"), points=22, is_heading=True, is_centred=True)]
    for one in made.tables(record, employee_name=employee_name):
        heading = _text(one.title, points=13, is_heading=True)
        story += [CondPageBreak(_ROOM), heading, _grid(one, width=document.width, made=made)]

    def number(page: Any, _: Any) -> None:
        draw_words(page, title, at=(_MARGIN, _MARGIN / 2), points=8)
        at = (A4[0] - _MARGIN, _MARGIN / 2)
        draw_centred(page, str(page.getPageNumber()), at=at, points=8)

    document.build(story, onFirstPage=number, onLaterPages=number)
    return file.getvalue()


def _lines(table: Table) -> list[list[Cell]]:
    lines = [table.headings, *table.rows] if table.headings else table.rows
    return [[safe_cell(one) if isinstance(one, str) else one for one in line] for line in lines]


def _text(
    words: str, *, points: float = 8, is_heading: bool = False, is_centred: bool = False
) -> Any:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    style = ParagraphStyle(
        "words",
        fontName=CHINESE,
        fontSize=points,
        leading=points * 1.3,
        alignment=int(is_centred),
        wordWrap="CJK",
        spaceBefore=points * 0.8 if is_heading else 0,
        spaceAfter=points * 0.4 if is_heading else 0,
    )
    return Paragraph(markup_of(words), style)


def _grid(table: Table, *, width: float, made: RecordTables) -> Any:
    """The rows as a grid, whose headings stand on each page."""
    from reportlab.lib import colors  # noqa: PLC0415
    from reportlab.platypus import Table as Grid  # noqa: PLC0415

    if not table.rows:
        return _text(made.word("nothing"))
    lines = [table.headings, *table.rows] if table.headings else table.rows
    cells = [[_text(str(one)) for one in line] for line in lines]
    parts = [min(one, _WIDEST) for one in column_widths(lines)]
    widths = [width * one / sum(parts) for one in parts]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if table.headings:
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke))
    return Grid(cells, colWidths=widths, repeatRows=1 if table.headings else 0, style=style)
