"""Who learns what, how far, and who is behind?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, Select, String, and_, or_, select, tuple_

from services.training.domain.enrolment import COMPLETED, OPEN, WITHDRAWN
from services.training.read_models.course_list import COURSES
from services.training.read_models.staff import STAFF
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_enrolment_id = Column("enrolment_id", String, primary_key=True)
_course_id = Column("course_id", String, nullable=False)
_employee_id = Column("employee_id", String, nullable=False)
_state = Column("state", String, nullable=False)
_due_on = Column("due_on", String)
_opened_at = Column("opened_at", String, nullable=False)

ENROLMENTS = read_table(
    "training_enrolments",
    _enrolment_id,
    _course_id,
    Column("course_version", Integer, nullable=False),
    _employee_id,
    Column("origin", String, nullable=False),
    _state,
    _due_on,
    _opened_at,
    Column("units", Integer, nullable=False),
    Column("units_done", Integer, nullable=False),
    Column("completed_on", String),
    Index("training_enrolments_by_employee", _employee_id, _opened_at),
    Index("training_enrolments_by_course", _course_id, _opened_at),
    Index("training_enrolments_by_opening", _opened_at, _enrolment_id),
    Index("training_enrolments_due", _state, _due_on, _enrolment_id),
)


@dataclass(frozen=True)
class ListedEnrolment:
    """An enrolment in a list.

    Args:
        enrolment_id: its id.
        employee_id: who learns.
        course_id: what.
        course_code: the course's code.
        title_zh: the title of its newest version in Chinese.
        title_en: the same in English.
        course_version: the version that is learned.
        origin: who enrolled the learner.
        state: open, completed or withdrawn.
        due_on: by when it is to be completed, if by any day.
        opened_at: when it was opened.
        units: how many units the course has.
        units_done: how many of them are done.
        completed_on: when it was completed.
    """

    enrolment_id: UUID
    employee_id: UUID
    course_id: UUID
    course_code: str
    title_zh: str
    title_en: str
    course_version: int
    origin: str
    state: str
    due_on: date | None
    opened_at: str
    units: int
    units_done: int
    completed_on: date | None


class EnrolmentList(ReadModel):
    """One row for each enrolment; no reasons."""

    name = "enrolment_list"
    source = "training"
    tables = (ENROLMENTS,)

    @projects("training.enrolment.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """Somebody learns a course."""
        rows[ENROLMENTS].put(
            enrolment_id=str(event.originator_id),
            course_id=str(event.course_id),
            course_version=event.course_version,
            employee_id=str(event.employee_id),
            origin=event.origin,
            state=OPEN,
            due_on=_text(event.due_on),
            opened_at=iso(event.timestamp),
            units=len(event.units),
            units_done=0,
            completed_on=None,
        )

    @projects("training.enrolment.unit_completed")
    def unit_completed(self, rows: Rows, event: Any) -> None:
        """One unit fewer is left."""
        key = str(event.originator_id)
        row = rows[ENROLMENTS].get(key)
        if row is not None:
            rows[ENROLMENTS].change(key, units_done=row["units"] - event.remaining)

    @projects("training.enrolment.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """The course is done."""
        rows[ENROLMENTS].change(
            str(event.originator_id), state=COMPLETED, completed_on=_text(event.completed_on)
        )

    @projects("training.enrolment.deadline_moved")
    def deadline_moved(self, rows: Rows, event: Any) -> None:
        """It is due on another day."""
        rows[ENROLMENTS].change(str(event.originator_id), due_on=_text(event.due_on))

    @projects("training.enrolment.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """It is learned no more."""
        rows[ENROLMENTS].change(str(event.originator_id), state=WITHDRAWN)

    def page(
        self,
        *,
        employee_ids: Collection[UUID] | None,
        course_id: UUID | None,
        state: str | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ListedEnrolment]:
        """Enrolments, the newest first.

        Args:
            employee_ids: whose; None for everybody's.
            course_id: only in this course.
            state: only in this state.
            after: the key of the last row of the page before.
            limit: how many at most.
        """
        order = (ENROLMENTS.c.opened_at.desc(), ENROLMENTS.c.enrolment_id.desc())
        query = _of(_shown(), employee_ids).order_by(*order).limit(limit)
        if course_id is not None:
            query = query.where(ENROLMENTS.c.course_id == str(course_id))
        if state is not None:
            query = query.where(ENROLMENTS.c.state == state)
        if after is not None:
            key = tuple_(ENROLMENTS.c.opened_at, ENROLMENTS.c.enrolment_id)
            query = query.where(key < (iso(after[0]), str(after[1])))
        return self._rows(query)

    def overdue(
        self,
        *,
        on: date,
        employee_ids: Collection[UUID] | None,
        after: tuple[date, UUID] | None,
        limit: int,
    ) -> Sequence[ListedEnrolment]:
        """What those who work here should have completed before a day, the most overdue first.

        Args:
            on: the day.
            employee_ids: whose; None for everybody's.
            after: the key of the last row of the page before.
            limit: how many at most.
        """
        rows = ENROLMENTS.c
        is_staff = and_(STAFF.c.employee_id == rows.employee_id, STAFF.c.is_employed)
        query = _of(_shown().where(is_staff), employee_ids)
        query = query.where(rows.state == OPEN, rows.due_on < on.isoformat())
        query = query.order_by(rows.due_on, rows.enrolment_id).limit(limit)
        if after is not None:
            day, last = after[0].isoformat(), str(after[1])
            later = and_(rows.due_on == day, rows.enrolment_id > last)
            query = query.where(rows.due_on >= day, or_(rows.due_on > day, later))
        return self._rows(query)

    def _rows(self, query: Select[Any]) -> list[ListedEnrolment]:
        with self.database.reading() as connection:
            return [_listed(one) for one in connection.execute(query).mappings()]


def _shown() -> Select[Any]:
    names = [one.name for one in ENROLMENTS.c if one.name in ListedEnrolment.__dataclass_fields__]
    course = (COURSES.c.code.label("course_code"), COURSES.c.title_zh, COURSES.c.title_en)
    return select(*(ENROLMENTS.c[name] for name in names), *course).where(
        COURSES.c.course_id == ENROLMENTS.c.course_id
    )


def _of(query: Select[Any], employee_ids: Collection[UUID] | None) -> Select[Any]:
    if employee_ids is None:
        return query
    return query.where(ENROLMENTS.c.employee_id.in_([str(one) for one in employee_ids]))


def _listed(row: Any) -> ListedEnrolment:
    ids = {name: UUID(row[name]) for name in ("enrolment_id", "employee_id", "course_id")}
    days = {
        name: None if row[name] is None else date.fromisoformat(row[name])
        for name in ("due_on", "completed_on")
    }
    return ListedEnrolment(**{**row, **ids, **days})


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
