"""Who gets which ticket: the order of the queue, capacity, and the reasons for both (TX-2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.domain.assignment_errors import AgentAtCapacity
from services.tickets.domain.sla import ANY

MOST_POINTS = 1_000_000
"""Points that one word of the rules may count at most, for or against."""

MOST_POINTS_A_MINUTE = 1000
"""Points that a minute of waiting may count at most."""


@dataclass(frozen=True)
class QueueRules:
    """The rule set `queue`: points by which waiting tickets are ordered.

    Args:
        customer_levels: points of each customer level.
        business_lines: points of each business line.
        kinds: points of each kind.
        priorities: points of each priority.
        points_per_waiting_minute: points of a minute of waiting; seconds count in proportion.
    """

    customer_levels: dict[str, int]
    business_lines: dict[str, int]
    kinds: dict[str, int]
    priorities: dict[str, int]
    points_per_waiting_minute: int

    def __post_init__(self) -> None:
        """Refuses numbers that would grow, with the wait, too large for the database."""
        weights = (self.customer_levels, self.business_lines, self.kinds, self.priorities)
        if any(abs(one) > MOST_POINTS for each in weights for one in each.values()):
            raise ValueError(f"Points lie between -{MOST_POINTS} and {MOST_POINTS}.")
        if not 0 <= self.points_per_waiting_minute <= MOST_POINTS_A_MINUTE:
            raise ValueError(f"A minute of waiting counts 0 to {MOST_POINTS_A_MINUTE} points.")


@dataclass(frozen=True)
class CapacityRules:
    """The rule set `capacity`: open tickets that one agent may have, by channel."""

    by_channel: dict[str, int]


@dataclass(frozen=True)
class Route:
    """Which skill group gets the tickets of a channel, kind and business line."""

    channel: str
    kind: str
    business_line: str
    skill_group: str


@dataclass(frozen=True)
class RoutingRules:
    """The rule set `routing`: the first route that fits decides.

    Args:
        routes: the routes, each part a word or `any`.
        otherwise: the skill group of what no route fits.
    """

    routes: tuple[Route, ...]
    otherwise: str

    def skill_group_for(self, *, channel: str, kind: str, business_line: str | None) -> str:
        """The skill group of a ticket."""
        for one in self.routes:
            if (
                one.channel in (ANY, channel)
                and one.kind in (ANY, kind)
                and one.business_line in (ANY, business_line)
            ):
                return one.skill_group
        return self.otherwise


@dataclass(frozen=True)
class Waiting:
    """A ticket in the queue, as far as its place depends on it."""

    ticket_id: UUID
    number: str
    kind: str
    channel: str
    priority: str
    skill_group: str
    business_line: str | None
    customer_level: str | None
    queued_at: datetime


@dataclass(frozen=True)
class QueueLength:
    """How many tickets of a skill group wait, and since when the first of them."""

    skill_group: str
    waiting: int
    first_queued_at: datetime


@dataclass(frozen=True)
class Reason:
    """Points of a ticket in the queue and what they are for.

    Args:
        what: `customer_level`, `business_line`, `kind`, `priority` or `waiting`.
        value: the ticket's own value: a word, or the minutes waited.
        points: what it counts.
    """

    what: str
    value: str
    points: int


@dataclass(frozen=True)
class Standing:
    """What the place of a waiting ticket follows from; no two tickets have the same.

    Args:
        points: its points that do not grow while it waits.
        queued_at: since when it waits.
        number: its number.
    """

    points: int
    queued_at: datetime
    number: str


@dataclass(frozen=True)
class Ranked:
    """A waiting ticket with its points and their reasons."""

    ticket: Waiting
    points: int
    reasons: tuple[Reason, ...]

    @property
    def standing(self) -> Standing:
        """What its place follows from."""
        fixed = sum(one.points for one in self.reasons if one.what != _WAITING)
        return Standing(fixed, self.ticket.queued_at, self.ticket.number)


_WAITING = "waiting"
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE_IN_MICROSECONDS = 60_000_000


def queue_in_order(waiting: Iterable[Waiting], *, rules: QueueRules, at: datetime) -> list[Ranked]:
    """The queue, most points first; among equals who has waited longer, then the lower number.

    All wait at the same rate and every microsecond counts, so that two tickets never change
    places while they wait; the points shown are rounded down to whole ones.
    """

    def place(one: Waiting) -> tuple[int, datetime, str]:
        standing = standing_of(one, rules=rules)
        waited = (at - one.queued_at) // _MICROSECOND * rules.points_per_waiting_minute
        points = standing.points * _MINUTE_IN_MICROSECONDS + waited
        return -points, standing.queued_at, standing.number

    return [ranked(one, rules=rules, at=at) for one in sorted(waiting, key=place)]


def standing_of(ticket: Waiting, *, rules: QueueRules) -> Standing:
    """What the place of a waiting ticket follows from by these rules."""
    fixed = sum(one.points for one in fixed_reasons(ticket, rules=rules))
    return Standing(fixed, ticket.queued_at, ticket.number)


def ranked(ticket: Waiting, *, rules: QueueRules, at: datetime) -> Ranked:
    """A waiting ticket with its points at a moment and their reasons."""
    seconds = max((at - ticket.queued_at) // _SECOND, 0)
    points = seconds * rules.points_per_waiting_minute // 60
    reasons = (
        *fixed_reasons(ticket, rules=rules),
        Reason(_WAITING, str(seconds // 60), points),
    )
    return Ranked(ticket, sum(one.points for one in reasons), reasons)


def fixed_reasons(ticket: Waiting, *, rules: QueueRules) -> tuple[Reason, ...]:
    """The points of a ticket that do not grow while it waits."""
    return (
        _reason("customer_level", ticket.customer_level, rules.customer_levels),
        _reason("business_line", ticket.business_line, rules.business_lines),
        _reason("kind", ticket.kind, rules.kinds),
        _reason("priority", ticket.priority, rules.priorities),
    )


def _reason(what: str, value: str | None, points: Mapping[str, int]) -> Reason:
    return Reason(what, value or "", points.get(value or "", 0))


@dataclass(frozen=True)
class DeskLoad:
    """The open tickets of an agent with their channels.

    Args:
        tickets: channel by ticket id as text.
    """

    tickets: dict[str, str]

    def count(self, channel: str) -> int:
        """Open tickets of a channel."""
        return sum(one == channel for one in self.tickets.values())

    def has_room_for(self, channel: str, *, rules: CapacityRules) -> bool:
        """Whether one more of the channel is allowed."""
        return self.count(channel) < rules.by_channel.get(channel, 0)

    def check_room_for(self, channel: str, *, rules: CapacityRules) -> None:
        """Refuses one more than the rules allow."""
        if not self.has_room_for(channel, rules=rules):
            raise AgentAtCapacity(
                count=self.count(channel),
                channel=channel,
                capacity=rules.by_channel.get(channel, 0),
            )

    def with_ticket(self, ticket_id: UUID, *, channel: str) -> DeskLoad:
        """With one ticket more."""
        return DeskLoad({**self.tickets, str(ticket_id): channel})

    def without_ticket(self, ticket_id: UUID) -> DeskLoad:
        """With one ticket less."""
        left = {key: value for key, value in self.tickets.items() if key != str(ticket_id)}
        return DeskLoad(left)
