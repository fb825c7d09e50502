"""How do customers judge the service, and which answers stand behind each figure?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    case,
    func,
    or_,
    select,
)

from services.tickets.domain.survey_scores import Tally
from services.tickets.read_models.staff import STAFF
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_answered_at = Column("answered_at", String, nullable=False)
_assignee_id = Column("assignee_id", String)

ANSWERS = read_table(
    "survey_answers",
    Column("answer_id", String, primary_key=True),
    _answered_at,
    Column("survey_id", String),
    Column("ticket_id", String),
    Column("contact_id", String),
    _assignee_id,
    Column("kind", String),
    Column("channel", String),
    Column("skill_group", String),
    Column("site_id", String),
    Column("satisfaction", Integer),
    Column("recommendation", Integer),
    Column("effort", Integer),
    Column("is_low", Boolean, nullable=False),
    Index("survey_answers_by_time", _answered_at),
    Index("survey_answers_by_assignee", _assignee_id, _answered_at),
)

_A = ANSWERS.c

GROUPINGS: Mapping[str, ColumnElement[Any]] = {
    "survey": _A.survey_id,
    "team": STAFF.c.team_id,
    "agent": _A.assignee_id,
    "kind": _A.kind,
    "channel": _A.channel,
    "skill_group": _A.skill_group,
    "site": _A.site_id,
    "day": func.substr(_A.answered_at, 1, 10),
    "month": func.substr(_A.answered_at, 1, 7),
}
"""By what results are summed; the team is the one to which the agent belongs today."""

FILTERS: Mapping[str, ColumnElement[Any]] = {
    "survey_id": _A.survey_id,
    "team_id": STAFF.c.team_id,
    "assignee_id": _A.assignee_id,
    "kind": _A.kind,
    "channel": _A.channel,
    "skill_group": _A.skill_group,
    "site_id": _A.site_id,
    "is_low": _A.is_low,
}
"""By what results and answers are narrowed, so that each figure leads to its answers."""


@dataclass(frozen=True)
class ListedAnswer:
    """An answer in a list, without its texts."""

    answer_id: UUID
    answered_at: datetime
    survey_id: UUID | None
    ticket_id: UUID | None
    contact_id: UUID | None
    assignee_id: UUID | None
    kind: str | None
    channel: str | None
    skill_group: str | None
    site_id: UUID | None
    satisfaction: int | None
    recommendation: int | None
    effort: int | None
    is_low: bool


@dataclass(frozen=True)
class Asked:
    """Which answers are looked at.

    Args:
        since: from when on they were answered.
        until: until when, not included.
        employees: only what concerns them; None for all.
        filters: values by names of `FILTERS`.
    """

    since: datetime
    until: datetime
    employees: Collection[UUID] | None
    filters: Mapping[str, Any]


class SurveyResults(ReadModel):
    """One row for each answer; no texts and no customers (GV-2)."""

    name = "survey_results"
    source = "tickets"
    tables = (ANSWERS,)

    @projects("tickets.survey_answer.recorded")
    def recorded(self, rows: Rows, event: Any) -> None:
        """A customer has answered."""
        rows[ANSWERS].put(
            answer_id=str(event.originator_id),
            answered_at=iso(event.answered_at),
            survey_id=text_or_none(event.survey_id),
            ticket_id=text_or_none(event.ticket_id),
            contact_id=text_or_none(event.contact_id),
            assignee_id=text_or_none(event.assignee_id),
            kind=event.kind,
            channel=event.channel,
            skill_group=event.skill_group,
            site_id=text_or_none(event.site_id),
            satisfaction=event.satisfaction,
            recommendation=event.recommendation,
            effort=event.effort,
            is_low=event.is_low,
        )

    def tallies(self, asked: Asked, *, by: str) -> Sequence[tuple[str | None, Tally]]:
        """The sums of the answers, by the values of a grouping.

        Args:
            asked: which answers.
            by: one of `GROUPINGS`.
        """
        group = GROUPINGS[by]
        query = _narrowed(select(group.label("grouped_by"), *_SUMS), asked)
        query = query.group_by(group).order_by(group)
        with self.database.reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [(row.pop("grouped_by"), _tally(row)) for row in rows]

    def total(self, asked: Asked) -> Tally:
        """The sums of all the answers."""
        with self.database.reading() as connection:
            row = connection.execute(_narrowed(select(*_SUMS), asked)).mappings().one()
        return _tally(dict(row))

    def answers(
        self, asked: Asked, *, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[ListedAnswer]:
        """The answers behind a figure, the latest first.

        Args:
            asked: which answers.
            after: time and id of the last answer of the page before.
            limit: how many at most.
        """
        query = _narrowed(select(ANSWERS), asked)
        query = query.order_by(_A.answered_at.desc(), _A.answer_id.desc()).limit(limit)
        if after is not None:
            at, answer_id = iso(after[0]), str(after[1])
            earlier = and_(_A.answered_at == at, _A.answer_id < answer_id)
            query = query.where(or_(_A.answered_at < at, earlier))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_SUMS = (
    func.count().label("answers"),
    _counted(_A.is_low.is_(True)).label("low"),
    func.count(_A.satisfaction).label("csat_n"),
    func.coalesce(func.sum(_A.satisfaction), 0).label("csat_sum"),
    _counted(_A.satisfaction >= 4).label("satisfied"),
    func.count(_A.recommendation).label("nps_n"),
    _counted(_A.recommendation >= 9).label("promoters"),
    _counted(_A.recommendation <= 6).label("detractors"),
    func.count(_A.effort).label("ces_n"),
    func.coalesce(func.sum(_A.effort), 0).label("ces_sum"),
)


def _narrowed(query: Select[Any], asked: Asked) -> Select[Any]:
    staff = STAFF.c.employee_id == _A.assignee_id
    query = query.select_from(ANSWERS.outerjoin(STAFF, staff)).where(
        _A.answered_at >= iso(asked.since), _A.answered_at < iso(asked.until)
    )
    if asked.employees is not None:
        query = query.where(_A.assignee_id.in_([str(one) for one in asked.employees]))
    return query.where(
        *(
            FILTERS[name] == (value if isinstance(value, bool) else str(value))
            for name, value in asked.filters.items()
        )
    )


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(**{name: int(value) for name, value in row.items()})


def _listed(row: Any) -> ListedAnswer:
    ids = ("answer_id", "survey_id", "ticket_id", "contact_id", "assignee_id", "site_id")
    found = {name: row[name] and UUID(row[name]) for name in ids}
    at = datetime.fromisoformat(row["answered_at"])
    return ListedAnswer(**{**row, **found, "answered_at": at})
