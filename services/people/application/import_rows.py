"""The rows of an employee file, read cell by cell; every wrong cell is named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.people.domain.employee_import import ImportRefused
from services.people.domain.forms import STAFF_NUMBER, is_sensible_day
from services.people.domain.personal_data import normal_email, normal_name, normal_phone
from shared.errors import DomainError, FieldError, Invalid

REQUIRED = ("staff_number", "name", "site", "hired_on")
OPTIONAL = (
    "phone",
    "email",
    "probation_until",
    "position",
    "team",
    "supervisor",
    "skills",
    "skill_groups",
    "roles",
)
MOST_ROWS = 2000

TCell = TypeVar("TCell")


@dataclass(frozen=True)
class EmployeeRow:
    """One employee as the file has them.

    Args:
        line: line of the file, the header being 1.
        staff_number: unique number.
        name: name in normal form.
        phone: telephone number, if any.
        email: e-mail address, if any.
        site: code of the site.
        hired_on: first day of the employment.
        probation_until: last day of the probation; without it the employee is active.
        position: code of the position, if any.
        team: code of the team, if any.
        supervisor: staff number of the supervisor, if any; may stand in the same file.
        skills: levels by skill, written `cards:3;loans:2`.
        skill_groups: codes of skill groups, written `cards;loans`.
        roles: names of roles, written `agent;trainer`.
    """

    line: int
    staff_number: str
    name: str
    phone: str | None
    email: str | None
    site: str
    hired_on: date
    probation_until: date | None
    position: str
    team: str
    supervisor: str
    skills: dict[str, int]
    skill_groups: tuple[str, ...]
    roles: tuple[str, ...]


class Complaints:
    """Collects what is wrong, cell by cell."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def note(self, line: int, column: str, *, en: str, zh: str) -> None:
        """Notes that a cell is wrong."""
        self.found.append(FieldError(f"rows.{line}.{column}", en, zh))

    def note_refusal(self, line: int, column: str, refusal: DomainError) -> None:
        """Notes that a rule refuses a cell."""
        if isinstance(refusal, Invalid) and refusal.fields:
            for one in refusal.fields:
                self.note(line, one.field, en=one.en, zh=one.zh)
            return
        self.note(line, column, en=refusal.in_language("en"), zh=refusal.in_language("zh-CN"))

    def refuse(self) -> None:
        """Refuses the file if anything was noted.

        Raises:
            ImportRefused: with every wrong cell.
        """
        if self.found:
            raise ImportRefused(fields=tuple(self.found))


def read_rows(text: str) -> list[EmployeeRow]:
    """The rows of a file with a header line, in CSV with commas.

    Raises:
        ImportRefused: a column or cell is wrong; every one is named.
    """
    complaints = Complaints()
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        columns = list(reader.fieldnames or ())
        _check_columns(columns, complaints)
        cells = [(reader.line_num, one) for one in reader]
    except csv.Error as refusal:
        complaints.note(reader.line_num, "file", en=f"is no CSV: {refusal}.", zh="不是有效的 CSV。")
        cells = []
    _check_size(cells, complaints)
    complaints.refuse()
    rows = [row for line, one in cells if (row := _read_row(line, one, complaints)) is not None]
    _check_repeated(rows, complaints)
    complaints.refuse()
    return rows


def _check_columns(columns: list[str], complaints: Complaints) -> None:
    for missing in [one for one in REQUIRED if one not in columns]:
        complaints.note(1, missing, en="this column is missing.", zh="缺少该列。")
    known = {*REQUIRED, *OPTIONAL}
    for stranger in [one for one in columns if one not in known]:
        complaints.note(1, stranger, en="this column is not known.", zh="未知的列。")
    for repeated in sorted({one for one in columns if columns.count(one) > 1}):
        complaints.note(1, repeated, en="this column stands there twice.", zh="该列重复。")


def _check_size(cells: list[tuple[int, dict[str, str]]], complaints: Complaints) -> None:
    if not complaints.found and not 1 <= len(cells) <= MOST_ROWS:
        complaints.note(
            1, "file", en=f"give 1 to {MOST_ROWS} rows.", zh=f"须有 1 至 {MOST_ROWS} 行数据。"
        )


def _check_repeated(rows: list[EmployeeRow], complaints: Complaints) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.staff_number, row.line)
        if first != row.line:
            complaints.note(
                row.line,
                "staff_number",
                en=f"stands in line {first} already.",
                zh=f"与第 {first} 行重复。",
            )


def _read_row(line: int, cells: dict[str, str], complaints: Complaints) -> EmployeeRow | None:
    before = len(complaints.found)
    # csv gives None for cells that a short row lacks, and the key None to those over the header.
    if None in cells or None in cells.values():
        complaints.note(line, "file", en="has too few or too many cells.", zh="列数与表头不符。")
        return None

    def cell(column: str, read: Callable[[str], TCell]) -> TCell | None:
        try:
            return read(cells.get(column, "").strip())
        except Invalid as refusal:
            complaints.note_refusal(line, column, refusal)
        except ValueError:
            complaints.note(line, column, en="is not in its form.", zh="格式有误。")
        return None

    values = {column: cell(column, read) for column, read in _READERS.items()}
    if len(complaints.found) > before:
        return None
    return EmployeeRow(line=line, **values)  # type: ignore[arg-type]


def _needed(text: str) -> str:
    if not text:
        raise ValueError("empty")
    return text


def _staff_number(text: str) -> str:
    if not re.fullmatch(STAFF_NUMBER, text):
        raise ValueError("no staff number")
    return text


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not is_sensible_day(day):
        raise ValueError("no day that somebody can mean")
    return day


def _optional_day(text: str) -> date | None:
    return _day(text) if text else None


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_parts(text)))


def _skills(text: str) -> dict[str, int]:
    pairs = [one.partition(":") for one in _parts(text)]
    if any(not skill or not level.isdecimal() for skill, _, level in pairs):
        raise ValueError("no skill with level")
    return {skill.strip(): int(level) for skill, _, level in pairs}


def _parts(text: str) -> Iterator[str]:
    return (part for one in text.split(";") if (part := one.strip()))


_READERS: dict[str, Callable[[str], object]] = {
    "staff_number": _staff_number,
    "name": normal_name,
    "phone": normal_phone,
    "email": normal_email,
    "site": _needed,
    "hired_on": _day,
    "probation_until": _optional_day,
    "position": str,
    "team": str,
    "supervisor": str,
    "skills": _skills,
    "skill_groups": _list,
    "roles": _list,
}
