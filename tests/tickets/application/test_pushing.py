"""Queues that give their tickets to agents by themselves."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.desk_loads import DeskLoads
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.parts import message, tell
from tests.support.tickets import LI, MONDAY, SUN, ZHAO
from tests.tickets.application.queue_rules import demand, enter
from tests.tickets.conftest import ActAs

Open = Callable[..., Ticket]


@pytest.fixture
def push(
    desk: TicketsService, project: Callable[[], None], as_timer: ActAs, clock: SetClock
) -> Callable[[], int]:
    """One run of the timer, when all is read."""

    def run() -> int:
        project()
        with as_timer():
            return desk.use_cases.pushing.push_tickets(clock.now())

    return run


@pytest.fixture
def pushes(desk: TicketsService) -> None:
    """The queue of `cards` pushes."""
    enter(desk, "push", skill_groups=["cards"])


@pytest.fixture
def come(desk: TicketsService, as_employee: ActAs) -> Callable[..., None]:
    """Agents make themselves available."""

    def make(*employees: UUID, channels: tuple[str, ...] = ("phone",)) -> None:
        for one in employees:
            with as_employee(one):
                desk.use_cases.assignment.go_available(channels)

    return make


def assignee(desk: TicketsService, ticket: Ticket) -> UUID | None:
    return desk.store.get(Ticket, ticket.id).assignee_id


def test_a_queue_pulls_unless_the_rules_say_that_it_pushes(
    desk: TicketsService, open_ticket: Open, come: Callable[..., None], push: Callable[[], int]
) -> None:
    ticket = open_ticket()
    come(LI)

    assert 0 == push()
    assert None is assignee(desk, ticket)


@pytest.mark.usefixtures("pushes")
def test_the_first_tickets_go_to_the_least_loaded_then_the_longest_idle(
    desk: TicketsService,
    open_ticket: Open,
    come: Callable[..., None],
    push: Callable[[], int],
    wait: Callable[[int], None],
) -> None:
    come(ZHAO)
    wait(60)
    come(LI)
    normal, urgent, high = (
        open_ticket(),
        open_ticket(priority="urgent"),
        open_ticket(priority="high"),
    )

    assert 3 == push()
    assert [ZHAO, LI, LI] == [assignee(desk, one) for one in (urgent, high, normal)]
    events = desk.store.recorder.select_history(urgent.id)
    assert "pushed" == desk.store.mapper.to_domain_event(events[-1]).why
    assert "assigned" == desk.store.get(Ticket, urgent.id).state
    assert 2 == DeskLoads(desk.store).load_of(LI).count("phone")


@pytest.mark.usefixtures("pushes")
def test_what_was_given_is_not_given_again(
    open_ticket: Open, come: Callable[..., None], push: Callable[[], int]
) -> None:
    open_ticket()
    come(LI, ZHAO)

    assert [1, 0] == [push(), push()]


@pytest.mark.usefixtures("pushes")
def test_two_timers_at_once_give_a_ticket_once(
    desk: TicketsService,
    open_ticket: Open,
    come: Callable[..., None],
    push: Callable[[], int],
    as_timer: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticket = open_ticket()
    come(LI, ZHAO)
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_timer():
                assert 1 == desk.use_cases.pushing.push_tickets(MONDAY)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    assert 0 == push()

    loads = DeskLoads(desk.store)
    assert 1 == loads.load_of(LI).count("phone") + loads.load_of(ZHAO).count("phone")
    assert 2 == len(desk.store.recorder.select_history(ticket.id))


@pytest.mark.usefixtures("pushes")
def test_nobody_gets_what_comes_by_a_channel_they_do_not_take(
    desk: TicketsService, open_ticket: Open, come: Callable[..., None], push: Callable[[], int]
) -> None:
    mail, call = open_ticket(channel="email", priority="urgent"), open_ticket()
    come(LI)

    assert 1 == push()
    assert (None, LI) == (assignee(desk, mail), assignee(desk, call))


@pytest.mark.usefixtures("pushes")
def test_an_agent_who_has_just_gone_gets_nothing(
    desk: TicketsService,
    open_ticket: Open,
    come: Callable[..., None],
    project: Callable[[], None],
    as_employee: ActAs,
    as_timer: ActAs,
) -> None:
    ticket = open_ticket()
    come(LI)
    project()
    with as_employee():
        desk.use_cases.assignment.go_unavailable(reason="break")
    with as_timer():
        assert 0 == desk.use_cases.pushing.push_tickets(MONDAY)

    assert None is assignee(desk, ticket)


@pytest.mark.usefixtures("pushes")
def test_no_more_is_given_than_the_agents_own_capacity(
    desk: TicketsService, open_ticket: Open, come: Callable[..., None], push: Callable[[], int]
) -> None:
    tell(
        desk.models.staff,
        message("people.employee_appointed", {"employee_id": str(ZHAO), "level": 2}),
    )
    enter(
        desk,
        "agent_capacity",
        by_agent={str(LI): {"phone": 1}},
        by_level={"2": {"phone": 2}},
    )
    for _ in range(5):
        open_ticket()
    come(LI, ZHAO)

    assert 3 == push()
    loads = DeskLoads(desk.store)
    assert [1, 2] == [loads.load_of(one).count("phone") for one in (LI, ZHAO)]


@pytest.mark.usefixtures("pushes")
def test_a_ticket_waits_for_the_level_that_it_asks_for_and_then_for_a_lower_one(
    desk: TicketsService,
    open_ticket: Open,
    come: Callable[..., None],
    push: Callable[[], int],
    wait: Callable[[int], None],
) -> None:
    enter(desk, "skills", demands=[demand(kind="complaint")])
    granted = {"employee_id": str(ZHAO), "skill": "disputes", "level": 2}
    tell(desk.models.agent_skills, message("people.skill_granted", granted))
    come(LI, ZHAO)
    complaint, inquiry = open_ticket(kind="complaint"), open_ticket()

    assert 1 == push()
    assert None is assignee(desk, complaint)
    assert assignee(desk, inquiry) in (LI, ZHAO)
    wait(1799)
    assert 0 == push()
    wait(1)
    assert 1 == push()
    assert ZHAO == assignee(desk, complaint)


@pytest.mark.usefixtures("pushes")
def test_outside_of_its_hours_a_queue_pushes_nothing(
    desk: TicketsService,
    open_ticket: Open,
    come: Callable[..., None],
    push: Callable[[], int],
    clock: SetClock,
) -> None:
    weekly = {"monday": ["10:00-12:00"]}
    calendar = {"name": "银行卡组", "zone": "Asia/Shanghai", "weekly": weekly}
    enter(desk, "opening", calendars={"cards": calendar})
    open_ticket()
    come(LI)

    assert 0 == push()
    clock.move_to(MONDAY + timedelta(hours=1))
    assert 1 == push()


@pytest.mark.usefixtures("pushes")
def test_members_of_other_groups_are_passed_over(
    open_ticket: Open, come: Callable[..., None], push: Callable[[], int]
) -> None:
    open_ticket()
    come(SUN)

    assert 0 == push()
