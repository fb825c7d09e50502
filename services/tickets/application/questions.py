"""What the use cases ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.domain.assignment import QueueLength, QueueRules, Standing, Waiting
from services.tickets.domain.authority import Authority
from services.tickets.domain.sla import OpenTime


@dataclass(frozen=True)
class Member:
    """An employee, as far as tickets are concerned.

    Args:
        employee_id: the employee.
        site_id: where they work.
        skill_groups: codes of the skill groups that they work in.
        authority: what their position lets them decide.
        level: level of their position; 0 without one.
    """

    employee_id: UUID
    site_id: UUID | None
    skill_groups: frozenset[str]
    authority: tuple[Authority, ...]
    level: int = 0


class Staff(Protocol):
    """Who works here, told by `people`."""

    def member(self, employee_id: UUID) -> Member | None:
        """The employee; None if unknown or gone."""

    def team_of(self, leader_id: UUID) -> frozenset[UUID]:
        """Whom an employee supervises: members of the teams led, and who reports to them."""

    def groups_of(self, employee_ids: Collection[UUID]) -> frozenset[str]:
        """The skill groups in which any of these employees works."""

    def members_of(self, skill_group: str) -> Sequence[UUID]:
        """The employees of a skill group, in the order of their ids."""

    def holder_of(self, agent_id: str) -> UUID | None:
        """The employee who has an agent ID [工号]."""


class Customers(Protocol):
    """Who the customers are, told by `crm`."""

    def same_person(self, customer_id: UUID) -> frozenset[UUID]:
        """All files of the person, merged ones included."""


class Calendars(Protocol):
    """The business calendars of the sites, told by `people`."""

    def only_site(self) -> UUID | None:
        """The site of an installation that has one only; None where there are several."""

    def in_force(self, site_id: UUID | None, *, at: datetime) -> int:
        """Version of the site's calendar in force; 0 where there is none."""

    def calendar(self, site_id: UUID | None, version: int) -> OpenTime:
        """A version of the site's calendar; around the clock for version 0."""


class Queue(Protocol):
    """The tickets that nobody has."""

    def one(self, ticket_id: UUID) -> Waiting | None:
        """A ticket, if it waits."""

    def first(
        self,
        skill_groups: Collection[str] | None,
        *,
        rules: QueueRules,
        limit: int,
        channels: Collection[str] | None = None,
        after: Standing | None = None,
    ) -> Sequence[Waiting]:
        """The first waiting tickets of skill groups in the queue's order, or those behind a place.

        Args:
            skill_groups: their codes; None for all.
            rules: by which they are ordered.
            limit: how many at most.
            channels: only what comes by these; all by default.
            after: only what stands behind this; from the first by default.
        """

    def count_up_to(
        self, standing: Standing, *, skill_groups: Collection[str] | None, rules: QueueRules
    ) -> int:
        """How many waiting tickets of skill groups stand there or before."""

    def ahead_of(
        self, ticket: Waiting, *, rules: QueueRules, limit: int
    ) -> tuple[int, Sequence[Waiting]]:
        """How many tickets of its skill group come before one, and the first of them in order."""

    def lengths(self, skill_groups: Collection[str] | None = None) -> Sequence[QueueLength]:
        """How long the queues are; one in which nothing waits is left out."""


class QueueFlow(Protocol):
    """How fast the queues go."""

    def given(self, *, since: datetime) -> Mapping[str, int]:
        """Tickets that left the queue since a minute, by skill group."""

    def overloaded(self) -> Mapping[str, datetime]:
        """The skill groups whose queues are overloaded, and since when."""


@dataclass(frozen=True)
class AvailableAgent:
    """An agent who takes work.

    Args:
        employee_id: the agent.
        level: level of their position.
        channels: channels of which they take work.
        idle_since: when they last were given a ticket, were done with one, or came.
    """

    employee_id: UUID
    level: int
    channels: frozenset[str]
    idle_since: datetime


@dataclass(frozen=True)
class WorkOfAbsent:
    """A ticket whose agent is away."""

    ticket_id: UUID
    employee_id: UUID


class AvailableAgents(Protocol):
    """Who takes work now, and who is away."""

    def of_group(self, skill_group: str) -> Sequence[AvailableAgent]:
        """The agents of a skill group who take work, in the order of their ids."""

    def work_of_absent(
        self, *, reason: str, state: str, by: datetime, limit: int
    ) -> Sequence[WorkOfAbsent]:
        """Tickets in a state whose agents have been away for a reason since `by` or longer."""


class AgentSkills(Protocol):
    """What agents can do, told by `people`."""

    def levels_of(self, employee_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """Levels by skill of these employees; who holds none is there with none."""


class ContactsOfTickets(Protocol):
    """Which contacts a ticket had."""

    def count(self, *ticket_ids: UUID) -> int:
        """How many different ones these tickets had."""

    def ids_of(self, *ticket_ids: UUID) -> Sequence[UUID]:
        """Which ones, those that are recorded, the oldest first."""


@dataclass(frozen=True)
class DueTicket:
    """A ticket one of whose clocks may be due.

    Args:
        ticket_id: the ticket.
        clock_ids: those clocks.
        revision: another one as soon as anything has happened to the ticket's state or the clocks.
    """

    ticket_id: UUID
    clock_ids: tuple[UUID, ...]
    revision: str


class DueClocks(Protocol):
    """Which SLA clocks may have come to risk or to a breach."""

    def due(self, *, by: datetime) -> Iterable[DueTicket]:
        """The tickets with clocks that cannot be due later than business time makes them."""


class Callbacks(Protocol):
    """Which callbacks are booked."""

    def overdue(self, *, at: datetime) -> Sequence[UUID]:
        """Booked callbacks whose window has passed."""

    def booked_for(self, customer_id: UUID) -> Sequence[UUID]:
        """Booked callbacks of a customer."""

    def of_tickets(self, ticket_ids: Collection[UUID]) -> Sequence[UUID]:
        """All callbacks that were ever booked for these tickets, the earliest window first."""

    def booked_about(self, ticket_id: UUID) -> Sequence[UUID]:
        """Booked callbacks about a ticket, the oldest first."""

    def due(self, *, at: datetime, late_if_before: datetime, limit: int) -> Sequence[UUID]:
        """Due callbacks that nobody has who takes calls, or that are late and nobody was told."""


@dataclass(frozen=True)
class Unassessed:
    """A resolved ticket whose FCR window has passed.

    Args:
        ticket_id: the ticket.
        resolved_at: when it was resolved.
    """

    ticket_id: UUID
    resolved_at: datetime


class FirstContacts(Protocol):
    """What is known for the judgement of first contact resolution."""

    def unassessed(self, *, resolved_by: datetime, limit: int) -> Sequence[Unassessed]:
        """Tickets resolved by then and not judged yet, the oldest first."""

    def repetition(
        self,
        ticket_id: UUID,
        *,
        customer_ids: Collection[UUID],
        after: datetime,
        until: datetime,
    ) -> UUID | None:
        """The first contact or ticket of the customer on the same issue in a span of time."""


class DueWindows(Protocol):
    """Which agreed windows of field-service orders may have passed."""

    def overdue(self, *, at: datetime) -> Sequence[UUID]:
        """Orders that nobody has come for in their window and its tolerance, the oldest first."""


class OpenOrders(Protocol):
    """Which field-service orders are open."""

    def open_of(self, customer_id: UUID) -> Sequence[UUID]:
        """Orders of a customer for which nobody has come yet."""
