"""Sessions, places, attendance and reports over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.training.service import TrainingService
from shared.clock import SetClock
from tests.support.sessions import COURSE, HOUR, TUESDAY
from tests.support.training import HR, LI, QIAN, SUN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask

Plan = Callable[..., dict[str, Any]]


@pytest.fixture
def plan(ask: Ask) -> Plan:
    """Plans a session of Zhou's with one place, over HTTP."""

    def make(**facts: Any) -> dict[str, Any]:
        body = {
            "course_id": str(COURSE),
            "title": "投诉处理，第一课",
            "method": "lecture",
            "trainer_ids": [str(ZHOU)],
            "capacity": 1,
            "starts_at": TUESDAY.isoformat(),
            "ends_at": (TUESDAY + 2 * HOUR).isoformat(),
            "place": "三号会议室",
            "link": "https://meet.example.com/s1",
            **facts,
        }
        return dict(ask("POST", "/sessions", body, by=QIAN, expect=201).get_json())

    return make


def test_a_session_goes_from_its_plan_to_its_reports(
    ask: Ask,
    plan: Plan,
    clock: SetClock,
    project: Callable[[], None],
) -> None:
    evening = {
        "starts_at": (TUESDAY + 8 * HOUR).isoformat(),
        "ends_at": (TUESDAY + 10 * HOUR).isoformat(),
        "rest_reason": "staffing",
    }
    path = f"/sessions/{plan(**evening)['session_id']}"
    ask("POST", f"{path}/own-place", expect=200)
    waits = ask("POST", f"{path}/own-place", by=ZHAO, expect=200).get_json()
    ask("POST", f"{path}/own-place/release", expect=200)
    shown = ask("GET", path, by=ZHAO, expect=200).get_json()
    clock.move_to(TUESDAY + 10 * HOUR)
    noted = {"items": [{"employee_id": str(ZHAO), "status": "late"}]}
    assert 428 == ask("POST", f"{path}/attendance", noted, by=ZHOU).status_code
    ask("POST", f"{path}/attendance", noted, by=ZHOU, if_match=5, expect=200)
    held = ask("POST", f"{path}/holding", {}, by=ZHOU, if_match=6, expect=200).get_json()
    project()
    span = "since=2020-01-01&until=2020-12-31"
    taught = ask("GET", f"/taught-hours?{span}", by=ZHOU, expect=200).get_json()
    rest = ask("GET", f"/rest-time?{span}", by=HR, expect=200).get_json()["items"]
    hers = [
        len(ask("GET", f"/rest-time?{span}", by=one, expect=200).get_json()["items"])
        for one in (ZHAO, WANG, LI, SUN)
    ]

    assert (1, False) == (waits["own"]["waiting_place"], waits["own"]["has_place"])
    assert (True, 60, "staffing") == (
        shown["own"]["has_place"],
        shown["rest_minutes"],
        shown["rest_reason"],
    )
    assert [(str(ZHAO), "late")] == [
        (one["employee_id"], one["attendance"]) for one in held["places"]
    ]
    assert [{"month": "2020-01", "sessions": 1, "minutes": 120}] == taught["items"]
    assert [(str(ZHAO), 60), (str(ZHOU), 60)] == [(one["key"], one["minutes"]) for one in rest]
    assert [1, 1, 0, 0] == hers
    other = f"/taught-hours?{span}&trainer_id={ZHOU}"
    assert [404, 200] == [ask("GET", other, by=one).status_code for one in (LI, HR)]


def test_names_and_links_are_seen_by_those_whom_they_concern_only(ask: Ask, plan: Plan) -> None:
    path = f"/sessions/{plan()['session_id']}"
    ask("POST", f"{path}/own-place", expect=200)

    links = [
        ask("GET", path, by=one, expect=200).get_json()["link"] for one in (LI, ZHOU, QIAN, SUN)
    ]
    lists = [ask("GET", f"{path}/places", by=one).status_code for one in (LI, SUN, ZHOU, HR)]
    history = [ask("GET", f"{path}/history", by=one).status_code for one in (LI, QIAN)]

    assert [True, True, True, False] == [one is not None for one in links]
    assert [403, 403, 200, 200] == lists
    assert [403, 403] == history
    assert str(LI) not in ask("GET", path, by=SUN).text


def test_who_gave_up_a_place_reads_the_link_no_more_and_not_as_of_then_either(
    ask: Ask, plan: Plan, school: TrainingService
) -> None:
    path = f"/sessions/{plan()['session_id']}"
    ask("POST", f"{path}/own-place", expect=200)
    then = school.store.recorder.last_position()
    ask("POST", f"{path}/own-place/release", expect=200)
    shown = ask("GET", f"{path}?position={then}", expect=200).get_json()

    assert (True, None) == (shown["own"]["has_place"], shown["link"])


def test_why_a_session_was_cancelled_is_told_to_its_people(ask: Ask, plan: Plan) -> None:
    path = f"/sessions/{plan()['session_id']}"
    for one in (LI, ZHAO):
        ask("POST", f"{path}/own-place", by=one, expect=200)
    body = {"reason": "张三生病"}
    ask("POST", f"{path}/cancellation", body, by=QIAN, if_match=3, expect=200)
    reasons = [ask("GET", path, by=one).get_json()["reason"] for one in (LI, ZHAO, ZHOU, SUN)]

    assert ["张三生病", "张三生病", "张三生病", None] == reasons


def test_refusals_are_told_in_the_readers_language(ask: Ask, plan: Plan) -> None:
    first = plan()["session_id"]
    second = plan(trainer_ids=[str(QIAN)])["session_id"]
    ask("POST", f"/sessions/{first}/own-place", expect=200)
    told = {
        language: ask(
            "POST", f"/sessions/{second}/own-place", headers={"Accept-Language": language}
        ).get_json()
        for language in ("en", "zh")
    }

    assert {"times-clash"} == {one["code"] for one in told.values()}
    assert "learns or teaches" in told["en"]["detail"]
    assert "已有场次" in told["zh"]["detail"]
    assert 422 == ask("POST", "/sessions", {"title": "x"}, by=QIAN).status_code
    bad = {"title": "a\nb", "link": "javascript:alert(1)"}
    answer = ask("POST", "/sessions", bad, by=QIAN)
    assert {"title", "link"} <= {one["field"] for one in answer.get_json()["errors"]}


def test_sessions_are_moved_cancelled_and_listed(
    ask: Ask, plan: Plan, project: Callable[[], None]
) -> None:
    planned = plan()
    path = f"/sessions/{planned['session_id']}"
    later = {
        "starts_at": (TUESDAY + 3 * HOUR).isoformat(),
        "ends_at": (TUESDAY + 4 * HOUR).isoformat(),
        "reason": "会议室冲突",
    }
    ask("POST", f"{path}/places", {"employee_id": str(LI)}, by=ZHOU, expect=200)
    ask("POST", f"{path}/places/withdrawal", {"employee_id": str(LI)}, by=ZHOU, expect=200)
    ask("POST", f"{path}/own-place", expect=200)
    moved = ask("POST", f"{path}/move", later, by=QIAN, if_match=4, expect=200).get_json()
    trainers = {"trainer_ids": [str(QIAN)]}
    ask("POST", f"{path}/trainers", trainers, by=ZHOU, if_match=5, expect=200)
    stale = ask("POST", f"{path}/cancellation", {"reason": "停电"}, by=QIAN, if_match=1)
    cancelled = ask(
        "POST", f"{path}/cancellation", {"reason": "停电"}, by=QIAN, if_match=6, expect=200
    ).get_json()
    project()
    own = ask("GET", "/own-sessions", expect=200).get_json()["items"]
    listed = ask("GET", "/sessions?state=cancelled&limit=1", by=SUN, expect=200).get_json()

    assert (None, "会议室冲突", 0) == (moved["place"], moved["reason"], moved["rest_minutes"])
    assert (412, "cancelled", "停电") == (
        stale.status_code,
        cancelled["state"],
        cancelled["reason"],
    )
    assert [("learner", "cancelled", 1)] == [
        (one["role"], one["state"], one["taken"]) for one in own
    ]
    assert ([planned["session_id"]], None) == (
        [one["session_id"] for one in listed["items"]],
        listed["next"],
    )
    assert "link" not in listed["items"][0]


def test_a_reminder_lies_in_the_inbox_until_it_is_read(
    ask: Ask,
    plan: Plan,
    school: TrainingService,
    clock: SetClock,
    as_timer: ActAs,
    project: Callable[[], None],
) -> None:
    session_id = plan()["session_id"]
    ask("POST", f"/sessions/{session_id}/own-place", expect=200)
    clock.move_to(TUESDAY - timedelta(minutes=30))
    project()
    with as_timer():
        school.use_cases.reminders.remind_of_sessions(clock.now())
    project()
    [row] = ask("GET", "/reminders?is_unread=true", expect=200).get_json()["items"]
    path = f"/reminders/{row['reminder_id']}"
    read = ask("POST", f"{path}/reading", if_match=1, expect=200).get_json()
    project()

    assert (session_id, "投诉处理，第一课", "session") == (
        row["about_id"],
        row["title"],
        row["kind"],
    )
    assert (True, 60) == (read["is_read"], read["minutes_before"])
    assert [] == ask("GET", "/reminders?is_unread=true", expect=200).get_json()["items"]
    assert [200, 404] == [ask("GET", path, by=one).status_code for one in (LI, SUN)]


def test_a_place_taken_twice_with_one_key_is_one_place(ask: Ask, plan: Plan) -> None:
    path = f"/sessions/{plan()['session_id']}/own-place"
    key = {"Idempotency-Key": "the-same-key-0001"}
    answers = [ask("POST", path, headers=key, expect=200).get_json() for _ in range(2)]

    assert [1, 1] == [one["taken"] for one in answers]
    assert 409 == ask("POST", path).status_code
