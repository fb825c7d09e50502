"""Signing in, sessions and one's own password (SE-6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.people.domain.account import Account
from services.people.domain.account_errors import (
    LockedOut,
    PasswordTooWeak,
    SessionOver,
    WrongCredentials,
)
from shared.errors import Conflict
from shared.event_store import SideRowConflict
from tests.people.conftest import CHOSEN, INITIAL, MONDAY


def account_events(parts, employee):
    records = parts.store.recorder.select_history(Account.id_for(employee.id))
    return [one.topic.removeprefix("people.account.") for one in records]


def test_the_initial_password_must_be_changed_before_anything_else(with_account, door):
    signed_in = door.enter(with_account("agent", is_fresh=True), INITIAL)
    assert signed_in.must_change_password
    assert (frozenset(), ()) == (door.read(signed_in).permissions, door.read(signed_in).roles)


def test_after_the_change_the_session_carries_the_roles(parts, acts, with_account, door):
    employee = with_account("agent", is_fresh=True)
    first = door.claims(employee, INITIAL)
    with acts(actor=employee.id):
        parts.sign_in.change_password(old_password=INITIAL, new_password=CHOSEN)
        renewed = parts.sign_in.renew_token(first.sid)
    claims = door.read(renewed)
    assert not renewed.must_change_password
    assert (first.sid, ("agent",), 1) == (claims.sid, claims.roles, claims.level)
    assert {"people.self", "tickets.work"} <= claims.permissions


def test_no_password_and_no_token_is_in_an_event(parts, with_account, door):
    token = door.enter(with_account("agent")).token
    records = parts.store.recorder.select_records(after=0, limit=10_000)
    log = b"".join(one.state for one in records)
    assert [] == [one for one in (INITIAL, CHOSEN, token, "argon2") if one.encode() in log]


def test_a_newer_sign_in_ends_the_older_session(parts, with_account, door):
    employee = with_account("agent")
    older, newer = door.claims(employee).sid, door.claims(employee).sid
    assert (False, True) == (door.stands(older), door.stands(newer))
    assert ["signed_in", "session_ended", "signed_in"] == account_events(parts, employee)[-3:]
    with pytest.raises(SessionOver):
        parts.sign_in.renew_token(older)


def test_signing_out_ends_the_session_at_once(parts, acts, with_account, door):
    employee = with_account("agent")
    session_id = door.claims(employee).sid
    with acts(actor=employee.id):
        parts.sign_in.sign_out(session_id)
    assert not door.stands(session_id)
    for repeat in (parts.sign_in.renew_token, parts.sign_in.sign_out):
        with pytest.raises(SessionOver):
            repeat(session_id)


def test_a_session_is_renewed_only_as_long_as_the_rules_allow(
    parts, acts, clock, with_account, door
):
    session_id = door.claims(with_account("agent")).sid
    clock.move_to(MONDAY + timedelta(hours=11))
    with acts():
        assert parts.sign_in.renew_token(session_id).token
    clock.move_to(MONDAY + timedelta(hours=12))
    with acts(), pytest.raises(SessionOver):
        parts.sign_in.renew_token(session_id)


@pytest.mark.parametrize("forged", ["", "nobody", "x.y", f"{'0' * 32}.mark", "session-1"])
def test_a_session_that_was_never_begun_does_not_stand(door, forged):
    assert not door.stands(forged)


def test_another_mark_of_the_same_account_does_not_stand(with_account, door):
    session_id = door.claims(with_account("agent")).sid
    assert door.stands(session_id)
    assert not door.stands(session_id[:-1] + ("0" if session_id[-1] != "0" else "1"))


def test_a_wrong_password_and_an_unknown_agent_id_are_refused_alike(with_account, door):
    refusals = []
    for agent_id in (door.agent_id_of(with_account("agent")), "0000"):
        with pytest.raises(WrongCredentials) as refusal:
            door.enter(agent_id, "Falsches-Wort-3")
        refusals.append(str(refusal.value))
    assert 1 == len(set(refusals))


@pytest.mark.parametrize("new", [INITIAL, CHOSEN, "short", "alllowercaseletters"])
def test_a_new_password_keeps_the_policy_and_was_not_used_before(parts, acts, with_account, new):
    employee = with_account("agent")
    with acts(actor=employee.id), pytest.raises(PasswordTooWeak):
        parts.sign_in.change_password(old_password=CHOSEN, new_password=new)


def test_the_old_password_is_needed_to_change_it_and_counts_as_a_try(
    parts, acts, with_account, door
):
    employee = with_account("agent")
    for _ in range(5):
        with acts(actor=employee.id), pytest.raises((WrongCredentials, LockedOut)):
            parts.sign_in.change_password(old_password="no", new_password="Neues-Wort-4")
    with pytest.raises(LockedOut):
        door.enter(employee)


def test_a_machine_has_no_password_to_change(parts, acts):
    with acts(actor="client:crm", kind="client"), pytest.raises(SessionOver):
        parts.sign_in.change_password(old_password="x", new_password="Neues-Wort-4")


def test_a_session_carries_no_role_above_the_level_of_its_agent_id(parts, acts, hire, door):
    employee = hire(level=3)
    with acts():
        parts.accounts.open_account(employee.id, agent_id="8017", initial_password=INITIAL, level=1)
    with acts(kind="service"):
        for role in ("agent", "team_leader"):
            parts.authority.grant_role(employee.id, role=role)
    with acts(actor=employee.id):
        parts.sign_in.change_password(old_password=INITIAL, new_password=CHOSEN)
    claims = door.claims("8017")
    assert (("agent",), 1) == (claims.roles, claims.level)
    assert "tickets.assign" not in claims.permissions


def test_a_role_that_has_not_begun_is_not_in_the_session(parts, acts, with_account, door):
    employee = with_account(level=3)
    with acts(kind="service"):
        parts.authority.grant_role(
            employee.id, role="team_leader", effective_from=MONDAY + timedelta(days=1)
        )
    assert () == door.claims(employee).roles


def test_a_withdrawn_role_ends_the_session(parts, acts, with_account, door):
    employee = with_account("agent")
    session_id = door.claims(employee).sid
    with acts():
        parts.authority.withdraw_role(employee.id, role="agent")
    assert not door.stands(session_id)


def test_two_sign_ins_at_once_leave_one_session(parts, with_account, door):
    agent_id = door.agent_id_of(with_account("agent"))

    def enter(_):
        try:
            return door.enter(agent_id)
        except (Conflict, SideRowConflict):
            return None

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(enter, range(4)))
    assert any(results)
    assert 1 == len(parts.store.recorder.side_rows("sessions"))
