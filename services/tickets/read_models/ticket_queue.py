"""Which tickets wait for an agent?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Select,
    String,
    case,
    func,
    literal,
    select,
    tuple_,
)

from services.tickets.domain.assignment import (
    QueueLength,
    QueueRules,
    Standing,
    Waiting,
    standing_of,
)
from services.tickets.domain.terms import QUEUED
from services.tickets.read_models.customers import CUSTOMERS
from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_waits = Column("waits", Boolean, nullable=False)
_skill_group = Column("skill_group", String, nullable=False)
_queued_at = Column("queued_at", String, nullable=False)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000

TICKETS = read_table(
    "ticket_queue",
    Column("ticket_id", String, primary_key=True),
    _waits,
    _skill_group,
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("business_line", String),
    Column("customer_id", String),
    _queued_at,
    Column("queued_microsecond", BigInteger, nullable=False),
    Index("ticket_queue_waiting", _waits, _skill_group, _queued_at),
)


class TicketQueue(ReadModel):
    """Open tickets and whether they wait; the order is a rule of the domain (TX-2)."""

    name = "ticket_queue"
    source = "tickets"
    tables = (TICKETS,)

    @projects("tickets.ticket.opened")
    def opened(self, rows: Rows, event: Any) -> None:
        """A ticket begins to wait when the customer did."""
        rows[TICKETS].put(
            ticket_id=str(event.originator_id), waits=True, **_facts(event, event.asked_at)
        )

    @projects("tickets.ticket.taken_over")
    def taken_over(self, rows: Rows, event: Any) -> None:
        """A ticket of an earlier system waits, unless it was done there."""
        if event.state == QUEUED:
            self.opened(rows, event)

    @projects("tickets.ticket.assigned")
    def assigned(self, rows: Rows, event: Any) -> None:
        """An agent has it."""
        rows[TICKETS].change(str(event.originator_id), waits=False)

    @projects("tickets.ticket.returned_to_queue")
    def returned(self, rows: Rows, event: Any) -> None:
        """It waits again, no worse off than before."""
        rows[TICKETS].change(str(event.originator_id), waits=True)

    @projects("tickets.ticket.transferred")
    def transferred(self, rows: Rows, event: Any) -> None:
        """It waits in another skill group."""
        rows[TICKETS].change(str(event.originator_id), waits=True, skill_group=event.skill_group)

    @projects("tickets.ticket.reopened")
    def reopened(self, rows: Rows, event: Any) -> None:
        """It is open again, and waits if it had no agent."""
        rows[TICKETS].put(
            ticket_id=str(event.originator_id),
            waits=event.state == QUEUED,
            **_facts(event.about, event.timestamp),
        )

    @projects("tickets.ticket.resolved", "tickets.ticket.merged")
    def resolved(self, rows: Rows, event: Any) -> None:
        """It waits no more."""
        rows[TICKETS].remove(str(event.originator_id))

    @projects("tickets.ticket.reclassified")
    def reclassified(self, rows: Rows, event: Any) -> None:
        """It is of another kind."""
        rows[TICKETS].change(str(event.originator_id), kind=event.kind)

    @projects("tickets.ticket.reprioritised")
    def reprioritised(self, rows: Rows, event: Any) -> None:
        """It has another priority."""
        rows[TICKETS].change(str(event.originator_id), priority=event.priority)

    @projects("tickets.ticket.channel_handed_over")
    def channel_handed_over(self, rows: Rows, event: Any) -> None:
        """It goes on by another channel."""
        rows[TICKETS].change(str(event.originator_id), channel=event.channel)

    @projects("tickets.ticket.customer_named")
    def customer_named(self, rows: Rows, event: Any) -> None:
        """It is known whose it is."""
        rows[TICKETS].change(str(event.originator_id), customer_id=str(event.customer_id))

    def one(self, ticket_id: UUID) -> Waiting | None:
        """A ticket, if it waits."""
        found = self._read(_with_level().where(TICKETS.c.ticket_id == str(ticket_id)))
        return found[0] if found else None

    def first(
        self,
        skill_groups: Collection[str] | None,
        *,
        rules: QueueRules,
        limit: int,
        channels: Collection[str] | None = None,
        after: Standing | None = None,
    ) -> Sequence[Waiting]:
        """The first waiting tickets of skill groups, in the queue's order.

        Args:
            skill_groups: their codes; None for all.
            rules: by which they are ordered.
            limit: how many at most.
            channels: only what comes by these; all by default.
            after: only what stands behind this; from the first by default.
        """
        query = _of_groups(skill_groups)
        if channels is not None:
            query = query.where(TICKETS.c.channel.in_(sorted(channels)))
        if after is not None:
            query = query.where(_place(rules) > _place_of(after, rules))
        return self._read(query.order_by(*_order(rules)).limit(limit))

    def count_up_to(
        self, standing: Standing, *, skill_groups: Collection[str] | None, rules: QueueRules
    ) -> int:
        """How many waiting tickets of skill groups stand there or before."""
        here = _place_of(standing, rules)
        return self._count(_of_groups(skill_groups).where(_place(rules) <= here))

    def ahead_of(
        self, ticket: Waiting, *, rules: QueueRules, limit: int
    ) -> tuple[int, Sequence[Waiting]]:
        """How many tickets of its skill group come before one, and the first of them in order."""
        own = _place_of(standing_of(ticket, rules=rules), rules)
        before = _of_groups([ticket.skill_group]).where(_place(rules) < own)
        return self._count(before), self._read(before.order_by(*_order(rules)).limit(limit))

    def lengths(self, skill_groups: Collection[str] | None = None) -> Sequence[QueueLength]:
        """How long the queues are; one in which nothing waits is left out."""
        group = TICKETS.c.skill_group
        query = (
            select(group, func.count(), func.min(TICKETS.c.queued_at))
            .where(TICKETS.c.waits)
            .group_by(group)
            .order_by(group)
        )
        if skill_groups is not None:
            query = query.where(group.in_(sorted(skill_groups)))
        with self.database.reading() as connection:
            return [
                QueueLength(name, count, datetime.fromisoformat(first))
                for name, count, first in connection.execute(query)
            ]

    def _count(self, query: Select[Any]) -> int:
        count = select(func.count()).select_from(query.subquery())
        with self.database.reading() as connection:
            return connection.execute(count).scalar_one()

    def _read(self, query: Select[Any]) -> list[Waiting]:
        with self.database.reading() as connection:
            return [_waiting(row) for row in connection.execute(query).mappings()]


def _with_level() -> Select[Any]:
    """Waiting tickets with the level of their customers."""
    return (
        select(TICKETS, CUSTOMERS.c.level)
        .join(CUSTOMERS, CUSTOMERS.c.customer_id == TICKETS.c.customer_id, isouter=True)
        .where(TICKETS.c.waits)
    )


def _of_groups(skill_groups: Collection[str] | None) -> Select[Any]:
    query = _with_level()
    if skill_groups is None:
        return query
    return query.where(TICKETS.c.skill_group.in_(sorted(skill_groups)))


def _fixed_points(rules: QueueRules) -> ColumnElement[int]:
    """`fixed_reasons` of the domain, summed up by the database."""
    parts = (
        (CUSTOMERS.c.level, rules.customer_levels),
        (TICKETS.c.business_line, rules.business_lines),
        (TICKETS.c.kind, rules.kinds),
        (TICKETS.c.priority, rules.priorities),
    )
    total: ColumnElement[Any] = literal(0, BigInteger)
    for column, points in parts:
        if points:
            total = total + _points(column, points)
    return total


def _points(column: ColumnElement[Any], points: Mapping[str, int]) -> ColumnElement[Any]:
    return case(
        *((column == value, literal(one, BigInteger)) for value, one in sorted(points.items())),
        else_=literal(0, BigInteger),
    )


def _standing(rules: QueueRules) -> ColumnElement[Any]:
    """What the order follows: all wait at one rate, so the time now does not matter."""
    waited = TICKETS.c.queued_microsecond * literal(rules.points_per_waiting_minute, BigInteger)
    return _fixed_points(rules) * literal(_MINUTE, BigInteger) - waited


def _order(rules: QueueRules) -> tuple[ColumnElement[Any], ...]:
    return _standing(rules).desc(), TICKETS.c.queued_at, TICKETS.c.number


def _place(rules: QueueRules) -> ColumnElement[Any]:
    """What the order compares, as one value."""
    return tuple_(-_standing(rules), TICKETS.c.queued_at, TICKETS.c.number)


def _place_of(standing: Standing, rules: QueueRules) -> ColumnElement[Any]:
    waited = _microsecond(standing.queued_at) * rules.points_per_waiting_minute
    points = literal(waited - standing.points * _MINUTE, BigInteger)
    return tuple_(points, iso(standing.queued_at), standing.number)


def _microsecond(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _facts(source: Any, queued_at: datetime) -> dict[str, Any]:
    return {
        "skill_group": source.skill_group,
        "number": source.number,
        "kind": source.kind,
        "channel": source.channel,
        "priority": source.priority,
        "business_line": source.business_line,
        "customer_id": text_or_none(source.customer_id),
        "queued_at": iso(queued_at),
        "queued_microsecond": _microsecond(queued_at),
    }


def _waiting(row: Any) -> Waiting:
    return Waiting(
        ticket_id=UUID(row["ticket_id"]),
        number=row["number"],
        kind=row["kind"],
        channel=row["channel"],
        priority=row["priority"],
        skill_group=row["skill_group"],
        business_line=row["business_line"],
        customer_level=row["level"],
        queued_at=datetime.fromisoformat(row["queued_at"]),
    )
