"""Which open answers wait for a marker?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, func, select, tuple_

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_marking_id = Column("marking_id", String, primary_key=True)
_waiting_since = Column("waiting_since", String, nullable=False)
_marker_id = Column("marker_id", String, primary_key=True)

WAITING = read_table(
    "marking_queue",
    _marking_id,
    _waiting_since,
    Column("employee_id", String, nullable=False),
    Column("exam_id", String, nullable=False),
    Column("question_id", String, nullable=False),
    Column("part", String, nullable=False),
    Column("full", String, nullable=False),
    Column("needed", Integer, nullable=False),
    Index("marking_queue_by_time", _waiting_since, _marking_id),
)

MARKERS = read_table(
    "marking_queue_markers",
    Column("marking_id", String, primary_key=True),
    _marker_id,
    Column("claimed_until", String),
    Index("marking_queue_by_marker", _marker_id),
)
"""Who has an answer until when, or has marked it (no time)."""


@dataclass(frozen=True)
class WaitingMarking:
    """An open answer that waits; nothing about the learner or other markers.

    Args:
        marking_id: its id.
        waiting_since: when it was handed in, as text.
        exam_id: the exam.
        question_id: the question.
        part: name of the part of a case; empty for a whole question.
        full: the most points, as a decimal string.
    """

    marking_id: UUID
    waiting_since: str
    exam_id: UUID
    question_id: UUID
    part: str
    full: str


class MarkingQueue(ReadModel):
    """One row for each answer that is not settled, and one for each marker who has touched it."""

    name = "marking_queue"
    source = "training"
    tables = (WAITING, MARKERS)

    @projects("training.marking.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """An answer waits for two markers."""
        task = event.task
        rows[WAITING].put(
            marking_id=str(event.originator_id),
            waiting_since=iso(event.meta.occurred_at),
            employee_id=str(task.employee_id),
            exam_id=str(task.exam_id),
            question_id=str(task.question_id),
            part=task.part,
            full=str(task.full),
            needed=2,
        )

    @projects("training.marking.claimed")
    def claimed(self, rows: Rows, event: Any) -> None:
        """A marker has it for a while."""
        rows[MARKERS].put(
            marking_id=str(event.originator_id),
            marker_id=str(event.marker_id),
            claimed_until=iso(event.until),
        )

    @projects("training.marking.points_given")
    def points_given(self, rows: Rows, event: Any) -> None:
        """A marker has done with it."""
        marking_id, marker_id = str(event.originator_id), str(event.given.marker_id)
        rows[MARKERS].put(marking_id=marking_id, marker_id=marker_id, claimed_until=None)

    @projects("training.marking.third_asked")
    def third_asked(self, rows: Rows, event: Any) -> None:
        """Two disagree."""
        rows[WAITING].change(str(event.originator_id), needed=3)

    @projects("training.marking.settled")
    def settled(self, rows: Rows, event: Any) -> None:
        """It waits no more."""
        rows[WAITING].remove(str(event.originator_id))
        rows[MARKERS].remove_where(marking_id=str(event.originator_id))

    def page(
        self,
        *,
        marker_id: UUID,
        kept_away: Collection[UUID],
        at: datetime,
        after: tuple[str, str] | None,
        limit: int,
    ) -> Sequence[WaitingMarking]:
        """What a marker may claim now, the oldest first; what they have claimed comes with it.

        Args:
            marker_id: who asks.
            kept_away: learners whose answers that marker never marks.
            at: now.
            after: time and id of the last one of the page before.
            limit: how many at most.
        """
        order = (WAITING.c.waiting_since, WAITING.c.marking_id)
        done = select(MARKERS.c.marking_id).where(
            MARKERS.c.marker_id == str(marker_id), MARKERS.c.claimed_until.is_(None)
        )
        others = (
            select(func.count())
            .where(
                MARKERS.c.marking_id == WAITING.c.marking_id,
                MARKERS.c.marker_id != str(marker_id),
                MARKERS.c.claimed_until.is_(None) | (MARKERS.c.claimed_until > iso(at)),
            )
            .correlate(WAITING)
            .scalar_subquery()
        )
        names = ("marking_id", "waiting_since", "exam_id", "question_id", "part", "full")
        query = (
            select(*(WAITING.c[name] for name in names))
            .where(
                WAITING.c.employee_id.not_in([str(one) for one in kept_away]),
                WAITING.c.marking_id.not_in(done),
                others < WAITING.c.needed,
            )
            .order_by(*order)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(*order) > after)
        with self.database.reading() as connection:
            return [_waiting(row) for row in connection.execute(query).mappings()]


def _waiting(row: Any) -> WaitingMarking:
    ids = {name: UUID(row[name]) for name in ("marking_id", "exam_id", "question_id")}
    return WaitingMarking(**{**row, **ids})
