"""Wrong passwords, lock-out and reset (SE-6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.people.domain.account import Account
from services.people.domain.account_errors import LockedOut, OwnPasswordReset
from shared.errors import NotAllowed
from tests.people.conftest import INITIAL, MONDAY


def test_too_many_wrong_passwords_lock_out_even_with_the_right_one(parts, with_account, door):
    employee = with_account("agent")
    assert ["wrong-credentials"] * 4 + ["locked-out"] == door.fail(employee, times=5)
    with pytest.raises(LockedOut):
        door.enter(employee)
    last = parts.store.recorder.select_history(Account.id_for(employee.id))[-1]
    assert "people.account.locked_out" == last.topic


def test_a_lock_out_ends_by_itself_on_the_real_clock(with_account, door, clock):
    employee = with_account("agent")
    door.fail(employee, times=5)
    clock.move_to(MONDAY + timedelta(seconds=1799))
    with pytest.raises(LockedOut):
        door.enter(employee)
    clock.move_to(MONDAY + timedelta(seconds=1800))
    assert employee.id == door.enter(employee).employee_id


def test_wrong_passwords_far_apart_do_not_lock_out(with_account, door, clock):
    employee = with_account("agent")
    door.fail(employee, times=4)
    clock.move_to(MONDAY + timedelta(seconds=900))
    assert ["wrong-credentials"] * 4 == door.fail(employee, times=4)


def test_the_right_password_clears_the_count(with_account, door):
    employee = with_account("agent")
    door.fail(employee, times=4)
    door.enter(employee)
    assert ["wrong-credentials"] * 4 == door.fail(employee, times=4)


def test_an_unknown_agent_id_is_locked_out_too(door):
    assert "locked-out" == door.fail("0000", times=5)[-1]


def test_what_was_typed_as_agent_id_is_kept_as_a_keyed_hash_only(parts, door):
    door.fail("My-Password-1", times=1)
    rows = parts.store.recorder.side_rows("tries")
    assert 1 == len(rows)
    assert "My-Password-1" not in rows[0].key + rows[0].value.decode()


def test_wrong_passwords_tried_at_once_all_count(with_account, door):
    employee = with_account("agent")
    agent_id = door.agent_id_of(employee)
    with ThreadPoolExecutor(5) as pool:
        refusals = list(pool.map(lambda _: door.fail(agent_id, times=1), range(5)))
    assert ["locked-out"] in refusals
    with pytest.raises(LockedOut):
        door.enter(agent_id)


def test_the_administrator_resets_a_password_and_it_is_recorded(parts, acts, with_account, door):
    employee = with_account("agent")
    session_id = door.claims(employee).sid
    door.fail(employee, times=5)
    with acts("people.manage_accounts"):
        parts.accounts.reset_password(
            employee.id, initial_password="Neues-Wort-4", reason="密码遗忘"
        )
    records = parts.store.recorder.select_history(Account.id_for(employee.id))
    reset = next(one for one in records if one.topic == "people.account.password_reset")
    meta = parts.store.mapper.to_domain_event(reset).meta
    assert ("密码遗忘", MONDAY) == (meta.reason, meta.occurred_at)
    assert not door.stands(session_id)
    assert door.enter(employee, "Neues-Wort-4").must_change_password


def test_only_the_agent_id_administrator_resets_passwords(parts, acts, with_account):
    employee = with_account("agent")
    with acts("people.manage_employees", "people.grant_roles"), pytest.raises(NotAllowed):
        parts.accounts.reset_password(employee.id, initial_password=INITIAL, reason="x")


def test_nobody_resets_their_own_password(parts, acts, with_account):
    employee = with_account("agent_id_administrator", level=2)
    with acts("people.manage_accounts", actor=employee.id), pytest.raises(OwnPasswordReset):
        parts.accounts.reset_password(employee.id, initial_password="Neues-Wort-4", reason="x")
