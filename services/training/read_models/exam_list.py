"""Which exams are there, and which may somebody sit now?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
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

from services.training.domain.exam_definition import BUSINESS_SKILL, Run
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)
_closes_at = Column("closes_at", String)
_member_id = Column("member_id", String, primary_key=True)

EXAMS = read_table(
    "training_exam_list",
    Column("exam_id", String, primary_key=True),
    _code,
    Column("purpose", String, nullable=False),
    Column("zh", String, nullable=False),
    Column("en", String, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("duration_seconds", Integer, nullable=False),
    Column("pass_percent", String, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Index("training_exam_list_by_code", _code),
)

RUNS = read_table(
    "training_exam_runs",
    Column("exam_id", String, primary_key=True),
    Column("quarter", String, primary_key=True),
    Column("opens_at", String),
    _closes_at,
    Column("is_for_all", Boolean, nullable=False),
    Index("training_exam_runs_by_end", _closes_at),
)

AUDIENCES = read_table(
    "training_exam_audiences",
    Column("exam_id", String, primary_key=True),
    Column("quarter", String, primary_key=True),
    _member_id,
    Index("training_exam_audiences_by_member", _member_id),
)


@dataclass(frozen=True)
class ListedExam:
    """An exam in a list.

    Args:
        exam_id: its id.
        code: its code.
        purpose: `written` or `business_skill`.
        zh: its title in Chinese.
        en: its title in English.
        newest: number of the newest version.
        duration_seconds: time for one sitting.
        pass_percent: percent of the points needed to pass.
        is_withdrawn: whether it is held no more.
    """

    exam_id: UUID
    code: str
    purpose: str
    zh: str
    en: str
    newest: int
    duration_seconds: int
    pass_percent: str
    is_withdrawn: bool


@dataclass(frozen=True)
class OpenExam:
    """An exam that somebody may sit now.

    Args:
        exam: the exam.
        quarter: for which quarter; empty for exams that are not held by quarter.
        closes_at: until when it may be started; None for no end.
    """

    exam: ListedExam
    quarter: str
    closes_at: datetime | None


class ExamList(ReadModel):
    """One row for each exam, one for each time at which it is held, and one for each audience."""

    name = "exam_list"
    source = "training"
    tables = (EXAMS, RUNS, AUDIENCES)

    @projects("training.exam.defined")
    def defined(self, rows: Rows, event: Any) -> None:
        """There is an exam."""
        self._say(rows, event, code=event.code, purpose=event.purpose)

    @projects("training.exam.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """Something else is laid down."""
        row = rows[EXAMS].get(str(event.originator_id))
        if row is not None:
            self._say(rows, event, code=row["code"], purpose=row["purpose"])

    @projects("training.exam.quarter_scheduled")
    def quarter_scheduled(self, rows: Rows, event: Any) -> None:
        """It is held in a quarter."""
        _hold(rows, str(event.originator_id), event.run)

    @projects("training.exam.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """It is held no more."""
        rows[EXAMS].change(str(event.originator_id), is_withdrawn=True)

    @staticmethod
    def _say(rows: Rows, event: Any, *, code: str, purpose: str) -> None:
        exam_id, content = str(event.originator_id), event.version.content
        rows[EXAMS].put(
            exam_id=exam_id,
            code=code,
            purpose=purpose,
            zh=content.zh,
            en=content.en,
            newest=event.version.number,
            duration_seconds=content.duration_seconds,
            pass_percent=str(content.pass_percent),
            is_withdrawn=False,
        )
        if purpose != BUSINESS_SKILL:
            run = Run(
                version=event.version.number,
                opens_at=content.opens_at,
                closes_at=content.closes_at,
                audience=content.audience,
            )
            _hold(rows, exam_id, run)

    def page(self, *, after: str | None, limit: int) -> Sequence[ListedExam]:
        """All exams in the order of their codes.

        Args:
            after: the last code of the page before.
            limit: how many at most.
        """
        query = select(EXAMS).order_by(EXAMS.c.code).limit(limit)
        if after is not None:
            query = query.where(EXAMS.c.code > after)
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]

    def open_to(
        self,
        member_ids: Collection[UUID],
        *,
        at: datetime,
        after: tuple[str, str] | None,
        limit: int,
    ) -> Sequence[OpenExam]:
        """The exams that may be started at a time, in the order of their codes.

        Args:
            member_ids: by which ids of audiences somebody belongs to them.
            at: the time.
            after: the last code and quarter of the page before.
            limit: how many at most.
        """
        now = iso(at)
        held = or_(RUNS.c.closes_at.is_(None), RUNS.c.closes_at > now)
        begun = or_(RUNS.c.opens_at.is_(None), RUNS.c.opens_at <= now)
        query = (
            select(EXAMS, RUNS.c.quarter, RUNS.c.closes_at)
            .join(RUNS, RUNS.c.exam_id == EXAMS.c.exam_id)
            .where(held, begun, _includes(member_ids), EXAMS.c.is_withdrawn.is_(False))
            .order_by(EXAMS.c.code, RUNS.c.quarter)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(EXAMS.c.code, RUNS.c.quarter) > tuple_(*after))
        with self.database.reading() as connection:
            return [_open(row) for row in connection.execute(query).mappings()]


def _includes(member_ids: Collection[UUID]) -> ColumnElement[bool]:
    named = (
        select(AUDIENCES.c.exam_id)
        .where(
            and_(
                AUDIENCES.c.exam_id == RUNS.c.exam_id,
                AUDIENCES.c.quarter == RUNS.c.quarter,
                AUDIENCES.c.member_id.in_([str(one) for one in member_ids]),
            )
        )
        .exists()
    )
    return or_(RUNS.c.is_for_all, named)


def _hold(rows: Rows, exam_id: str, run: Run) -> None:
    audience = run.audience
    members = [
        *audience.employee_ids,
        *audience.position_ids,
        *audience.team_ids,
        *audience.site_ids,
    ]
    rows[RUNS].put(
        exam_id=exam_id,
        quarter=run.quarter,
        opens_at=None if run.opens_at is None else iso(run.opens_at),
        closes_at=None if run.closes_at is None else iso(run.closes_at),
        is_for_all=not members,
    )
    rows[AUDIENCES].remove_where(exam_id=exam_id, quarter=run.quarter)
    for one in dict.fromkeys(members):
        rows[AUDIENCES].put(exam_id=exam_id, quarter=run.quarter, member_id=str(one))


def _listed(row: Any) -> ListedExam:
    facts = {name: row[name] for name in ListedExam.__dataclass_fields__}
    return ListedExam(**{**facts, "exam_id": UUID(row["exam_id"])})


def _open(row: Any) -> OpenExam:
    closes_at = row["closes_at"]
    return OpenExam(
        exam=_listed(row),
        quarter=row["quarter"],
        closes_at=None if closes_at is None else datetime.fromisoformat(closes_at),
    )
