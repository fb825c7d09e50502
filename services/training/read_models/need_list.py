"""Which training needs are there, the weightiest first (TR-5)?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, Select, String, and_, or_, select

from services.training.application.need_readers import Reader
from services.training.domain.audience import Audience, only_employee
from services.training.domain.need_terms import ANSWERED, MERGED, OPEN, REFUSED
from services.training.domain.need_weights import Weight
from shared.read_models import ReadModel, Rows, projects, read_table

_need_id = Column("need_id", String, primary_key=True)
_state = Column("state", String, nullable=False)
_rank = Column("rank", Integer, nullable=False)
_competency = Column("competency", String, nullable=False)
_raiser_id = Column("raiser_id", String)
_employee_id = Column("employee_id", String)

NEEDS = read_table(
    "need_list",
    _need_id,
    _state,
    _rank,
    _competency,
    _raiser_id,
    _employee_id,
    Column("origin", String, nullable=False),
    Column("urgency", String, nullable=False),
    Column("evidences", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("points_per_week", Integer, nullable=False),
    Column("raised_on", String, nullable=False),
    Column("course_id", String),
    Index("need_list_by_rank", _state, _rank, _need_id),
    Index("need_list_by_competency", _state, _competency, _rank, _need_id),
    Index("need_list_by_raiser", _raiser_id),
    Index("need_list_by_employee", _employee_id),
)

_target_id = Column("target_id", String, primary_key=True)

TARGETS = read_table(
    "need_targets",
    Column("need_id", String, primary_key=True),
    _target_id,
    Column("kind", String, nullable=False),
    Index("need_targets_by_target", _target_id),
)

_N = NEEDS.c

FILTERS = ("competency", "origin", "urgency")


@dataclass(frozen=True)
class ListedNeed:
    """A need in a list, without its words.

    Args:
        points: what it counts apart from its age.
        points_per_week: what each week of waiting counts.
        employee_id: the only one it is about, if it is about one.
        course_id: the course that is the answer, if one is.
    """

    need_id: UUID
    state: str
    rank: int
    competency: str
    raiser_id: UUID | None
    employee_id: UUID | None
    origin: str
    urgency: str
    evidences: int
    points: int
    points_per_week: int
    raised_on: date
    course_id: UUID | None


class NeedList(ReadModel):
    """One row for each need, and one for each target of it."""

    name = "need_list"
    source = "training"
    tables = (NEEDS, TARGETS)

    @projects("training.need.raised")
    def raised(self, rows: Rows, event: Any) -> None:
        """There is a need."""
        need, raised_on = event.need, event.timestamp.date()
        rows[NEEDS].put(
            need_id=str(event.originator_id),
            state=OPEN,
            competency=need.competency,
            raiser_id=None if need.raiser_id is None else str(need.raiser_id),
            origin=need.origin,
            urgency=need.urgency,
            evidences=len(need.evidences),
            raised_on=raised_on.isoformat(),
            **_weighed(event.weight, raised_on),
        )
        self._put_targets(rows, str(event.originator_id), need.audience)

    @projects("training.need.evidence_added")
    def evidence_added(self, rows: Rows, event: Any) -> None:
        """More shows it, for more people perhaps."""
        row = rows[NEEDS].get(str(event.originator_id))
        if row is not None:
            self._weigh(rows, row, event.weight, evidences=row["evidences"] + 1)
            self._put_targets(rows, row["need_id"], event.audience)

    @projects("training.need.prioritised")
    def prioritised(self, rows: Rows, event: Any) -> None:
        """It was weighed anew."""
        row = rows[NEEDS].get(str(event.originator_id))
        if row is not None:
            self._weigh(rows, row, event.weight, urgency=event.urgency)

    @projects("training.need.took_in")
    def took_in(self, rows: Rows, event: Any) -> None:
        """It took in others."""
        row = rows[NEEDS].get(str(event.originator_id))
        if row is not None:
            need, evidences = event.need, len(event.need.evidences)
            self._weigh(rows, row, event.weight, urgency=need.urgency, evidences=evidences)
            self._put_targets(rows, row["need_id"], need.audience)

    @projects("training.need.merged")
    def merged(self, rows: Rows, event: Any) -> None:
        """Another one took it in."""
        rows[NEEDS].change(str(event.originator_id), state=MERGED)

    @projects("training.need.answered")
    def answered(self, rows: Rows, event: Any) -> None:
        """Something is done about it."""
        course_id = event.answer.course_id
        rows[NEEDS].change(
            str(event.originator_id),
            state=ANSWERED,
            course_id=None if course_id is None else str(course_id),
        )

    @projects("training.need.refused")
    def refused(self, rows: Rows, event: Any) -> None:
        """Nothing is done about it."""
        rows[NEEDS].change(str(event.originator_id), state=REFUSED)

    def page(
        self,
        reader: Reader,
        *,
        state: str,
        filters: Mapping[str, str],
        target_id: UUID | None,
        after: tuple[int, UUID] | None,
        limit: int,
    ) -> Sequence[ListedNeed]:
        """Needs that the reader may see, the weightiest first.

        Args:
            reader: who asks.
            state: in this state.
            filters: by name one of `FILTERS`, what it must be.
            target_id: only what is for this employee, team, position or site.
            after: rank and id of the last row of the page before.
            limit: how many at most.
        """
        query = select(NEEDS).where(_N.state == state, *(_N[n] == v for n, v in filters.items()))
        query = _seen_by(reader, query).order_by(_N.rank.desc(), _N.need_id).limit(limit)
        if target_id is not None:
            aimed = select(TARGETS.c.need_id).where(TARGETS.c.target_id == str(target_id))
            query = query.where(_N.need_id.in_(aimed))
        if after is not None:
            rank, need_id = after
            behind = and_(_N.rank == rank, _N.need_id > str(need_id))
            query = query.where(or_(_N.rank < rank, behind))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]

    @staticmethod
    def _weigh(rows: Rows, row: Mapping[str, Any], weight: Weight, **values: Any) -> None:
        weighed = _weighed(weight, date.fromisoformat(row["raised_on"]))
        rows[NEEDS].change(row["need_id"], **weighed, **values)

    @staticmethod
    def _put_targets(rows: Rows, need_id: str, audience: Audience) -> None:
        for one in audience:
            rows[TARGETS].put(need_id=need_id, target_id=str(one.target_id), kind=one.kind)
        employee_id = only_employee(audience)
        rows[NEEDS].change(need_id, employee_id=None if employee_id is None else str(employee_id))


def _weighed(weight: Weight, raised_on: date) -> dict[str, int]:
    return {
        "rank": weight.rank(raised_on),
        "points": weight.points,
        "points_per_week": weight.points_per_week,
    }


def _seen_by(reader: Reader, query: Select[Any]) -> Select[Any]:
    if reader.sees_all:
        return query
    own = str(reader.employee_id)
    team = [str(one.target_id) for one in reader.targets]
    theirs = select(TARGETS.c.need_id).where(TARGETS.c.target_id.in_(team))
    return query.where(or_(_N.raiser_id == own, _N.employee_id == own, _N.need_id.in_(theirs)))


def _listed(row: Any) -> ListedNeed:
    ids = ("need_id", "raiser_id", "employee_id", "course_id")
    found = {name: row[name] and UUID(row[name]) for name in ids}
    return ListedNeed(**{**row, **found, "raised_on": date.fromisoformat(row["raised_on"])})
