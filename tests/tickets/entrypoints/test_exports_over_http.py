"""Exports over HTTP: asked for with the list's own filters, and nobody else's to download."""

from collections.abc import Callable
from typing import Any

import pytest

from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.parts import message, tell
from tests.support.tickets import LI, SITE, SUN, WANG
from tests.tickets.application.queue_rules import enter
from tests.tickets.conftest import LEADER, ActAs
from tests.tickets.entrypoints.conftest import Ask

EXPORTER = {"by": WANG, "permissions": LEADER | {"tickets.export"}}
TICKETS = {"list_name": "tickets", "format": "csv"}
SPAN = {"since": "2020-01-06T00:00:00Z", "until": "2020-01-07T00:00:00Z"}


@pytest.fixture
def make(
    desk: TicketsService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[], None]:
    def carry_out() -> None:
        project()
        with as_timer():
            desk.use_cases.exports.make_exports(clock.now())
        project()

    return carry_out


@pytest.mark.parametrize(("format_", "ending"), [("csv", "csv"), ("excel", "xlsx")])
def test_an_export_is_asked_for_watched_and_downloaded(
    ask: Ask,
    open_ticket: Callable[..., dict[str, Any]],
    make: Callable[[], None],
    format_: str,
    ending: str,
) -> None:
    number = open_ticket(is_taken=True)["number"]
    open_ticket(is_taken=True, channel="email")
    wanted = {**TICKETS, "format": format_, "filters": {"channel": "phone"}}
    asked = ask("POST", "/exports", wanted, expect=201, **EXPORTER).get_json()
    path = f"/exports/{asked['export_id']}"
    assert ("requested", 0) == (asked["state"], asked["rows_done"])
    make()
    shown = ask("GET", path, expect=200, **EXPORTER).get_json()
    file = ask("GET", f"{path}/file", expect=None, **EXPORTER)

    assert ("finished", 1, {"channel": "phone"}) == (
        shown["state"],
        shown["rows_done"],
        shown["filters"],
    )
    assert (200, "nosniff") == (file.status_code, file.headers["X-Content-Type-Options"])
    assert file.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert shown["size"] == len(file.data)
    assert ("csv" == ending) == (number.encode() in file.data)
    listed = ask("GET", "/exports", expect=200, **EXPORTER).get_json()
    assert [asked["export_id"]] == [one["export_id"] for one in listed["items"]]


def test_an_export_is_nobody_elses(
    ask: Ask, open_ticket: Callable[..., dict[str, Any]], make: Callable[[], None]
) -> None:
    open_ticket(is_taken=True)
    asked = ask("POST", "/exports", TICKETS, expect=201, **EXPORTER).get_json()
    path = f"/exports/{asked['export_id']}"
    early = ask("GET", f"{path}/file", expect=None, **EXPORTER)
    make()

    assert "export-not-ready" == early.get_json()["code"]
    everything = {"tickets.export", "tickets.see_all"}
    for end in (path, f"{path}/file"):
        ask("GET", end, by=SUN, permissions=everything, expect=404)
        ask("GET", end, **{**EXPORTER, "permissions": LEADER}, expect=403)
    ask("POST", "/exports", TICKETS, by=LI, expect=403)
    listed = ask("GET", "/exports", by=SUN, permissions=everything, expect=200).get_json()
    assert [] == listed["items"]


def test_naming_an_agent_of_others_exports_nothing_of_theirs(
    ask: Ask, open_ticket: Callable[..., dict[str, Any]], make: Callable[[], None]
) -> None:
    open_ticket(is_taken=True)
    wanted = {**TICKETS, "list_name": "open_tickets", "filters": {"employee_id": str(LI)}}
    who = {"by": SUN, "permissions": {"tickets.work", "tickets.export"}}
    asked = ask("POST", "/exports", wanted, expect=201, **who).get_json()
    own = ask("POST", "/exports", wanted, expect=201, **EXPORTER).get_json()
    make()

    shown = ask("GET", f"/exports/{asked['export_id']}", expect=200, **who).get_json()
    assert ("finished", 0) == (shown["state"], shown["rows_done"])
    shown = ask("GET", f"/exports/{own['export_id']}", expect=200, **EXPORTER).get_json()
    assert ("finished", 1) == (shown["state"], shown["rows_done"])


@pytest.mark.parametrize(
    ("list_name", "filters"),
    [
        ("tickets", {"channel": "phone' OR '1'='1"}),
        ("tickets", {"assignee_id": "1=1"}),
        ("tickets", {"1=1; --": "x"}),
        ("tickets", {"cursor": "AAAA"}),
        ("tickets", {"number": "T-000001-9"}),
        ("facts", SPAN),
        ("facts", {**SPAN, "measure": "opened", "until": SPAN["since"]}),
        ("open_tickets", {"state": "closed"}),
        ("customers", {}),
    ],
)
def test_filters_that_the_list_does_not_know_are_refused(
    ask: Ask, list_name: str, filters: dict[str, str]
) -> None:
    wanted = {**TICKETS, "list_name": list_name, "filters": filters}
    ask("POST", "/exports", wanted, expect=422, **EXPORTER)


def test_an_export_asked_for_twice_with_one_key_is_one(ask: Ask) -> None:
    key = {"Idempotency-Key": "the-same"}
    made = [ask("POST", "/exports", TICKETS, expect=201, headers=key, **EXPORTER) for _ in "12"]

    assert 1 == len({one.get_json()["export_id"] for one in made})


def test_times_are_told_in_the_zone_of_the_readers_site(
    desk: TicketsService,
    ask: Ask,
    open_ticket: Callable[..., dict[str, Any]],
    make: Callable[[], None],
) -> None:
    calendar = {
        "site_id": str(SITE),
        "version": 1,
        "content": {"name": "c", "zone": "Asia/Shanghai", "weekly": {"monday": ["09:00-10:00"]}},
        "effective_from": "2019-01-01T00:00:00Z",
    }
    tell(desk.models.calendars, message("people.calendar_version_added", calendar))
    open_ticket(is_taken=True)
    asked = ask("POST", "/exports", TICKETS, expect=201, **EXPORTER).get_json()
    make()
    file = ask("GET", f"/exports/{asked['export_id']}/file", **EXPORTER).data.decode("utf-8-sig")

    assert "Asia/Shanghai" == asked["time_zone"]
    assert "开单时间（Asia/Shanghai）" in file
    assert '"2020-01-06 09:00:00"' in file


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "请缩小筛选范围"), ("en", "narrow it and ask again")]
)
def test_why_an_export_failed_is_said_with_what_to_do(
    desk: TicketsService,
    ask: Ask,
    open_ticket: Callable[..., dict[str, Any]],
    make: Callable[[], None],
    language: str,
    said: str,
) -> None:
    enter(desk, "exports", most_rows=0)
    open_ticket(is_taken=True)
    asked = ask("POST", "/exports", TICKETS, expect=201, **EXPORTER).get_json()
    make()
    headers = {"Accept-Language": language}
    shown = ask("GET", f"/exports/{asked['export_id']}", headers=headers, **EXPORTER).get_json()

    assert ("failed", "too_many_rows", 0) == (shown["state"], shown["cause"], shown["attempts"])
    assert said in shown["explanation"]
    assert None is asked["explanation"]
