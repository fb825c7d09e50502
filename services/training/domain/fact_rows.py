"""Reading the rows of an import of facts: each is good, or told with everything wrong in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from services.training.domain.evaluation_errors import FactsRefused
from services.training.domain.facts import LARGEST, PLACES, Fact
from shared.errors import FieldError

COLUMNS = ("fact_id", "employee_id", "metric", "from_on", "until_on", "value")
"""The columns of a CSV file, in any order."""

MOST_TOLD = 200
"""Faults that are told one by one."""

_LONGEST_ID = 100
_LONGEST_PERIOD = 92


class FactReader:
    """Reads rows and collects what is wrong with them.

    Args:
        metrics: codes of the metrics that there are.
        is_employed: whether somebody works or worked here.
        most_rows: rows of one import at most.
    """

    def __init__(
        self,
        *,
        metrics: Sequence[str],
        is_employed: Callable[[UUID], bool],
        most_rows: int,
    ) -> None:
        self._metrics = metrics
        self._is_employed = is_employed
        self._most_rows = most_rows
        self._faults: list[FieldError] = []

    def read(self, rows: Sequence[Mapping[str, Any]]) -> list[Fact]:
        """The facts of all rows.

        Raises:
            FactsRefused: a row is wrong, or there are none or too many; rows count from 1.
        """
        self._check_size(len(rows))
        found = [self._fact(number, row) for number, row in enumerate(rows, start=1)]
        facts = [one for one in found if one is not None]
        self._check_repeats(facts if len(facts) == len(rows) else [])
        if self._faults:
            raise FactsRefused(fields=tuple(self._faults[:MOST_TOLD]))
        return facts

    def _check_size(self, count: int) -> None:
        if not 1 <= count <= self._most_rows:
            raise FactsRefused(
                fields=(
                    FieldError(
                        "rows",
                        f"there are {count}; 1 to {self._most_rows} are taken at once.",
                        f"共 {count} 行；每次可导入 1 至 {self._most_rows} 行。",
                    ),
                )
            )

    def _fact(self, number: int, row: Mapping[str, Any]) -> Fact | None:
        before = len(self._faults)

        def fault(name: str, en: str, zh: str) -> None:
            self._faults.append(FieldError(f"rows.{number}.{name}", en, zh))

        values = {name: str(row.get(name) or "").strip() for name in COLUMNS}
        if not 1 <= len(values["fact_id"]) <= _LONGEST_ID:
            fault("fact_id", "must have 1 to 100 letters.", "应为 1 至 100 个字符。")
        if values["metric"] not in self._metrics:
            among = ", ".join(self._metrics)
            fault("metric", f"must be one of {among}.", f"应为以下之一：{among}。")
        employee_id = self._employee(values["employee_id"], fault)
        from_on = _day(values["from_on"], "from_on", fault)
        until_on = _day(values["until_on"], "until_on", fault) if values["until_on"] else from_on
        value = _value(values["value"], fault)
        if from_on and until_on and not 0 <= (until_on - from_on).days <= _LONGEST_PERIOD:
            fault(
                "until_on", "must lie 0 to 92 days after from_on.", "应在 from_on 后 0 至 92 天。"
            )
        if len(self._faults) > before or not employee_id or not from_on or not until_on:
            return None
        return Fact(
            fact_id=values["fact_id"],
            employee_id=employee_id,
            metric=values["metric"],
            from_on=from_on,
            until_on=until_on,
            value=value or Decimal(0),
        )

    def _employee(self, text: str, fault: Callable[[str, str, str], None]) -> UUID | None:
        try:
            employee_id = UUID(text)
        except ValueError:
            fault("employee_id", "must be an employee's id.", "应为员工 ID。")
            return None
        if not self._is_employed(employee_id):
            fault("employee_id", "nobody of this id works here.", "没有该员工。")
            return None
        return employee_id

    def _check_repeats(self, facts: Sequence[Fact]) -> None:
        seen: dict[str, int] = {}
        for number, one in enumerate(facts, start=1):
            first = seen.setdefault(one.fact_id, number)
            if first != number:
                self._faults.append(
                    FieldError(
                        f"rows.{number}.fact_id",
                        f"is the same as in row {first}.",
                        f"与第 {first} 行重复。",
                    )
                )


def rows_of_csv(text: str) -> list[dict[str, Any]]:
    """The rows of a CSV text with a heading.

    Raises:
        FactsRefused: the heading lacks a column, or the text is no CSV.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        heading = [one.strip() for one in reader.fieldnames or ()]
        rows = list(reader)
    except csv.Error as refusal:
        raise FactsRefused(
            fields=(FieldError("csv", f"is no CSV: {refusal}.", f"不是有效的 CSV：{refusal}。"),)
        ) from refusal
    missing = [one for one in COLUMNS if one not in heading and one != "until_on"]
    if missing:
        listed = ", ".join(missing)
        raise FactsRefused(
            fields=(FieldError("csv", f"lacks the columns {listed}.", f"缺少列 {listed}。"),)
        )
    return [{(name or "").strip(): one for name, one in row.items()} for row in rows]


def _day(text: str, name: str, fault: Callable[[str, str, str], None]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault(name, "must be a day such as 2020-01-31.", "应为日期，如 2020-01-31。")
        return None


def _value(text: str, fault: Callable[[str, str, str], None]) -> Decimal | None:
    try:
        value = Decimal(text)
        is_good = value.is_finite() and abs(value) < LARGEST and _places(value) <= PLACES
    except InvalidOperation:
        is_good = False
    if not is_good:
        fault(
            "value",
            "must be a decimal number below 1000000000 with at most six places.",
            "应为绝对值小于 1000000000、至多六位小数的数字。",
        )
        return None
    return value


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else PLACES + 1
