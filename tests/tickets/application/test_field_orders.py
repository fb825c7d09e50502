"""The use cases of those who arrange field-service orders."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.field_orders import NewOrder
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.field_errors import (
    AppointmentAlreadyAgreed,
    AppointmentWrong,
    EvaluationOutstanding,
    FieldOrderElsewhere,
    FieldOrderNotFound,
    FieldOrderNotYours,
    OrderAlreadyEvaluated,
    OwnEvaluation,
    PerformerAlreadyAssigned,
    PerformerNotFit,
    ProblemsOutstanding,
)
from services.tickets.domain.field_problems import FieldProblems
from services.tickets.domain.field_record import FieldRecord
from services.tickets.service import TicketsService
from shared.errors import Conflict, Invalid, NotAllowed, Stale
from shared.numbers import read_number
from tests.support.field_story import ADDRESS, CHEN, LUO, PAN, TASK, FieldStory
from tests.support.parts import message
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, WANG
from tests.tickets.conftest import AGENT, LEADER, ActAs

HOUR = timedelta(hours=1)
Topics = Callable[[UUID], list[str]]


def test_an_order_has_a_number_with_a_check_digit_and_its_texts_lie_sealed(
    desk: TicketsService, field: FieldStory
) -> None:
    order = field.order(field.requested())
    [record] = desk.store.recorder.select_history(order.id)

    assert order.number == read_number(order.number, prefix="F")
    assert order.id == desk.order_numbers.holder_of(order.number)
    assert ("requested", LI, 5) == (
        order.state,
        order.requester_id,
        len(order.standard.checklist),
    )
    assert TASK.encode() not in record.state
    assert b"field_service" in record.state


def test_an_order_of_a_ticket_belongs_to_its_customer(
    desk: TicketsService, field: FieldStory, ticket_id: UUID
) -> None:
    order = field.order(field.requested(ticket_id=ticket_id, customer_id=None))

    assert (ticket_id, CUSTOMER) == (order.ticket_id, order.customer_id)


def test_an_order_names_a_ticket_or_a_customer(field: FieldStory, ticket_id: UUID) -> None:
    with pytest.raises(Invalid):
        field.requested(customer_id=None)
    with pytest.raises(Invalid):
        field.requested(ticket_id=ticket_id)
    with pytest.raises(Invalid):
        field.requested(kind="cleaning")


def test_nobody_requests_an_order_on_somebody_elses_ticket(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    new = NewOrder(kind="repair", task=TASK, ticket_id=ticket_id)
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.field_orders.request_order(new)
    with as_employee(LI, frozenset()), pytest.raises(NotAllowed):
        desk.use_cases.field_orders.request_order(new)


def test_another_visit_follows_only_an_order_of_the_customer_that_was_not_completed(
    field: FieldStory,
) -> None:
    failed, done = field.failed(), field.performed()

    assert failed == field.order(field.requested(follows_id=failed)).follows_id
    with pytest.raises(Invalid):
        field.requested(follows_id=done)
    with pytest.raises(Invalid):
        field.requested(follows_id=failed, customer_id=UUID(int=9))


def test_a_leader_sends_own_staff_or_a_partner(
    desk: TicketsService, field: FieldStory, as_wang: ActAs, topics: Topics
) -> None:
    order_id, partner_id = field.requested(), field.partner()
    orders = desk.use_cases.field_orders
    with as_wang():
        orders.assign_order(order_id, employee_id=CHEN)
        with pytest.raises(PerformerAlreadyAssigned):
            orders.assign_order(order_id, employee_id=CHEN)
        order = orders.assign_order(order_id, partner_id=partner_id)

    assert (None, partner_id, "assigned") == (order.employee_id, order.partner_id, order.state)
    assert ["field_order.requested", *["field_order.assigned"] * 2] == topics(order_id)


def test_an_agent_does_not_send_anybody(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.requested()
    with as_employee(LI), pytest.raises(FieldOrderNotYours):
        desk.use_cases.field_orders.assign_order(order_id, employee_id=CHEN)
    with as_employee(SUN), pytest.raises(FieldOrderNotFound):
        desk.use_cases.field_orders.assign_order(order_id, employee_id=CHEN)


def test_nobody_is_sent_who_cannot_be(
    desk: TicketsService, field: FieldStory, as_wang: ActAs, as_manager: ActAs
) -> None:
    order_id, partner_id = field.requested(), field.partner()
    with as_manager():
        desk.use_cases.partners.suspend_partner(partner_id, reason_code="complaints")
    unfit = [
        {},
        {"employee_id": CHEN, "partner_id": partner_id},
        {"employee_id": UUID(int=3)},
        {"employee_id": PAN},
        {"partner_id": UUID(int=3)},
        {"partner_id": partner_id},
    ]
    for one in unfit:
        with as_wang(), pytest.raises(PerformerNotFit):
            desk.use_cases.field_orders.assign_order(order_id, **one)


def test_a_stale_view_is_refused(desk: TicketsService, field: FieldStory, as_wang: ActAs) -> None:
    order_id = field.requested()
    with as_wang(), pytest.raises(Stale):
        desk.use_cases.field_orders.assign_order(order_id, employee_id=CHEN, expected_version=7)


def test_of_two_who_send_at_once_one_is_told(
    desk: TicketsService, field: FieldStory, as_wang: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, partner_id = field.requested(), field.partner()
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            desk.use_cases.field_orders.assign_order(order_id, employee_id=CHEN)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_wang(), pytest.raises(Conflict):
        desk.use_cases.field_orders.assign_order(order_id, partner_id=partner_id)

    assert CHEN == field.order(order_id).employee_id


def test_time_and_place_are_agreed_once_and_then_changed_with_a_reason(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.requested()
    field.agree(order_id)
    with pytest.raises(AppointmentAlreadyAgreed):
        field.agree(order_id)
    arrangements, later = desk.use_cases.field_arrangements, field.agreed(hours=5)
    with as_employee():
        with pytest.raises(Invalid):
            arrangements.change_appointment(order_id, later, reason_code="mood")
        with pytest.raises(AppointmentWrong):
            arrangements.change_appointment(
                order_id, field.agreed(hours=-3), reason_code="customer_asked"
            )
        order = arrangements.change_appointment(
            order_id, later, reason_code="customer_asked", words="下午才在家"
        )

    assert order.appointment is not None
    assert later.from_at == order.appointment.from_at
    assert ADDRESS == desk.keys.open(order.appointment.address, purpose="test")


def test_who_is_on_the_way_turns_back_when_the_time_is_changed(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.assigned()
    with field.as_performer(CHEN):
        desk.use_cases.field_work.accept_order(order_id)
        desk.use_cases.field_work.depart(order_id)
    with as_employee():
        order = desk.use_cases.field_arrangements.change_appointment(
            order_id, field.agreed(hours=5), reason_code="customer_absent"
        )

    assert ("accepted", None) == (order.state, order.departed_at)


def test_an_order_is_cancelled_until_somebody_has_come(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    cancel = desk.use_cases.field_arrangements.cancel_order
    order_id, visited = field.assigned(), field.on_site()
    with as_employee():
        order = cancel(order_id, reason_code="solved_remotely", words="重启后好了")
        for one in (order_id, visited):
            with pytest.raises(FieldOrderElsewhere):
                cancel(one, reason_code="customer_asked")

    assert ("cancelled", "solved_remotely") == (order.state, order.reason and order.reason.code)


def test_a_good_evaluation_lets_the_order_be_closed(
    desk: TicketsService, field: FieldStory, as_employee: ActAs, topics: Topics
) -> None:
    order_id = field.performed()
    close = desk.use_cases.field_arrangements.close_order
    with as_employee(), pytest.raises(EvaluationOutstanding):
        close(order_id)
    field.evaluate(order_id)
    with pytest.raises(OrderAlreadyEvaluated):
        field.evaluate(order_id)
    with as_employee():
        assert "closed" == close(order_id).state
        with pytest.raises(FieldOrderElsewhere):
            close(order_id)

    assert ["field_order.evaluated", "field_order.closed"] == topics(order_id)[-2:]
    assert desk.store.find(FieldProblems, FieldProblems.id_for(order_id)) is None


def test_an_order_that_nobody_evaluates_is_closed_after_the_wait(
    desk: TicketsService, field: FieldStory, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    order_id = field.performed()
    wait(field.order(order_id).standard.evaluation_wait_seconds)
    with as_employee():
        assert "closed" == desk.use_cases.field_arrangements.close_order(order_id).state


def test_a_low_score_opens_a_problem_and_the_order_stays_open_until_it_is_solved(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.performed()
    field.evaluate(order_id, score=2)
    cases = desk.use_cases
    with as_employee():
        [problem] = cases.order_problems.see_problems(order_id).problems
        assert ("low_score", LI) == (problem.cause, problem.owner_id)
        with pytest.raises(ProblemsOutstanding):
            cases.field_arrangements.close_order(order_id)
        cases.order_problems.solve_problem(order_id, problem.problem_id, solution="致歉并回访")
        assert "closed" == cases.field_arrangements.close_order(order_id).state


def test_nobody_notes_the_judgement_on_their_own_work(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.performed()
    both = frozenset({"tickets.assign", "tickets.see_all"})
    with as_employee(CHEN, both), pytest.raises(OwnEvaluation):
        desk.use_cases.field_arrangements.evaluate_order(order_id, score=5)


def test_a_window_that_nobody_came_in_is_noted_once_however_many_timers_run(
    desk: TicketsService,
    field: FieldStory,
    as_timer: ActAs,
    project: Callable[[], None],
    topics: Topics,
) -> None:
    order_id = field.assigned()
    project()
    late = MONDAY + 3 * HOUR + timedelta(seconds=900)
    mark = desk.use_cases.field_orders.mark_missed_windows
    with as_timer():
        counts = [mark(late), mark(late + timedelta(seconds=1)), mark(late + HOUR)]
        project()
        counts.append(mark(late + HOUR))

    assert [0, 1, 0, 0] == counts
    assert 1 == topics(order_id).count("field_order.window_missed")
    assert field.order(order_id).is_missed


def test_a_window_is_not_missed_where_somebody_arrives_while_the_timer_looks(
    desk: TicketsService,
    field: FieldStory,
    as_timer: ActAs,
    project: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order_id = field.assigned()
    with field.as_performer(CHEN):
        desk.use_cases.field_work.accept_order(order_id)
        desk.use_cases.field_work.depart(order_id)
    project()
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            with field.as_performer(CHEN):
                desk.use_cases.field_work.arrive(order_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_timer():
        assert 0 == desk.use_cases.field_orders.mark_missed_windows(MONDAY + 9 * HOUR)

    assert "on_site" == field.order(order_id).state


def test_orders_of_an_erased_customer_are_cancelled_where_nobody_has_come(
    desk: TicketsService,
    field: FieldStory,
    project: Callable[[], None],
    react: Callable[..., None],
) -> None:
    waiting, visited = field.assigned(), field.on_site()
    project()
    erased = message("crm.customer_erased", {"customer_id": str(CUSTOMER)})
    react(erased)
    react(erased)

    assert ("cancelled", "on_site") == (field.order(waiting).state, field.order(visited).state)


def test_who_sees_the_ticket_sees_its_orders_and_nobody_else_does(
    desk: TicketsService, field: FieldStory, ticket_id: UUID, as_employee: ActAs
) -> None:
    order_id = field.requested(ticket_id=ticket_id, customer_id=None)
    see = desk.use_cases.field_orders.see_order
    with as_employee(WANG, LEADER):
        assert order_id == see(order_id).id
    for who, permissions in ((SUN, AGENT), (CHEN, frozenset({"tickets.field_work"}))):
        with as_employee(who, permissions), pytest.raises(FieldOrderNotFound):
            see(order_id)


def test_a_record_and_problems_of_an_order_have_one_id_each() -> None:
    ids = {FieldRecord.id_for(LUO), FieldProblems.id_for(LUO), LUO}
    assert 3 == len(ids)
