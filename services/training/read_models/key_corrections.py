"""Which keys were corrected, and who is yet to be marked anew?"""

from __future__ import annotations

from collections.abc import Sequence
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
    Select,
    String,
    and_,
    func,
    select,
    tuple_,
)

from services.training.application.key_corrections import OrderedCorrection
from services.training.domain.key_correction import COMPLETED, OPEN
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_state = Column("state", String, nullable=False)
_ordered_at = Column("ordered_at", String, nullable=False)
_correction_id = Column("key_correction_id", String, primary_key=True)
_asked_question = Column("question_id", String, primary_key=True)
_asked_version = Column("version", Integer, primary_key=True)

CORRECTIONS = read_table(
    "key_corrections",
    _correction_id,
    Column("question_id", String, nullable=False),
    Column("wrong_version", Integer, nullable=False),
    Column("right_version", Integer, nullable=False),
    _ordered_at,
    _state,
    Column("sittings", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Index("key_corrections_by_time", _ordered_at, _correction_id),
    Index("key_corrections_by_state", _state, _ordered_at),
)

ASKED = read_table(
    "key_corrections_asked",
    _asked_question,
    _asked_version,
    Column("sitting_id", String, primary_key=True),
)
"""Which sitting was asked which version of which question."""

CLOSED = read_table(
    "key_corrections_closed",
    Column("sitting_id", String, primary_key=True),
    Column("is_handed_in", Boolean, nullable=False),
)

DONE = read_table(
    "key_corrections_done",
    Column("key_correction_id", String, primary_key=True),
    Column("sitting_id", String, primary_key=True),
)


@dataclass(frozen=True)
class ListedCorrection:
    """A correction in a list.

    Args:
        key_correction_id: its id.
        question_id: the question.
        wrong_version: the version that was asked.
        right_version: the version by whose key its answers are marked.
        ordered_at: when that was ordered, as text.
        state: open or completed.
        sittings: how many sittings were marked anew.
        changed: how many of them got other points.
    """

    key_correction_id: UUID
    question_id: UUID
    wrong_version: int
    right_version: int
    ordered_at: str
    state: str
    sittings: int
    changed: int


class KeyCorrectionList(ReadModel):
    """One row for each correction, for each question asked, and for each sitting marked anew."""

    name = "key_corrections"
    source = "training"
    tables = (CORRECTIONS, ASKED, CLOSED, DONE)

    @projects("training.key_correction.ordered")
    def ordered(self, rows: Rows, event: Any) -> None:
        """A key is found wrong."""
        rows[CORRECTIONS].put(
            key_correction_id=str(event.originator_id),
            question_id=str(event.question_id),
            wrong_version=event.wrong_version,
            right_version=event.right_version,
            ordered_at=iso(event.meta.occurred_at),
            state=OPEN,
            sittings=0,
            changed=0,
        )

    @projects("training.key_correction.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """Nobody is left."""
        rows[CORRECTIONS].change(str(event.originator_id), state=COMPLETED)

    @projects("training.sitting.started")
    def started(self, rows: Rows, event: Any) -> None:
        """Somebody is asked these questions."""
        sitting_id = str(event.originator_id)
        rows[CLOSED].put(sitting_id=sitting_id, is_handed_in=False)
        for one in event.paper.questions:
            rows[ASKED].put(
                question_id=str(one.question_id), version=one.version, sitting_id=sitting_id
            )

    @projects("training.sitting.handed_in")
    def handed_in_one(self, rows: Rows, event: Any) -> None:
        """The paper is marked."""
        rows[CLOSED].change(str(event.originator_id), is_handed_in=True)

    @projects("training.sitting.tasks_corrected")
    def tasks_corrected(self, rows: Rows, event: Any) -> None:
        """The sitting is marked anew."""
        correction_id = str(event.correction_id)
        rows[DONE].put(key_correction_id=correction_id, sitting_id=str(event.originator_id))
        row = rows[CORRECTIONS].get(correction_id)
        if row is not None:
            rows[CORRECTIONS].change(
                correction_id,
                sittings=row["sittings"] + 1,
                changed=row["changed"] + bool(event.marks),
            )

    def open_corrections(self) -> Sequence[OrderedCorrection]:
        """Those not completed, the oldest first."""
        query = (
            select(CORRECTIONS.c.key_correction_id, CORRECTIONS.c.ordered_at)
            .where(CORRECTIONS.c.state == OPEN)
            .order_by(CORRECTIONS.c.ordered_at)
            .limit(100)
        )
        with self.database.reading() as connection:
            return [
                OrderedCorrection(UUID(one[0]), datetime.fromisoformat(one[1]))
                for one in connection.execute(query)
            ]

    def handed_in(self, correction_id: UUID, *, limit: int) -> Sequence[UUID]:
        """Sittings with the wrong version that were handed in and not marked anew."""
        query = _concerned(correction_id, is_handed_in=True).limit(limit)
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def is_still_sat(self, correction_id: UUID) -> bool:
        """Whether somebody sits a paper with the wrong version."""
        query = select(func.count()).select_from(
            _concerned(correction_id, is_handed_in=False).limit(1).subquery()
        )
        with self.database.reading() as connection:
            return bool(connection.execute(query).scalar())

    def page(self, *, before: tuple[str, str] | None, limit: int) -> Sequence[ListedCorrection]:
        """Corrections, the newest first.

        Args:
            before: time and id of the last one of the page before.
            limit: how many at most.
        """
        order = (CORRECTIONS.c.ordered_at, CORRECTIONS.c.key_correction_id)
        query = select(CORRECTIONS).order_by(*(one.desc() for one in order)).limit(limit)
        if before is not None:
            query = query.where(tuple_(*order) < before)
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _concerned(correction_id: UUID, *, is_handed_in: bool) -> Select[Any]:
    done = select(DONE.c.sitting_id).where(DONE.c.key_correction_id == str(correction_id))
    return (
        select(ASKED.c.sitting_id)
        .join(CORRECTIONS, _is_wrong())
        .join(CLOSED, CLOSED.c.sitting_id == ASKED.c.sitting_id)
        .where(
            CORRECTIONS.c.key_correction_id == str(correction_id),
            CLOSED.c.is_handed_in.is_(is_handed_in),
            ASKED.c.sitting_id.not_in(done),
        )
    )


def _is_wrong() -> ColumnElement[bool]:
    return and_(
        ASKED.c.question_id == CORRECTIONS.c.question_id,
        ASKED.c.version == CORRECTIONS.c.wrong_version,
    )


def _listed(row: Any) -> ListedCorrection:
    ids = {name: UUID(row[name]) for name in ("key_correction_id", "question_id")}
    return ListedCorrection(**{**row, **ids})
