"""Words in Chinese and English for PDF files, with fonts that every reader brings."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

CHINESE = "STSong-Light"
"""One of the CID fonts that every PDF reader brings for Chinese; no font file is needed."""

LATIN = "Helvetica"
"""Readers that replace the Chinese font set its digits and letters badly."""

_RUN = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


def register_chinese() -> None:
    """Makes the Chinese font known; reportlab has to be there."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 (an extra)
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def width_of(text: str, points: float) -> float:
    """How wide the text is, in points."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 (an extra)

    widths: list[float] = [pdfmetrics.stringWidth(part, font, points) for font, part in _runs(text)]
    return sum(widths)


def draw_words(page: Any, text: str, *, at: tuple[float, float], points: float) -> None:
    """Draws the text from a point on a canvas to the right."""
    words = page.beginText(*at)
    for font, part in _runs(text):
        words.setFont(font, points)
        words.textOut(part)
    page.drawText(words)


def draw_centred(page: Any, text: str, *, at: tuple[float, float], points: float) -> None:
    """Draws the text around a point on a canvas."""
    draw_words(page, text, at=(at[0] - width_of(text, points) / 2, at[1]), points=points)


def markup_of(text: str) -> str:
    """The text for a paragraph in the Chinese font."""
    parts = ((font, escape(part)) for font, part in _runs(text))
    return "".join(
        part if font == CHINESE else f'<font name="{font}">{part}</font>' for font, part in parts
    )


def _runs(text: str) -> list[tuple[str, str]]:
    parts = _RUN.findall(text)
    return [(LATIN if part.isascii() and part.isprintable() else CHINESE, part) for part in parts]
