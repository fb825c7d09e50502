"""Exports: made in the background, told how far they are, and gone when their time is over."""

import csv
import errno
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application import exports
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.export import EXPIRED, FAILED, FINISHED, NOT_MADE, REQUESTED, Export
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
        given = {
            "format": "csv",
            "asked": {},
            "language": "zh-CN",
            "employee_ids": None,
            "zone": "Asia/Shanghai",
            **facts,
        }
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


@pytest.mark.parametrize(
    ("language", "zone", "heading", "opened_at", "words"),
    [
        (
            "zh-CN",
            "Asia/Shanghai",
            "开单时间（Asia/Shanghai）",
            "2020-01-06 09:00:00",
            ["处理中", "咨询", "电话", "普通"],
        ),
        (
            "en",
            "Asia/Kathmandu",
            "Opened at (Asia/Kathmandu)",
            "2020-01-06 06:45:00",
            ["in progress", "inquiry", "telephone", "normal"],
        ),
    ],
)
@pytest.mark.usefixtures("tickets")
def test_an_export_tells_words_in_the_readers_language_and_times_of_their_site(
    request_export: Request,
    make: Callable[[], int],
    rows_of: Callable[[UUID], list[list[str]]],
    language: str,
    zone: str,
    heading: str,
    opened_at: str,
    words: list[str],
) -> None:
    export_id = request_export(language=language, zone=zone)
    make()
    headings, first, *_ = rows_of(export_id)

    assert (heading, opened_at) == (headings[11], first[11])
    assert words == first[1:5]


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("assigned", ["派单", "领取"]),
        ("first_response", ["首次响应", "不超过 30 秒"]),
    ],
)
def test_facts_are_told_in_words_with_what_they_are_about(
    desk: TicketsService,
    tickets: list[str],
    project: Callable[[], None],
    as_employee: ActAs,
    request_export: Request,
    make: Callable[[], int],
    rows_of: Callable[[UUID], list[list[str]]],
    measure: str,
    told: list[str],
) -> None:
    [found] = desk.models.ticket_list.page(
        {"number": tickets[0]}, sort="opened_at", after=None, limit=1
    )
    with as_employee(LI):
        desk.use_cases.correspondences.send_reply(found.ticket_id, text="您好")
    project()
    span = {"since": "2020-01-06T00:00:00Z", "until": "2020-01-07T00:00:00Z"}
    export_id = request_export("facts", asked={**span, "measure": measure})
    make()
    row = next(one for one in rows_of(export_id) if tickets[0] in one)

    assert told == [row[0], row[2]]


def test_an_export_that_was_asked_for_before_zones_were_kept_tells_utc() -> None:
    facts: dict[str, Any] = {"language": "zh-CN"}
    Export.Created.upcast_v1_v2(facts)

    assert {"language": "zh-CN", "zone": "UTC"} == facts


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
            list_name="tickets",
            format="csv",
            asked={},
            language="en",
            employee_ids=None,
            zone="UTC",
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


class DiskFull:
    """The lists, which the disk does not take for one export while it is full."""

    def __init__(self, lists: Any, export_id: UUID) -> None:
        self._lists = lists
        self._export_id = export_id
        self.is_full = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lists, name)

    def rows(self, export: Export, *, at: Any) -> Any:
        if self.is_full and export.id == self._export_id:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._lists.rows(export, at=at)


@pytest.fixture
def full(desk: TicketsService, tickets: list[str], request_export: Request) -> DiskFull:
    """An export for which the disk is full; it was asked for before all others."""
    found = DiskFull(desk.use_cases.exports._lists, request_export())
    desk.use_cases.exports._lists = found
    return found


def test_what_cannot_be_made_holds_up_nobody_and_is_given_up_after_some_attempts(
    desk: TicketsService,
    full: DiskFull,
    request_export: Request,
    make: Callable[[], int],
    wait: Callable[[int], None],
) -> None:
    other_id = request_export()
    made = [make(), make()]
    for minutes in (1, 2, 4):
        wait(60 * minutes - 1)
        made.append(make())
        wait(1)
        made.append(make())
    waiting = desk.store.get(Export, full._export_id)
    wait(60 * 8)
    made.append(make())
    given_up = desk.store.get(Export, full._export_id)

    assert [1, *[0] * 8] == made
    assert FINISHED == desk.store.get(Export, other_id).state
    assert (REQUESTED, 4) == (waiting.state, waiting.attempts)
    assert (FAILED, NOT_MADE) == (given_up.state, given_up.cause)
    assert 0 == make()


def test_what_could_not_be_made_at_first_is_made_later(
    desk: TicketsService,
    full: DiskFull,
    make: Callable[[], int],
    wait: Callable[[int], None],
) -> None:
    assert 0 == make()
    full.is_full = False
    assert 0 == make()
    wait(60)

    assert 1 == make()
    assert FINISHED == desk.store.get(Export, full._export_id).state


@pytest.mark.usefixtures("tickets")
def test_a_file_that_cannot_be_removed_keeps_no_other_from_expiring(
    desk: TicketsService,
    request_export: Request,
    make: Callable[[], int],
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
) -> None:
    stuck_id = request_export()
    make()
    wait(1)
    other_id = request_export()
    make()
    folder = desk._export_files._folder
    name = desk.store.get(Export, stuck_id).file_hash
    assert name is not None
    (folder / name).unlink()
    (folder / name).mkdir()
    wait(73 * HOURS)
    with as_timer():
        assert 1 == desk.use_cases.exports.expire_exports(clock.now())

    assert [FINISHED, EXPIRED] == [
        desk.store.get(Export, one).state for one in (stuck_id, other_id)
    ]
    assert desk.keys.is_erased(f"export:{stuck_id}")
