"""What the use cases of outbound calls and scripts ask of read models."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.domain.rate_comparison import ArmCount
from shared.calendars import BusinessCalendar


class Consents(Protocol):
    """What customers agreed to, told by `crm`."""

    def words_of(self, customer_ids: Collection[UUID], *, purpose: str) -> frozenset[bool]:
        """What the files of one person say on a purpose."""


class People(Protocol):
    """Who the customers are, told by `crm`."""

    def same_person(self, customer_id: UUID) -> frozenset[UUID]:
        """All files of the person, merged ones included."""

    def levels_of(self, customer_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Levels of the customers that are known."""


class CallingCalendars(Protocol):
    """When sites are open, told by `people`."""

    def only_site(self) -> UUID | None:
        """The site of an installation that has one only."""

    def business_calendar(self, site_id: UUID | None, *, at: datetime) -> BusinessCalendar | None:
        """The site's calendar in force; None where there is none."""


class Campaigns(Protocol):
    """Which campaigns there are."""

    def running(self) -> Sequence[UUID]:
        """Ids of the campaigns that run."""

    def running_by_themselves(self) -> Sequence[UUID]:
        """Ids of those that run and have something that puts customers on their list."""

    def running_by_dialler(self) -> Sequence[UUID]:
        """Ids of those that run and are dialled by a dialler."""


@dataclass(frozen=True)
class ListedTask:
    """A task that waits, as far as its place depends on it.

    Args:
        task_id: the task.
        campaign_id: its campaign.
        customer_id: whom it calls.
        purpose: what for.
        skill_group: whose agents call.
        is_promised: whether the customer wished the time.
        rank: the higher is called first.
        due_at: since when it may be called.
        tries: how often the customer was tried.
    """

    task_id: UUID
    campaign_id: UUID
    customer_id: UUID
    purpose: str
    skill_group: str
    is_promised: bool
    rank: int
    due_at: datetime
    tries: int


class OutboundList(Protocol):
    """Who is to be called."""

    def waiting(
        self,
        campaign_ids: Collection[UUID],
        *,
        skill_groups: Collection[str] | None,
        at: datetime,
        limit: int,
    ) -> Sequence[ListedTask]:
        """The waiting tasks that are due, in the order in which they are called."""

    def open_of(self, customer_id: UUID) -> Sequence[UUID]:
        """Ids of a customer's tasks that are not settled."""

    def held_since(self, before: datetime, *, limit: int) -> Sequence[UUID]:
        """Ids of tasks that somebody took before a moment and has not called."""


class Occasions(Protocol):
    """On which days of the year the centre thinks of which customers, by keyed hashes."""

    def celebrated(
        self,
        occasion: str,
        days: Collection[str],
        *,
        campaign_id: UUID,
        what_for: str,
        after: UUID | None,
        limit: int,
    ) -> Sequence[UUID]:
        """Customers whose occasion falls on one of the days and who are not listed for it yet."""

    def of_customer(self, customer_id: UUID) -> Sequence[str]:
        """Names of a customer's occasions."""


@dataclass(frozen=True)
class ResolvedTicket:
    """A ticket that was resolved, as far as a call after it is concerned."""

    ticket_id: UUID
    customer_id: UUID
    resolved_at: datetime


class ResolvedTickets(Protocol):
    """Which tickets were resolved when."""

    def resolved(
        self,
        *,
        since: datetime,
        until: datetime,
        kinds: Collection[str],
        campaign_id: UUID,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[ResolvedTicket]:
        """Resolved tickets of a span that the campaign has not listed, the oldest first."""


class ScriptOutcomes(Protocol):
    """What the arms of tests have come to."""

    def counts(self, test_id: UUID) -> Mapping[str, ArmCount]:
        """Outcomes and successes by arm."""
