"""Roles granted and withdrawn (RO-2, RO-3, SE-7)."""

from datetime import timedelta

import pytest

from services.people.domain.errors import EmployeeHasLeft, EmployeeNotFound
from services.people.domain.role_errors import OwnRole, RoleAboveLevel, RoleUnknown
from services.people.domain.roles import RoleRecord
from shared.errors import NotAllowed
from tests.people.conftest import MONDAY


def roles_of(parts, employee, at=MONDAY):
    return parts.store.get(RoleRecord, RoleRecord.id_for(employee.id)).roles_at(at)


def test_a_role_is_granted_by_somebody_of_its_level(parts, acts, hire):
    manager, agent = hire(level=6), hire(level=3)
    with acts("people.grant_roles", actor=manager.id):
        parts.authority.grant_role(agent.id, role="team_leader")
    assert ("team_leader",) == roles_of(parts, agent)


def test_a_role_above_the_granters_level_is_refused(parts, acts, hire):
    granter, manager = hire(level=3), hire(level=6)
    with acts("people.grant_roles", actor=granter.id), pytest.raises(RoleAboveLevel):
        parts.authority.grant_role(manager.id, role="centre_manager")
    assert () == roles_of(parts, manager)


def test_a_role_above_the_holders_level_is_refused(parts, acts, hire):
    granter, agent = hire(level=6), hire(level=1)
    with acts("people.grant_roles", actor=granter.id), pytest.raises(RoleAboveLevel):
        parts.authority.grant_role(agent.id, role="team_leader")


def test_nobody_grants_a_role_to_themselves(parts, acts, hire):
    manager = hire(level=6)
    with acts("people.grant_roles", actor=manager.id), pytest.raises(OwnRole):
        parts.authority.grant_role(manager.id, role="agent")


def test_an_actor_whom_nobody_knows_grants_nothing(parts, acts, hire):
    agent = hire()
    with acts("people.grant_roles"), pytest.raises(EmployeeNotFound):
        parts.authority.grant_role(agent.id, role="agent")


def test_a_machine_grants_nothing_above_level_0(parts, acts, hire):
    agent = hire()
    machine = acts("people.grant_roles", actor="client:crm", kind="client")
    with machine, pytest.raises(RoleAboveLevel):
        parts.authority.grant_role(agent.id, role="agent")


@pytest.mark.parametrize("role", ["emperor", "crm_client"])
def test_only_roles_for_people_are_granted_to_people(parts, acts, hire, role):
    manager, agent = hire(level=6), hire()
    with acts("people.grant_roles", actor=manager.id), pytest.raises(RoleUnknown):
        parts.authority.grant_role(agent.id, role=role)


def test_granting_needs_the_permission(parts, acts, hire):
    agent = hire()
    with acts("people.manage_employees"), pytest.raises(NotAllowed):
        parts.authority.grant_role(agent.id, role="agent")


def test_a_role_is_granted_and_withdrawn_for_later(parts, acts, hire):
    manager, agent = hire(level=6), hire()
    with acts("people.grant_roles", actor=manager.id):
        parts.authority.grant_role(
            agent.id, role="agent", effective_from=MONDAY + timedelta(days=1)
        )
        parts.authority.withdraw_role(
            agent.id, role="agent", effective_at=MONDAY + timedelta(days=2)
        )
    held = [roles_of(parts, agent, MONDAY + timedelta(days=n)) for n in (0, 1, 2)]
    assert [(), ("agent",), ()] == held


def test_who_has_left_gets_no_role(parts, acts, hire):
    manager, agent = hire(level=6), hire()
    with acts():
        parts.people.end_employment(agent.id, kind="resigned", last_day=MONDAY.date())
    with acts("people.grant_roles", actor=manager.id), pytest.raises(EmployeeHasLeft):
        parts.authority.grant_role(agent.id, role="agent")


def test_a_grant_notes_the_version_of_the_rules(parts, acts, hire):
    manager, agent = hire(level=6), hire()
    with acts("people.grant_roles", actor=manager.id):
        record = parts.authority.grant_role(agent.id, role="agent")
    stored = parts.store.recorder.select_history(record.id)[-1]
    assert {"authority": "1"} == parts.store.mapper.to_domain_event(stored).meta.rules
