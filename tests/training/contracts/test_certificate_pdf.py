"""The certificate on paper: Chinese that is really there, and a code that leads to the check."""

from __future__ import annotations

import builtins
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import segno

from services.training.domain.certification_errors import PdfNotInstalled
from services.training.messages.certificate_pdf import Printed, certificate_pdf
from tests.support.pdf_pages import lines_of, pages_of

PRINTED = Printed(
    number="C-000001-3",
    titles=("信用卡服务认证", "Card service"),
    staff_number="10023",
    holder_name="李娜",
    valid_from=date(2020, 1, 6),
    valid_until=date(2021, 1, 5),
    address="https://example.com/api/training/v1/certificate-checks/C-000001-3/0123456789abcdef",
)


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
    [page] = pages_of(certificate_pdf(PRINTED, language="zh"))
    squares = page.count(b" re f")
    dark = sum(sum(one) for one in segno.make(PRINTED.address, micro=False, error="m").matrix)

    assert dark == squares


def test_the_code_is_a_link_for_who_reads_the_file_on_a_screen() -> None:
    assert f"/URI ({PRINTED.address})".encode() in certificate_pdf(PRINTED, language="zh")


def test_the_longest_title_stands_within_the_page() -> None:
    longest = replace(PRINTED, titles=("认" * 100, "W" * 100), holder_name="那" * 100)
    for language in ("zh", "en"):
        pdf = certificate_pdf(longest, language=language)
        [page] = pages_of(pdf)
        begins = [float(one) for one in re.findall(rb"BT 1 0 0 1 (-?[0-9.]+)", page)]

        assert {"认" * 100, "W" * 100, "那" * 100} <= {*lines_of(pdf)}
        assert 40 < min(one for one in begins if one)


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
