"""Who works here, where and under whom."""

import pytest

from tests.people.conftest import MAIN, MONDAY


def ids(rows):
    return [one.employee_id for one in rows]


def test_employees_are_listed_by_staff_number(parts, centre):
    rows = parts.directory.page(limit=10)
    assert [centre.agent.id, centre.leader.id, centre.manager.id] == ids(rows)


@pytest.mark.parametrize("name", ["team_id", "supervisor_id", "status", "site_id"])
def test_a_filter_leaves_those_it_names(parts, centre, acts, project, name):
    wanted = {
        "team_id": centre.team.id,
        "supervisor_id": centre.leader.id,
        "status": "left",
        "site_id": MAIN,
    }
    with acts():
        parts.people.end_employment(centre.agent.id, kind="resigned", last_day=MONDAY.date())
    project()
    found = ids(parts.directory.page(**{name: wanted[name]}, limit=10))
    everybody = [centre.agent.id, centre.leader.id, centre.manager.id]
    assert (everybody if name == "site_id" else [centre.agent.id]) == found


def test_the_list_goes_on_after_the_last_one_shown(parts, centre):
    first = parts.directory.page(limit=1)[0]
    rest = parts.directory.page(after=(first.staff_number, str(first.employee_id)), limit=10)
    assert [centre.leader.id, centre.manager.id] == ids(rest)


def test_names_lie_sealed(parts, centre):
    row = parts.directory.page(limit=1)[0]
    assert f"employee:{centre.agent.id}" == row.sealed_name.subject
    assert "李雷" == parts.keys.open(row.sealed_name, purpose="test")


def test_a_corrected_name_and_a_new_place_are_shown(parts, acts, centre, project):
    with acts():
        parts.people.correct_personal_data(centre.agent.id, name="李明", phone=None, email=None)
        other = parts.organisation.open_site(
            code="chengdu", name="成都", zone="Asia/Shanghai", weekly={}
        )
        parts.placement.move_employee(centre.agent.id, site_id=other.id)
        parts.placement.assign_team(centre.agent.id, team_id=None)
    project()
    row = parts.directory.page(limit=1)[0]
    assert "李明" == parts.keys.open(row.sealed_name, purpose="test")
    assert (other.id, None, 1) == (row.site_id, row.team_id, row.level)


def test_members_who_have_left_are_not_counted(parts, acts, centre, project):
    assert 1 == parts.directory.count_members(centre.team.id)
    with acts():
        parts.people.end_employment(centre.agent.id, kind="resigned", last_day=MONDAY.date())
    project()
    assert 0 == parts.directory.count_members(centre.team.id)
