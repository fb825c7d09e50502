"""Figures and backlog over HTTP: what they say, whose they are, and what they refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from services.tickets.domain.figures import MEASURES
from shared.clock import iso
from tests.support.tickets import LI, MONDAY, SUN, TEAM, WANG, ZHAO
from tests.tickets.conftest import LEADER, MANAGER
from tests.tickets.entrypoints.conftest import Ask

SPAN = {
    "since": iso(MONDAY - timedelta(hours=9)),
    "until": iso(MONDAY + timedelta(hours=15)),
}


@pytest.fixture
def tickets(open_ticket: Callable[..., dict[str, Any]], project: Callable[[], None]) -> list[Any]:
    """Two calls that Li took and an e-mail that nobody has."""
    made = [
        open_ticket(is_taken=True),
        open_ticket(is_taken=True, kind="query"),
        open_ticket(channel="email"),
    ]
    project()
    return made


@pytest.fixture
def figures(ask: Ask, tickets: list[Any]) -> Callable[..., Any]:
    """Asks as the manager."""

    def get(path: str, **asked: Any) -> Any:
        given = urlencode({**SPAN, **asked})
        return ask("GET", f"{path}?{given}", by=WANG, permissions=MANAGER, expect=200).get_json()

    return get


def test_figures_are_told_by_channel_and_lead_to_their_tickets(
    figures: Callable[..., Any], tickets: list[Any]
) -> None:
    told = figures("/figures", by="channel")
    facts = figures("/figures/tickets", measure="opened", channel="phone", limit=1)
    rest = figures("/figures/tickets", measure="opened", channel="phone", cursor=facts["next"])

    assert "desk" == told["whose"]
    assert {"email": 1, "phone": 2} == {one["value"]: one["opened"] for one in told["items"]}
    listed = [*facts["items"], *rest["items"]]
    assert {one["number"] for one in tickets[:2]} == {one["number"] for one in listed}
    assert None is rest["next"]


@pytest.mark.parametrize(
    ("by", "values"),
    [
        ("kind", {"inquiry", "query"}),
        ("skill_group", {"cards"}),
        ("team", {str(TEAM)}),
        ("agent", {str(LI)}),
        ("day", {"2020-01-06"}),
        ("hour", {"01"}),
    ],
)
def test_figures_are_told_by_each_group(
    figures: Callable[..., Any], by: str, values: set[str]
) -> None:
    assert values == {one["value"] for one in figures("/figures", by=by)["items"]}


def test_durations_are_told_in_buckets_that_say_how_exact_they_are(
    figures: Callable[..., Any], ask: Ask, tickets: list[Any], project: Callable[[], None]
) -> None:
    ask("POST", f"/tickets/{tickets[0]['ticket_id']}/replies", {"text": "您好"}, expect=201)
    project()
    told = figures("/figures/durations", measure="first_response")

    assert (1, 0, True) == (told["count"], told["average_seconds"], told["percentiles_are_bounds"])
    assert [30] * 5 == [one["at_most_seconds"] for one in told["percentiles"]]
    assert 1 == sum(one["count"] for one in told["buckets"])
    assert {"bucket": "longer", "up_to_seconds": None, "count": 0} == told["buckets"][-1]
    assert {"items": []} == figures("/figures/first-contacts")


def test_the_backlog_is_told_by_age_and_leads_to_its_tickets(
    figures: Callable[..., Any], ask: Ask, tickets: list[Any]
) -> None:
    def get(path: str) -> Any:
        return ask("GET", path, by=WANG, permissions=MANAGER, expect=200).get_json()

    rows = {one["value"]: one for one in get("/backlog?by=channel")["items"]}
    [age] = [one for one in rows["phone"]["ages"] if one["tickets"]]
    listed = get(
        "/backlog/tickets?" + urlencode({"channel": "phone", "asked_from": age["asked_from"]})
    )

    assert (2, 1) == (rows["phone"]["tickets"], rows["email"]["tickets"])
    assert {one["number"] for one in tickets[:2]} == {one["number"] for one in listed["items"]}
    days = figures("/backlog/days")
    assert {"day": "2020-01-06", "open_tickets": 3} == days["items"][-1]
    assert 0 == days["items"][0]["open_tickets"]


def test_a_leader_sees_the_teams_figures_and_an_agent_their_own(
    ask: Ask, tickets: list[Any]
) -> None:
    def opened(path: str, **who: Any) -> Any:
        told = ask("GET", f"{path}?{urlencode(SPAN)}", expect=200, **who).get_json()
        return told["whose"], sum(one["assigned"] for one in told["items"])

    assert ("agents", 2) == opened("/figures", by=WANG, permissions=LEADER)
    assert ("agents", 2) == opened("/figures", by=LI)
    assert ("agents", 0) == opened("/figures", by=SUN)
    assert ("agents", 0) == opened("/figures", by=ZHAO)


@pytest.mark.parametrize("narrowed", [{"employee_id": str(LI)}, {"team_id": str(TEAM)}, {}])
@pytest.mark.parametrize(
    "path",
    [
        "/figures",
        "/figures/first-contacts",
        "/figures/tickets?measure=assigned",
        "/backlog/tickets",
    ],
)
def test_naming_others_shows_nobody_elses_tickets(
    ask: Ask, tickets: list[Any], path: str, narrowed: dict[str, str]
) -> None:
    span = {} if path.startswith("/backlog") else SPAN
    glue = "&" if "?" in path else "?"
    told = ask("GET", f"{path}{glue}{urlencode({**span, **narrowed})}", by=SUN, expect=200)

    assert [] == told.get_json()["items"]


def test_how_the_backlog_grew_is_for_who_sees_all(ask: Ask) -> None:
    ask("GET", f"/backlog/days?{urlencode(SPAN)}", by=WANG, permissions=LEADER, expect=403)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/figures", {"since": iso(MONDAY + timedelta(minutes=1))}),
        ("/figures", {"until": SPAN["since"]}),
        ("/figures", {"until": iso(MONDAY + timedelta(days=400))}),
        ("/figures", {"by": "hour", "until": iso(MONDAY + timedelta(days=100))}),
        ("/figures", {"by": "channel; DROP TABLE figures"}),
        ("/figures", {"channel": "phone' OR '1'='1"}),
        ("/figures", {"skill_group": "cards' OR 1=1 --"}),
        ("/figures", {"detail": "x"}),
        ("/figures/tickets", {"measure": "opened", "cursor": "AAAA"}),
        ("/figures/tickets", {"measure": "1=1"}),
        ("/figures/durations", {"measure": "opened"}),
        ("/backlog/days", {"until": iso(MONDAY + timedelta(days=100))}),
    ],
)
def test_what_is_no_figure_is_refused(ask: Ask, path: str, wrong: dict[str, str]) -> None:
    asked = {**SPAN, **wrong}
    ask("GET", f"{path}?{urlencode(asked)}", by=WANG, permissions=MANAGER, expect=422)


def test_a_detail_is_bound_and_never_part_of_the_question(figures: Callable[..., Any]) -> None:
    told = figures("/figures/tickets", measure="opened", detail="' OR ''='")

    assert [] == told["items"]
    assert len(MEASURES) == len(set(MEASURES))
    assert [] == figures("/figures", employee_id=str(uuid4()))["items"]
