"""Each read model of the own log, after a day at the desk."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.read_models.ticket_list import FILTERS
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import own_models
from tests.support.queues import waiting_in
from tests.support.tickets import LI, MONDAY, SUN, ZHAO
from tests.tickets.read_models.conftest import Day

HOUR = timedelta(hours=1)
SPAN = {"since": MONDAY - HOUR, "until": MONDAY + 24 * HOUR}


def test_every_projected_event_exists(desk: TicketsService) -> None:
    unknown = {
        name
        for model in own_models(desk)
        for name in model.projections
        if name not in desk.store.mapper.topics
    }
    assert set() == unknown


@pytest.mark.usefixtures("day")
def test_every_read_model_equals_a_fresh_replay(desk: TicketsService) -> None:
    source = own_source(desk.store)
    differing = [
        model.name for model in own_models(desk) if not compare_with_replay(model, source).is_equal
    ]
    assert [] == differing


@pytest.mark.usefixtures("day")
def test_what_was_read_is_not_read_again(desk: TicketsService) -> None:
    assert 0 == OwnReaders(own_models(desk), desk.store).step()


def test_a_rebuilt_read_model_answers_as_before(desk: TicketsService, day: Day) -> None:
    before = desk.models.sla_results.counts(**SPAN)
    for model in own_models(desk):
        rebuild(model, own_source(desk.store), progress=lambda _: None)

    assert before == desk.models.sla_results.counts(**SPAN)
    assert [day.waiting] == [one.ticket_id for one in waiting_in(desk, "cards")]


def test_the_queue_holds_what_nobody_has(desk: TicketsService, day: Day) -> None:
    [waiting] = waiting_in(desk, "cards", "loans")

    assert (day.waiting, "query", "gold") == (
        waiting.ticket_id,
        waiting.kind,
        waiting.customer_level,
    )
    assert [] == waiting_in(desk, "loans")


def test_a_ticket_is_listed_with_its_state_and_agent(desk: TicketsService, day: Day) -> None:
    listed = {
        one.ticket_id: one
        for one in desk.models.ticket_list.page({}, sort="opened_at", after=None, limit=10)
    }

    assert {
        day.waiting: ("queued", None),
        day.working: ("in_progress", LI),
        day.aside: ("waiting_for_customer", ZHAO),
        day.closed: ("closed", LI),
        day.reopened: ("assigned", LI),
    } == {key: (one.state, one.assignee_id) for key, one in listed.items()}
    subject = listed[day.waiting].subject
    assert "主题" == desk.keys.open(subject, purpose="test")


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"state": "closed"}, ["closed"]),
        ({"channel": "chat"}, ["aside"]),
        ({"kind": "query"}, ["waiting"]),
        ({"priority": "urgent"}, ["working"]),
        ({"topic": "card.fee"}, ["reopened"]),
        ({"assignee_id": str(ZHAO)}, ["aside"]),
        ({"skill_group": "loans"}, []),
    ],
)
def test_the_list_is_filtered_by_value(
    desk: TicketsService, day: Day, filters: dict[str, str], names: list[str]
) -> None:
    found = desk.models.ticket_list.page(filters, sort="opened_at", after=None, limit=10)

    assert [getattr(day, name) for name in names] == [one.ticket_id for one in found]


@pytest.mark.parametrize("sort", ["opened_at", "changed_at"])
def test_pages_follow_each_other_without_gap_or_repetition(
    desk: TicketsService, day: Day, sort: str
) -> None:
    tickets = desk.models.ticket_list
    seen, last = [], None
    while page := tickets.page({}, sort=sort, after=last, limit=2):
        seen += [one.ticket_id for one in page]
        last = (getattr(page[-1], sort), page[-1].ticket_id)

    everything = tickets.page({}, sort=sort, after=None, limit=10)
    assert [one.ticket_id for one in everything] == seen
    assert 5 == len(set(seen))


def test_the_list_shows_only_what_the_named_agents_have(desk: TicketsService, day: Day) -> None:
    def listed(*agents: UUID) -> set[UUID]:
        found = desk.models.ticket_list.page(
            {}, sort="opened_at", after=None, limit=10, assignees=agents
        )
        return {one.ticket_id for one in found}

    assert {day.aside} == listed(ZHAO)
    assert {day.working, day.closed, day.reopened, day.aside} == listed(LI, ZHAO)
    assert set() == listed(SUN)


def test_a_filter_that_is_none_is_a_mistake_of_ours(desk: TicketsService) -> None:
    with pytest.raises(KeyError):
        desk.models.ticket_list.page({"1=1; --": "x"}, sort="opened_at", after=None, limit=1)
    with pytest.raises(KeyError):
        desk.models.ticket_list.page({}, sort="number; --", after=None, limit=1)
    assert "number" in FILTERS


@pytest.mark.usefixtures("day")
def test_the_workload_counts_open_tickets_beside_the_desk(desk: TicketsService) -> None:
    loads = {one.employee_id: one for one in desk.models.workload.of_agents()}

    assert {"phone": {"assigned": 1, "in_progress": 1}} == loads[LI].open_tickets
    assert {"chat": {"waiting_for_customer": 1}} == loads[ZHAO].open_tickets
    assert ((), "break") == (loads[LI].channels, loads[LI].reason)
    assert None is loads[ZHAO].since
    assert [ZHAO] == [one.employee_id for one in desk.models.workload.of_agents({ZHAO})]


def test_only_running_clocks_that_may_be_due_are_looked_at(desk: TicketsService, day: Day) -> None:
    def due(hours: int) -> set[UUID]:
        return {one.ticket_id for one in desk.models.due_clocks.due(by=MONDAY + hours * HOUR)}

    assert set() == due(2)
    assert {day.working, day.waiting} == due(4)
    assert {day.working, day.waiting, day.reopened} == due(100)
    # What is laid aside for the customer, or closed, cannot become due.


def test_the_results_count_clocks_by_state(desk: TicketsService, day: Day) -> None:
    counts = {(one.clock, one.state): one.clocks for one in desk.models.sla_results.counts(**SPAN)}

    assert {
        ("first_response", "met"): 2,
        ("first_response", "breached"): 2,
        ("first_response", "running"): 1,
        ("resolution", "met"): 2,
        ("resolution", "running"): 4,
    } == counts
    assert [] == list(
        desk.models.sla_results.counts(since=MONDAY + 20 * HOUR, until=MONDAY + 24 * HOUR)
    )


def test_breaches_are_listed_the_latest_first(desk: TicketsService, day: Day) -> None:
    first, second = desk.models.sla_results.breaches(limit=10)

    assert {day.working, day.aside} == {first.ticket_id, second.ticket_id}
    after = (first.breached_at, first.clock_id)
    assert [second] == list(desk.models.sla_results.breaches(after=after, limit=10))
    expected = SlaClock.id_for(first.ticket_id, clock="first_response", ordinal=1)
    assert expected == first.clock_id


def test_a_ticket_knows_its_contacts(desk: TicketsService, day: Day) -> None:
    [contact] = desk.models.contacts_of_ticket.of_ticket(day.closed)

    assert (day.contact, LI) == (contact.contact_id, contact.employee_id)
    assert MONDAY + timedelta(seconds=25) == contact.answered_at
    assert (1, 0) == (
        desk.models.contacts_of_ticket.count(day.closed),
        desk.models.contacts_of_ticket.count(day.waiting),
    )


@pytest.mark.usefixtures("day")
def test_contacts_add_up_to_what_att_aht_and_asa_are_made_of(desk: TicketsService) -> None:
    [totals] = desk.models.contact_measures.totals(**SPAN)

    assert ("phone", "inbound", 2, 1, 1) == (
        totals.channel,
        totals.direction,
        totals.offered,
        totals.answered,
        totals.abandoned,
    )
    assert (25, 200, 30) == (
        totals.waiting_seconds,
        totals.talk_seconds,
        totals.after_call_work_seconds,
    )


def test_first_contacts_are_counted_by_reason(
    desk: TicketsService, day: Day, as_timer: Callable[[], object], clock: SetClock
) -> None:
    [count] = desk.models.first_contacts.counts(**SPAN)
    assert (None, 1, 0, 0) == (count.reason_code, count.tickets, count.assessed, count.repeated)

    ready = desk.models.first_contacts.unassessed(resolved_by=clock.now(), limit=10)
    assert [day.closed] == [one.ticket_id for one in ready]


def test_a_missed_callback_is_booked_no_more(desk: TicketsService, day: Day) -> None:
    callbacks = desk.models.booked_callbacks

    assert [] == list(callbacks.upcoming(assignees=None, limit=10))
    assert [] == list(callbacks.overdue(at=MONDAY + 100 * HOUR))
    assert day.missed is not None
