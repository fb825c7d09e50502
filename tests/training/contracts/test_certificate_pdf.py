"""The certificate on paper: Chinese that is really there, and a code that leads to the check."""

from __future__ import annotations

import base64
import builtins
import re
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import segno

from services.training.domain.certification_errors import PdfNotInstalled
from services.training.messages.certificate_pdf import Printed, certificate_pdf

PRINTED = Printed(
    number="C-000001-3",
    titles=("信用卡服务认证", "Card service"),
    staff_number="10023",
    holder_name="李娜",
    valid_from=date(2020, 1, 6),
    valid_until=date(2021, 1, 5),
    address="https://example.com/api/training/v1/certificate-checks/C-000001-3/0123456789abcdef",
)
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def content_of(pdf: bytes) -> bytes:
    """What is drawn on the one page."""
    [stream] = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))


def lines_of(pdf: bytes) -> list[str]:
    """The texts on the page, as the font's own encoding (UCS-2) says them."""

    def plain(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if len(sign) == 3 else _NAMED.get(sign, sign)

    texts = [_ESCAPED.sub(plain, one) for one in _STRING.findall(content_of(pdf))]
    return [one.decode("utf-16-be") for one in texts if one]


def test_all_that_is_to_stand_on_it_stands_on_it_in_chinese() -> None:
    lines = lines_of(certificate_pdf(PRINTED, language="zh"))

    assert [
        "证 书",
        "兹证明",
        "李娜",
        "员工编号 10023",
        "通过全部考核，取得以下认证：",
        "信用卡服务认证",
        "Card service",
        "证书编号：C-000001-3",
        "有效期：2020-01-06 至 2021-01-05",
        "扫描二维码核验真伪",
    ] == lines


def test_without_a_name_the_staff_number_stands_for_the_holder() -> None:
    lines = lines_of(certificate_pdf(replace(PRINTED, holder_name=None), language="en"))

    assert ["This is to certify that", "staff number 10023", "has passed"] == [
        lines[1],
        lines[2],
        lines[3][:10],
    ]


def test_a_certificate_for_ever_says_so() -> None:
    lines = lines_of(certificate_pdf(replace(PRINTED, valid_until=None), language="zh"))

    assert "有效期：2020-01-06 至 长期" in lines


def test_the_chinese_font_is_named_in_the_file() -> None:
    assert b"STSong-Light" in certificate_pdf(PRINTED, language="zh")


def test_the_code_has_each_dark_square_of_its_address() -> None:
    squares = content_of(certificate_pdf(PRINTED, language="zh")).count(b" re f")
    dark = sum(sum(one) for one in segno.make(PRINTED.address, micro=False, error="m").matrix)

    assert dark == squares


def test_the_same_certificate_makes_the_same_file() -> None:
    assert certificate_pdf(PRINTED, language="zh") == certificate_pdf(PRINTED, language="zh")


@pytest.mark.parametrize("missing", ["reportlab", "segno"])
def test_without_the_optional_libraries_the_refusal_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name.partition(".")[0] == missing:
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PdfNotInstalled, match=r"loopdesk\[pdf\]"):
        certificate_pdf(PRINTED, language="zh")
