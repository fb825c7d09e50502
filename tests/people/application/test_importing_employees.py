"""Employees from a CSV file: all, or none with every wrong cell named."""

from uuid import UUID

import pytest

from services.people.domain.employee import Employee
from services.people.domain.employee_import import ImportRefused
from services.people.domain.position import Position
from services.people.domain.roles import RoleRecord
from services.people.domain.skills import SkillRecord
from shared.errors import NotAllowed

HEADER = (
    "staff_number,name,phone,email,site,hired_on,probation_until,position,team,supervisor,"
    "skills,skill_groups,roles\n"
)
LEADER = "L1,韩梅梅,13900000000,,main,2019-03-01,,leader,one,,cards:3,cards,team_leader\n"
AGENT = "A1,李雷,,lei@example.com,main,2020-01-06,2020-04-05,agent,one,L1,cards:2;loans:1,,agent\n"


@pytest.fixture(autouse=True)
def organisation(parts, acts, hire):
    """What the files refer to, and a manager who imports them."""
    manager = hire(level=6)
    with acts():
        for code, level in (("agent", 1), ("leader", 3)):
            parts.organisation.open_position(code=code, title=code, level=level)
        parts.organisation.found_team(
            code="one", name="一组", site_id=manager.site_id, business_line="banking"
        )
        parts.organisation.open_skill_group(
            code="cards", name="银行卡", business_line="banking", required_skills={"cards": 3}
        )
    return manager


@pytest.fixture
def load(parts, acts, organisation):
    def load_file(text, *permissions):
        with acts(*permissions, actor=organisation.id):
            return parts.imports.import_employees(text)

    return load_file


def imported(parts, staff_number):
    row = parts.store.side_row("staff_numbers", staff_number)
    return parts.store.get(Employee, UUID(row.content))


def refused(load, text):
    with pytest.raises(ImportRefused) as refusal:
        load(text)
    return [one.field for one in refusal.value.fields]


def test_a_file_is_imported_as_a_whole(parts, load):
    record = load(HEADER + LEADER + AGENT)
    leader, agent = imported(parts, "L1"), imported(parts, "A1")
    assert 2 == record.rows
    assert ("active", "probation") == (leader.status, agent.status)
    assert (leader.id, leader.team_id) == (agent.supervisor_id, agent.team_id)
    assert (Position.id_for("agent"), 1) == (agent.position_id, agent.level)
    assert {"cards": 2, "loans": 1} == parts.store.get(
        SkillRecord, SkillRecord.id_for(agent.id)
    ).skills
    assert ("team_leader",) == parts.store.get(RoleRecord, RoleRecord.id_for(leader.id)).roles_at(
        record.created_on
    )
    assert "李雷" == parts.keys.open(agent.name, purpose="test")


def test_a_supervisor_may_stand_below_and_be_known_already(parts, load):
    load(HEADER + AGENT + LEADER)
    load(HEADER + AGENT.replace("A1", "A2"))
    assert imported(parts, "L1").id == imported(parts, "A2").supervisor_id


def test_the_least_that_a_file_needs(parts, load):
    load("staff_number,name,site,hired_on\nB1,小明,main,2020-01-06\n")
    assert ("active", 0) == (imported(parts, "B1").status, imported(parts, "B1").level)


def test_one_wrong_cell_keeps_the_whole_file_out(parts, load):
    before = parts.store.recorder.last_position()
    assert ["rows.3.phone"] == refused(load, HEADER + LEADER + AGENT.replace("李雷,", "李雷,x"))
    assert before == parts.store.recorder.last_position()


def test_every_wrong_cell_is_named_with_its_line(load):
    row = "A 1,,abc,nobody,nowhere,2020-13-01,yes,none,none,nobody,cards,none,\n"
    fields = refused(load, HEADER + row)
    columns = ["staff_number", "name", "phone", "email", "hired_on", "probation_until", "skills"]
    assert [f"rows.2.{one}" for one in columns] == fields


def test_what_is_not_there_is_named(load):
    row = "A1,李雷,,,nowhere,2020-01-06,,none,none,nobody,,none,\n"
    columns = ["site", "skill_groups", "position", "team", "supervisor"]
    assert [f"rows.2.{one}" for one in columns] == refused(load, HEADER + row)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (",agent\n", ",centre_manager\n", "roles"),
        (",agent\n", ",emperor\n", "roles"),
        ("cards:2", "cards:9", "skills"),
        ("loans:1,,", "loans:1,cards,", "skills"),
        ("2020-04-05", "2021-04-05", "probation_until"),
    ],
    ids=["above level", "unknown role", "unknown level", "skill missing", "long probation"],
)
def test_what_the_rules_refuse_is_named(load, old, new, field):
    assert [f"rows.3.{field}"] == refused(load, HEADER + LEADER + AGENT.replace(old, new))


def test_the_report_speaks_both_languages(load):
    with pytest.raises(ImportRefused) as refusal:
        load(HEADER + LEADER + AGENT.replace("cards:2", "cards:9"))
    assert "1 to 5" in refusal.value.in_language("en")
    assert "1 至 5" in refusal.value.in_language("zh-CN")


def test_nobody_stands_twice_in_a_file(load):
    assert ["rows.4.staff_number"] == refused(load, HEADER + LEADER + AGENT + AGENT)


def test_nobody_is_imported_twice(load):
    load(HEADER + LEADER)
    assert ["rows.2.staff_number"] == refused(load, HEADER + LEADER)


def test_nobody_supervises_themselves_over_others(load):
    rows = LEADER.replace("one,,", "one,A1,") + AGENT
    assert ["rows.2.supervisor", "rows.3.supervisor"] == refused(load, HEADER + rows)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", ["staff_number", "name", "site", "hired_on"]),
        (HEADER, ["file"]),
        (HEADER.replace("phone", "colour") + LEADER, ["colour"]),
        (HEADER.replace("phone", "name") + LEADER, ["name"]),
        ('staff_number,name,site,hired_on\n"x\n', ["file"]),
    ],
    ids=["empty", "no rows", "unknown column", "column twice", "no CSV"],
)
def test_a_file_of_another_form_is_refused(load, text, fields):
    assert fields == [one.rsplit(".", 1)[1] for one in refused(load, text)]


@pytest.mark.parametrize("row", ["A1,李雷\n", "A1,李雷,main,2020-01-06,more\n"])
def test_a_row_with_too_few_or_too_many_cells_is_named(load, row):
    assert ["rows.2.file"] == refused(load, "staff_number,name,site,hired_on\n" + row)


def test_roles_and_skills_need_their_permissions(load):
    with pytest.raises(NotAllowed, match="grant_roles"):
        load(HEADER + LEADER, "people.manage_employees", "people.grant_skills")
    with pytest.raises(NotAllowed, match="grant_skills"):
        load(HEADER + LEADER, "people.manage_employees", "people.grant_roles")
    with pytest.raises(NotAllowed, match="manage_employees"):
        load(HEADER + LEADER, "people.grant_roles")
