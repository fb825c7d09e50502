"""Everybody's place: site, team, supervisor and position (RO-2, RO-7)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.people.application.finding import managed_employee
from services.people.application.permissions import SELF
from services.people.domain.employee import Employee
from services.people.domain.errors import EmployeeNotFound, OwnSupervisor, PositionNotHeld
from services.people.domain.position import Position
from services.people.domain.site import Site
from services.people.domain.team import Team
from shared.context import current_context
from shared.event_store import Aggregate
from shared.event_store.store import Store, expect_version


class Placement:
    """Where employees belong.

    Args:
        store: the log of `people`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def move_employee(
        self, employee_id: UUID, *, site_id: UUID, expected_version: int | None = None
    ) -> Employee:
        """The employee works at another site."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        self._store.get(Site, site_id)
        employee.move_to_site(site_id)
        return self._saved(employee)

    def assign_team(
        self, employee_id: UUID, *, team_id: UUID | None, expected_version: int | None = None
    ) -> Employee:
        """The employee belongs to a team, or to none."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        teams = [] if team_id is None else [self._store.get(Team, team_id)]
        for team in teams:
            team.require_standing()
        employee.assign_team(team_id)
        return self._saved(employee, unchanged=teams)

    def assign_supervisor(
        self,
        employee_id: UUID,
        *,
        supervisor_id: UUID | None,
        expected_version: int | None = None,
    ) -> Employee:
        """The employee reports to a supervisor; nobody reports to themselves over others."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        above = self._chain_above(supervisor_id)
        if employee_id in {one.id for one in above}:
            raise OwnSupervisor(field="supervisor_id")
        employee.assign_supervisor(supervisor_id)
        return self._saved(employee, unchanged=above)

    def appoint_employee(
        self, employee_id: UUID, *, position_id: UUID, expected_version: int | None = None
    ) -> Employee:
        """The employee takes a position; its level and later its authority are theirs."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        position = self._store.get(Position, position_id)
        employee.appoint(position_id, level=position.level)
        return self._saved(employee)

    def acknowledge_position_description(
        self, employee_id: UUID, *, version: int, expected_version: int | None = None
    ) -> Employee:
        """The holder accepts the newest description of their position (RO-7); nobody else may.

        Raises:
            EmployeeNotFound: it is not the actor's own position.
        """
        current_context().require(SELF)
        if current_context().actor != str(employee_id):
            raise EmployeeNotFound(key=employee_id)
        employee = self._store.get(Employee, employee_id)
        expect_version(employee, expected_version)
        position = self._position_of(employee)
        described = position.to_acknowledge(version)
        employee.acknowledge_position_description(
            position.id, version=version, authority=described.authority
        )
        return self._saved(employee, unchanged=[position])

    def _position_of(self, employee: Employee) -> Position:
        if employee.position_id is None:
            raise PositionNotHeld
        return self._store.get(Position, employee.position_id)

    def _saved(self, employee: Employee, *, unchanged: Sequence[Aggregate] = ()) -> Employee:
        self._store.save(employee, unchanged=unchanged)
        return employee

    def _chain_above(self, supervisor_id: UUID | None) -> list[Employee]:
        above: list[Employee] = []
        while supervisor_id is not None:
            supervisor = self._store.get(Employee, supervisor_id)
            above.append(supervisor)
            supervisor_id = supervisor.supervisor_id
        return above
