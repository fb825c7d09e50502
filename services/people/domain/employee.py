"""An employee of the centre, from hiring to leaving, and their place in it (RO-2, TR-14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self
from uuid import UUID

from services.people.domain.departure import PROBATION_FAILED, Departure
from services.people.domain.errors import (
    AlreadyAcknowledged,
    AlreadyActive,
    EmployeeHasLeft,
    NotOnProbation,
    OwnSupervisor,
    PositionNotHeld,
    ProbationNotPossible,
    ProbationTooLong,
)
from services.people.domain.position import Decision
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

HIRED = "hired"
PROBATION = "probation"
ACTIVE = "active"
LEFT = "left"


class Employee(Aggregate):
    """Somebody who works at the centre; names and addresses are sealed under their own key."""

    TOPIC = "people.employee"

    class Created(Aggregate.Created):
        """Somebody was hired."""

        TOPIC = "people.employee.hired"
        staff_number: str
        name: Sealed
        phone: Sealed | None
        email: Sealed | None
        site_id: UUID
        hired_on: date

    def __init__(
        self,
        *,
        staff_number: str,
        name: Sealed,
        phone: Sealed | None,
        email: Sealed | None,
        site_id: UUID,
        hired_on: date,
    ) -> None:
        self.staff_number = staff_number
        self.name = name
        self.phone = phone
        self.email = email
        self.site_id = site_id
        self.hired_on = hired_on
        self.status = HIRED
        self.probation_until: date | None = None
        self.active_since: date | None = None
        self.departure: Departure | None = None
        self.team_id: UUID | None = None
        self.supervisor_id: UUID | None = None
        self.position_id: UUID | None = None
        self.level = 0
        self.acknowledged_version = 0
        self.authority: tuple[Decision, ...] = ()

    @classmethod
    def hire(
        cls,
        employee_id: UUID,
        *,
        staff_number: str,
        name: Sealed,
        phone: Sealed | None,
        email: Sealed | None,
        site_id: UUID,
        hired_on: date,
    ) -> Self:
        """Somebody new.

        Args:
            employee_id: their id, under which the personal data is sealed.
            staff_number: number in the company's own files, apart from the agent ID.
            name: sealed name.
            phone: sealed telephone number, if known.
            email: sealed e-mail address, if known.
            site_id: site where they work.
            hired_on: day on which employment begins.
        """
        return cls._create(
            cls.Created,
            id=employee_id,
            staff_number=staff_number,
            name=name,
            phone=phone,
            email=email,
            site_id=site_id,
            hired_on=hired_on,
        )

    @property
    def has_left(self) -> bool:
        """Whether the employment has ended."""
        return self.status == LEFT

    def start_probation(self, *, until: date, longest_days: int) -> None:
        """Probation begins with employment and lasts until a day, within the rule's bound."""
        if self.status != HIRED:
            raise ProbationNotPossible(status=self.status)
        latest = self.hired_on + timedelta(days=longest_days)
        if not self.hired_on <= until <= latest:
            raise ProbationTooLong(field="until", longest=longest_days, latest=latest)
        self._start_probation(until=until)

    @event("ProbationStarted", topic="people.employee.probation_started")
    def _start_probation(self, until: date) -> None:
        self.status = PROBATION
        self.probation_until = until

    def activate(self, *, on: date) -> None:
        """The employee is confirmed, after probation or without one."""
        self.require_employed()
        if self.status == ACTIVE:
            raise AlreadyActive
        self._activate(on=on)

    @event("Activated", topic="people.employee.activated")
    def _activate(self, on: date) -> None:
        self.status = ACTIVE
        self.active_since = on

    def leave(self, departure: Departure) -> None:
        """The employment ends; who fails in probation is told the unmet condition (TR-14)."""
        self.require_employed()
        if departure.kind == PROBATION_FAILED and self.status != PROBATION:
            raise NotOnProbation(status=self.status)
        self._leave(departure=departure)

    @event("Left", topic="people.employee.left")
    def _leave(self, departure: Departure) -> None:
        self.status = LEFT
        self.departure = departure

    def correct_personal_data(
        self, *, name: Sealed, phone: Sealed | None, email: Sealed | None
    ) -> None:
        """Name and addresses are replaced; also for those who have left."""
        self._correct_personal_data(name=name, phone=phone, email=email)

    @event("PersonalDataCorrected", topic="people.employee.personal_data_corrected")
    def _correct_personal_data(
        self, name: Sealed, phone: Sealed | None, email: Sealed | None
    ) -> None:
        self.name = name
        self.phone = phone
        self.email = email

    def move_to_site(self, site_id: UUID) -> None:
        """The employee works at another site from now on."""
        self.require_employed()
        if site_id != self.site_id:
            self._move_to_site(site_id=site_id)

    @event("MovedToSite", topic="people.employee.moved_to_site")
    def _move_to_site(self, site_id: UUID) -> None:
        self.site_id = site_id

    def assign_team(self, team_id: UUID | None) -> None:
        """The employee belongs to a team, or to none."""
        self.require_employed()
        if team_id != self.team_id:
            self._assign_team(team_id=team_id)

    @event("TeamAssigned", topic="people.employee.team_assigned")
    def _assign_team(self, team_id: UUID | None) -> None:
        self.team_id = team_id

    def assign_supervisor(self, supervisor_id: UUID | None) -> None:
        """The employee reports to a supervisor, or to nobody."""
        self.require_employed()
        if supervisor_id == self.id:
            raise OwnSupervisor(field="supervisor_id")
        if supervisor_id != self.supervisor_id:
            self._assign_supervisor(supervisor_id=supervisor_id)

    @event("SupervisorAssigned", topic="people.employee.supervisor_assigned")
    def _assign_supervisor(self, supervisor_id: UUID | None) -> None:
        self.supervisor_id = supervisor_id

    def appoint(self, position_id: UUID, *, level: int) -> None:
        """The employee takes a position; its authority counts once it is acknowledged (RO-7)."""
        self.require_employed()
        if position_id != self.position_id:
            self._appoint(position_id=position_id, level=level)

    @event("Appointed", topic="people.employee.appointed")
    def _appoint(self, position_id: UUID, level: int) -> None:
        self.position_id = position_id
        self.level = level
        self.acknowledged_version = 0
        self.authority = ()

    def acknowledge_position_description(
        self, position_id: UUID, *, version: int, authority: tuple[Decision, ...]
    ) -> None:
        """The holder has read and accepted a version of the position description (RO-7).

        Args:
            position_id: the position.
            version: the version that was read.
            authority: what that version lets its holder decide.
        """
        self.require_employed()
        if position_id != self.position_id:
            raise PositionNotHeld
        if version <= self.acknowledged_version:
            raise AlreadyAcknowledged(version=version)
        self._acknowledge(position_id=position_id, version=version, authority=authority)

    @event(
        "PositionDescriptionAcknowledged",
        topic="people.employee.position_description_acknowledged",
    )
    def _acknowledge(
        self, position_id: UUID, version: int, authority: tuple[Decision, ...]
    ) -> None:
        self.acknowledged_version = version
        self.authority = authority

    def require_employed(self) -> None:
        """Refuses what cannot be decided about somebody who has left."""
        if self.has_left:
            raise EmployeeHasLeft
