"""Agent IDs: one person each, for ever, never above one's own level (SE-6)."""

import pytest

from services.people.domain.account_errors import (
    AccountAlreadyOpened,
    AccountNotFound,
    AgentIdAboveLevel,
    AgentIdIsStaffNumber,
    AgentIdTaken,
    WrongCredentials,
)
from services.people.domain.errors import EmployeeHasLeft
from shared.errors import Invalid
from tests.people.conftest import INITIAL, MONDAY


def test_an_agent_id_is_never_given_again(parts, acts, with_account, hire):
    first, second = with_account(agent_id="8017"), hire()
    with acts():
        parts.accounts.close_account(first.id, reason="left")
        with pytest.raises(AgentIdTaken):
            parts.accounts.open_account(second.id, agent_id="8017", initial_password=INITIAL)


def test_one_person_has_one_account(parts, acts, with_account):
    employee = with_account()
    with acts(), pytest.raises(AccountAlreadyOpened):
        parts.accounts.open_account(employee.id, agent_id="9999", initial_password=INITIAL)


def test_the_agent_id_is_apart_from_the_staff_number(parts, acts, hire):
    employee = hire()
    with acts(), pytest.raises(AgentIdIsStaffNumber):
        parts.accounts.open_account(
            employee.id, agent_id=employee.staff_number, initial_password=INITIAL
        )


def test_no_agent_id_lies_above_its_holders_level(parts, acts, hire):
    employee = hire(level=2)
    with acts(), pytest.raises(AgentIdAboveLevel):
        parts.accounts.open_account(employee.id, agent_id="8017", initial_password=INITIAL, level=3)


def test_who_has_left_gets_no_agent_id(parts, acts, hire):
    employee = hire()
    with acts():
        parts.people.end_employment(employee.id, kind="resigned", last_day=MONDAY.date())
        with pytest.raises(EmployeeHasLeft):
            parts.accounts.open_account(employee.id, agent_id="8017", initial_password=INITIAL)


def test_a_closed_account_signs_in_no_more(parts, acts, with_account, door):
    employee = with_account("agent")
    session_id = door.claims(employee).sid
    with acts():
        parts.accounts.close_account(employee.id, reason="misuse")
    assert not door.stands(session_id)
    with pytest.raises(WrongCredentials):
        door.enter(employee)


@pytest.mark.parametrize(
    ("permission", "is_holder"), [("people.self", True), ("people.manage_accounts", False)]
)
def test_an_account_is_shown_to_its_holder_and_the_administrator(
    parts, acts, with_account, permission, is_holder
):
    employee = with_account()
    with acts(permission, actor=employee.id if is_holder else "somebody"):
        assert employee.id == parts.accounts.account_of(employee.id).employee_id


def test_an_account_is_not_shown_to_colleagues(parts, acts, with_account):
    employee, colleague = with_account(), with_account()
    with acts("people.self", actor=colleague.id), pytest.raises(AccountNotFound):
        parts.accounts.account_of(employee.id)


def test_an_agent_id_is_short_and_plain(parts, acts, hire):
    employee = hire()
    with acts(), pytest.raises(Invalid):
        parts.accounts.open_account(employee.id, agent_id="80 17", initial_password=INITIAL)
