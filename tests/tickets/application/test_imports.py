"""Taking tickets over: what is read, mapped, refused by row and field, and not done twice."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.application import import_files
from services.tickets.application.import_files import NotAnExport, rows_in
from services.tickets.application.imports import ImportReport
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.search_terms import asked_terms
from services.tickets.domain.ticket import Ticket
from services.tickets.read_models.figure_queries import Asked
from services.tickets.read_models.search_queries import Wanted
from services.tickets.service import TicketsService
from shared.errors import NotAllowed
from shared.read_models.rebuild import own_source
from tests.support.parts import own_models
from tests.support.queues import waiting_in
from tests.support.tickets import CUSTOMER, LI, MONDAY
from tests.tickets.conftest import MANAGER, ActAs

ZAMMAD = {
    "id": 31,
    "number": "20031",
    "title": "银行卡丢失",
    "state": "open",
    "priority": "2 normal",
    "group": "Users",
    "customer": "wang@example.com",
    "create_article_type": "email",
    "created_at": "2019-05-02T08:00:00.000Z",
    "articles": [
        {
            "body": "请帮我挂失",
            "sender": "Customer",
            "internal": False,
            "created_at": "2019-05-02T08:00:00Z",
        },
        {
            "body": "已经联系网点",
            "sender": "Agent",
            "internal": True,
            "created_at": "2019-05-02T09:00:00Z",
        },
        {
            "body": "正在处理",
            "sender": "Agent",
            "internal": False,
            "created_at": "2019-05-02T10:00:00Z",
        },
    ],
}
ZENDESK = {
    "id": 77,
    "subject": "Where is my order",
    "description": "It has not come",
    "status": "solved",
    "type": "question",
    "priority": None,
    "via": {"channel": "voice"},
    "requester_id": 5,
    "created_at": "2019-05-02T08:00:00Z",
    "solved_at": "2019-05-03T08:00:00Z",
    "comments": [
        {"body": "It has not come", "author_id": 5, "public": True},
        {
            "body": "look <b>here</b>",
            "author_id": 9,
            "public": True,
            "created_at": "2019-05-02T09:00:00Z",
        },
    ],
}
ROW = {
    "source_id": "a-1",
    "subject": "建议延长营业时间",
    "description": "周末也开门",
    "state": "closed",
    "kind": "suggestion",
    "channel": "web",
    "asked_at": "2019-05-02T16:00:00+08:00",
    "closed_at": "2019-05-04T08:00:00Z",
    "resolution": "已采纳",
    "customer_id": str(CUSTOMER),
}

Take = Callable[..., ImportReport]


@pytest.fixture
def take(
    desk: TicketsService, as_timer: ActAs, project: Callable[[], None], tmp_path: Path
) -> Take:
    """Takes over what a file of this content holds."""

    def carry_out(content: Any, format_: str, **options: Any) -> ImportReport:
        path = tmp_path / "export"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        with as_timer():
            report = desk.use_cases.imports.take_over(
                rows_in(path, format_), format_=format_, **options
            )
        project()
        return report

    return carry_out


def as_csv(*rows: dict[str, str], tmp_path: Path) -> str:
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*ROW, "priority", "group"])
        writer.writeheader()
        writer.writerows(rows)
    return path.read_text("utf-8")


def told(report: ImportReport) -> list[tuple[int, list[str]]]:
    return [(one.row, [fault.field for fault in one.faults]) for one in report.told]


def test_an_open_ticket_of_zammad_waits_here_with_what_was_written(
    desk: TicketsService, take: Take, as_employee: ActAs
) -> None:
    report = take([ZAMMAD], "zammad")
    ticket_id = Ticket.id_of_source("zammad", "31")
    ticket = desk.store.get(Ticket, ticket_id)
    letters = desk.store.get(Correspondence, Correspondence.id_for(ticket_id))

    assert (1, 1, 0, 0) == (report.rows, report.imported, report.known, report.refused)
    assert ("queued", "email", "normal", "inquiry", "general") == (
        ticket.state,
        ticket.channel,
        ticket.priority,
        ticket.kind,
        ticket.skill_group,
    )
    assert datetime(2019, 5, 2, 8, tzinfo=UTC) == ticket.asked_at
    assert [("note", 9), ("reply", 10)] == [
        (one.sort, one.written_at.hour) for one in letters.entries
    ]
    assert "已经联系网点" == desk.keys.open(letters.entries[0].text, purpose="test")
    assert [ticket_id] == [one.ticket_id for one in waiting_in(desk, "general")]
    with as_employee(LI, MANAGER):
        assert desk.use_cases.ticket_files.see_ticket(ticket_id).ticket.number == ticket.number
        assert [] == list(desk.use_cases.sla.clocks_of(ticket_id))


def test_the_event_says_when_it_was_taken_over_and_the_facts_when_it_was_asked(
    desk: TicketsService, take: Take
) -> None:
    take(ZENDESK, "zendesk")
    [record] = desk.store.recorder.select_history(Ticket.id_of_source("zendesk", "77"))
    event = desk.store.mapper.to_domain_event(record)

    assert "tickets.ticket.taken_over" == event.TOPIC
    assert (MONDAY, "service:tickets") == (event.meta.occurred_at, event.meta.actor)
    assert (datetime(2019, 5, 2, 8, tzinfo=UTC), "77", 1) == (
        event.asked_at,
        event.origin.source_id,
        event.origin.entries,
    )


def test_a_taken_over_ticket_is_listed_searched_and_counted_when_it_was(
    desk: TicketsService, take: Take, tmp_path: Path
) -> None:
    take({"tickets": [ZENDESK]}, "zendesk")
    take(as_csv(ROW, tmp_path=tmp_path), "csv")
    listed = desk.models.ticket_list.page({}, sort="opened_at", after=None, limit=9)
    hits = desk.models.search.hits(Wanted(asked_terms("采纳"), fields=("resolution",)))
    year = Asked(datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
    sums = desk.models.figures.sums(year)[None]

    assert {("resolved", 2019), ("closed", 2019)} == {
        (one.state, one.opened_at.year) for one in listed
    }
    assert [CUSTOMER] == [one.ticket.customer_id for one in hits.hits]
    assert (2, 1, 1) == (sums.of("opened"), sums.of("resolved"), sums.of("closed"))
    assert [] == waiting_in(desk, "general")
    source = own_source(desk.store)
    differing = [
        one.name for one in own_models(desk) if not compare_with_replay(one, source).is_equal
    ]
    assert [] == differing


@pytest.mark.parametrize("is_broken_off", [False, True])
def test_a_second_run_changes_nothing(
    desk: TicketsService, take: Take, is_broken_off: bool
) -> None:
    rows = [{**ZAMMAD, "id": number} for number in range(5)]
    first = take(rows[2:4] if is_broken_off else rows, "zammad")
    whole = take(rows, "zammad")
    end = desk.store.recorder.last_position()
    again = take(rows, "zammad")

    assert (5, 5) == (first.imported + whole.imported, again.known)
    assert (0, end) == (again.imported, desk.store.recorder.last_position())


def test_a_row_that_comes_twice_in_a_file_is_taken_over_once(take: Take) -> None:
    report = take([ZAMMAD, ZAMMAD], "zammad")

    assert (1, 1) == (report.imported, report.known)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"state": "on the moon"}, ["state"]),
        ({"priority": "9 panic", "create_article_type": "pigeon"}, ["priority", "channel"]),
        ({"title": "  "}, ["subject"]),
        ({"title": "x" * 501}, ["subject"]),
        ({"id": None}, ["source_id"]),
        ({"created_at": "yesterday"}, ["asked_at"]),
        ({"created_at": None}, ["asked_at"]),
        ({"created_at": "2031-01-01T00:00:00Z"}, ["asked_at"]),
        ({"articles": [{"body": "长" * 20_001}]}, ["description"]),
        ({"articles": [{"body": "a"}] * 300}, []),
    ],
)
def test_what_is_wrong_is_told_by_row_and_field_and_the_rest_goes_on(
    take: Take, changes: dict[str, Any], fields: list[str]
) -> None:
    report = take([{**ZAMMAD, "id": 1}, {**ZAMMAD, **changes}, {**ZAMMAD, "id": 2}], "zammad")

    assert ([(2, fields)] if fields else []) == told(report)
    assert (3, 3 - report.refused) == (report.rows, report.imported)


def test_an_unknown_word_is_shown_in_both_languages(take: Take) -> None:
    [refused] = take([{**ZAMMAD, "state": "weird"}], "zammad").told
    [fault] = refused.faults

    assert "'weird'" in fault.en
    assert "“weird”" in fault.zh


def test_wrong_cells_of_csv_are_told(take: Take, tmp_path: Path) -> None:
    wrong = {**ROW, "customer_id": "1", "asked_at": "2019-13-01"}
    report = take(as_csv(wrong, ROW, tmp_path=tmp_path), "csv")

    assert [(1, ["customer_id", "asked_at"])] == [(row, fields[:2]) for row, fields in told(report)]
    assert 1 == report.imported


def test_a_rehearsal_writes_nothing_and_says_what_it_would_do(
    desk: TicketsService, take: Take
) -> None:
    end = desk.store.recorder.last_position()
    report = take([ZAMMAD, {**ZAMMAD, "id": 2, "state": "?"}], "zammad", is_rehearsal=True)

    assert (1, 1) == (report.imported, report.refused)
    assert end == desk.store.recorder.last_position()


@pytest.mark.parametrize(
    "content",
    [
        lambda one: json.dumps([one, one | {"id": 2}]),
        lambda one: json.dumps({"tickets": [one, one | {"id": 2}]}, indent=2),
        lambda one: json.dumps(one) + "\n" + json.dumps(one | {"id": 2}) + "\n",
        lambda one: "\ufeff" + json.dumps([one, one | {"id": 2}], ensure_ascii=False),
    ],
)
def test_each_form_of_json_is_read_in_small_parts(
    content: Callable[[Any], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "_CHUNK", 7)
    path = tmp_path / "export.json"
    path.write_text(content(ZAMMAD), "utf-8")

    assert ["31", "2"] == [one.source_id for one in rows_in(path, "zammad")]


@pytest.mark.parametrize(
    "content",
    ["[1, 2]", '[{"id": 1}, {"id":', "<html>", '{"id": 1} x', b"\xff\xfe[]".decode("latin1")],
)
def test_a_file_that_is_no_export_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(content.encode("latin1"))

    with pytest.raises(NotAnExport):
        list(rows_in(path, "zammad"))


def test_an_empty_file_holds_no_tickets(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    for content in ("", "[]", '{"tickets": []}'):
        path.write_text(content)
        assert [] == list(rows_in(path, "zendesk"))


def test_who_may_only_work_takes_nothing_over(desk: TicketsService, as_employee: ActAs) -> None:
    with as_employee(LI, MANAGER), pytest.raises(NotAllowed):
        desk.use_cases.imports.take_over([], format_="csv")


def test_a_taken_over_ticket_is_worked_on_like_any_other(
    desk: TicketsService, take: Take, as_employee: ActAs, project: Callable[[], None]
) -> None:
    take([{**ZAMMAD, "type": ""}], "zammad")
    ticket_id: UUID = Ticket.id_of_source("zammad", "31")
    with as_employee(LI, MANAGER | {"tickets.work"}):
        desk.use_cases.particulars.reclassify_ticket(
            ticket_id, kind="suggestion", reason="误分类", expected_version=None
        )
    project()
    [listed] = desk.models.ticket_list.page({}, sort="opened_at", after=None, limit=2)

    assert ("suggestion", timedelta()) == (listed.kind, listed.changed_at - MONDAY)
