"""Exports: made in the background, told how far they are, and gone when their time is over."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application import exports
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.export import EXPIRED, FAILED, FINISHED, Export
from services.tickets.domain.export_errors import ExportNotFound, ExportNotReady
from services.tickets.domain.rules import TicketRules
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.errors import NotAllowed
from shared.rules import RuleKeeping
from tests.support.tickets import CUSTOMER, LI, WANG, ZHAO
from tests.tickets.conftest import LEADER, ActAs

HOURS = 3600
EXPORTER = LEADER | {"tickets.export", "tickets.see_all"}

Request = Callable[..., UUID]


@pytest.fixture
def tickets(desk: TicketsService, as_employee: ActAs, project: Callable[[], None]) -> list[str]:
    """Three tickets: Li's, Zhao's and one whose subject would be a formula."""
    made = []
    for agent, subject in ((LI, "银行卡丢失"), (ZHAO, "账单"), (LI, '=HYPERLINK("http://x")')):
        new = NewTicket(
            kind="inquiry",
            channel="phone",
            subject=subject,
            customer_id=CUSTOMER,
            skill_group="cards",
            is_taken=True,
        )
        with as_employee(agent):
            made.append(desk.use_cases.tickets.open_ticket(new).number)
    project()
    return made


@pytest.fixture
def request_export(
    desk: TicketsService, as_employee: ActAs, project: Callable[[], None]
) -> Request:
    def ask(list_name: str = "tickets", **facts: Any) -> UUID:
        given = {"format": "csv", "asked": {}, "language": "zh-CN", "employee_ids": None, **facts}
        with as_employee(WANG, EXPORTER):
            export = desk.use_cases.exports.request_export(list_name=list_name, **given)
        project()
        return export.id

    return ask


@pytest.fixture
def make(
    desk: TicketsService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[], int]:
    def carry_out() -> int:
        with as_timer():
            made = desk.use_cases.exports.make_exports(clock.now())
        project()
        return made

    return carry_out


@pytest.fixture
def rows_of(desk: TicketsService, as_employee: ActAs) -> Callable[[UUID], list[list[str]]]:
    def read(export_id: UUID) -> list[list[str]]:
        with as_employee(WANG, EXPORTER):
            _, content = desk.use_cases.exports.read_file(export_id)
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    return read


def test_an_export_holds_the_list_with_headings_in_the_readers_language(
    desk: TicketsService,
    tickets: list[str],
    request_export: Request,
    make: Callable[[], int],
    rows_of: Callable[[UUID], list[list[str]]],
) -> None:
    export_id = request_export()
    assert 1 == make()
    headings, *rows = rows_of(export_id)
    export = desk.store.get(Export, export_id)

    assert ("工单号", "主题") == (headings[0], headings[8])
    assert set(tickets) == {row[0] for row in rows}
    assert {"银行卡丢失", "账单", '\'=HYPERLINK("http://x")'} == {row[8] for row in rows}
    assert (FINISHED, 3) == (export.state, export.rows_done)
    assert export.from_position == export.to_position
    assert 0 == make()


def test_an_export_holds_only_what_the_requester_may_see(
    tickets: list[str],
    request_export: Request,
    make: Callable[[], int],
    rows_of: Callable[[UUID], list[list[str]]],
) -> None:
    export_id = request_export(employee_ids=frozenset({ZHAO}), asked={"channel": "phone"})
    make()

    assert [tickets[1]] == [row[0] for row in rows_of(export_id)[1:]]


@pytest.mark.parametrize(
    ("list_name", "asked", "count"),
    [
        (
            "facts",
            {
                "measure": "assigned",
                "since": "2020-01-06T00:00:00Z",
                "until": "2020-01-07T00:00:00Z",
            },
            3,
        ),
        ("open_tickets", {"kind": "inquiry"}, 3),
        ("open_tickets", {"kind": "query"}, 0),
        ("tickets", {"since": "2020-01-07T00:00:00Z"}, 0),
    ],
)
@pytest.mark.usefixtures("tickets")
def test_every_list_is_exported_as_it_was_asked_for(
    list_name: str,
    asked: dict[str, str],
    count: int,
    request_export: Request,
    make: Callable[[], int],
    rows_of: Callable[[UUID], list[list[str]]],
) -> None:
    export_id = request_export(list_name, asked=asked, language="en")
    make()

    assert count == len(rows_of(export_id)) - 1


@pytest.mark.usefixtures("tickets")
def test_progress_is_told_on_the_way(
    desk: TicketsService,
    request_export: Request,
    make: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "ROWS_A_NOTE", 1)
    export_id = request_export(format="excel")
    make()
    topics = [one.topic for one in desk.store.recorder.select_history(export_id)]

    assert ["requested", *["progressed"] * 3, "finished"] == [
        one.rpartition(".")[2] for one in topics
    ]


@pytest.mark.usefixtures("tickets")
def test_a_list_that_is_too_long_is_refused_with_the_cause(
    desk: TicketsService, request_export: Request, make: Callable[[], int], as_employee: ActAs
) -> None:
    content = {"most_rows": 2, "keep_hours": 1}
    with as_employee(WANG, frozenset({"rules.change"})) as context:
        RuleKeeping(desk.store, TicketRules).enter_rule_version(
            "exports", content=content, effective_from=context.occurred_at, reason="小一些"
        )
    export_id = request_export()
    make()
    export = desk.store.get(Export, export_id)

    assert (FAILED, "too_many_rows") == (export.state, export.cause)
    with as_employee(WANG, EXPORTER), pytest.raises(ExportNotReady):
        desk.use_cases.exports.read_file(export_id)


@pytest.mark.usefixtures("tickets")
def test_only_who_asked_downloads_it_and_only_as_long_as_they_may_export(
    desk: TicketsService, request_export: Request, make: Callable[[], int], as_employee: ActAs
) -> None:
    export_id = request_export()
    with as_employee(WANG, EXPORTER), pytest.raises(ExportNotReady):
        desk.use_cases.exports.read_file(export_id)
    make()

    with as_employee(LI, EXPORTER), pytest.raises(ExportNotFound):
        desk.use_cases.exports.read_file(export_id)
    with as_employee(WANG, LEADER), pytest.raises(NotAllowed):
        desk.use_cases.exports.read_file(export_id)
    with as_employee(LI, LEADER), pytest.raises(NotAllowed):
        desk.use_cases.exports.request_export(
            list_name="tickets", format="csv", asked={}, language="en", employee_ids=None
        )


@pytest.mark.usefixtures("tickets")
def test_an_export_is_unreadable_when_its_time_is_over(
    desk: TicketsService,
    request_export: Request,
    make: Callable[[], int],
    as_timer: ActAs,
    as_employee: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> None:
    export_id = request_export()
    make()
    stored = desk.store.get(Export, export_id).file_hash
    assert stored is not None

    def expire() -> int:
        with as_timer():
            gone = desk.use_cases.exports.expire_exports(clock.now())
        project()
        return gone

    wait(71 * HOURS)
    assert 0 == expire()
    wait(2 * HOURS)
    assert (1, 0) == (expire(), expire())
    assert EXPIRED == desk.store.get(Export, export_id).state
    assert desk.keys.is_erased(f"export:{export_id}")
    assert [] == list(desk._export_files._folder.iterdir())
    with as_employee(WANG, EXPORTER), pytest.raises(ExportNotReady):
        desk.use_cases.exports.read_file(export_id)


class Overtaken:
    """The lists, on whose first row another process makes the export too."""

    def __init__(self, lists: Any, overtake: Callable[[], int]) -> None:
        self._lists = lists
        self._overtake = overtake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lists, name)

    def rows(self, *args: Any, **options: Any) -> Any:
        yield from self._lists.rows(*args, **options)
        self._overtake()


@pytest.mark.usefixtures("tickets")
def test_of_two_processes_that_make_the_same_export_one_finishes_it(
    desk: TicketsService,
    request_export: Request,
    as_timer: ActAs,
    clock: SetClock,
    make: Callable[[], int],
) -> None:
    export_id = request_export()
    slow = desk.use_cases.over(desk.store).exports
    slow._lists = Overtaken(slow._lists, make)  # type: ignore[assignment]
    with as_timer():
        assert 0 == slow.make_exports(clock.now())

    assert (FINISHED, 2) == (
        desk.store.get(Export, export_id).state,
        desk.store.get(Export, export_id).version,
    )


@pytest.mark.usefixtures("tickets")
def test_what_is_made_already_is_not_made_again(
    desk: TicketsService, request_export: Request, as_timer: ActAs, clock: SetClock
) -> None:
    export_id = request_export()
    with as_timer():
        made = [desk.use_cases.exports.make_exports(clock.now()) for _ in range(2)]

    assert ([1, 0], 2) == (made, desk.store.get(Export, export_id).version)
