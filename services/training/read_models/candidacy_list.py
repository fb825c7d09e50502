"""Who is on the way to which certificate, and how far?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, and_, or_, select

from services.training.domain.candidacy import CERTIFIED, COMPLETED, FAILED, OPEN, WITHDRAWN
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, nullable=False)
_code = Column("certification_code", String, nullable=False)
_state = Column("state", String, nullable=False)
_opened_at = Column("opened_at", String, nullable=False)

CANDIDACIES = read_table(
    "candidacy_list",
    Column("candidacy_id", String, primary_key=True),
    _employee_id,
    _code,
    Column("purpose", String, nullable=False),
    Column("origin", String, nullable=False),
    _state,
    Column("stages", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    _opened_at,
    Index("candidacy_list_by_time", _opened_at),
    Index("candidacy_list_by_employee", _employee_id, _opened_at),
    Index("candidacy_list_by_code", _code, _state, _opened_at),
)


@dataclass(frozen=True)
class ListedCandidacy:
    """A candidacy in a list.

    Args:
        candidacy_id: its id.
        employee_id: who.
        certification_code: to which certification.
        purpose: `first` or `renewal`.
        origin: `person` or `curriculum`.
        state: one of `candidacy.STATES`.
        stages: how many stages it has.
        passed: how many of them are passed.
        opened_at: when it began.
    """

    candidacy_id: UUID
    employee_id: UUID
    certification_code: str
    purpose: str
    origin: str
    state: str
    stages: int
    passed: int
    opened_at: str


class CandidacyList(ReadModel):
    """One row for each candidacy."""

    name = "candidacy_list"
    source = "training"
    tables = (CANDIDACIES,)

    @projects("training.candidacy.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """Somebody begins the stages."""
        rows[CANDIDACIES].put(
            candidacy_id=str(event.originator_id),
            employee_id=str(event.candidate.employee_id),
            certification_code=event.candidate.certification_code,
            purpose=event.candidate.purpose,
            origin=event.origin,
            state=OPEN,
            stages=len(event.stages),
            passed=0,
            opened_at=iso(event.meta.occurred_at),
        )

    @projects("training.candidacy.stage_passed")
    def stage_passed(self, rows: Rows, event: Any) -> None:
        """One stage more is passed."""
        candidacy_id = str(event.originator_id)
        row = rows[CANDIDACIES].get(candidacy_id)
        if row is not None:
            rows[CANDIDACIES].change(candidacy_id, passed=row["passed"] + 1)

    @projects("training.candidacy.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """All is passed."""
        rows[CANDIDACIES].change(str(event.originator_id), state=COMPLETED)

    @projects("training.candidacy.certified")
    def certified(self, rows: Rows, event: Any) -> None:
        """A certificate came of it."""
        rows[CANDIDACIES].change(str(event.originator_id), state=CERTIFIED)

    @projects("training.candidacy.failed")
    def failed(self, rows: Rows, event: Any) -> None:
        """A stage was failed for the last time."""
        rows[CANDIDACIES].change(str(event.originator_id), state=FAILED)

    @projects("training.candidacy.withdrawn")
    def withdrawn(self, rows: Rows, event: Any) -> None:
        """The employee does not go on."""
        rows[CANDIDACIES].change(str(event.originator_id), state=WITHDRAWN)

    def page(
        self,
        *,
        visible: Collection[UUID] | None,
        employee_id: UUID | None = None,
        certification_code: str | None = None,
        state: str | None = None,
        after: tuple[str, UUID] | None = None,
        limit: int,
    ) -> Sequence[ListedCandidacy]:
        """The candidacies, the oldest first, from one on.

        Args:
            visible: only these employees'; None for everybody's.
            employee_id: only this one's.
            certification_code: only to this certification.
            state: only in this state.
            after: `opened_at` and id of the one before.
            limit: rows at most.
        """
        table = CANDIDACIES.c
        wanted = {
            table.employee_id: None if employee_id is None else str(employee_id),
            table.certification_code: certification_code,
            table.state: state,
        }
        query = select(CANDIDACIES).where(
            *(column == value for column, value in wanted.items() if value is not None)
        )
        if visible is not None:
            query = query.where(table.employee_id.in_([str(one) for one in visible]))
        if after is not None:
            at, candidacy_id = after
            later = and_(table.opened_at == at, table.candidacy_id > str(candidacy_id))
            query = query.where(or_(table.opened_at > at, later))
        query = query.order_by(table.opened_at, table.candidacy_id).limit(limit)
        with self.database.reading() as connection:
            found = connection.execute(query).mappings().all()
        return [_listed(one) for one in found]


def _listed(row: Any) -> ListedCandidacy:
    ids = {name: UUID(row[name]) for name in ("candidacy_id", "employee_id")}
    return ListedCandidacy(**{**row, **ids})
