import csv
import io
from datetime import time

import pytest

from services.demo import cast
from services.demo.founding import ADMINISTRATOR


def present(at: str) -> int:
    return sum(one.is_present(time.fromisoformat(at)) for one in cast.AGENTS)


def test_somebody_is_there_all_day() -> None:
    hours = [time(hour, minute) for hour in range(7, 22) for minute in (0, 5, 30, 55)]
    assert all(any(one.is_present(at) for one in cast.AGENTS) for at in hours)


def test_the_busiest_hours_are_short_of_agents() -> None:
    assert present("10:30") < present("09:30")
    assert present("11:55") < present("12:00")


def test_every_skill_group_has_members_at_any_time() -> None:
    for at in (time(7), time(10, 30), time(15), time(19), time(21)):
        groups = {group for one in cast.AGENTS if one.is_present(at) for group in one.groups}
        assert {code for code, _ in cast.SKILL_GROUPS} == groups


@pytest.mark.parametrize(
    ("contacts", "rosters"), [(5, 1), (2_062, 1), (4_100, 2), (41_257, 21), (10**6, 25)]
)
def test_more_contacts_bring_more_agents(contacts: int, rosters: int) -> None:
    agents = cast.agents_for(contacts)
    assert rosters * len(cast.AGENTS) == len(agents)
    assert len(agents) == len({one.agent_id for one in agents})


def test_nobody_has_the_agent_id_of_another_however_many_agents_there_are() -> None:
    others = [*cast.LEADERS, *cast.SCHOOL, cast.NEW_HIRE]
    ids = [ADMINISTRATOR, *(one.agent_id for one in (*others, *cast.agents_for(10**6)))]
    assert len(ids) == len(set(ids))


def test_agent_ids_lie_apart_from_staff_numbers() -> None:
    players = [*cast.LEADERS, *cast.SCHOOL, cast.NEW_HIRE, *cast.agents_for(41_257)]
    assert {one.agent_id for one in players}.isdisjoint(one.staff_number for one in players)


def test_the_file_names_everybody_with_their_leader() -> None:
    agents = cast.agents_for(2_062)
    rows = list(csv.DictReader(io.StringIO(cast.employee_file(agents, site="main", hired_on="x"))))
    numbers = [one["staff_number"] for one in rows]
    players = (*cast.LEADERS, *cast.SCHOOL, *agents)
    assert [one.staff_number for one in players] == numbers
    assert all(one["supervisor"] in numbers for one in rows if one["position"] == "agent")


def test_a_new_hire_is_entered_with_leader_and_without_what_others_grant() -> None:
    file = cast.hiring_file(cast.NEW_HIRE, site="main", hired_on="2003-03-04")
    [row] = csv.DictReader(io.StringIO(file))
    assert ("S8401", "S8001") == (row["staff_number"], row["supervisor"])
    assert {"roles", "skill_groups"}.isdisjoint(row)
