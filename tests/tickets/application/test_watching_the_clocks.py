from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy.event import listen

from services.tickets.domain.errors import SlaClockNotFound, TicketNotFound
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.read_models.due_clocks import AT_A_TIME
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.context import Context, acting
from shared.event_store import AsOf
from shared.platform import Platform
from tests.support.parts import message, tell
from tests.support.tickets import LI, MONDAY, SITE, SUN
from tests.tickets.application.queue_rules import enter
from tests.tickets.conftest import ActAs, close

Open = Callable[..., Ticket]
Seconds = Callable[[int], None]
GRACE = 30
HOURS = {"monday": ["09:00-10:00"], "tuesday": ["09:00-18:00"]}


@pytest.fixture
def watch(
    desk: TicketsService, project: Callable[[], None], clock: SetClock, as_timer: ActAs
) -> Callable[[], int]:
    """Runs the timer now, with read models that are up to date."""

    def run() -> int:
        project()
        with as_timer():
            return desk.use_cases.sla.mark_due_clocks(clock.now())

    return run


def clock_topics(
    topics: Callable[[UUID], list[str]], ticket_id: UUID, clock: str = "first_response"
) -> list[str]:
    found = topics(SlaClock.id_for(ticket_id, clock=clock, ordinal=1))
    return [one.removeprefix("sla_clock.") for one in found]


def test_at_risk_and_breach_are_recorded_once_each_a_grace_after_their_moment(
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    topics: Callable[[UUID], list[str]],
) -> None:
    ticket = open_ticket()
    marked = []
    for seconds in (240 + GRACE - 1, 2, 1, 57, 3, 500):
        wait(seconds)
        marked.append(watch())

    assert [0, 1, 0, 0, 1, 0] == marked
    assert ["started", "at_risk", "breached"] == clock_topics(topics, ticket.id)


def test_the_breach_names_the_moment_and_who_had_the_ticket(
    desk: TicketsService, open_ticket: Open, watch: Callable[[], int], wait: Seconds
) -> None:
    ticket = open_ticket(is_taken=True)
    wait(1000)
    watch()
    clock_id = SlaClock.id_for(ticket.id, clock="first_response", ordinal=1)
    record = desk.store.recorder.select_history(clock_id)[-1]
    breached = desk.store.mapper.to_domain_event(record)

    assert MONDAY + timedelta(seconds=300) == breached.due_at
    assert (LI, ticket.number) == (breached.about.assignee_id, breached.about.number)
    assert "timer" == breached.meta.channel


def test_what_was_answered_within_the_grace_is_never_called_late_by_the_timer(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    ticket = open_ticket(is_taken=True)
    wait(300)
    with as_employee():
        desk.use_cases.correspondences.send_reply(ticket.id, text="您好")
    wait(500)
    watch()

    assert ["started", "met"] == clock_topics(topics, ticket.id)


def test_timers_of_two_processes_record_a_breach_once(
    desk: TicketsService,
    platform: Platform,
    open_ticket: Open,
    project: Callable[[], None],
    wait: Seconds,
    clock: SetClock,
    as_timer: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    ticket = open_ticket()
    project()
    wait(1000)
    other = TicketsService(platform)
    with as_timer():
        marked = [
            one.use_cases.sla.mark_due_clocks(clock.now()) for one in (desk, other, desk, other)
        ]
    close(other)

    assert [1, 0, 0, 0] == marked
    assert ["started", "breached"] == clock_topics(topics, ticket.id)


def test_a_ticket_that_moves_while_the_timer_looks_is_left_for_the_next_round(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
    topics: Callable[[UUID], list[str]],
) -> None:
    ticket = open_ticket(is_taken=True)
    wait(1000)
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_employee():
                desk.use_cases.solutions.verify_identity(ticket.id, method="callback")
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    assert [0, 1] == [watch(), watch()]
    assert ["started", "breached"] == clock_topics(topics, ticket.id)


def test_a_paused_clock_is_not_looked_at_and_comes_due_later_by_the_pause(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    ticket = open_ticket(is_taken=True, priority="urgent")
    solutions = desk.use_cases.solutions
    with as_employee():
        desk.use_cases.correspondences.send_reply(ticket.id, text="您好")
        solutions.wait_for(ticket.id, "waiting_for_customer", reason="补件")
    wait(100_000)
    assert 0 == watch()
    with as_employee():
        solutions.resume_ticket(ticket.id)
    wait(10_800 + GRACE - 1)
    assert 0 == watch()
    wait(2)
    assert 1 == watch()
    assert ["started", "at_risk"] == clock_topics(topics, ticket.id, "resolution")


def keep_hours(desk: TicketsService, weekly: dict[str, list[str]]) -> None:
    """The site is open at these hours."""
    data = {
        "site_id": str(SITE),
        "version": 1,
        "content": {"name": "c", "zone": "Asia/Shanghai", "weekly": weekly},
        "effective_from": "2019-01-01T00:00:00Z",
    }
    tell(desk.models.calendars, message("people.calendar_version_added", data))


def test_outside_business_hours_a_clock_stands_and_is_not_read_again_and_again(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    topics: Callable[[UUID], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep_hours(desk, HOURS)
    ticket = open_ticket(channel="email")
    wait(5 * 3600)
    assert 0 == watch()

    with monkeypatch.context() as patched:
        patched.setattr(desk.store, "get", None)
        wait(3600)
        assert 0 == watch()

    wait(20 * 3600 + GRACE + 1)
    assert [1, 0] == [watch(), watch()]
    assert ["started", "at_risk"] == clock_topics(topics, ticket.id)


def test_a_clock_that_counts_in_business_time_is_not_looked_at_before_it_can_be_due(
    desk: TicketsService, open_ticket: Open, project: Callable[[], None]
) -> None:
    keep_hours(desk, HOURS)
    ticket = open_ticket(channel="email")
    project()
    due_at = MONDAY + timedelta(hours=26)
    earlier = desk.models.due_clocks.due(by=due_at - timedelta(microseconds=1))
    then = desk.models.due_clocks.due(by=due_at)

    assert ([], [ticket.id]) == (list(earlier), [one.ticket_id for one in then])


def test_where_no_calendar_opens_again_the_other_clocks_are_marked_all_the_same(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    topics: Callable[[UUID], list[str]],
) -> None:
    keep_hours(desk, {})
    never = open_ticket(channel="email")
    wait(4 * 3600)
    ticket = open_ticket()
    wait(1000)
    watch()

    assert ["started", "breached"] == clock_topics(topics, ticket.id)
    assert ["started"] == clock_topics(topics, never.id)


def test_what_counted_around_the_clock_before_a_policy_in_business_time_brings_it_forward(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    keep_hours(desk, HOURS)
    policies = desk.store.get(TicketRules, TicketRules.id_for("sla")).versions[-1].content
    in_business_time = [
        {**one, "business_time": one["priority"] == "urgent"} for one in policies["policies"]
    ]
    enter(desk, "sla", policies=in_business_time)
    ticket = open_ticket(is_taken=True)
    wait(2 * 3600)
    with as_employee():
        desk.use_cases.particulars.reprioritise_ticket(
            ticket.id, "urgent", reason="重要", expected_version=None
        )
    # At risk after three hours: two have passed at any time, one is left from Tuesday at nine.
    wait(23 * 3600 + GRACE - 1)
    watch()
    before = clock_topics(topics, ticket.id, "resolution")
    wait(1)
    watch()

    assert ["started", "policy_changed"] == before
    assert [*before, "at_risk"] == clock_topics(topics, ticket.id, "resolution")


def test_more_due_clocks_than_a_portion_are_all_marked_once(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    wait: Seconds,
    topics: Callable[[UUID], list[str]],
) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        asked.append(statement)

    tickets = [open_ticket().id for _ in range(AT_A_TIME + 1)]
    wait(1000)
    listen(desk.read_database.engine, "before_cursor_execute", note)
    marked = [watch(), watch()]

    assert [len(tickets), 0] == marked
    assert {("started", "breached")} == {tuple(clock_topics(topics, one)) for one in tickets}
    of_clocks = [one for one in asked if one.startswith("SELECT") and "FROM due_clocks" in one]
    assert [] == [one for one in of_clocks if "LIMIT" not in one]
    assert 2 < len(of_clocks)


def test_an_explanation_adds_up_line_by_line(
    desk: TicketsService, open_ticket: Open, wait: Seconds, as_employee: ActAs
) -> None:
    ticket = open_ticket(is_taken=True)
    wait(100)
    with as_employee():
        desk.use_cases.solutions.wait_for(ticket.id, "waiting_for_customer", reason="补件")
    wait(50)
    clock_id = SlaClock.id_for(ticket.id, clock="resolution", ordinal=1)
    with as_employee():
        read = desk.use_cases.sla.explain_clock(ticket.id, clock_id)

    assert [("in_progress", 100, True), ("waiting_for_customer", 50, False)] == [
        (one.state, one.seconds, one.counts) for one in read.reading.lines
    ]


def test_an_explanation_of_an_earlier_moment_knows_nothing_of_later_ones(
    desk: TicketsService, open_ticket: Open, wait: Seconds, as_employee: ActAs
) -> None:
    ticket = open_ticket(is_taken=True)
    position = desk.store.recorder.last_position()
    wait(100)
    with as_employee():
        desk.use_cases.solutions.wait_for(ticket.id, "waiting_for_customer", reason="补件")
    wait(50)
    clock_id = SlaClock.id_for(ticket.id, clock="resolution", ordinal=1)

    def counted(as_of: AsOf) -> int:
        with as_employee():
            read = desk.use_cases.sla.explain_clock(ticket.id, clock_id, as_of=as_of)
        return read.reading.counted_seconds

    assert 0 == counted(AsOf(position=position))
    assert 40 == counted(AsOf(time=MONDAY + timedelta(seconds=40)))
    assert 100 == counted(AsOf(time=MONDAY + timedelta(seconds=140)))


def test_a_clock_is_explained_to_those_who_may_see_the_ticket(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs
) -> None:
    ticket = open_ticket()
    clock_id = SlaClock.id_for(ticket.id, clock="resolution", ordinal=1)
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.sla.explain_clock(ticket.id, clock_id)
    with as_employee(), pytest.raises(SlaClockNotFound):
        desk.use_cases.sla.explain_clock(ticket.id, UUID(int=4))


class TestFirstContactResolution:
    def assess(self, desk: TicketsService, as_timer: ActAs, at: datetime) -> int:
        with as_timer():
            return desk.use_cases.first_contacts.assess_first_contacts(at)

    def verdict(self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs) -> object:
        with as_employee():
            file = desk.use_cases.ticket_files.see_ticket(ticket_id)
        assert file.first_contact is not None
        return (file.first_contact.is_first_contact, file.first_contact.repeated_by)

    def test_a_ticket_is_judged_once_when_its_window_has_passed(
        self,
        desk: TicketsService,
        ticket_id: UUID,
        resolve: Callable[[UUID], Ticket],
        project: Callable[[], None],
        as_timer: ActAs,
        as_employee: ActAs,
        clock: SetClock,
    ) -> None:
        resolve(ticket_id)
        project()
        assert 0 == self.assess(desk, as_timer, clock.now() + timedelta(days=7, seconds=-1))
        in_a_week = clock.now() + timedelta(days=7)
        assert [1, 0] == [self.assess(desk, as_timer, in_a_week) for _ in range(2)]
        assert (True, None) == self.verdict(desk, ticket_id, as_employee)

    def test_who_comes_again_with_the_same_issue_was_not_helped_at_first(
        self,
        desk: TicketsService,
        ticket_id: UUID,
        resolve: Callable[[UUID], Ticket],
        open_ticket: Open,
        project: Callable[[], None],
        wait: Seconds,
        as_timer: ActAs,
        as_employee: ActAs,
        clock: SetClock,
    ) -> None:
        resolve(ticket_id)
        wait(86_400)
        again = open_ticket()
        project()
        self.assess(desk, as_timer, clock.now() + timedelta(days=7))

        assert (False, again.id) == self.verdict(desk, ticket_id, as_employee)

    def test_another_issue_is_no_repetition(
        self,
        desk: TicketsService,
        ticket_id: UUID,
        resolve: Callable[[UUID], Ticket],
        open_ticket: Open,
        project: Callable[[], None],
        wait: Seconds,
        as_timer: ActAs,
        as_employee: ActAs,
        clock: SetClock,
    ) -> None:
        resolve(ticket_id)
        wait(86_400)
        open_ticket(topic="loan.rate")
        project()
        self.assess(desk, as_timer, clock.now() + timedelta(days=7))

        assert (True, None) == self.verdict(desk, ticket_id, as_employee)


def test_a_shorter_grace_is_a_rule(
    desk: TicketsService, open_ticket: Open, watch: Callable[[], int], wait: Seconds
) -> None:
    with acting(Context(occurred_at=MONDAY, actor=str(LI))):
        book = desk.store.get(TicketRules, TicketRules.id_for("sla"))
        content = {**msgspec.to_builtins(book.versions[-1].content), "grace_seconds": 1}
        book.add_version(content, effective_from=MONDAY, source="entered", reason="short")
        desk.store.save(book)
    open_ticket()
    wait(302)

    assert 1 == watch()
