"""The calendar behind a secret link, read as calendar programs read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from services.training.messages.calendar_file import CalendarEntry, calendar_file
from services.training.service import TrainingService
from shared.clock import SetClock
from tests.support.sessions import COURSE, HOUR, TUESDAY, appointment, plan
from tests.support.training import LI, MONDAY, QIAN, SUN, ZHOU
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask


@pytest.fixture
def address(ask: Ask) -> str:
    """Where Li's feed is found."""
    return str(ask("POST", "/calendar-feeds", expect=201).get_json()["address"])


def events(client: FlaskClient, address: str) -> list[Any]:
    answer = client.get(address)
    assert (200, "text/calendar; charset=utf-8") == (answer.status_code, answer.content_type)
    assert "no-store" in answer.headers["Cache-Control"]
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_feed_follows_a_session_through_its_changes(
    client: FlaskClient,
    ask: Ask,
    address: str,
    school: TrainingService,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_employee(QIAN):
        session_id = plan(school).id
    assert [] == events(client, address)
    ask("POST", f"/sessions/{session_id}/own-place", expect=200)
    project()
    [first] = events(client, address)
    with as_employee(QIAN):
        school.use_cases.sessions.move_session(
            session_id, appointment=appointment(TUESDAY + 3 * HOUR), reason="x"
        )
    project()
    [moved] = events(client, address)
    with as_employee(QIAN):
        school.use_cases.sessions.cancel_session(session_id, reason="x")
    project()
    [cancelled] = events(client, address)

    assert [f"{session_id}@training.loopdesk"] * 3 == [
        str(one["uid"]) for one in (first, moved, cancelled)
    ]
    assert [(0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CANCELLED")] == [
        (one["sequence"], str(one["status"])) for one in (first, moved, cancelled)
    ]
    assert [TUESDAY, TUESDAY + 3 * HOUR] == [one.decoded("dtstart") for one in (first, moved)]
    assert ("投诉处理；第一课", "三号会议室") == (str(first["summary"]), str(first["location"]))
    assert {timedelta()} == {one.decoded("dtend").utcoffset() for one in (first, moved)}


def test_it_shows_no_people_no_link_and_nothing_that_is_not_the_owners(
    client: FlaskClient,
    ask: Ask,
    address: str,
    school: TrainingService,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_employee(QIAN):
        session_id = plan(school).id
        plan(school, TUESDAY + 4 * HOUR)
    for one in (LI, SUN):
        ask("POST", f"/sessions/{session_id}/own-place", by=one, expect=200)
    project()
    text = client.get(address).text

    assert 1 == text.count("BEGIN:VEVENT")
    hidden = (str(LI), str(SUN), str(ZHOU), str(COURSE), "meet.example.com")
    assert [] == [one for one in hidden if one in text]


def test_a_trainer_reads_what_they_teach(
    client: FlaskClient,
    ask: Ask,
    school: TrainingService,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    with as_employee(QIAN):
        plan(school)
    project()
    own = ask("POST", "/calendar-feeds", by=ZHOU, expect=201).get_json()["address"]

    assert ["【授课】投诉处理；第一课"] == [str(one["summary"]) for one in events(client, own)]


def test_a_replaced_or_guessed_link_opens_nothing_and_both_are_told_alike(
    client: FlaskClient, ask: Ask, address: str
) -> None:
    feed = ask("GET", "/own-calendar-feed", expect=200).get_json()
    assert address == feed["address"]
    path = f"/calendar-feeds/{feed['calendar_feed_id']}"
    replaced = ask("POST", f"{path}/link", if_match=1, expect=200).get_json()
    answers = [client.get(one) for one in (address, f"{address}x")]
    codes = {(one.status_code, one.get_json()["code"]) for one in answers}
    assert [] == events(client, replaced["address"])
    closed = ask("POST", f"{path}/closure", if_match=2, expect=200).get_json()

    assert {(404, "calendar-link-unknown")} == codes
    assert closed["address"] is None
    assert 404 == client.get(replaced["address"]).status_code
    assert 404 == ask("GET", "/own-calendar-feed", by=SUN).status_code


def test_old_sessions_leave_the_feed(
    client: FlaskClient,
    ask: Ask,
    address: str,
    school: TrainingService,
    as_employee: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> None:
    with as_employee(QIAN):
        session_id = plan(school).id
    ask("POST", f"/sessions/{session_id}/own-place", expect=200)
    project()
    counts = []
    for days in (30, 32):
        clock.move_to(MONDAY + timedelta(days=days))
        counts.append(len(events(client, address)))

    assert [1, 0] == counts


def test_what_is_special_in_calendars_is_escaped_and_lines_are_folded() -> None:
    title = "面谈; 反馈, 复盘\\总结 " + "客户服务培训" * 20
    entry = CalendarEntry(
        session_id=COURSE,
        title=title,
        is_taught=False,
        starts_at=TUESDAY,
        ends_at=TUESDAY + HOUR,
        place="BEGIN:VALARM",
        link="https://meet.example.com/a?b=c;d,e",
        is_cancelled=False,
        sequence=0,
        changed_at=MONDAY,
    )
    content = calendar_file([entry])
    [event] = Calendar.from_ical(content).walk("VEVENT")

    assert title == str(event["summary"])
    assert "https://meet.example.com/a?b=c;d,e" == str(event["url"])
    assert rb"\; " in content
    assert all(len(one) <= 75 for one in content.split(b"\r\n"))
    assert [] == Calendar.from_ical(content).walk("VALARM")
