"""How long has who taught (TR-10)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, func, select

from shared.read_models import ReadModel, Rows, projects, read_table

_trainer_id = Column("trainer_id", String, primary_key=True)
_day = Column("day", String, nullable=False)

TAUGHT = read_table(
    "training_taught",
    _trainer_id,
    Column("session_id", String, primary_key=True),
    _day,
    Column("minutes", Integer, nullable=False),
    Index("training_taught_by_day", _trainer_id, _day),
)


@dataclass(frozen=True)
class TaughtMonth:
    """What somebody taught in a month.

    Args:
        month: such as `2026-11`.
        sessions: sessions held.
        minutes: minutes taught.
    """

    month: str
    sessions: int
    minutes: int


class TaughtHours(ReadModel):
    """One row for each trainer of each session that was held."""

    name = "taught_hours"
    source = "training"
    tables = (TAUGHT,)

    @projects("training.session.held")
    def held(self, rows: Rows, event: Any) -> None:
        """A session counts for each of its trainers."""
        for one in event.teachers:
            rows[TAUGHT].put(
                trainer_id=str(one.employee_id),
                session_id=str(event.originator_id),
                day=event.day.isoformat(),
                minutes=event.taught_minutes,
            )

    def months(self, trainer_id: UUID, *, since: date, until: date) -> Sequence[TaughtMonth]:
        """What a trainer taught, month by month; months without any are left out.

        Args:
            trainer_id: the trainer.
            since: first day.
            until: last day.
        """
        month = func.substr(TAUGHT.c.day, 1, 7)
        query = (
            select(month.label("month"), func.count(), func.sum(TAUGHT.c.minutes))
            .where(
                TAUGHT.c.trainer_id == str(trainer_id),
                TAUGHT.c.day >= since.isoformat(),
                TAUGHT.c.day <= until.isoformat(),
            )
            .group_by("month")
            .order_by("month")
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return [TaughtMonth(month=one, sessions=n, minutes=int(total)) for one, n, total in rows]
