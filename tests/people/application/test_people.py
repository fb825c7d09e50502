"""Use cases of employment and place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from services.people.domain.account import Account
from services.people.domain.account_errors import AccountClosed
from services.people.domain.departure import Departure
from services.people.domain.employee import Employee
from services.people.domain.errors import (
    EmployeeNotFound,
    OwnSupervisor,
    PositionNotHeld,
    StaffNumberTaken,
    TeamDissolved,
)
from services.people.domain.roles import RoleRecord
from services.people.domain.team import Team
from services.people.service import PeopleService
from shared.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from shared.event_store import UnchangedConflict
from tests.people.conftest import MAIN

Hire = Callable[..., Employee]


def hiring(**changes: object) -> dict[str, object]:
    return {
        "staff_number": "S1",
        "name": "李雷",
        "phone": "138 0000 0000",
        "site_id": MAIN,
        "hired_on": date(2020, 1, 6),
    } | changes


def test_a_name_is_sealed_and_opened_with_the_persons_key(parts, acts):
    with acts():
        employee = parts.people.hire_employee(**hiring())
        assert f"employee:{employee.id}" == employee.name.subject
        assert "李雷" == parts.keys.open(employee.name, purpose="test")
    stored = b"".join(one.state for one in parts.store.recorder.select_history(employee.id))
    assert "李雷".encode() not in stored
    assert b"13800000000" not in stored


def test_a_staff_number_belongs_to_one_person(parts, acts):
    with acts():
        parts.people.hire_employee(**hiring())
        with pytest.raises(StaffNumberTaken):
            parts.people.hire_employee(**hiring())


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"site_id": uuid4()}, NotFound),
        ({"phone": "no"}, Invalid),
        ({"staff_number": "S 1"}, Invalid),
        ({"name": " "}, Invalid),
    ],
)
def test_hiring_is_refused_with_wrong_facts(parts, acts, change, refusal):
    before = parts.store.recorder.last_position()
    with acts(), pytest.raises(refusal):
        parts.people.hire_employee(**hiring(**change))
    assert before == parts.store.recorder.last_position()


def test_only_those_who_manage_employees_hire(parts, acts):
    with acts("people.see_employees"), pytest.raises(NotAllowed, match="manage_employees"):
        parts.people.hire_employee(**hiring())


def test_a_decision_notes_the_version_of_the_rule_that_it_used(parts, acts):
    with acts():
        employee = parts.people.hire_employee(**hiring())
        parts.people.start_probation(employee.id, until=date(2020, 3, 1))
    record = parts.store.recorder.select_history(employee.id)[-1]
    assert {"employment": "1"} == parts.store.mapper.to_domain_event(record).meta.rules


def test_a_stale_version_is_refused(parts, acts, hire):
    employee = hire()
    with acts(), pytest.raises(Stale):
        parts.placement.assign_team(employee.id, team_id=None, expected_version=1)


def test_of_two_decisions_at_once_one_is_refused(parts, acts, hire):
    employee = hire()
    first, second = (parts.store.get(Employee, employee.id) for _ in range(2))
    with acts():
        first.leave(Departure(kind="resigned", last_day=date(2021, 1, 1)))
        second.assign_team(uuid4())
        parts.store.save(first)
        with pytest.raises(Conflict):
            parts.store.save(second)


def test_leaving_ends_roles_agent_id_and_session(parts, acts, with_account, door):
    employee = with_account("agent")
    session_id = door.claims(employee).sid
    with acts():
        parts.people.end_employment(employee.id, kind="resigned", last_day=date(2020, 2, 1))
        record = parts.store.get(RoleRecord, RoleRecord.id_for(employee.id))
        assert () == record.roles_at(record.modified_on)
        with pytest.raises(AccountClosed):
            parts.accounts.reset_password(employee.id, initial_password="Erstes-Wort-1", reason="x")
    assert not door.stands(session_id)
    assert parts.store.side_row("credentials", str(account_id(employee))) is None
    assert parts.store.side_row("sessions", str(account_id(employee))) is None


def account_id(employee: Employee) -> UUID:
    return Account.id_for(employee.id)


def test_the_reason_of_an_ended_probation_is_sealed(parts, acts):
    with acts():
        employee = parts.people.hire_employee(**hiring())
        parts.people.start_probation(employee.id, until=date(2020, 3, 1))
        left = parts.people.end_employment(
            employee.id,
            kind="probation_failed",
            last_day=date(2020, 2, 1),
            unmet_condition="上岗考试未达 80 分",
            reason="两次补考仍未通过",
        )
        assert left.departure is not None
        assert left.departure.unmet_condition is not None
        opened = parts.keys.open(left.departure.unmet_condition, purpose="test")
        assert "上岗考试未达 80 分" == opened


def test_nobody_becomes_their_own_supervisor_over_others(parts, acts, hire):
    first, second, third = hire(), hire(), hire()
    with acts():
        parts.placement.assign_supervisor(second.id, supervisor_id=first.id)
        parts.placement.assign_supervisor(third.id, supervisor_id=second.id)
        with pytest.raises(OwnSupervisor):
            parts.placement.assign_supervisor(first.id, supervisor_id=third.id)


def test_a_circle_of_supervisors_cannot_arise_from_two_decisions_at_once(parts, acts, hire):
    first, second = hire(), hire()
    with acts():
        seen = parts.store.get(Employee, second.id)
        decided = parts.store.get(Employee, first.id)
        decided.assign_supervisor(second.id)
        parts.placement.assign_supervisor(second.id, supervisor_id=first.id)
        with pytest.raises(Conflict) as refusal:
            parts.store.save(decided, unchanged=[seen])
    assert isinstance(refusal.value.__cause__, UnchangedConflict)


def test_nobody_joins_a_dissolved_team(parts, acts, hire):
    employee = hire()
    with acts():
        team = parts.organisation.found_team(
            code="one", name="一组", site_id=MAIN, business_line="general"
        )
        parts.organisation.dissolve_team(team.id)
        with pytest.raises(TeamDissolved):
            parts.placement.assign_team(employee.id, team_id=team.id)
    assert parts.store.get(Team, team.id).is_dissolved


def publish(parts: PeopleService, employee: Employee) -> None:
    assert employee.position_id is not None
    parts.organisation.publish_position_description(
        employee.position_id, content="受理", workflow="核实", standard="达标", authority=()
    )


def test_a_holder_acknowledges_their_own_position(parts, acts, hire):
    employee = hire()
    with acts():
        publish(parts, employee)
    with acts("people.self", actor=employee.id):
        done = parts.placement.acknowledge_position_description(employee.id, version=1)
    assert 1 == done.acknowledged_version


def test_nobody_acknowledges_for_another(parts, acts, hire):
    employee = hire()
    with acts():
        publish(parts, employee)
        with pytest.raises(EmployeeNotFound):
            parts.placement.acknowledge_position_description(employee.id, version=1)


def test_who_holds_no_position_has_nothing_to_acknowledge(parts, acts):
    with acts():
        employee = parts.people.hire_employee(**hiring())
    with acts("people.self", actor=employee.id), pytest.raises(PositionNotHeld):
        parts.placement.acknowledge_position_description(employee.id, version=1)


def test_an_employee_is_seen_by_themselves_their_supervisor_and_hr(parts, acts, hire):
    employee, supervisor, colleague = hire(), hire(), hire()
    with acts():
        parts.placement.assign_supervisor(employee.id, supervisor_id=supervisor.id)
    readers = [
        (("people.self",), employee.id),
        (("people.see_team",), supervisor.id),
        (("people.see_employees",), colleague.id),
    ]
    for permissions, reader in readers:
        with acts(*permissions, actor=reader):
            assert employee.id == parts.people.employee(employee.id).id


@pytest.mark.parametrize("permission", ["people.self", "people.see_team"])
def test_an_employee_is_not_seen_by_others(parts, acts, hire, permission):
    employee, colleague = hire(), hire()
    with acts(permission, actor=colleague.id), pytest.raises(EmployeeNotFound):
        parts.people.employee(employee.id)
