"""Employees over HTTP: versions, repeats, visibility, import."""

import pytest

from tests.people.conftest import MAIN
from tests.people.entrypoints.conftest import API, with_key

HIRING = {
    "staff_number": "S900",
    "name": "李雷",
    "phone": "138 0000 0000",
    "site_id": str(MAIN),
    "hired_on": "2020-01-06",
}


@pytest.fixture
def hired(client, as_administrator):
    answer = client.post(f"{API}/employees", json=HIRING, headers=with_key(as_administrator))
    assert 201 == answer.status_code, answer.text
    return answer


def test_a_hired_employee_is_shown_with_their_name(client, as_administrator, hired):
    shown = hired.get_json()
    assert ("李雷", '"1"') == (shown["name"], hired.headers["ETag"])
    found = client.get(f"{API}/employees/{shown['employee_id']}", headers=as_administrator)
    assert shown == found.get_json()


def test_a_repeated_hiring_hires_once(client, as_administrator):
    headers = with_key(as_administrator)
    answers = [client.post(f"{API}/employees", json=HIRING, headers=headers) for _ in range(2)]
    assert [201, 201] == [one.status_code for one in answers]
    assert 1 == len({one.get_json()["employee_id"] for one in answers})


def test_a_change_needs_the_version_that_was_seen(client, as_administrator, hired):
    path = f"{API}/employees/{hired.get_json()['employee_id']}/confirmation"
    statuses = [
        client.post(path, json={"on": "2020-01-06"}, headers=headers).status_code
        for headers in (
            with_key(as_administrator),
            with_key(as_administrator, If_Match='"9"'),
            with_key(as_administrator, If_Match='"1"'),
        )
    ]
    assert [428, 412, 201] == statuses


def test_an_employee_is_shown_as_of_an_earlier_moment(client, parts, as_administrator, hired):
    employee_id = hired.get_json()["employee_id"]
    position = parts.store.recorder.last_position()
    client.post(
        f"{API}/employees/{employee_id}/confirmation",
        json={"on": "2020-01-06"},
        headers=with_key(as_administrator, If_Match='"1"'),
    )
    path = f"{API}/employees/{employee_id}"
    then = client.get(f"{path}?position={position}", headers=as_administrator).get_json()
    now = client.get(path, headers=as_administrator).get_json()
    assert ("hired", "active") == (then["status"], now["status"])


def test_colleagues_do_not_see_each_other_and_are_not_told_that_they_exist(
    client, with_account, hire, door, sign_in
):
    headers = sign_in(door.agent_id_of(with_account("agent")))
    other = hire()
    for path in ("", "/roles", "/skills", "/account"):
        answer = client.get(f"{API}/employees/{other.id}{path}", headers=headers)
        assert 404 == answer.status_code
    assert 403 == client.get(f"{API}/employees", headers=headers).status_code


def test_a_leader_lists_their_own_people_alone(
    client, parts, acts, with_account, hire, door, sign_in, project
):
    leader, member, other = with_account("team_leader", level=3), hire(), hire()
    with acts():
        parts.placement.assign_supervisor(member.id, supervisor_id=leader.id)
    project()
    headers = sign_in(door.agent_id_of(leader))
    listed = client.get(f"{API}/employees?supervisor_id={other.id}", headers=headers).get_json()[
        "items"
    ]
    assert [str(member.id)] == [one["employee_id"] for one in listed]


def test_reasons_of_a_departure_are_for_those_who_manage_employees(
    client, parts, acts, with_account, door, sign_in, as_administrator, hired
):
    employee_id = hired.get_json()["employee_id"]
    path = f"{API}/employees/{employee_id}"
    client.post(
        f"{path}/departure",
        json={"kind": "resigned", "last_day": "2020-02-01", "reason": "搬家"},
        headers=with_key(as_administrator, If_Match='"1"'),
    )
    clerk = sign_in(door.agent_id_of(with_account("analyst", level=2)))
    reasons = [
        client.get(path, headers=headers).get_json()["departure"]["reason"]
        for headers in (as_administrator, clerk)
    ]
    assert ["搬家", None] == reasons


def test_a_refused_import_names_every_wrong_cell(client, as_administrator):
    text = "staff_number,name,site,hired_on\nB1,,main,2020-01-06\nB2,小明,moon,2020-01-06\n"
    answer = client.post(
        f"{API}/employee-imports", json={"csv": text}, headers=with_key(as_administrator)
    )
    problem = answer.get_json()
    assert (422, "import-refused") == (answer.status_code, problem["code"])
    assert ["rows.2.name"] == [one["field"] for one in problem["errors"]]


def test_an_import_is_recorded(client, as_administrator):
    text = "staff_number,name,site,hired_on\nB1,小明,main,2020-01-06\n"
    answer = client.post(
        f"{API}/employee-imports", json={"csv": text}, headers=with_key(as_administrator)
    )
    shown = answer.get_json()
    assert (201, 1) == (answer.status_code, shown["rows"])
    path = f"{API}/employee-imports/{shown['import_id']}"
    assert shown == client.get(path, headers=as_administrator).get_json()


def test_a_role_is_granted_over_http_and_its_history_is_told(client, as_administrator, hire):
    employee = hire()
    path = f"{API}/employees/{employee.id}"
    granted = client.post(
        f"{path}/roles",
        json={"role": "agent"},
        headers=with_key(as_administrator, If_Match='"1"'),
    )
    assert (201, '"2"') == (granted.status_code, granted.headers["ETag"])
    record_id = granted.get_json()["role_record_id"]
    history = client.get(
        f"{API}/role-records/{record_id}/history", headers=as_administrator
    ).get_json()["items"]
    assert ["people.role_record.opened", "people.role_record.role_granted"] == [
        one["topic"] for one in history
    ]


def test_a_role_above_the_level_is_refused_with_a_sentence(client, as_administrator, hire):
    answer = client.post(
        f"{API}/employees/{hire(level=1).id}/roles",
        json={"role": "centre_manager"},
        headers=with_key(as_administrator, If_Match='"1"') | {"Accept-Language": "zh-CN"},
    )
    assert (409, "role-above-level") == (answer.status_code, answer.get_json()["code"])
    assert "centre_manager" in answer.get_json()["detail"]


def test_a_reset_password_is_never_shown(client, as_administrator, with_account):
    employee = with_account()
    path = f"{API}/employees/{employee.id}/account"
    version = client.get(path, headers=as_administrator).headers["ETag"]
    answer = client.post(
        f"{path}/password-resets",
        json={"initial_password": "Neues-Wort-4", "reason": "遗忘"},
        headers=with_key(as_administrator, If_Match=version),
    )
    assert 201 == answer.status_code
    assert "Neues-Wort-4" not in answer.text
