"""What happens to the work of agents who went away."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.tickets.application.desk_loads import DeskLoads
from services.tickets.domain.assignment_errors import NotAvailableAnyway
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.errors import Invalid
from tests.support.parts import message
from tests.support.tickets import LI, MONDAY, ZHAO
from tests.tickets.conftest import ActAs

Run = Callable[[], int]


@pytest.fixture
def take_back(
    desk: TicketsService, project: Callable[[], None], as_timer: ActAs, clock: SetClock
) -> Run:
    """One run of the timer, when all is read."""

    def run() -> int:
        project()
        with as_timer():
            return desk.use_cases.taking_back.take_back_work(clock.now())

    return run


@pytest.fixture
def assigned_id(desk: TicketsService, waiting_id: UUID, as_employee: ActAs, as_wang: ActAs) -> UUID:
    """A ticket that was assigned to Li, who has not begun it."""
    with as_employee(LI):
        desk.use_cases.assignment.go_available(("phone", "chat"))
    with as_wang():
        desk.use_cases.assignment.assign_ticket(waiting_id, employee_id=LI)
    return waiting_id


def goes(desk: TicketsService, as_employee: ActAs, reason: str, *channels: str) -> None:
    with as_employee(LI):
        desk.use_cases.assignment.go_unavailable(reason=reason, channels=channels)


def state(desk: TicketsService, ticket_id: UUID) -> tuple[str, UUID | None]:
    ticket = desk.store.get(Ticket, ticket_id)
    return ticket.state, ticket.assignee_id


def gone(name: str, **data: object) -> Message:
    return message(f"people.{name}", {"employee_id": str(LI), **data})


def test_what_is_not_begun_goes_back_after_the_reasons_grace_with_its_cause(
    desk: TicketsService,
    assigned_id: UUID,
    take_back: Run,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    goes(desk, as_employee, "break")
    wait(299)
    assert 0 == take_back()
    wait(1)
    assert [1, 0] == [take_back(), take_back()]

    assert ("queued", None) == state(desk, assigned_id)
    last = desk.store.recorder.select_history(assigned_id)[-1]
    returned = desk.store.mapper.to_domain_event(last)
    assert ("break", "service:tickets") == (returned.cause, returned.meta.actor)
    assert "availability" in returned.meta.rules
    assert {} == DeskLoads(desk.store).load_of(LI).tickets


def test_a_reason_without_grace_gives_the_work_back_at_once(
    desk: TicketsService, assigned_id: UUID, take_back: Run, as_employee: ActAs
) -> None:
    goes(desk, as_employee, "training")

    assert 1 == take_back()
    assert ("queued", None) == state(desk, assigned_id)


def test_what_is_begun_stays_longer(
    desk: TicketsService,
    assigned_id: UUID,
    take_back: Run,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    with as_employee(LI):
        desk.use_cases.assignment.accept_ticket(assigned_id)
    goes(desk, as_employee, "break")
    wait(7199)
    assert 0 == take_back()
    wait(1)
    assert 1 == take_back()


def test_what_waits_for_the_customer_stays_with_its_agent(
    desk: TicketsService, ticket_id: UUID, take_back: Run, as_employee: ActAs, wait: Run
) -> None:
    with as_employee(LI):
        desk.use_cases.solutions.wait_for(ticket_id, "waiting_for_customer", reason="补件")
    goes(desk, as_employee, "off-duty")
    wait(10**6)

    assert 0 == take_back()


def test_who_comes_back_in_time_keeps_the_work(
    desk: TicketsService,
    assigned_id: UUID,
    take_back: Run,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    goes(desk, as_employee, "break")
    wait(299)
    with as_employee(LI):
        desk.use_cases.assignment.go_available(("phone",))
    wait(600)

    assert 0 == take_back()
    assert ("assigned", LI) == state(desk, assigned_id)


def test_only_the_work_of_the_channels_that_were_left_goes_back(
    desk: TicketsService, assigned_id: UUID, take_back: Run, as_employee: ActAs
) -> None:
    goes(desk, as_employee, "training", "chat")
    assert 0 == take_back()
    assert ("phone",) == desk.store.get(AgentDesk, AgentDesk.id_for(LI)).channels
    goes(desk, as_employee, "training", "phone")

    assert 1 == take_back()
    assert ("queued", None) == state(desk, assigned_id)


def test_who_works_on_a_ticket_while_away_keeps_it(
    desk: TicketsService,
    waiting_id: UUID,
    take_back: Run,
    as_employee: ActAs,
    wait: Callable[[int], None],
) -> None:
    goes(desk, as_employee, "break")
    wait(7100)
    with as_employee(LI):
        desk.use_cases.assignment.take_ticket(waiting_id)
    wait(200)

    assert 0 == take_back()


def test_a_timer_that_reads_an_old_absence_takes_nothing(
    desk: TicketsService,
    assigned_id: UUID,
    project: Callable[[], None],
    as_employee: ActAs,
    as_timer: ActAs,
) -> None:
    goes(desk, as_employee, "training")
    project()
    with as_employee(LI):
        desk.use_cases.assignment.go_available(("phone",))
    with as_timer():
        assert 0 == desk.use_cases.taking_back.take_back_work(MONDAY)

    assert ("assigned", LI) == state(desk, assigned_id)


def test_an_acceptance_at_the_same_moment_stands(
    desk: TicketsService,
    assigned_id: UUID,
    take_back: Run,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goes(desk, as_employee, "training")
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_employee(LI):
                desk.use_cases.assignment.accept_ticket(assigned_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)

    assert 0 == take_back()
    assert ("in_progress", LI) == state(desk, assigned_id)


@pytest.mark.parametrize(
    ("told", "grace", "cause"),
    [
        (gone("session_ended", cause="signed_out"), 900, "signed_off"),
        (gone("agent_locked_out", until="2020-01-06T02:00:00Z"), 900, "locked_out"),
        (gone("agent_id_withdrawn"), 0, "left"),
        (gone("employee_left", kind="resigned", last_day="2020-01-06"), 0, "left"),
    ],
)
def test_who_is_gone_by_what_people_tells_gives_the_work_back(
    desk: TicketsService,
    assigned_id: UUID,
    take_back: Run,
    react: Callable[[Message], None],
    wait: Callable[[int], None],
    told: Message,
    grace: int,
    cause: str,
) -> None:
    react(told)
    react(told)
    wait(grace)

    assert 1 == take_back()
    last = desk.store.recorder.select_history(assigned_id)[-1]
    assert cause == desk.store.mapper.to_domain_event(last).cause
    assert not desk.store.get(AgentDesk, AgentDesk.id_for(LI)).is_available_for("phone")


def test_of_who_has_left_also_what_waits_goes_back(
    desk: TicketsService,
    ticket_id: UUID,
    take_back: Run,
    as_employee: ActAs,
    react: Callable[[Message], None],
) -> None:
    with as_employee(LI):
        desk.use_cases.solutions.wait_for(ticket_id, "waiting_for_customer", reason="补件")
    react(gone("employee_left", kind="resigned", last_day="2020-01-06"))

    assert 1 == take_back()
    assert ("queued", None) == state(desk, ticket_id)


def test_a_newer_session_is_no_going_away(
    desk: TicketsService, assigned_id: UUID, react: Callable[[Message], None]
) -> None:
    react(gone("session_ended", cause="newer_sign_in"))

    assert desk.store.get(AgentDesk, AgentDesk.id_for(LI)).is_available_for("phone")
    assert ("assigned", LI) == state(desk, assigned_id)


def test_a_late_word_of_a_former_session_does_not_send_away_who_came_back(
    desk: TicketsService,
    as_employee: ActAs,
    wait: Callable[[int], None],
    react: Callable[[Message], None],
) -> None:
    wait(5)
    with as_employee(LI):
        desk.use_cases.assignment.go_available(("phone",))
    react(gone("session_ended", cause="signed_out"))

    assert desk.store.get(AgentDesk, AgentDesk.id_for(LI)).is_available_for("phone")


def test_nothing_is_noted_of_who_never_had_work(
    desk: TicketsService, react: Callable[[Message], None]
) -> None:
    before = desk.store.recorder.last_position()
    react(message("people.session_ended", {"employee_id": str(ZHAO), "cause": "signed_out"}))

    assert before == desk.store.recorder.last_position()


def test_a_reason_that_the_rules_do_not_know_is_refused(
    desk: TicketsService, as_employee: ActAs
) -> None:
    for reason in ("siesta", "left"):
        with as_employee(LI), pytest.raises(Invalid):
            desk.use_cases.assignment.go_unavailable(reason=reason)


def test_a_channel_that_one_does_not_take_cannot_be_left(
    desk: TicketsService, as_employee: ActAs
) -> None:
    with as_employee(LI):
        desk.use_cases.assignment.go_available(("phone",))
        with pytest.raises(NotAvailableAnyway):
            desk.use_cases.assignment.go_unavailable(reason="break", channels=("chat",))
