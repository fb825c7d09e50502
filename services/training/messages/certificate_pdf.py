"""A certificate as a PDF file with the code that leads to its check (TR-3)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.training.domain.certification_errors import PdfNotInstalled
from services.training.messages.pdf_words import draw_centred, register_chinese, width_of

_WIDEST = 0.88
"""How much of the page's width a line may take; longer ones are written smaller."""

_WORDS = {
    "zh": {
        "heading": "证 书",
        "awarded": "兹证明",
        "staff_number": "员工编号 {0}",
        "passed": "通过全部考核，取得以下认证：",
        "number": "证书编号：{0}",
        "valid": "有效期：{0} 至 {1}",
        "for_ever": "长期",
        "check": "扫描二维码核验真伪",
    },
    "en": {
        "heading": "Certificate",
        "awarded": "This is to certify that",
        "staff_number": "staff number {0}",
        "passed": "has passed all stages of the certification",
        "number": "Number: {0}",
        "valid": "Valid from {0} until {1}",
        "for_ever": "revoked",
        "check": "Scan the code to check this certificate",
    },
}


@dataclass(frozen=True)
class Printed:
    """What stands on a certificate.

    Args:
        number: the number that people speak.
        titles: name of the certification in Chinese and English.
        staff_number: the holder's staff number, if known.
        holder_name: the holder's name, if who prints it has given it.
        valid_from: first day.
        valid_until: last day; None for ever.
        address: where the code leads.
    """

    number: str
    titles: tuple[str, str]
    staff_number: str | None
    holder_name: str | None
    valid_from: date
    valid_until: date | None
    address: str


def certificate_pdf(printed: Printed, *, language: str) -> bytes:
    """One page of A4 in landscape.

    Args:
        printed: what stands on it.
        language: `zh` or `en`.

    Raises:
        PdfNotInstalled: the optional libraries are not there.
    """
    try:
        from reportlab.lib.pagesizes import A4, landscape  # noqa: PLC0415 (an extra)
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415
    except ImportError as missing:
        raise PdfNotInstalled from missing
    register_chinese()
    size = landscape(A4)
    file = io.BytesIO()
    page = Canvas(file, pagesize=size, invariant=1)
    page.setTitle(printed.number)
    for line, height, points in _lines(printed, language=language):
        share = size[0] * _WIDEST / max(width_of(line, points), 1)
        at = (size[0] / 2, size[1] * height)
        draw_centred(page, line, at=at, points=points * min(1, share))
    _draw_code(page, printed.address, at=(size[0] - 170, 60), side=110)
    corner = (size[0] - 170, 60, size[0] - 60, 170)
    page.linkURL(printed.address, corner)
    draw_centred(page, _WORDS[language]["check"], at=(size[0] - 115, 46), points=9)
    page.save()
    return file.getvalue()


def _lines(printed: Printed, *, language: str) -> list[tuple[str, float, int]]:
    """The lines with their height on the page, as a share of it, and their size."""
    words = _WORDS[language]
    staff_number = words["staff_number"].format(printed.staff_number or "-")
    until = printed.valid_until
    last_day = words["for_ever"] if until is None else until.isoformat()
    own, other = printed.titles if language == "zh" else printed.titles[::-1]
    return [
        (words["heading"], 0.82, 40),
        (words["awarded"], 0.70, 16),
        (printed.holder_name or staff_number, 0.62, 26),
        (staff_number if printed.holder_name else "", 0.56, 12),
        (words["passed"], 0.49, 16),
        (own, 0.41, 28),
        (other, 0.35, 14),
        (words["number"].format(printed.number), 0.25, 14),
        (words["valid"].format(printed.valid_from.isoformat(), last_day), 0.20, 14),
    ]


def _draw_code(page: Any, address: str, *, at: tuple[float, float], side: float) -> None:
    """Draws the QR code as squares, sharp at every size."""
    try:
        import segno  # noqa: PLC0415 (an extra)
    except ImportError as missing:
        raise PdfNotInstalled from missing
    rows = [list(one) for one in segno.make(address, micro=False, error="m").matrix_iter(border=4)]
    unit = side / len(rows)
    left, bottom = at
    for number, row in enumerate(rows):
        for place, is_dark in enumerate(row):
            if is_dark:
                top = bottom + side - (number + 1) * unit
                page.rect(left + place * unit, top, unit, unit, stroke=0, fill=1)
