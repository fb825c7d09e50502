"""Why a ticket stands where it stands; overload and what customers may be promised."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from services.tickets.application.queues import Place
from services.tickets.domain.assignment import QueueRules, queue_in_order, standing_of
from services.tickets.domain.assignment_errors import SkillLevelTooLow, TicketDoesNotWait
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.overload import QueueWatch
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from shared.errors import NotAllowed
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, ZHAO
from tests.tickets.application.queue_rules import demand, enter
from tests.tickets.conftest import MANAGER, ActAs

Open = Callable[..., Ticket]
THRESHOLDS = {"waiting": 2, "longest_wait_seconds": 3600, "estimated_wait_seconds": 7200}


@pytest.fixture
def explain(
    desk: TicketsService, project: Callable[[], None], as_employee: ActAs
) -> Callable[..., Place]:
    def make(ticket: Ticket, *, by: UUID = LI, limit: int = 20) -> Place:
        project()
        with as_employee(by):
            return desk.use_cases.queues.explain_place(ticket.id, limit=limit)

    return make


@pytest.fixture
def watch(
    desk: TicketsService, project: Callable[[], None], as_timer: ActAs, clock: SetClock
) -> Callable[[], int]:
    """One run of the timer, when all is read."""

    def run() -> int:
        project()
        with as_timer():
            return desk.use_cases.overload.watch_queues(clock.now())

    return run


@pytest.fixture
def small_queues(desk: TicketsService) -> None:
    """More than two tickets are too many."""
    enter(desk, "overload", usual=THRESHOLDS, ends_below_percent=50)


def test_the_queue_shows_its_order_with_the_reasons(
    desk: TicketsService,
    open_ticket: Open,
    project: Callable[[], None],
    as_wang: ActAs,
    wait: Callable[[int], None],
) -> None:
    open_ticket(), open_ticket(kind="complaint"), open_ticket(skill_group="loans")
    project()
    wait(180)
    with as_wang():
        before, ranked = desk.use_cases.queues.list_waiting(limit=9)
        of_others = desk.use_cases.queues.list_waiting("loans", limit=9)

    assert (0, [53, 23]) == (before, [one.points for one in ranked])
    assert [("customer_level", 20), ("kind", 30), ("waiting", 3)] == [
        (one.what, one.points) for one in ranked[0].reasons if one.points
    ]
    assert (0, []) == of_others


@pytest.mark.parametrize(("asked", "groups"), [(None, ["loans", "cards"]), ("cards", ["cards"])])
def test_whoever_sees_everything_sees_every_queue(
    desk: TicketsService,
    open_ticket: Open,
    project: Callable[[], None],
    as_employee: ActAs,
    asked: str | None,
    groups: list[str],
) -> None:
    open_ticket(), open_ticket(skill_group="loans", priority="urgent")
    project()
    with as_employee(UUID(int=99), MANAGER):
        _, ranked = desk.use_cases.queues.list_waiting(asked, limit=9)

    assert groups == [one.ticket.skill_group for one in ranked]


def test_the_customer_level_comes_from_the_customer_file(
    desk: TicketsService, open_ticket: Open, project: Callable[[], None], as_wang: ActAs
) -> None:
    open_ticket()
    project()
    with as_wang():
        _, [ranked] = desk.use_cases.queues.list_waiting(limit=9)

    assert "gold" == ranked.ticket.customer_level
    assert CUSTOMER == desk.store.get(Ticket, ranked.ticket.ticket_id).customer_id


def test_a_place_names_who_is_before_with_points_and_reasons(
    open_ticket: Open, explain: Callable[..., Place], wait: Callable[[int], None]
) -> None:
    first, second = open_ticket(kind="complaint"), open_ticket(priority="high")
    wait(120)
    third = open_ticket()
    open_ticket(skill_group="loans", priority="urgent")
    place = explain(third)

    assert 3 == place.place
    assert [first.id, second.id] == [one.ticket.ticket_id for one in place.ahead]
    assert [52, 52] == [one.points for one in place.ahead]
    assert [("customer_level", 20), ("priority", 30), ("waiting", 2)] == [
        (one.what, one.points) for one in place.ahead[1].reasons if one.points
    ]
    assert (20, 0, 1) == (place.own.points, place.hidden, place.rules_version)


def test_only_the_first_of_many_are_shown_and_the_rest_counted(
    open_ticket: Open, explain: Callable[..., Place], wait: Callable[[int], None]
) -> None:
    tickets = []
    for _ in range(4):
        tickets.append(open_ticket())
        wait(60)
    place = explain(tickets[-1], limit=2)

    assert (4, 2, 1) == (place.place, len(place.ahead), place.hidden)
    assert tickets[0].id == place.ahead[0].ticket.ticket_id


def test_who_may_see_one_ticket_only_learns_how_many_are_before_it(
    open_ticket: Open, explain: Callable[..., Place], as_employee: ActAs
) -> None:
    open_ticket(skill_group="loans")
    own = open_ticket(skill_group="loans")

    assert (2, (), 1) == (explain(own).place, explain(own).ahead, explain(own).hidden)
    assert 1 == len(explain(own, by=SUN).ahead)


def test_what_one_may_not_see_has_no_place(
    open_ticket: Open, explain: Callable[..., Place]
) -> None:
    with pytest.raises(TicketNotFound):
        explain(open_ticket(), by=SUN)


def test_what_somebody_has_stands_in_no_queue(
    open_ticket: Open, explain: Callable[..., Place]
) -> None:
    with pytest.raises(TicketDoesNotWait):
        explain(open_ticket(is_taken=True))


def test_the_database_orders_a_queue_as_the_domain_does(
    desk: TicketsService, open_ticket: Open, project: Callable[[], None], clock: SetClock
) -> None:
    enter(desk, "queue", business_lines={"loans": 7}, points_per_waiting_minute=3)
    draws = Random(7)
    for _ in range(30):
        clock.move_to(clock.now() + timedelta(microseconds=draws.choice([0, 1, 20_000_000])))
        open_ticket(
            kind=draws.choice(["inquiry", "complaint"]),
            priority=draws.choice(["low", "normal", "urgent"]),
            business_line=draws.choice([None, "loans"]),
            customer_id=draws.choice([CUSTOMER, UUID(int=5)]),
        )
    project()
    queue = desk.models.queue
    with_rules = desk.rules.read("queue", QueueRules, at=clock.now())
    by_database = queue.first(["cards"], channels=["phone"], rules=with_rules, limit=100)
    shuffled = draws.sample(by_database, 30)
    by_domain = queue_in_order(shuffled, rules=with_rules, at=clock.now())

    assert [one.ticket for one in by_domain] == list(by_database)
    for place, one in enumerate(by_database):
        assert (place, by_database[:3] if place > 3 else by_database[:place]) == queue.ahead_of(
            one, rules=with_rules, limit=3
        )
        here = standing_of(one, rules=with_rules)
        behind = queue.first(["cards"], rules=with_rules, limit=5, after=here)
        assert by_database[place + 1 : place + 6] == behind
        up_to = queue.count_up_to(here, skill_groups=["cards"], rules=with_rules)
        assert place + 1 == up_to


def test_who_lacks_the_level_neither_takes_nor_is_given_the_ticket(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs, as_wang: ActAs
) -> None:
    enter(desk, "skills", demands=[demand()])
    ticket = open_ticket()
    with as_employee(ZHAO):
        desk.use_cases.assignment.go_available(("phone",))
        with pytest.raises(SkillLevelTooLow):
            desk.use_cases.assignment.take_ticket(ticket.id)
    with as_wang(), pytest.raises(SkillLevelTooLow):
        desk.use_cases.assignment.assign_ticket(ticket.id, employee_id=ZHAO)

    granted = {"employee_id": str(ZHAO), "skill": "disputes", "level": 3}
    tell(desk.models.agent_skills, message("people.skill_granted", granted))
    with as_wang():
        assert ZHAO == desk.use_cases.assignment.assign_ticket(ticket.id).assignee_id


def test_a_place_says_which_level_is_asked_for_and_when_a_lower_one_will_do(
    desk: TicketsService,
    open_ticket: Open,
    explain: Callable[..., Place],
    wait: Callable[[int], None],
) -> None:
    enter(desk, "skills", demands=[demand()])
    ticket = open_ticket()
    wait(600)
    before = explain(ticket).demanded
    wait(1200)
    after = explain(ticket).demanded

    assert before is not None
    assert after is not None
    assert (3, 2, 30) == (before.level, before.next_level, before.next_after_minutes)
    assert (2, 3, None) == (after.level, after.full_level, after.next_level)


@pytest.mark.usefixtures("small_queues")
def test_an_overload_begins_once_and_ends_only_well_below_the_threshold(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    tickets = [open_ticket(), open_ticket()]
    assert 0 == watch()
    tickets.append(open_ticket())
    assert [1, 0] == [watch(), watch()]
    assert {"cards": MONDAY} == desk.models.queue_flow.overloaded()
    for ticket, count in zip(tickets, (0, 1, 0), strict=True):
        with as_employee(ZHAO):
            desk.use_cases.assignment.take_ticket(ticket.id)
        assert count == watch()

    assert ["opened", "overload_began", "overload_ended"] == [
        one.rpartition(".")[2] for one in topics(QueueWatch.id_for("cards"))
    ]
    assert {} == desk.models.queue_flow.overloaded()


@pytest.mark.usefixtures("small_queues")
def test_two_timers_at_once_signal_once(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    as_timer: ActAs,
    monkeypatch: pytest.MonkeyPatch,
    topics: Callable[[UUID], list[str]],
) -> None:
    for _ in range(3):
        open_ticket()
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_timer():
                assert 1 == desk.use_cases.overload.watch_queues(MONDAY)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    assert 0 == watch()

    assert 2 == len(topics(QueueWatch.id_for("cards")))


@pytest.mark.usefixtures("small_queues")
def test_a_closed_queue_is_not_overloaded_and_says_when_it_opens(
    desk: TicketsService,
    open_ticket: Open,
    watch: Callable[[], int],
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    for _ in range(3):
        open_ticket()
    assert 1 == watch()
    weekly = {"tuesday": ["09:00-12:00"]}
    calendar = {"name": "银行卡组", "zone": "Asia/Shanghai", "weekly": weekly}
    enter(desk, "opening", calendars={"cards": calendar})
    assert [1, 0] == [watch(), watch()]

    with as_employee(LI):
        promised = desk.use_cases.queues.promise("cards")
    assert (False, MONDAY + timedelta(days=1)) == (promised.is_open, promised.opens_at)
    last = desk.store.recorder.select_history(QueueWatch.id_for("cards"))[-1]
    assert "closed" == desk.store.mapper.to_domain_event(last).cause


def test_the_wait_is_estimated_by_how_fast_the_queue_went(
    desk: TicketsService,
    open_ticket: Open,
    project: Callable[[], None],
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    tickets = [open_ticket() for _ in range(5)]
    wait(600)
    for ticket in tickets[:2]:
        with as_employee(ZHAO):
            desk.use_cases.assignment.take_ticket(ticket.id)
    project()

    with as_employee(LI):
        [cards] = desk.use_cases.queues.list_queues()
    assert (3, 600, 3 * 1800 // 2) == (
        cards.measures.waiting,
        cards.measures.longest_wait_seconds,
        cards.measures.estimated_wait_seconds,
    )


def test_only_who_works_with_tickets_asks_for_a_promise(
    desk: TicketsService, as_employee: ActAs
) -> None:
    with as_employee(LI, frozenset()), pytest.raises(NotAllowed):
        desk.use_cases.queues.promise("cards")
    with as_employee(LI, MANAGER):
        assert 0 == desk.use_cases.queues.promise("cards").measures.waiting
