"""A campaign over HTTP, from its plan to its progress, with what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tickets.service import TicketsService
from tests.support.tickets import CUSTOMER, LI, MONDAY, WANG, ZHAO
from tests.tickets.contracts.outbound_story import KEEPS, LEADS, open_site
from tests.tickets.entrypoints.conftest import Ask

CALLING = {"from_time": "08:00", "until_time": "21:00", "most_tries": 2, "gap_seconds": 3600}
Json = dict[str, Any]


@pytest.fixture
def lead(ask: Ask, desk: TicketsService) -> Callable[..., Json]:
    """Sends a request as Wang, who leads campaigns; it goes well."""
    open_site(desk)

    def send(method: str, path: str, body: Any = None, **options: Any) -> Json:
        given = {"expect": 200, **options}
        return dict(ask(method, path, body, by=WANG, permissions=LEADS, **given).get_json())

    return send


@pytest.fixture
def campaign(lead: Callable[..., Json], project: Callable[[], None]) -> Json:
    """A running campaign with a customer on its list."""
    body = {
        "name": "一月回访",
        "purpose": "follow_up",
        "skill_group": "cards",
        "from_at": MONDAY.isoformat(),
        "until_at": (MONDAY + timedelta(days=9)).isoformat(),
        "calling": CALLING,
    }
    made = lead("POST", "/campaigns", body, expect=201)
    path = f"/campaigns/{made['campaign_id']}"
    listed = lead("POST", f"{path}/targets", {"customer_ids": [str(CUSTOMER)]}, if_match=1)
    started = lead("POST", f"{path}/start", if_match=listed["version"])
    project()
    return started


def test_a_customer_is_called_from_the_list_to_the_result(
    ask: Ask, lead: Callable[..., Json], campaign: Json, project: Callable[[], None]
) -> None:
    [placed] = ask("GET", "/outbound-tasks", expect=200).get_json()["items"]
    assert (1, ["callback_promised", "customer_rank", "due_at"]) == (
        placed["place"],
        [one["what"] for one in placed["reasons"]],
    )
    task = ask("POST", "/outbound-tasks/next", expect=200).get_json()
    path = f"/outbound-tasks/{task['outbound_task_id']}"
    known = ask("GET", f"{path}/preparation", expect=200).get_json()
    assert ("gold", True, None) == (known["level"], known["may_be_called"], known["script"])
    ask("POST", f"{path}/preparation", {"note": "上次未解决"}, expect=200)
    ask("POST", f"{path}/attempts", expect=200)
    objection = {"objection": "no_time", "answer": "只需一分钟", "is_overcome": True}
    ask("POST", f"{path}/objections", objection, expect=200)
    ended = ask("POST", f"{path}/result", {"disposition": "satisfied"}, expect=200).get_json()
    project()
    progress = lead("GET", f"/campaigns/{campaign['campaign_id']}/progress")

    assert ("completed", "satisfied", "上次未解决", "只需一分钟") == (
        ended["state"],
        ended["disposition"],
        ended["note"],
        ended["objections"][0]["answer"],
    )
    assert (1, 1) == (progress["counts"]["successes"], progress["counts"]["state:completed"])


def test_a_repeated_request_takes_one_task(
    ask: Ask, lead: Callable[..., Json], campaign: Json, project: Callable[[], None]
) -> None:
    path = f"/campaigns/{campaign['campaign_id']}/targets"
    lead("POST", path, {"customer_ids": [str(LI)]}, if_match=campaign["version"])
    project()
    key = {"Idempotency-Key": "the-same-key"}
    first, second = (
        ask("POST", "/outbound-tasks/next", headers=key, expect=200).get_json() for _ in range(2)
    )

    assert first == second


def test_a_campaign_is_changed_by_who_has_seen_its_version(ask: Ask, campaign: Json) -> None:
    path = f"/campaigns/{campaign['campaign_id']}/pause"
    missing = ask("POST", path, by=WANG, permissions=LEADS)
    stale = ask("POST", path, by=WANG, permissions=LEADS, if_match=1)

    assert (428, 412) == (missing.status_code, stale.status_code)


def test_what_is_wrong_is_told_in_the_readers_language(
    ask: Ask, lead: Callable[..., Json], campaign: Json
) -> None:
    path = f"/campaigns/{campaign['campaign_id']}/calling"
    body = {**CALLING, "most_tries": 9}
    refused = ask(
        "POST",
        path,
        body,
        by=WANG,
        permissions=LEADS,
        if_match=campaign["version"],
        headers={"Accept-Language": "en"},
    ).get_json()
    in_chinese = ask(
        "POST", path, body, by=WANG, permissions=LEADS, if_match=campaign["version"]
    ).get_json()

    assert ("campaign-invalid", "calling.most_tries") == (
        refused["code"],
        refused["errors"][0]["field"],
    )
    assert "must be from 1 to 5" in refused["errors"][0]["detail"]
    assert "必须在 1 至 5 之间" in in_chinese["errors"][0]["detail"]


def test_a_script_is_released_by_a_colleague_over_http(ask: Ask) -> None:
    texts = {"zh": "您好", "en": "Hello"}
    body = {"name": "开场", "purpose": "inbound", "texts": texts}
    made = ask("POST", "/scripts", body, permissions=KEEPS, expect=201).get_json()
    path = f"/scripts/{made['script_id']}/versions/1/release"
    own = ask("POST", path, permissions=KEEPS, if_match=made["version"])
    released = ask(
        "POST", path, by=ZHAO, permissions=KEEPS, if_match=made["version"], expect=200
    ).get_json()

    assert (409, "script-released-by-its-author") == (own.status_code, own.get_json()["code"])
    assert (1, "released") == (released["current"], released["versions"][0]["state"])


def test_the_day_of_a_customer_and_the_wish_not_to_be_called_are_kept(ask: Ask) -> None:
    path = f"/customers/{CUSTOMER}"
    noted = ask(
        "POST", f"{path}/occasions", {"occasion": "birthday", "day": "06-15"}, expect=200
    ).get_json()
    assert 404 == ask("GET", f"{path}/do-not-call").status_code
    ask("POST", f"{path}/do-not-call", expect=200)
    again = ask("POST", f"{path}/do-not-call")

    assert "06-15" == noted["day"]
    assert (409, "already-not-to-be-called") == (again.status_code, again.get_json()["code"])
    assert ask("GET", f"{path}/do-not-call", expect=200).get_json()["is_in_force"]
