"""What did employees score in a metric, before and after?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, String, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from services.training.domain.effect import Measured
from services.training.domain.facts import PLACES
from services.training.domain.study import StudyPlan
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, nullable=False)
_metric = Column("metric", String, nullable=False)
_from_on = Column("from_on", String, nullable=False)
_fact_import_id = Column("fact_import_id", String, nullable=False)

FACTS = read_table(
    "training_facts",
    Column("fact_id", String, primary_key=True),
    _employee_id,
    _metric,
    _from_on,
    Column("until_on", String, nullable=False),
    Column("millionths", BigInteger, nullable=False),
    _fact_import_id,
    Index("training_facts_by_import", _fact_import_id),
    Index("training_facts_by_metric", _metric, _from_on, _employee_id),
)

_SCALE = 10**PLACES


@dataclass(frozen=True)
class MeasuredEmployee:
    """The averages of one employee in the windows of a study."""

    employee_id: UUID
    measured: Measured


class Facts(ReadModel):
    """One row for each fact; values are kept in millionths, so that sums are exact."""

    name = "facts"
    source = "training"
    tables = (FACTS,)

    @projects("training.fact_import.facts_recorded")
    def recorded(self, rows: Rows, event: Any) -> None:
        """Facts were taken over."""
        for one in event.facts:
            rows[FACTS].put(
                fact_id=one.fact_id,
                employee_id=str(one.employee_id),
                metric=one.metric,
                from_on=one.from_on.isoformat(),
                until_on=one.until_on.isoformat(),
                millionths=int(one.value * _SCALE),
                fact_import_id=str(event.originator_id),
            )

    @projects("training.fact_import.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """An import was taken back."""
        rows[FACTS].remove_where(fact_import_id=str(event.originator_id))

    def measured(self, plan: StudyPlan, *, smallest_facts: int) -> list[MeasuredEmployee]:
        """Everybody with enough facts in both windows; the database adds up, day by day none.

        Args:
            plan: the windows and the metric.
            smallest_facts: facts that an employee needs in each window.
        """
        before = _within(plan.before_from, plan.before_until)
        after = _within(plan.after_from, plan.after_until)
        windows = {
            "before": before,
            "after": after,
            "early": before & (FACTS.c.until_on < plan.before_middle.isoformat()),
            "late": before & (FACTS.c.from_on >= plan.before_middle.isoformat()),
        }
        sums = [
            column.label(f"{name}_{what}")
            for name, window in windows.items()
            for what, column in (("sum", _sum(window)), ("count", _count(window)))
        ]
        query = (
            select(FACTS.c.employee_id, *sums)
            .where(FACTS.c.metric == plan.metric)
            .where(FACTS.c.from_on >= plan.before_from.isoformat())
            .where(FACTS.c.from_on <= plan.after_until.isoformat())
            .group_by(FACTS.c.employee_id)
            .having(_count(before) >= smallest_facts, _count(after) >= smallest_facts)
            .order_by(FACTS.c.employee_id)
        )
        with self.database.reading() as connection:
            return [_measured(row) for row in connection.execute(query).mappings()]


def _within(first: date, last: date) -> ColumnElement[bool]:
    return (FACTS.c.from_on >= first.isoformat()) & (FACTS.c.until_on <= last.isoformat())


def _sum(window: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((window, FACTS.c.millionths), else_=0))


def _count(window: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((window, 1), else_=0))


def _measured(row: Any) -> MeasuredEmployee:
    def average(name: str) -> Decimal | None:
        count = int(row[f"{name}_count"])
        return Decimal(int(row[f"{name}_sum"])) / _SCALE / count if count else None

    return MeasuredEmployee(
        UUID(row["employee_id"]),
        Measured(
            early=average("early"),
            late=average("late"),
            before=average("before") or Decimal(0),
            after=average("after") or Decimal(0),
        ),
    )
