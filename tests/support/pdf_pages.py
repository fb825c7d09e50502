"""What is drawn and written on the pages of a PDF file, as the file itself says it."""

from __future__ import annotations

import base64
import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_STEP = re.compile(
    rb"/(?P<font>F\d+) \S+ Tf|\((?P<text>(?:[^()\\]|\\.)*)\) Tj|(?P<end>T\*|\bET\b)", re.DOTALL
)
_LATIN = b"F1"
"""The font with which reportlab begins each page, Helvetica; all others are Chinese."""

_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf: bytes) -> list[bytes]:
    """What is drawn on each page."""
    return [
        zlib.decompress(base64.a85decode(b"<~" + one.strip(), adobe=True))
        for one in _STREAM.findall(pdf)
    ]


def lines_of(pdf: bytes) -> list[str]:
    """The texts on all pages."""
    return [line for page in pages_of(pdf) for line in lines_on(page)]


def lines_on(page: bytes) -> list[str]:
    """The texts on a page, each line with its parts in several fonts as one."""
    lines, font = [""], _LATIN
    for step in _STEP.finditer(page):
        if step["end"]:
            lines.append("")
        elif step["font"]:
            font = step["font"]
        else:
            text = _ESCAPED.sub(_plain, step["text"])
            lines[-1] += text.decode("latin-1" if font == _LATIN else "utf-16-be")
    return [one for one in lines if one]


def _plain(escaped: re.Match[bytes]) -> bytes:
    sign = escaped[1]
    return bytes([int(sign, 8)]) if len(sign) == 3 else _NAMED.get(sign, sign)
