"""How punctual and how conform (SR-2) was the service, by whoever carried it out?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, case, func, select

from services.tickets.domain import field_terms as terms
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_order_id = Column("order_id", String, primary_key=True)
_performer = Column("performer", String, nullable=False)
_arrived_at = Column("arrived_at", String, nullable=False)

VISITS = read_table(
    "field_visits",
    _order_id,
    _performer,
    Column("kind", String, nullable=False),
    _arrived_at,
    Column("punctuality", String, nullable=False),
    Column("outcome", String),
    Column("items", Integer, nullable=False),
    Column("conform_items", Integer, nullable=False),
    Column("is_conform", Boolean),
    Column("score", Integer),
    Column("has_problem", Boolean, nullable=False),
    Index("field_visits_by_time", _arrived_at, _order_id),
    Index("field_visits_by_performer", _performer, _arrived_at, _order_id),
)

_missed_until = Column("until_at", String, primary_key=True)
_missed_performer = Column("performer", String, nullable=False)

MISSED = read_table(
    "field_missed_windows",
    Column("order_id", String, primary_key=True),
    _missed_until,
    _missed_performer,
    Column("kind", String, nullable=False),
    Index("field_missed_windows_by_time", _missed_until),
    Index("field_missed_windows_by_performer", _missed_performer, _missed_until),
)

NOBODY = "nobody"
"""Performer of a window that was missed before anybody was sent."""

_C = VISITS.c
FIGURES: Mapping[str, ColumnElement[bool]] = {
    "arrived": _C.order_id.is_not(None),
    "early": _C.punctuality == terms.EARLY,
    "on_time": _C.punctuality == terms.ON_TIME,
    "late": _C.punctuality == terms.LATE,
    "performed": _C.outcome.is_not(None),
    "completed": _C.outcome == terms.COMPLETED,
    "not_completed": _C.outcome == terms.NOT_COMPLETED,
    "conform": _C.is_conform.is_(True),
    "not_conform": _C.is_conform.is_(False),
    "evaluated": _C.score.is_not(None),
    "with_problem": _C.has_problem,
}
"""What visits are counted, by name: the same condition counts them and lists them."""

MISSED_WINDOWS = "missed_windows"
FIGURE_NAMES = (*FIGURES, MISSED_WINDOWS)


@dataclass(frozen=True)
class Result:
    """The figures of one performer and kind in a span of time.

    Args:
        performer: `employee:<id>`, `partner:<id>`, or `nobody`.
        kind: kind of the orders.
        counts: how many by each of `FIGURE_NAMES`.
        items: mandatory steps of the visits performed.
        conform_items: those of them that were done as the standard asks.
        score_sum: sum of the customers' scores.
    """

    performer: str
    kind: str
    counts: Mapping[str, int]
    items: int
    conform_items: int
    score_sum: int


class FieldResults(ReadModel):
    """One row for each visit, and one for each window that was missed."""

    name = "field_results"
    source = "tickets"
    tables = (VISITS, MISSED)

    @projects("tickets.field_order.arrived")
    def arrived(self, rows: Rows, event: Any) -> None:
        """Somebody has come."""
        rows[VISITS].put(
            order_id=str(event.originator_id),
            performer=performer_of(event.about),
            kind=event.about.kind,
            arrived_at=iso(event.arrived_at),
            punctuality=event.punctuality,
            items=0,
            conform_items=0,
            has_problem=False,
        )

    @projects("tickets.field_order.performed")
    def performed(self, rows: Rows, event: Any) -> None:
        """The visit is over."""
        conformity = event.conformity
        rows[VISITS].change(
            str(event.originator_id),
            outcome=event.outcome,
            items=conformity.items,
            conform_items=conformity.conform,
            is_conform=conformity.is_full,
        )

    @projects("tickets.field_order.evaluated")
    def evaluated(self, rows: Rows, event: Any) -> None:
        """The customer has judged it."""
        rows[VISITS].change(str(event.originator_id), score=event.evaluation.score)

    @projects("tickets.field_problems.opened")
    def problem_opened(self, rows: Rows, event: Any) -> None:
        """Something was wrong; before anybody has come it belongs to no visit."""
        rows[VISITS].change(str(event.about.order_id), has_problem=True)

    @projects("tickets.field_order.window_missed")
    def window_missed(self, rows: Rows, event: Any) -> None:
        """Nobody has come in time."""
        rows[MISSED].put(
            order_id=str(event.originator_id),
            until_at=iso(event.until_at),
            performer=performer_of(event.about),
            kind=event.about.kind,
        )

    def results(self, *, since: datetime, until: datetime) -> Sequence[Result]:
        """The figures of the visits and missed windows of a span of time.

        A visit counts in the span in which somebody arrived, a missed window in that of its end.
        """
        visits = (
            select(
                _C.performer,
                _C.kind,
                *(
                    func.sum(case((condition, 1), else_=0)).label(name)
                    for name, condition in FIGURES.items()
                ),
                func.sum(_C["items"]).label("items_sum"),
                func.sum(_C.conform_items).label("conform_sum"),
                func.sum(func.coalesce(_C.score, 0)).label("score_sum"),
            )
            .where(_C.arrived_at >= iso(since), _C.arrived_at < iso(until))
            .group_by(_C.performer, _C.kind)
        )
        missed = (
            select(MISSED.c.performer, MISSED.c.kind, func.count().label("missed"))
            .where(MISSED.c.until_at >= iso(since), MISSED.c.until_at < iso(until))
            .group_by(MISSED.c.performer, MISSED.c.kind)
        )
        with self.database.reading() as connection:
            by_key = {
                (one["performer"], one["kind"]): one
                for one in connection.execute(visits).mappings()
            }
            missing = {
                (one["performer"], one["kind"]): int(one["missed"])
                for one in connection.execute(missed).mappings()
            }
        keys = sorted({*by_key, *missing})
        return [_result(key, by_key.get(key), missing.get(key, 0)) for key in keys]

    def behind(
        self,
        figure: str,
        *,
        performer: str,
        since: datetime,
        until: datetime,
        after: tuple[str, UUID] | None,
        limit: int,
    ) -> Sequence[tuple[str, UUID]]:
        """Times and orders that a number is made of, the earliest first.

        Args:
            figure: one of `FIGURE_NAMES`.
            performer: whose.
            since: beginning of the span.
            until: its end, not included.
            after: the last one of the page before.
            limit: orders at most.

        Raises:
            KeyError: there is no such figure.
        """
        if figure == MISSED_WINDOWS:
            table, time = MISSED, MISSED.c.until_at
            query = select(time, MISSED.c.order_id)
        else:
            table, time = VISITS, _C.arrived_at
            query = select(time, _C.order_id).where(FIGURES[figure])
        query = (
            query.where(table.c.performer == performer, time >= iso(since), time < iso(until))
            .order_by(time, table.c.order_id)
            .limit(limit)
        )
        if after is not None:
            at, order_id = after[0], str(after[1])
            query = query.where((time > at) | ((time == at) & (table.c.order_id > order_id)))
        with self.database.reading() as connection:
            return [(at, UUID(order_id)) for at, order_id in connection.execute(query)]


def performer_of(about: Any) -> str:
    """Who carries an order out, as the figures name them."""
    if about.partner_id is not None:
        return f"partner:{about.partner_id}"
    return NOBODY if about.employee_id is None else f"employee:{about.employee_id}"


def _result(key: tuple[str, str], visits: Any, missed: int) -> Result:
    def whole(name: str) -> int:
        return 0 if visits is None else int(visits[name])

    counts = {name: whole(name) for name in FIGURES} | {MISSED_WINDOWS: missed}
    return Result(
        performer=key[0],
        kind=key[1],
        counts=counts,
        items=whole("items_sum"),
        conform_items=whole("conform_sum"),
        score_sum=whole("score_sum"),
    )
