"""Signing in over HTTP, and forged claims (SE-6, SE-7)."""

from datetime import timedelta

import pytest

from shared.web import TokenSigner, create_token_keys
from tests.people.conftest import CHOSEN, INITIAL, MONDAY
from tests.people.entrypoints.conftest import API, headers_of, with_key


def test_the_initial_password_opens_nothing_but_its_own_change(client, with_account, door, parts):
    employee = with_account("agent", is_fresh=True)
    credentials = {"agent_id": door.agent_id_of(employee), "password": INITIAL}
    session = client.post(f"{API}/sessions", json=credentials).get_json()
    headers = headers_of(session["token"])
    assert session["must_change_password"]
    assert 404 == client.get(f"{API}/me", headers=headers).status_code
    assert 403 == client.get(f"{API}/sites", headers=headers).status_code
    changed = client.post(
        f"{API}/password-changes",
        json={"old_password": INITIAL, "new_password": CHOSEN},
        headers=headers,
    )
    assert (201, False) == (changed.status_code, changed.get_json()["must_change_password"])
    renewed = client.post(f"{API}/sessions/renewals", headers=headers).get_json()
    me = client.get(f"{API}/me", headers=headers_of(renewed["token"]))
    assert (200, str(employee.id)) == (me.status_code, me.get_json()["employee_id"])


def test_wrong_credentials_are_told_without_saying_which(client, with_account, door):
    agent_id = door.agent_id_of(with_account())
    answers = [
        client.post(f"{API}/sessions", json={"agent_id": one, "password": "x"})
        for one in (agent_id, "0000")
    ]
    assert [401, 401] == [one.status_code for one in answers]
    assert ["wrong-credentials"] * 2 == [one.get_json()["code"] for one in answers]


def test_a_lock_out_answers_429(client, with_account, door):
    employee = with_account()
    door.fail(employee, times=5)
    answer = client.post(
        f"{API}/sessions", json={"agent_id": door.agent_id_of(employee), "password": CHOSEN}
    )
    assert (429, "locked-out") == (answer.status_code, answer.get_json()["code"])


def test_sign_ins_of_one_agent_id_are_limited(client):
    codes = [
        client.post(f"{API}/sessions", json={"agent_id": "0000", "password": "x"}).get_json()
        for _ in range(11)
    ]
    assert "too-many-requests" == codes[-1]["code"]


@pytest.mark.parametrize("end", ["sign out", "newer sign-in", "lock", "left"])
def test_an_ended_session_is_refused_at_once(client, parts, acts, with_account, door, sign_in, end):
    employee = with_account("agent")
    agent_id = door.agent_id_of(employee)
    headers = sign_in(agent_id)
    assert 200 == client.get(f"{API}/me", headers=headers).status_code
    if end == "sign out":
        assert 204 == client.delete(f"{API}/sessions/current", headers=headers).status_code
    elif end == "newer sign-in":
        sign_in(agent_id)
    elif end == "lock":
        with acts():
            parts.accounts.reset_password(employee.id, initial_password=INITIAL, reason="stolen")
    else:
        with acts():
            parts.people.end_employment(employee.id, kind="resigned", last_day=MONDAY.date())
    answer = client.get(f"{API}/me", headers=headers)
    assert (401, "session-ended") == (answer.status_code, answer.get_json()["code"])


def test_a_token_signed_with_another_key_is_refused(client, administrator, tmp_path):
    create_token_keys(tmp_path / "other.json")
    forged = TokenSigner(tmp_path / "other.json").sign(
        subject=str(administrator.id), session_id="x", permissions=["people.see_employees"]
    )
    assert 401 == client.get(f"{API}/employees", headers=headers_of(forged)).status_code


def test_a_session_that_was_never_begun_is_refused(client, administrator, settings):
    invented = TokenSigner(settings.token_keys_file).sign(
        subject=str(administrator.id), session_id="x.y", permissions=["people.see_employees"]
    )
    answer = client.get(f"{API}/employees", headers=headers_of(invented))
    assert (401, "session-ended") == (answer.status_code, answer.get_json()["code"])


@pytest.mark.parametrize(
    "header", ["X-Remote-User", "X-Forwarded-User", "X-Actor", "X-Permissions", "Cookie"]
)
def test_what_headers_claim_proves_nothing(client, administrator, header):
    claimed = {header: f"people.see_employees actor={administrator.id}"}
    assert 401 == client.get(f"{API}/employees", headers=claimed).status_code


def test_a_machine_signs_in_with_its_secret(client, as_administrator):
    secret = "s" * 40
    registered = client.post(
        f"{API}/clients",
        json={"name": "crm", "roles": ["crm_client"], "secret": secret},
        headers=with_key(as_administrator),
    )
    assert 201 == registered.status_code
    assert secret not in registered.text
    answer = client.post(f"{API}/client-sessions", json={"client": "crm", "secret": secret})
    token = answer.get_json()["token"]
    assert (201, 600) == (answer.status_code, answer.get_json()["expires_in"])
    for path in ("me", "sites", "employees"):
        refused = client.get(f"{API}/{path}", headers=headers_of(token))
        assert refused.status_code in (401, 403)


def test_a_machine_has_no_session_to_renew_and_may_do_nothing_of_people(client, as_administrator):
    credentials = {"client": "crm", "secret": "s" * 40}
    client.post(
        f"{API}/clients",
        json={"name": "crm", "roles": ["crm_client"], "secret": "s" * 40},
        headers=with_key(as_administrator),
    )
    token = client.post(f"{API}/client-sessions", json=credentials).get_json()["token"]
    answer = client.post(f"{API}/sessions/renewals", headers=headers_of(token))
    assert 401 == answer.status_code


def test_sessions_keep_the_real_clock_where_the_centre_plays_another_day(
    client, clock, as_administrator
):
    clock.move_to(MONDAY + timedelta(hours=13))
    assert 401 == client.get(f"{API}/me", headers=as_administrator).status_code
