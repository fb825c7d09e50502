"""What the use cases ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.tickets.domain.assignment import Waiting
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
    """

    employee_id: UUID
    site_id: UUID | None
    skill_groups: frozenset[str]
    authority: tuple[Authority, ...]


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

    def waiting(self, skill_groups: Collection[str]) -> Iterable[Waiting]:
        """The waiting tickets of these skill groups."""


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
