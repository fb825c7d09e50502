from collections.abc import Callable
from uuid import UUID

import pytest

from services.tickets.application.assignment import AT_A_TIME
from services.tickets.application.desk_loads import DESK_LOADS, DeskLoads
from services.tickets.domain.assignment_errors import (
    AgentAtCapacity,
    AgentLacksSkill,
    AgentNotAvailable,
    NoAgentAvailable,
    NothingWaiting,
)
from services.tickets.domain.errors import TicketAlreadyAssigned, TicketNotFound, TicketNotYours
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.context import Context, acting
from shared.errors import NotAllowed
from tests.support.tickets import LI, MONDAY, SUN, ZHAO
from tests.tickets.application.conftest import POINTS
from tests.tickets.application.queue_rules import demand, enter
from tests.tickets.conftest import LEADER, MANAGER, ActAs

Open = Callable[..., Ticket]
Project = Callable[[], None]


@pytest.fixture
def one_phone_ticket_each(desk: TicketsService) -> None:
    """From now on an agent may have one open ticket by phone."""
    with acting(Context(occurred_at=MONDAY, actor=str(LI))):
        book = desk.store.get(TicketRules, TicketRules.id_for("capacity"))
        content = {"by_channel": {**book.versions[-1].content["by_channel"], "phone": 1}}
        book.add_version(content, effective_from=MONDAY, source="entered", reason="busy day")
        desk.store.save(book)


def test_the_next_ticket_is_the_first_of_the_queue(
    desk: TicketsService, open_ticket: Open, project: Project, as_employee: ActAs
) -> None:
    open_ticket()
    urgent = open_ticket(priority="urgent")
    open_ticket(skill_group="loans", priority="urgent")
    project()

    with as_employee():
        taken = desk.use_cases.assignment.take_next_ticket()

    assert (urgent.id, "in_progress", LI) == (taken.id, taken.state, taken.assignee_id)


def test_a_ticket_that_another_agent_has_just_taken_is_passed_over(
    desk: TicketsService, open_ticket: Open, project: Project, as_employee: ActAs
) -> None:
    first, second = open_ticket(priority="high"), open_ticket()
    project()
    assignment = desk.use_cases.assignment

    with as_employee(LI):
        assert first.id == assignment.take_next_ticket().id
    with as_employee(ZHAO):
        assert second.id == assignment.take_next_ticket().id
    with as_employee(LI), pytest.raises(NothingWaiting):
        assignment.take_next_ticket()


@pytest.mark.usefixtures("one_phone_ticket_each")
def test_who_has_no_room_takes_nothing_of_that_channel(
    desk: TicketsService, open_ticket: Open, project: Project, as_employee: ActAs
) -> None:
    open_ticket(), open_ticket()
    mail = open_ticket(channel="email")
    project()
    assignment = desk.use_cases.assignment

    with as_employee():
        assignment.take_next_ticket()
        assert mail.id == assignment.take_next_ticket().id
        with pytest.raises(NothingWaiting):
            assignment.take_next_ticket()


@pytest.mark.usefixtures("one_phone_ticket_each")
def test_what_comes_by_a_channel_without_room_is_not_even_read(
    desk: TicketsService,
    open_ticket: Open,
    project: Project,
    as_employee: ActAs,
    streams_read: list[UUID],
) -> None:
    open_ticket(is_taken=True)
    waiting = {open_ticket().id, open_ticket().id}
    project()
    streams_read.clear()
    with as_employee(), pytest.raises(NothingWaiting):
        desk.use_cases.assignment.take_next_ticket()

    assert set() == waiting & set(streams_read)


def test_behind_more_than_a_portion_that_asks_for_a_level_is_found_what_asks_for_none(
    desk: TicketsService,
    open_ticket: Open,
    project: Project,
    as_employee: ActAs,
    streams_read: list[UUID],
) -> None:
    enter(desk, "skills", demands=[demand(kind="complaint")])
    too_hard = {open_ticket(kind="complaint").id for _ in range(AT_A_TIME + 1)}
    easy = open_ticket()
    project()
    streams_read.clear()
    with as_employee():
        assert easy.id == desk.use_cases.assignment.take_next_ticket().id

    assert set() == too_hard & set(streams_read)


def test_a_certain_ticket_may_be_taken(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(ZHAO):
        ticket = desk.use_cases.assignment.take_ticket(waiting_id)

    assert ZHAO == ticket.assignee_id


def test_what_somebody_has_is_not_taken_away(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(LI), pytest.raises(TicketAlreadyAssigned):
        desk.use_cases.assignment.take_ticket(ticket_id)


def test_an_agent_of_another_group_does_not_see_the_ticket(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.assignment.take_ticket(waiting_id)


def test_two_who_take_the_same_ticket_at_once_do_not_both_get_it(
    desk: TicketsService,
    waiting_id: UUID,
    project: Project,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assignment = desk.use_cases.assignment
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with as_employee(ZHAO):
                assignment.take_ticket(waiting_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    project()
    monkeypatch.setattr(desk.store, "save", save_second)
    with as_employee(LI), pytest.raises(NothingWaiting):
        assignment.take_next_ticket()

    assert [True] == raced
    assert ZHAO == desk.store.get(Ticket, waiting_id).assignee_id
    assert {} == DeskLoads(desk.store).load_of(LI).tickets


def test_an_available_agent_with_the_skill_is_assigned(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, as_wang: ActAs
) -> None:
    assignment = desk.use_cases.assignment
    with as_employee(ZHAO):
        assignment.go_available(("phone",))
    with as_wang():
        ticket = assignment.assign_ticket(waiting_id, employee_id=ZHAO)

    assert ("assigned", ZHAO) == (ticket.state, ticket.assignee_id)
    with as_employee(ZHAO):
        assert "in_progress" == assignment.accept_ticket(waiting_id).state


def test_the_best_agent_is_the_available_one_with_the_fewest_tickets(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs, as_wang: ActAs
) -> None:
    assignment = desk.use_cases.assignment
    for one in (LI, ZHAO):
        with as_employee(one):
            assignment.go_available(("phone",))
    open_ticket(is_taken=True)
    waiting = open_ticket()

    with as_wang():
        ticket = assignment.assign_ticket(waiting.id)

    assert ZHAO == ticket.assignee_id
    record = desk.store.recorder.select_history(waiting.id)[-1]
    assert "best_agent" == desk.store.mapper.to_domain_event(record).why


def test_nobody_is_assigned_who_is_unavailable_or_lacks_the_skill(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs, as_wang: ActAs
) -> None:
    assignment = desk.use_cases.assignment
    with as_wang():
        with pytest.raises(AgentNotAvailable):
            assignment.assign_ticket(waiting_id, employee_id=LI)
        with pytest.raises(AgentLacksSkill):
            assignment.assign_ticket(waiting_id, employee_id=SUN)
        with pytest.raises(NoAgentAvailable):
            assignment.assign_ticket(waiting_id)


@pytest.mark.usefixtures("one_phone_ticket_each")
def test_nobody_is_assigned_more_than_the_rules_allow(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs, as_wang: ActAs
) -> None:
    assignment = desk.use_cases.assignment
    with as_employee(LI):
        assignment.go_available(("phone",))
    open_ticket(is_taken=True)
    waiting = open_ticket()

    with as_wang(), pytest.raises(AgentAtCapacity):
        assignment.assign_ticket(waiting.id, employee_id=LI)


def test_an_agent_does_not_assign(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(NotAllowed):
        desk.use_cases.assignment.assign_ticket(waiting_id, employee_id=ZHAO)


def test_a_leader_assigns_only_within_the_team(
    desk: TicketsService, open_ticket: Open, as_wang: ActAs, as_employee: ActAs
) -> None:
    other = open_ticket(skill_group="loans")
    assignment = desk.use_cases.assignment
    with as_wang(), pytest.raises(TicketNotFound):
        assignment.assign_ticket(other.id, employee_id=SUN)
    with as_employee(SUN):
        assignment.go_available(("phone",))
    with as_employee(UUID(int=99), MANAGER):
        assert SUN == assignment.assign_ticket(other.id, employee_id=SUN).assignee_id


def test_a_leader_moves_a_ticket_from_one_agent_to_another(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs, as_wang: ActAs
) -> None:
    assignment = desk.use_cases.assignment
    with as_employee(ZHAO):
        assignment.go_available(("phone",))
    with as_wang():
        assignment.assign_ticket(ticket_id, employee_id=ZHAO)

    loads = DeskLoads(desk.store)
    assert (0, 1) == (loads.load_of(LI).count("phone"), loads.load_of(ZHAO).count("phone"))


def test_a_returned_ticket_waits_where_it_did_and_frees_the_agent(
    desk: TicketsService, ticket_id: UUID, project: Project, as_employee: ActAs
) -> None:
    with as_employee():
        desk.use_cases.assignment.return_ticket(ticket_id, reason="下班")
    project()

    assert None is desk.store.side_row(DESK_LOADS, str(LI))
    with as_employee(ZHAO):
        assert ticket_id == desk.use_cases.assignment.take_next_ticket().id


def test_a_transferred_ticket_is_seen_by_the_other_group_alone(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    cases = desk.use_cases
    with as_employee():
        cases.particulars.record_information(ticket_id, POINTS, expected_version=None)
        cases.assignment.transfer_ticket(ticket_id, skill_group="loans", reason="贷款业务")

    with as_employee(SUN):
        assert ticket_id == cases.assignment.take_ticket(ticket_id).id
    with as_employee(ZHAO), pytest.raises(TicketNotFound):
        cases.ticket_files.see_ticket(ticket_id)


def test_who_opened_a_ticket_does_not_return_it(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(LI), pytest.raises(TicketNotYours):
        desk.use_cases.assignment.return_ticket(waiting_id, reason="x")


def test_a_repeated_availability_writes_nothing(
    desk: TicketsService, as_employee: ActAs, topics: Callable[[UUID], list[str]]
) -> None:
    with as_employee(LI, LEADER):
        first = desk.use_cases.assignment.go_available(("phone", "chat"))
        desk.use_cases.assignment.go_available(("chat", "phone"))

    assert ["agent_desk.opened", "agent_desk.went_available"] == topics(first.id)
    assert ("chat", "phone") == first.channels
