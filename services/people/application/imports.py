"""Employees imported from a file: all of them, or none with every wrong cell named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.people.application.authority import Authority
from services.people.application.import_rows import Complaints, EmployeeRow, read_rows
from services.people.application.people import STAFF_NUMBERS, People
from services.people.application.permissions import (
    GRANT_ROLES,
    GRANT_SKILLS,
    MANAGE_EMPLOYEES,
)
from services.people.application.skills import Skills
from services.people.domain.employee import Employee
from services.people.domain.employee_import import EmployeeImport
from services.people.domain.position import Position
from services.people.domain.roles import RoleGrant, RoleRecord
from services.people.domain.site import Site
from services.people.domain.skills import SkillGroup, SkillRecord
from services.people.domain.team import Team
from shared.context import current_context
from shared.errors import DomainError
from shared.event_store import Aggregate, SideWrite
from shared.event_store.store import Store


@dataclass
class _Prepared:
    """What an import will save.

    Args:
        employees: by line of the file.
        records: role and skill records.
        rows: rows that keep the staff numbers unique.
        places: sites, teams and the like that must stay as they were read.
    """

    employees: dict[int, Employee] = field(default_factory=dict)
    records: list[Aggregate] = field(default_factory=list)
    rows: list[SideWrite] = field(default_factory=list)
    places: dict[UUID, Aggregate] = field(default_factory=dict)


class EmployeeImports:
    """Imports files of employees.

    Args:
        store: the log of `people`.
        people: prepares employees.
        authority: decides on roles.
        skills: decides on skills.
    """

    def __init__(
        self, store: Store, *, people: People, authority: Authority, skills: Skills
    ) -> None:
        self._store = store
        self._people = people
        self._authority = authority
        self._skills = skills

    def employee_import(self, import_id: UUID) -> EmployeeImport:
        """The record of an import, for those who manage employees."""
        current_context().require(MANAGE_EMPLOYEES)
        return self._store.get(EmployeeImport, import_id)

    def import_employees(self, text: str) -> EmployeeImport:
        """Hires everybody in a CSV file, in one transaction.

        Args:
            text: the file; the columns are those of `EmployeeRow`.

        Raises:
            ImportRefused: something is wrong; every wrong cell is named in both languages.
        """
        context = current_context()
        context.require(MANAGE_EMPLOYEES)
        rows = read_rows(text)
        if any(one.roles for one in rows):
            context.require(GRANT_ROLES)
        if any(one.skills or one.skill_groups for one in rows):
            context.require(GRANT_SKILLS)
        prepared = self._prepare(rows)
        record = EmployeeImport.carry_out(rows=len(rows))
        self._store.save(
            record,
            *prepared.employees.values(),
            *prepared.records,
            beside=prepared.rows,
            unchanged=list(prepared.places.values()),
        )
        return record

    def _prepare(self, rows: Sequence[EmployeeRow]) -> _Prepared:
        complaints = Complaints()
        prepared = _Prepared()
        ids = {one.staff_number: current_context().ids.new_id() for one in rows}
        for row in rows:
            self._check_place(row, prepared, ids, complaints)
        _check_supervisors(rows, complaints)
        complaints.refuse()
        for row in rows:
            self._hire(row, prepared, ids, complaints)
        complaints.refuse()
        return prepared

    def _check_place(
        self,
        row: EmployeeRow,
        prepared: _Prepared,
        ids: dict[str, UUID],
        complaints: Complaints,
    ) -> None:
        wanted: list[tuple[str, type[Aggregate], UUID]] = [
            ("site", Site, Site.id_for(row.site)),
            *[("skill_groups", SkillGroup, SkillGroup.id_for(one)) for one in row.skill_groups],
        ]
        if row.position:
            wanted.append(("position", Position, Position.id_for(row.position)))
        if row.team:
            wanted.append(("team", Team, Team.id_for(row.team)))
        for column, aggregate, entity_id in wanted:
            if entity_id in prepared.places:
                continue
            found = self._store.find(aggregate, entity_id)
            if found is None:
                complaints.note(row.line, column, en="is not known.", zh="不存在。")
            else:
                prepared.places[entity_id] = found
        if self._store.side_row(STAFF_NUMBERS, row.staff_number) is not None:
            complaints.note(row.line, "staff_number", en="is taken.", zh="已被使用。")
        if row.supervisor and self._supervisor_id(row.supervisor, ids) is None:
            complaints.note(row.line, "supervisor", en="is not known.", zh="不存在。")

    def _supervisor_id(self, staff_number: str, ids: dict[str, UUID]) -> UUID | None:
        if staff_number in ids:
            return ids[staff_number]
        known = self._store.side_row(STAFF_NUMBERS, staff_number)
        return None if known is None else UUID(known.content)

    def _hire(
        self,
        row: EmployeeRow,
        prepared: _Prepared,
        ids: dict[str, UUID],
        complaints: Complaints,
    ) -> None:
        employee, (roles, skills), number = self._people.prepare_employee(
            ids[row.staff_number],
            staff_number=row.staff_number,
            name=row.name,
            phone=row.phone,
            email=row.email,
            site_id=Site.id_for(row.site),
            hired_on=row.hired_on,
        )
        steps: list[tuple[str, Callable[[], None]]] = [
            ("probation_until", lambda: self._employ(employee, row)),
            ("team", lambda: self._place(employee, row, prepared, ids)),
            ("roles", lambda: self._grant_roles(employee, roles, row)),
            ("skills", lambda: self._grant_skills(skills, row, prepared)),
        ]
        for column, step in steps:
            try:
                step()
            except DomainError as refusal:
                complaints.note_refusal(row.line, column, refusal)
        prepared.employees[row.line] = employee
        prepared.records += [roles, skills]
        prepared.rows.append(number)

    def _employ(self, employee: Employee, row: EmployeeRow) -> None:
        if row.probation_until is None:
            employee.activate(on=row.hired_on)
        else:
            self._people.decide_probation(employee, until=row.probation_until)

    def _place(
        self, employee: Employee, row: EmployeeRow, prepared: _Prepared, ids: dict[str, UUID]
    ) -> None:
        position = prepared.places.get(Position.id_for(row.position))
        if isinstance(position, Position):
            employee.appoint(position.id, level=position.level)
        team = prepared.places.get(Team.id_for(row.team))
        if isinstance(team, Team):
            team.require_standing()
            employee.assign_team(team.id)
        if row.supervisor:
            employee.assign_supervisor(self._supervisor_id(row.supervisor, ids))

    def _grant_roles(self, employee: Employee, record: RoleRecord, row: EmployeeRow) -> None:
        for role in row.roles:
            grant = RoleGrant(role=role, effective_from=current_context().occurred_at)
            self._authority.decide_grant(record, grant, holder=employee)

    def _grant_skills(self, record: SkillRecord, row: EmployeeRow, prepared: _Prepared) -> None:
        for skill, level in row.skills.items():
            self._skills.decide_skill(record, skill=skill, level=level)
        for code in row.skill_groups:
            group = prepared.places[SkillGroup.id_for(code)]
            if isinstance(group, SkillGroup):
                record.join_group(group)


def _check_supervisors(rows: Sequence[EmployeeRow], complaints: Complaints) -> None:
    """Nobody may become their own supervisor over others of the same file."""
    above = {one.staff_number: one.supervisor for one in rows}
    for row in rows:
        seen = {row.staff_number}
        following = row.supervisor
        while following in above and following not in seen:
            seen.add(following)
            following = above[following]
        if following == row.staff_number:
            complaints.note(
                row.line,
                "supervisor",
                en="would make them their own supervisor.",
                zh="将使其成为自己的上级。",
            )
