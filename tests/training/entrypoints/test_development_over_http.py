"""Development plans over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.training import HR, LI, SUN, WANG
from tests.training.entrypoints.conftest import Ask

WORDS = "李明想当班组长"
GOAL = {"words": WORDS, "due_on": "2020-03-31", "competency": "coaching"}


def opened(ask: Ask) -> dict[str, Any]:
    """Li's plan with a direction and a goal."""
    made = ask("POST", "/development-plans", {"employee_id": str(LI)}, expect=201).get_json()
    path = f"/development-plans/{made['development_plan_id']}"
    step = {"path": "management", "step": "team_leader"}
    ask("POST", f"{path}/direction", step, if_match=1, expect=200)
    shown: dict[str, Any] = ask("POST", f"{path}/goals", GOAL, if_match=2, expect=201).get_json()
    return shown


def test_a_plan_goes_its_way_from_the_direction_to_a_reached_goal(
    ask: Ask, project: Callable[[], None]
) -> None:
    plan = opened(ask)
    path, goal_id = f"/development-plans/{plan['development_plan_id']}", plan["goals"][0]["goal_id"]
    ask("POST", f"{path}/agreement", if_match=3, expect=200)
    levels = {"levels": [{"competency": "coaching", "level": 2}]}
    ask("POST", f"{path}/levels", levels, if_match=4, expect=403)
    ask("POST", f"{path}/levels", levels, by=WANG, if_match=4, expect=200)
    agreed = ask("POST", f"{path}/agreement", by=WANG, if_match=5, expect=200).get_json()
    version = agreed["version"]
    ask("POST", f"{path}/check-ins", {"words": WORDS}, by=WANG, if_match=version, expect=201)
    own = ask("POST", f"{path}/goals/{goal_id}/reached", if_match=version + 1, expect=403)
    done = ask(
        "POST", f"{path}/goals/{goal_id}/reached", by=HR, if_match=version + 1, expect=200
    ).get_json()
    project()
    [row] = ask("GET", "/development-plans?is_agreed=true", by=WANG, expect=200).get_json()["items"]

    assert "not-oneself" == own.get_json()["code"]
    assert {"employee", "supervisor"} == set(agreed["agreed_by"])
    assert {"open": 0, "reached": 1, "dropped": 0, "overdue": 0, "gaps": 5} == done["progress"]
    assert (WORDS, WORDS) == (done["goals"][0]["words"], done["check_ins"][0]["words"])
    assert ("management", "2020-01-06") == (row["path"], row["checked_in_on"])


def test_a_stranger_finds_neither_the_plan_nor_that_there_is_one(
    ask: Ask, project: Callable[[], None]
) -> None:
    path = f"/development-plans/{opened(ask)['development_plan_id']}"
    project()
    refused = ask("GET", path, by=SUN, expect=404)
    rows = ask("GET", "/development-plans", by=SUN, expect=200).get_json()["items"]

    assert (WORDS in refused.text, []) == (False, rows)
    assert 404 == ask("GET", f"{path}?position=5", by=SUN).status_code


def test_a_step_that_there_is_not_is_refused_by_its_field(ask: Ask) -> None:
    plan = opened(ask)
    path = f"/development-plans/{plan['development_plan_id']}/direction"
    answer = ask("POST", path, {"path": "x", "step": "y"}, if_match=3, expect=422).get_json()

    assert ["step"] == [one["field"] for one in answer["errors"]]
