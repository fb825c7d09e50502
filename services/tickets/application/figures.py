"""Whose figures one may see: the desk's, one's team's, or one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from uuid import UUID

from services.tickets.application.access import Access
from services.tickets.application.questions import Calendars
from shared.calendars import BusinessCalendar
from shared.context import current_context
from shared.errors import FieldError, Invalid

HOUR = timedelta(hours=1)

LONGEST = timedelta(days=366)
"""The longest span that figures are told of."""

LONGEST_BY_HOUR = timedelta(days=92)
"""The longest span that is told by day or hour."""


class Agents(Protocol):
    """Who could have worked on tickets."""

    def agents(self, *, team_id: UUID | None = None) -> frozenset[UUID]:
        """Everybody known, or who is in a team today."""


class FigureScope:
    """Narrows what is asked to what the actor may see, and finds the zone of their days.

    Args:
        access: who may see whose tickets.
        agents: who could have worked on tickets.
        calendars: the sites' calendars.
    """

    def __init__(self, access: Access, *, agents: Agents, calendars: Calendars) -> None:
        self._access = access
        self._agents = agents
        self._calendars = calendars

    def employees(
        self,
        *,
        team_id: UUID | None = None,
        employee_id: UUID | None = None,
        by_agents: bool = False,
    ) -> frozenset[UUID] | None:
        """The agents whose figures are told; None for the whole desk's.

        Args:
            team_id: of this team only.
            employee_id: of this agent only.
            by_agents: whether they are told agent by agent or team by team.

        Raises:
            NotAllowed: the actor may not even work on tickets.
        """
        visible = self._access.visible_employees()
        found = visible
        if team_id is not None or (by_agents and visible is None):
            agents = self._agents.agents(team_id=team_id)
            found = agents if visible is None else agents & visible
        if employee_id is not None:
            found = frozenset({employee_id}) & (found or frozenset({employee_id}))
            found = found if visible is None else found & visible
        return found

    def zone(self, site_id: UUID | None, *, at: datetime) -> tzinfo:
        """The zone of a site, else of the actor's or the only one; else UTC."""
        own = current_context().site_id
        site_id = site_id or (UUID(own) if own else self._calendars.only_site())
        version = self._calendars.in_force(site_id, at=at)
        calendar = self._calendars.calendar(site_id, version)
        return calendar.zone if isinstance(calendar, BusinessCalendar) else UTC


def check_span(since: datetime, until: datetime, *, longest: timedelta = LONGEST) -> None:
    """Refuses a span that hours cannot tell, or that is too long.

    Raises:
        Invalid: a moment is no full hour, the span runs backwards, or is longer than `longest`.
    """
    for name, moment in (("since", since), ("until", until)):
        into_the_hour = timedelta(minutes=moment.minute, seconds=moment.second)
        if moment.microsecond or (into_the_hour - (moment.utcoffset() or timedelta())) % HOUR:
            en, zh = "must be a full hour (UTC).", "必须是整点（UTC）。"
            raise Invalid(fields=(FieldError(name, en, zh),))
    if not timedelta() < until - since <= longest:
        days = longest.days
        en = f"must come after `since`, by {days} days at most."
        zh = f"必须晚于 since，且最多相隔 {days} 天。"
        raise Invalid(fields=(FieldError("until", en, zh),))
