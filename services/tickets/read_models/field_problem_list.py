"""Which problems of field-service orders are not solved yet, whose are they, and until when?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, select, tuple_

from services.tickets.read_models.field_results import performer_of
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_problem_id = Column("problem_id", String, primary_key=True)
_owner_id = Column("owner_id", String, nullable=False)
_due_at = Column("due_at", String, nullable=False)

PROBLEMS = read_table(
    "field_open_problems",
    _problem_id,
    Column("order_id", String, nullable=False),
    Column("number", String, nullable=False),
    Column("performer", String, nullable=False),
    Column("cause", String, nullable=False),
    _owner_id,
    _due_at,
    Column("opened_at", String, nullable=False),
    Index("field_open_problems_by_due", _due_at, _problem_id),
    Index("field_open_problems_by_owner", _owner_id, _due_at, _problem_id),
)


@dataclass(frozen=True)
class OpenProblem:
    """A problem in a list."""

    problem_id: UUID
    order_id: UUID
    number: str
    performer: str
    cause: str
    owner_id: UUID
    due_at: datetime
    opened_at: datetime


class FieldProblemList(ReadModel):
    """One row for each open problem."""

    name = "field_problem_list"
    source = "tickets"
    tables = (PROBLEMS,)

    @projects("tickets.field_problems.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """Somebody is to see to it."""
        problem = event.problem
        rows[PROBLEMS].put(
            problem_id=str(problem.problem_id),
            order_id=str(event.about.order_id),
            number=event.about.number,
            performer=performer_of(event.about),
            cause=problem.cause,
            owner_id=str(problem.owner_id),
            due_at=iso(problem.due_at),
            opened_at=iso(problem.opened_at),
        )

    @projects("tickets.field_problems.reassigned")
    def reassigned(self, rows: Rows, event: Any) -> None:
        """Somebody else is, or until another date."""
        rows[PROBLEMS].change(
            str(event.problem_id), owner_id=str(event.owner_id), due_at=iso(event.due_at)
        )

    @projects("tickets.field_problems.solved")
    def solved(self, rows: Rows, event: Any) -> None:
        """It is no problem any more."""
        rows[PROBLEMS].remove(str(event.problem_id))

    def page(
        self,
        *,
        owners: Collection[UUID] | None,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[OpenProblem]:
        """Open problems, the first due first.

        Args:
            owners: only theirs; None for everybody's.
            after: date and id of the last one of the page before.
            limit: problems at most.
        """
        query = select(PROBLEMS).order_by(PROBLEMS.c.due_at, PROBLEMS.c.problem_id).limit(limit)
        if owners is not None:
            query = query.where(PROBLEMS.c.owner_id.in_([str(one) for one in sorted(owners)]))
        if after is not None:
            place = tuple_(PROBLEMS.c.due_at, PROBLEMS.c.problem_id)
            query = query.where(place > (iso(after[0]), str(after[1])))
        with self.database.reading() as connection:
            return [_problem(row) for row in connection.execute(query).mappings()]


def _problem(row: Any) -> OpenProblem:
    values = dict(row)
    values |= {name: UUID(row[name]) for name in ("problem_id", "order_id", "owner_id")}
    values |= {name: datetime.fromisoformat(row[name]) for name in ("due_at", "opened_at")}
    return OpenProblem(**values)
