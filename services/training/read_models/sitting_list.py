"""Who sits or sat which exam, which papers are over, and what was noted?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    and_,
    or_,
    select,
    tuple_,
)

from services.training.domain.exam_definition import AFTER_CLOSING, AT_ONCE
from services.training.domain.sitting import HANDED_IN, RUNNING, SETTLED
from services.training.domain.sitting_parts import Result
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_sitting_id = Column("sitting_id", String, primary_key=True)
_employee_id = Column("employee_id", String, nullable=False)
_exam_id = Column("exam_id", String, nullable=False)
_started_at = Column("started_at", String, nullable=False)
_due_at = Column("due_at", String, nullable=False)
_due_id = Column("sitting_id", String, primary_key=True)

SITTINGS = read_table(
    "sitting_list",
    _sitting_id,
    _employee_id,
    _exam_id,
    Column("exam_code", String, nullable=False),
    Column("quarter", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    _started_at,
    Column("state", String, nullable=False),
    Column("handed_in_at", String),
    Column("handed_in_by", String),
    Column("release", String, nullable=False),
    Column("closes_at", String),
    Column("passed", Boolean),
    Column("points", String),
    Column("full", String, nullable=False),
    Column("flags", Integer, nullable=False),
    Index("sitting_list_by_time", _started_at, _sitting_id),
    Index("sitting_list_by_employee", _employee_id, _started_at, _sitting_id),
    Index("sitting_list_by_exam", _exam_id, _started_at, _sitting_id),
)

DUE = read_table("sittings_due", _due_id, _due_at, Index("sittings_due_by_time", _due_at))


@dataclass(frozen=True)
class ListedSitting:
    """A sitting in a list.

    Args:
        sitting_id: its id.
        employee_id: the learner.
        exam_id: the exam.
        exam_code: its code.
        quarter: the quarter, of a business-skill exam.
        attempt: the how-many-eth.
        started_at: when it started, as text.
        state: running, handed_in or settled.
        handed_in_at: when it was handed in, as text.
        handed_in_by: learner or time_over.
        release: when learners see the result.
        closes_at: when the exam closes, as text.
        result: how it ended, whoever may see it.
        flags: how often something suspicious was noted.
    """

    sitting_id: UUID
    employee_id: UUID
    exam_id: UUID
    exam_code: str
    quarter: str
    attempt: int
    started_at: str
    state: str
    handed_in_at: str | None
    handed_in_by: str | None
    release: str
    closes_at: str | None
    result: Result | None
    flags: int

    def is_released(self, at: datetime) -> bool:
        """Whether learners may see the result at this time."""
        if self.release == AT_ONCE:
            return True
        is_closed = self.closes_at is not None and iso(at) >= self.closes_at
        return self.release == AFTER_CLOSING and is_closed


class SittingList(ReadModel):
    """One row for each sitting, and one for each paper that nobody has handed in."""

    name = "sitting_list"
    source = "training"
    tables = (SITTINGS, DUE)

    @projects("training.sitting.started")
    def started(self, rows: Rows, event: Any) -> None:
        """Somebody sits an exam."""
        sitting_id, terms = str(event.originator_id), event.terms
        rows[SITTINGS].put(
            sitting_id=sitting_id,
            employee_id=str(event.employee_id),
            exam_id=str(event.exam_id),
            exam_code=event.exam_code,
            quarter=event.quarter,
            attempt=event.attempt,
            started_at=iso(event.meta.occurred_at),
            state=RUNNING,
            release=terms.results,
            closes_at=None if terms.closes_at is None else iso(terms.closes_at),
            full=str(event.paper.full),
            flags=0,
        )
        rows[DUE].put(sitting_id=sitting_id, due_at=iso(terms.last_at))

    @projects("training.sitting.start_noted")
    def start_noted(self, rows: Rows, event: Any) -> None:
        """Something suspicious was noted at the start."""
        rows[SITTINGS].change(str(event.originator_id), flags=len(event.noted))

    @projects("training.sitting.answer_saved")
    def answer_saved(self, rows: Rows, event: Any) -> None:
        """Something suspicious was noted of an answer, or nothing."""
        if event.answer.noted:
            row = rows[SITTINGS].get(str(event.originator_id))
            if row is not None:
                flags = row["flags"] + len(event.answer.noted)
                rows[SITTINGS].change(str(event.originator_id), flags=flags)

    @projects("training.sitting.handed_in")
    def handed_in(self, rows: Rows, event: Any) -> None:
        """The paper is closed."""
        rows[SITTINGS].change(
            str(event.originator_id),
            state=HANDED_IN,
            handed_in_at=iso(event.handed_in_at),
            handed_in_by=event.by,
        )
        rows[DUE].remove(str(event.originator_id))

    @projects("training.sitting.result_settled")
    def result_settled(self, rows: Rows, event: Any) -> None:
        """All is marked, or marked anew."""
        rows[SITTINGS].change(
            str(event.originator_id),
            state=SETTLED,
            passed=event.passed,
            points=str(event.points),
        )

    def over(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Papers whose end and grace passed before this time, the oldest first."""
        query = (
            select(DUE.c.sitting_id)
            .where(DUE.c.due_at < iso(at))
            .order_by(DUE.c.due_at)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def page(
        self,
        *,
        employee_id: UUID | None,
        exam_id: UUID | None,
        flagged: bool,
        before: tuple[str, str] | None,
        limit: int,
    ) -> Sequence[ListedSitting]:
        """Sittings, the newest first.

        Args:
            employee_id: only of this learner.
            exam_id: only of this exam.
            flagged: only those of which something was noted.
            before: start and id of the last one of the page before.
            limit: how many at most.
        """
        order = (SITTINGS.c.started_at, SITTINGS.c.sitting_id)
        query = select(SITTINGS).order_by(*(one.desc() for one in order)).limit(limit)
        for column, wanted in (("employee_id", employee_id), ("exam_id", exam_id)):
            if wanted is not None:
                query = query.where(SITTINGS.c[column] == str(wanted))
        if flagged:
            query = query.where(SITTINGS.c.flags > 0)
        if before is not None:
            query = query.where(tuple_(*order) < before)
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def told_by(at: datetime) -> ColumnElement[bool]:
    """Sittings of which learners may see the result at this time, once there is one."""
    is_closed = and_(SITTINGS.c.release == AFTER_CLOSING, SITTINGS.c.closes_at <= iso(at))
    return or_(SITTINGS.c.release == AT_ONCE, is_closed)


def _listed(row: Any) -> ListedSitting:
    facts = dict(row)
    passed, points, full = (facts.pop(name) for name in ("passed", "points", "full"))
    ids = {name: UUID(facts[name]) for name in ("sitting_id", "employee_id", "exam_id")}
    result = (
        None
        if points is None
        else Result(passed=bool(passed), points=Decimal(points), full=Decimal(full))
    )
    return ListedSitting(**{**facts, **ids}, result=result)
