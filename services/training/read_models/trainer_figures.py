"""How much does a trainer teach, and how well?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, case, exists, func, select

from services.training.application.evaluation_questions import TrainerSums
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_LECTURER = "lecturer"
_CAME = ("present", "late")

_trainer = Column("trainer_id", String, primary_key=True)
_held_on = Column("held_on", String, nullable=False)
_judged = Column("trainer_id", String, primary_key=True)
_closed_on = Column("closed_on", String, nullable=False)
_attendee = Column("employee_id", String, primary_key=True)
_sat_by = Column("employee_id", String, nullable=False)
_sat_on = Column("settled_on", String, nullable=False)
_study_course = Column("course_id", String, nullable=False)

TAUGHT = read_table(
    "training_trainer_sessions",
    Column("session_id", String, primary_key=True),
    _trainer,
    Column("course_id", String, nullable=False),
    _held_on,
    Column("minutes", Integer, nullable=False),
    Index("training_trainer_sessions_by_trainer", _trainer, _held_on),
)

ATTENDED = read_table(
    "training_trainer_attendees",
    Column("session_id", String, primary_key=True),
    _attendee,
    Index("training_trainer_attendees_by_employee", _attendee),
)

JUDGED = read_table(
    "training_trainer_surveys",
    Column("survey_id", String, primary_key=True),
    _judged,
    _closed_on,
    Column("scores", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Index("training_trainer_surveys_by_trainer", _judged, _closed_on),
)

SAT = read_table(
    "training_trainer_exams",
    Column("sitting_id", String, primary_key=True),
    _sat_by,
    _sat_on,
    Column("has_passed", Boolean, nullable=False),
    Index("training_trainer_exams_by_day", _sat_on, _sat_by),
)

EFFECTS = read_table(
    "training_trainer_effects",
    Column("study_id", String, primary_key=True),
    _study_course,
    Column("metric", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("estimate", String),
    Column("effect_size", String),
    Index("training_trainer_effects_by_course", _study_course),
)

EXAM_DAYS = 90
"""Exams count for whose sessions one has attended since so many days before the span asked for."""


class TrainerFigures(ReadModel):
    """What was held, judged, passed afterwards, and measured."""

    name = "trainer_figures"
    source = "training"
    tables = (TAUGHT, ATTENDED, JUDGED, SAT, EFFECTS)

    @projects("training.session.held")
    def held(self, rows: Rows, event: Any) -> None:
        """A session has taken place."""
        for one in event.teachers:
            rows[TAUGHT].put(
                session_id=str(event.originator_id),
                trainer_id=str(one.employee_id),
                course_id=str(event.course_id),
                held_on=event.day.isoformat(),
                minutes=event.taught_minutes,
            )

    @projects("training.session.attendance_noted")
    def attendance_noted(self, rows: Rows, event: Any) -> None:
        """It is known whether somebody came."""
        session_id, employee_id = str(event.originator_id), str(event.employee_id)
        if event.status in _CAME:
            rows[ATTENDED].put(session_id=session_id, employee_id=employee_id)
        else:
            rows[ATTENDED].remove(session_id, employee_id)

    @projects("training.survey.closed")
    def closed(self, rows: Rows, event: Any) -> None:
        """What participants say of the lecturer; nothing where too few have answered."""
        for figures in event.aspects:
            if figures.aspect != _LECTURER:
                continue
            for one in event.plan.trainer_ids:
                rows[JUDGED].put(
                    survey_id=str(event.originator_id),
                    trainer_id=str(one),
                    closed_on=iso(event.meta.occurred_at)[:10],
                    scores=figures.scores,
                    total=figures.total,
                )

    @projects("training.sitting.result_settled")
    def settled(self, rows: Rows, event: Any) -> None:
        """Somebody has passed an exam, or not; a correction keeps the day."""
        sitting_id = str(event.originator_id)
        known = rows[SAT].get(sitting_id)
        rows[SAT].put(
            sitting_id=sitting_id,
            employee_id=str(event.employee_id),
            settled_on=known["settled_on"] if known else iso(event.meta.occurred_at)[:10],
            has_passed=event.passed,
        )

    @projects("training.study.effect_measured")
    def measured(self, rows: Rows, event: Any) -> None:
        """The effect of a course was measured."""
        difference = event.effect.difference
        rows[EFFECTS].put(
            study_id=str(event.originator_id),
            course_id=str(event.plan.course_id),
            metric=event.plan.metric,
            verdict=event.effect.verdict,
            estimate=None if difference is None else difference.estimate,
            effect_size=event.effect.effect_size,
        )

    def sums(self, trainer_id: UUID, *, since: date, until: date) -> TrainerSums:
        """What a trainer did within a span, both days included."""
        trainer, span = str(trainer_id), (since.isoformat(), until.isoformat())
        taught = select(func.count(), func.coalesce(func.sum(TAUGHT.c.minutes), 0)).where(
            TAUGHT.c.trainer_id == trainer, TAUGHT.c.held_on.between(*span)
        )
        judged = select(
            func.coalesce(func.sum(JUDGED.c.scores), 0), func.coalesce(func.sum(JUDGED.c.total), 0)
        ).where(JUDGED.c.trainer_id == trainer, JUDGED.c.closed_on.between(*span))
        with self.database.reading() as connection:
            sessions, minutes = connection.execute(taught).one()
            scores, total = connection.execute(judged).one()
            sittings, passed = connection.execute(_exams(trainer, since, until)).one()
        return TrainerSums(
            sessions=int(sessions),
            minutes=int(minutes),
            scores=int(scores),
            total=int(total),
            sittings=int(sittings),
            passed=int(passed),
        )

    def learners_of(self, trainer_id: UUID, *, since: date) -> frozenset[UUID]:
        """Who came to sessions that a trainer held since a day, that day included."""
        query = (
            select(ATTENDED.c.employee_id)
            .join(TAUGHT, TAUGHT.c.session_id == ATTENDED.c.session_id)
            .where(TAUGHT.c.trainer_id == str(trainer_id), TAUGHT.c.held_on >= since.isoformat())
            .distinct()
        )
        with self.database.reading() as connection:
            return frozenset(UUID(one) for one in connection.execute(query).scalars())

    def effects(self, trainer_id: UUID, *, since: date, until: date) -> Sequence[dict[str, Any]]:
        """The studies of courses that a trainer taught within a span, twenty at most."""
        courses = select(TAUGHT.c.course_id).where(
            TAUGHT.c.trainer_id == str(trainer_id),
            TAUGHT.c.held_on.between(since.isoformat(), until.isoformat()),
        )
        query = (
            select(EFFECTS)
            .where(EFFECTS.c.course_id.in_(courses))
            .order_by(EFFECTS.c.study_id.desc())
            .limit(20)
        )
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _exams(trainer: str, since: date, until: date) -> Any:
    """Sittings within the span of those who had come to a session of the trainer's before."""
    earliest = (since - timedelta(days=EXAM_DAYS)).isoformat()
    came = exists(
        select(1)
        .select_from(ATTENDED.join(TAUGHT, ATTENDED.c.session_id == TAUGHT.c.session_id))
        .where(ATTENDED.c.employee_id == SAT.c.employee_id)
        .where(TAUGHT.c.trainer_id == trainer)
        .where(TAUGHT.c.held_on >= earliest)
        .where(TAUGHT.c.held_on <= SAT.c.settled_on)
    )
    passed = func.coalesce(func.sum(case((SAT.c.has_passed, 1), else_=0)), 0)
    within = SAT.c.settled_on.between(since.isoformat(), until.isoformat())
    return select(func.count(), passed).where(within, came)
