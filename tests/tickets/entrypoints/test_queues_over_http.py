"""Places, promises and desks over HTTP, in the reader's language."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.event import listen

from services.tickets.service import TicketsService
from tests.support.tickets import SUN, ZHAO
from tests.tickets.application.queue_rules import demand, enter
from tests.tickets.entrypoints.conftest import Ask

Open = Callable[..., dict[str, Any]]
ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}


def test_a_place_is_explained_in_the_readers_language(
    ask: Ask, open_ticket: Open, project: Callable[[], None], wait: Callable[[int], None]
) -> None:
    first = open_ticket(kind="complaint")
    own = open_ticket(priority="low")
    project()
    wait(120)
    path = f"/tickets/{own['ticket_id']}/place"
    english = ask("GET", path, headers=ENGLISH, expect=200).get_json()
    chinese = ask("GET", path, headers=CHINESE, expect=200).get_json()

    assert "It is number 2 in the queue of cards with 12 points." == english["summary"]
    assert "在技能组 cards 的队列中排第 2 位，得分 12。" == chinese["summary"]
    [ahead] = english["ahead"]
    assert (1, first["number"], 52) == (ahead["place"], ahead["number"], ahead["points"])
    assert [
        "customer level gold: +20",
        "kind complaint: +30",
        "2 minutes of waiting: +2",
        f"{first['number']} comes before it with 52 points (40 more).",
    ] == ahead["sentences"]
    assert "已等待 2 分钟：+2 分" in chinese["ticket"]["sentences"]


def test_what_comes_and_goes_between_two_pages_neither_hides_nor_repeats_a_ticket(
    ask: Ask, open_ticket: Open, project: Callable[[], None], wait: Callable[[int], None]
) -> None:
    numbers = []
    for _ in range(5):
        numbers.append(open_ticket()["number"])
        wait(60)
    project()
    first = ask("GET", "/queue?limit=2", expect=200).get_json()
    ask("POST", "/queue/next", by=ZHAO, expect=200)
    project()
    second = ask("GET", f"/queue?limit=2&cursor={first['next']}", expect=200).get_json()
    open_ticket(priority="urgent"), open_ticket(kind="complaint")
    project()
    third = ask("GET", f"/queue?limit=2&cursor={second['next']}", expect=200).get_json()

    assert [numbers[:2], numbers[2:4], numbers[4:]] == [
        [one["number"] for one in page["items"]] for page in (first, second, third)
    ]
    # Each page tells the places of its own moment.
    assert [[1, 2], [2, 3], [6]] == [
        [one["place"] for one in page["items"]] for page in (first, second, third)
    ]
    assert None is third["next"]


def test_neither_the_queue_nor_the_next_ticket_reads_all_that_waits(
    desk: TicketsService, ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        asked.append(statement)

    for _ in range(3):
        open_ticket()
    project()
    listen(desk.read_database.engine, "before_cursor_execute", note)
    shown = ask("GET", "/queue?limit=1", expect=200).get_json()
    ask("GET", f"/queue?limit=1&cursor={shown['next']}", expect=200)
    ask("POST", "/queue/next", expect=200)

    of_the_queue = [one for one in asked if "FROM ticket_queue" in one]
    assert 4 == len(of_the_queue)
    assert [] == [one for one in of_the_queue if "LIMIT" not in one and "count(" not in one]


@pytest.mark.parametrize(
    "place",
    [[0, "2020-01-06T00:00:00Z", "T-1"], [10**30, 0, "T-1"], [0, 10**18, "T-1"], [0, 0], [1]],
)
def test_a_cursor_that_names_no_place_of_the_queue_is_refused(ask: Ask, place: list[Any]) -> None:
    cursor = urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    assert 422 == ask("GET", f"/queue?cursor={cursor}").status_code


def test_the_level_that_is_asked_for_is_said_with_its_easing(
    desk: TicketsService, ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    enter(desk, "skills", demands=[demand()])
    own = open_ticket()
    project()
    answer = ask("GET", f"/tickets/{own['ticket_id']}/place", headers=CHINESE, expect=200)

    assert (
        "仅限技能 disputes 达到 3 级及以上的客服代表受理，等待满 30 分钟后放宽到 2 级。"
        == answer.get_json()["demanded"]["sentence"]
    )


def test_the_place_of_a_ticket_of_others_is_not_found(ask: Ask, open_ticket: Open) -> None:
    own = open_ticket()

    assert 404 == ask("GET", f"/tickets/{own['ticket_id']}/place", by=SUN).status_code


def test_a_ticket_that_somebody_has_is_refused_in_words(ask: Ask, open_ticket: Open) -> None:
    own = open_ticket(is_taken=True)
    refused = ask("GET", f"/tickets/{own['ticket_id']}/place", headers=CHINESE)

    assert (404, "ticket-does-not-wait") == (refused.status_code, refused.get_json()["code"])
    assert "处理中" in refused.get_json()["detail"]


def test_a_closed_queue_promises_when_it_opens_in_its_own_zone(
    desk: TicketsService, ask: Ask
) -> None:
    weekly = {"tuesday": ["08:30-12:00"]}
    calendar = {"name": "银行卡组", "zone": "Asia/Shanghai", "weekly": weekly}
    enter(desk, "opening", calendars={"cards": calendar})
    chinese = ask("GET", "/queues/cards/promise", headers=CHINESE, expect=200).get_json()
    english = ask("GET", "/queues/loans/promise", headers=ENGLISH, expect=200).get_json()

    assert (False, "2020-01-07T00:30:00.000000Z") == (chinese["is_open"], chinese["opens_at"])
    assert (
        "当前为非工作时间，将于 2020-01-07 08:30 起受理，您的请求会保留排队位置。"
        == chinese["sentence"]
    )
    assert (True, "We are open; you are likely to wait 0 minutes.") == (
        english["is_open"],
        english["sentence"],
    )


@pytest.mark.parametrize("calendar", [{"zone": "Mars"}, {"weekly": {"someday": []}}])
def test_opening_hours_that_cannot_be_read_are_not_entered(
    ask: Ask, desk: TicketsService, calendar: dict[str, Any]
) -> None:
    content = {"calendars": {"cards": {"name": "x", "zone": "Asia/Shanghai", **calendar}}}
    body = {"content": content, "effective_from": "2020-01-07T00:00:00Z", "reason": "x"}
    permissions = frozenset({"rules.change"})
    refused = ask("POST", "/rules/opening/versions", body, permissions=permissions, if_match=2)

    assert 422 == refused.status_code


def test_the_queues_of_ones_own_groups_are_listed(
    ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    open_ticket(), open_ticket(skill_group="loans")
    project()
    items = ask("GET", "/queues", expect=200).get_json()["items"]

    assert [("cards", 1)] == [(one["skill_group"], one["waiting"]) for one in items]


def test_a_desk_shows_channels_reasons_and_room(ask: Ask, open_ticket: Open) -> None:
    ask("POST", "/my-desk/availability", {"channels": ["phone", "chat"]}, expect=200)
    open_ticket(is_taken=True)
    body = {"reason": "training", "channels": ["chat"]}
    ask("POST", "/my-desk/unavailability", body, expect=200)
    shown = ask("GET", "/my-desk", expect=200).get_json()

    assert (["phone"], None, {"chat": "training"}) == (
        shown["channels"],
        shown["away"],
        shown["away_from"],
    )
    assert {"channel": "phone", "open_tickets": 1, "capacity": 8} in shown["room"]
    assert "小休" in [one["zh"] for one in shown["reasons"]]
    assert "left" not in [one["code"] for one in shown["reasons"]]


def test_a_desk_that_was_never_used_is_shown_too(ask: Ask) -> None:
    assert [] == ask("GET", "/my-desk", by=ZHAO, expect=200).get_json()["channels"]


def test_an_unknown_reason_is_refused_with_those_that_there_are(ask: Ask) -> None:
    refused = ask("POST", "/my-desk/unavailability", {"reason": "siesta"}, headers=CHINESE)

    assert 422 == refused.status_code
    [error] = refused.get_json()["errors"]
    assert "reason" == error["field"]
    assert "break（小休）" in error["detail"]


def test_a_callback_is_shown_with_who_is_to_call(ask: Ask, open_ticket: Open, clock: Any) -> None:
    own = open_ticket(is_taken=True)
    window = {"from_at": "2020-01-06T02:00:00Z", "until_at": "2020-01-06T03:00:00Z"}
    path = f"/tickets/{own['ticket_id']}/callbacks"
    shown = ask("POST", path, window, expect=201).get_json()

    assert (None, False) == (shown["employee_id"], shown["is_late"])
