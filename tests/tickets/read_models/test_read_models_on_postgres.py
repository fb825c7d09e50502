"""The same day on PostgreSQL: the queries and the use cases are not SQLite's alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.domain.assignment import QueueRules, standing_of
from services.tickets.service import TicketsService
from shared.platform import Platform
from shared.read_models.rebuild import own_source
from shared.settings import Settings, read_settings
from tests.support.parts import own_models
from tests.support.queues import waiting_in
from tests.support.tickets import LI, MONDAY, ZHAO
from tests.tickets.conftest import close, prepare
from tests.tickets.read_models.conftest import Day

HOUR = timedelta(hours=1)
SPAN = {"since": MONDAY - HOUR, "until": MONDAY + 24 * HOUR}


@pytest.fixture
def settings(tmp_path: Path, new_database: Callable[[], str]) -> Settings:
    """Settings of an installation on a database of its own."""
    return read_settings(
        {"LOOPDESK_DATA_DIR": str(tmp_path), "LOOPDESK_DATABASE_URL": new_database()}
    )


@pytest.fixture
def desk(platform: Platform) -> Iterator[TicketsService]:
    """The service with its tables, in which everybody of the builders is known."""
    made = prepare(platform)
    yield made
    close(made)


def test_a_day_at_the_desk_is_told_as_on_sqlite(desk: TicketsService, day: Day) -> None:
    models = desk.models
    source = own_source(desk.store)
    differing = [
        one.name for one in own_models(desk) if not compare_with_replay(one, source).is_equal
    ]
    assert [] == differing

    [waiting] = waiting_in(desk, "cards", "loans")
    assert (day.waiting, "gold") == (waiting.ticket_id, waiting.customer_level)
    both = models.ticket_list.page(
        {"channel": "phone"}, sort="changed_at", after=None, limit=2, assignees={LI, ZHAO}
    )
    last = (both[1].changed_at, both[1].ticket_id)
    rest = models.ticket_list.page(
        {"channel": "phone"}, sort="changed_at", after=last, limit=2, assignees={LI, ZHAO}
    )
    assert {day.working, day.closed, day.reopened} == {one.ticket_id for one in (*both, *rest)}
    due = {one.ticket_id for one in models.due_clocks.due(by=MONDAY + 100 * HOUR)}
    assert {day.working, day.waiting, day.reopened} == due
    assert {LI, ZHAO} == {one.employee_id for one in models.workload.of_agents()}
    assert 11 == sum(one.clocks for one in models.sla_results.counts(**SPAN))
    [first, _] = models.sla_results.breaches(limit=10)
    assert 1 == len(models.sla_results.breaches(after=(first.breached_at, first.clock_id), limit=9))
    [totals] = models.contact_measures.totals(**SPAN)
    assert (25, 200, 30) == (
        totals.waiting_seconds,
        totals.talk_seconds,
        totals.after_call_work_seconds,
    )
    [count] = models.first_contacts.counts(**SPAN)
    assert (None, 1) == (count.reason_code, count.tickets)
    rules = desk.rules.read("queue", QueueRules, at=MONDAY)
    assert [waiting] == models.queue.first(["cards"], channels={"email"}, rules=rules, limit=9)
    own = standing_of(waiting, rules=rules)
    assert [] == models.queue.first(["cards"], rules=rules, limit=9, after=own)
    assert 1 == models.queue.count_up_to(own, skill_groups=["cards"], rules=rules)
    assert (0, []) == models.queue.ahead_of(waiting, rules=rules, limit=9)
    assert [("cards", 1)] == [(one.skill_group, one.waiting) for one in models.queue.lengths()]
    assert {"cards": 4} == models.queue_flow.given(since=MONDAY)
    assert [] == models.available_agents.of_group("cards")
    absent = models.available_agents.work_of_absent
    assert [day.working] == [
        one.ticket_id
        for one in absent(reason="break", state="in_progress", by=MONDAY + HOUR, limit=9)
    ]
    now = MONDAY + 3 * HOUR
    assert [] == list(models.booked_callbacks.due(at=now, late_if_before=now, limit=1))
    assert [] == list(models.booked_callbacks.booked_about(day.working))
    assert [] == list(models.booked_callbacks.upcoming(assignees={LI}, limit=1))
    assert {LI, ZHAO} == set(models.staff.members_of("cards"))
