"""Which surveys are there, whom do they ask, and which wait for something to be done?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, select

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_survey_id = Column("survey_id", String, primary_key=True)
_closes_at = Column("closes_at", String, nullable=False)
_waits = Column("waits", Boolean, nullable=False)
_employee_id = Column("employee_id", String, primary_key=True)
_answer_of = Column("survey_id", String, nullable=False)
_answer_id = Column("answer_id", String, primary_key=True)
_trainer_id = Column("employee_id", String, primary_key=True)

SURVEYS = read_table(
    "training_surveys",
    _survey_id,
    Column("course_id", String, nullable=False),
    Column("is_anonymous", Boolean, nullable=False),
    Column("invited", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("is_closed", Boolean, nullable=False),
    _closes_at,
    _waits,
    Index("training_surveys_by_end", _closes_at, _survey_id),
    Index("training_surveys_waiting", _waits, _closes_at),
)

ASKED = read_table(
    "training_survey_asked",
    Column("survey_id", String, primary_key=True),
    _employee_id,
    Index("training_survey_asked_by_employee", _employee_id),
)

TRAINERS = read_table(
    "training_survey_trainers",
    Column("survey_id", String, primary_key=True),
    _trainer_id,
    Index("training_survey_trainers_by_employee", _trainer_id),
)

ANSWERS = read_table(
    "training_survey_answers",
    _answer_id,
    _answer_of,
    Index("training_survey_answers_by_survey", _answer_of, _answer_id),
)


class Surveys(ReadModel):
    """One row for each survey, and one for each who is asked, taught, or has answered."""

    name = "surveys"
    source = "training"
    tables = (SURVEYS, ASKED, TRAINERS, ANSWERS)

    @projects("training.survey.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """People are asked."""
        survey_id, plan = str(event.originator_id), event.plan
        rows[SURVEYS].put(
            survey_id=survey_id,
            course_id=str(plan.course_id),
            is_anonymous=plan.is_anonymous,
            invited=len(set(plan.invited)),
            answers=0,
            is_closed=False,
            closes_at=iso(plan.closes_at),
            waits=True,
        )
        for one in plan.invited:
            rows[ASKED].put(survey_id=survey_id, employee_id=str(one))
        for one in plan.trainer_ids:
            rows[TRAINERS].put(survey_id=survey_id, employee_id=str(one))

    @projects("training.survey.answers_counted")
    def counted(self, rows: Rows, event: Any) -> None:
        """Answers are shown."""
        survey_id = str(event.originator_id)
        row = rows[SURVEYS].get(survey_id)
        if row is not None:
            rows[SURVEYS].change(survey_id, answers=row["answers"] + event.count)

    @projects("training.survey_answer.given")
    def given(self, rows: Rows, event: Any) -> None:
        """One answer; of an anonymous survey its id says nothing of when."""
        rows[ANSWERS].put(answer_id=str(event.originator_id), survey_id=str(event.survey_id))

    @projects("training.survey.closed")
    def closed(self, rows: Rows, event: Any) -> None:
        """The survey has ended; an anonymous one waits for the end of its key."""
        waits = event.plan.is_anonymous
        rows[SURVEYS].change(str(event.originator_id), is_closed=True, waits=waits)

    @projects("training.survey.key_destroyed")
    def key_destroyed(self, rows: Rows, event: Any) -> None:
        """Nothing is left to be done."""
        rows[SURVEYS].change(str(event.originator_id), waits=False)

    def waiting(self, now: datetime, *, limit: int) -> Sequence[UUID]:
        """Anonymous ones that go on or whose key is still there, and all whose time has come."""
        query = (
            select(SURVEYS.c.survey_id)
            .where(SURVEYS.c.waits)
            .where(SURVEYS.c.is_anonymous | (SURVEYS.c.closes_at <= iso(now)))
            .order_by(SURVEYS.c.closes_at)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def page(
        self, *, employee_id: UUID | None, after: tuple[str, str] | None, limit: int
    ) -> Sequence[dict[str, Any]]:
        """Surveys by the time of their end, the last to end first.

        Args:
            employee_id: only those that ask this employee or are about their teaching.
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        order = (SURVEYS.c.closes_at, SURVEYS.c.survey_id)
        query = select(SURVEYS).order_by(order[0].desc(), order[1].desc()).limit(limit)
        if employee_id is not None:
            asked, taught = (
                select(one.c.survey_id).where(one.c.employee_id == str(employee_id))
                for one in (ASKED, TRAINERS)
            )
            query = query.where(order[1].in_(asked.union(taught)))
        if after is not None:
            query = query.where(
                (order[0] < after[0]) | ((order[0] == after[0]) & (order[1] < after[1]))
            )
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def answers(self, survey_id: UUID, *, after: str | None, limit: int) -> Sequence[UUID]:
        """The answers to a survey in the order of their ids."""
        query = (
            select(ANSWERS.c.answer_id)
            .where(ANSWERS.c.survey_id == str(survey_id))
            .order_by(ANSWERS.c.answer_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(ANSWERS.c.answer_id > after)
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]
