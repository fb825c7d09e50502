from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.application.access import NotAnEmployee
from services.tickets.domain.errors import (
    DecisionAuthorityExceeded,
    FollowUpNotPromised,
    TicketAlreadyClosed,
    TicketNotFound,
    TicketNotReferred,
    TicketNotYours,
)
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.errors import Invalid
from tests.support.parts import message, tell
from tests.support.tickets import LI, MONDAY, SUN, WANG, ZHAO
from tests.tickets.application.conftest import POINTS
from tests.tickets.conftest import LEADER, ActAs


def give_authority(desk: TicketsService, employee_id: UUID, limit_minor: int) -> None:
    authority = [{"decision": "refund", "limit_minor": limit_minor, "currency": "CNY"}]
    data = {"employee_id": str(employee_id), "authority": authority}
    tell(desk.models.staff, message("people.position_description_acknowledged", data))


def test_an_amount_within_the_authority_is_proposed(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    give_authority(desk, LI, 5000)
    with as_employee():
        ticket = desk.use_cases.solutions.propose_solution(
            ticket_id, text="退款", decision="refund", amount_minor=5000, currency="CNY"
        )

    assert ticket.solution is not None
    assert (5000, "CNY") == (ticket.solution.amount_minor, ticket.solution.currency)


def test_an_amount_above_the_authority_is_left_to_the_supervisor(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs, as_wang: ActAs
) -> None:
    give_authority(desk, LI, 5000)
    refund = {"text": "退款", "decision": "refund", "amount_minor": 5001, "currency": "CNY"}
    with as_employee(), pytest.raises(DecisionAuthorityExceeded):
        desk.use_cases.solutions.propose_solution(ticket_id, **refund)

    give_authority(desk, WANG, 10_000)
    with as_wang():
        ticket = desk.use_cases.solutions.propose_solution(ticket_id, **refund)
    assert "proposed" == ticket.answer


def test_another_appointment_ends_the_former_authority(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    give_authority(desk, LI, 5000)
    tell(desk.models.staff, message("people.employee_appointed", {"employee_id": str(LI)}))

    with as_employee(), pytest.raises(DecisionAuthorityExceeded):
        desk.use_cases.solutions.propose_solution(
            ticket_id, text="退款", decision="refund", amount_minor=1, currency="CNY"
        )


def test_an_amount_says_what_it_decides_and_in_which_currency(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(Invalid) as refusal:
        desk.use_cases.solutions.propose_solution(ticket_id, text="退款", amount_minor=1)

    assert ["amount_minor"] == [one.field for one in refusal.value.fields]


def test_a_declined_solution_makes_room_for_another_one(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    solutions = desk.use_cases.solutions
    with as_employee():
        solutions.propose_solution(ticket_id, text="一")
        assert "declined" == solutions.answer_solution(ticket_id, is_confirmed=False).answer
        assert "proposed" == solutions.propose_solution(ticket_id, text="二").answer


def test_an_unknown_waiting_state_is_refused(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(Invalid):
        desk.use_cases.solutions.wait_for(ticket_id, "closed", reason="x")


def test_waiting_for_the_customer_pauses_the_resolution_clock(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    solutions = desk.use_cases.solutions
    with as_employee():
        solutions.wait_for(ticket_id, "waiting_for_customer", reason="待客户补件")
    wait(1000)
    with as_employee():
        solutions.resume_ticket(ticket_id)
    wait(10)
    with as_employee():
        found = {one.clock.clock: one.reading for one in desk.use_cases.sla.clocks_of(ticket_id)}

    assert (10, 1000) == (
        found["resolution"].counted_seconds,
        found["resolution"].paused_seconds,
    )
    assert 1010 == found["first_response"].counted_seconds


def test_the_deadline_of_a_promise_is_that_of_its_clock(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    due_at = MONDAY + timedelta(hours=3)
    with as_employee():
        desk.use_cases.solutions.promise_follow_up(ticket_id, promise="回电", due_at=due_at)
        found = {one.clock.clock: one.reading for one in desk.use_cases.sla.clocks_of(ticket_id)}

    assert due_at == found["follow_up"].due_at


def test_a_second_promise_has_a_clock_of_its_own(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    solutions = desk.use_cases.solutions
    with as_employee():
        for _ in range(2):
            solutions.promise_follow_up(
                ticket_id, promise="回电", due_at=MONDAY + timedelta(hours=3)
            )
            solutions.record_follow_up(ticket_id, reply="好的")
        clocks = desk.use_cases.sla.clocks_of(ticket_id)
        with pytest.raises(FollowUpNotPromised):
            solutions.record_follow_up(ticket_id, reply="再次")

    assert [(1, "met"), (2, "met")] == [
        (one.clock.ordinal, one.clock.state) for one in clocks if one.clock.clock == "follow_up"
    ]


def test_nothing_is_promised_on_a_closed_ticket(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    with as_employee():
        desk.use_cases.tickets.close_ticket(ticket_id)
        with pytest.raises(TicketAlreadyClosed):
            desk.use_cases.solutions.promise_follow_up(
                ticket_id, promise="x", due_at=MONDAY + timedelta(hours=3)
            )


def test_a_service_has_no_authority_over_money(
    desk: TicketsService, ticket_id: UUID, as_timer: ActAs
) -> None:
    with as_timer(), pytest.raises(NotAnEmployee):
        desk.use_cases.solutions.propose_solution(
            ticket_id, text="x", decision="refund", amount_minor=1, currency="CNY"
        )


class TestReferrals:
    def refer(self, desk: TicketsService, ticket_id: UUID, **destination: object) -> Ticket:
        cases = desk.use_cases
        cases.particulars.record_information(ticket_id, POINTS, expected_version=None)
        return cases.referrals.refer_ticket(ticket_id, reason="需专家", **destination)

    def test_a_department_is_asked_and_its_result_brings_the_ticket_back(
        self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs
    ) -> None:
        referrals = desk.use_cases.referrals
        with as_employee():
            assert "referred" == self.refer(desk, ticket_id, department="risk").state
            referral = referrals.record_progress(ticket_id, text="已受理")
            assert 1 == len(referral.progress)
            assert "in_progress" == referrals.give_result(ticket_id, text="已核实").state
            file = desk.use_cases.ticket_files.see_ticket(ticket_id)

        assert file.referral is not None
        assert "risk" == file.referral.destination.department
        assert file.referral.result is not None

    def test_an_expert_sees_the_ticket_and_records_progress_but_does_no_more(
        self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs
    ) -> None:
        cases = desk.use_cases
        with as_employee():
            self.refer(desk, ticket_id, expert_id=SUN)
        with as_employee(SUN):
            cases.referrals.record_progress(ticket_id, text="在查")
            with pytest.raises(TicketNotYours):
                cases.tickets.resolve_ticket(ticket_id, resolution="x")
            assert "in_progress" == cases.referrals.give_result(ticket_id, text="查到").state

    def test_a_referral_names_one_destination(
        self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs
    ) -> None:
        with as_employee():
            with pytest.raises(Invalid):
                self.refer(desk, ticket_id)
            with pytest.raises(Invalid):
                self.refer(desk, ticket_id, department="risk", expert_id=SUN)

    def test_progress_belongs_to_a_referral(
        self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs
    ) -> None:
        with as_employee(), pytest.raises(TicketNotReferred):
            desk.use_cases.referrals.record_progress(ticket_id, text="x")


class TestParticulars:
    def test_a_complaint_is_handed_over_when_it_is_found(
        self,
        desk: TicketsService,
        ticket_id: UUID,
        as_employee: ActAs,
        topics: Callable[[UUID], list[str]],
    ) -> None:
        with as_employee():
            desk.use_cases.particulars.reclassify_ticket(
                ticket_id, "complaint", reason="客户投诉", expected_version=None
            )

        assert ["ticket.reclassified", "ticket.complaint_handed_over"] == topics(ticket_id)[-2:]

    def test_the_next_channel_has_its_own_promise(
        self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs
    ) -> None:
        with as_employee():
            ticket = desk.use_cases.particulars.hand_over_channel(
                ticket_id, "email", said="已说明卡号尾号", expected_version=None
            )
            found = {one.clock.clock: one for one in desk.use_cases.sla.clocks_of(ticket_id)}

        assert 1 == len(ticket.said_before)
        assert 14400 == found["first_response"].reading.target_seconds

    def test_an_unknown_caller_is_named(
        self, desk: TicketsService, open_ticket: Callable[..., Ticket], as_employee: ActAs
    ) -> None:
        ticket = open_ticket(customer_id=None, contact_id=UUID(int=8), is_taken=True)
        assert f"contact:{UUID(int=8)}" == ticket.subject.subject
        with as_employee():
            named = desk.use_cases.particulars.name_customer(
                ticket.id, ZHAO, expected_version=ticket.version
            )

        assert f"customer:{ZHAO}" == named.data_subject

    def test_a_colleague_of_the_group_does_not_write_into_the_ticket(
        self, desk: TicketsService, waiting_id: UUID, as_employee: ActAs
    ) -> None:
        with as_employee(ZHAO), pytest.raises(TicketNotYours):
            desk.use_cases.particulars.record_information(waiting_id, POINTS, expected_version=None)

    def test_a_leader_writes_into_the_teams_ticket(
        self, desk: TicketsService, ticket_id: UUID, as_wang: ActAs
    ) -> None:
        with as_wang():
            ticket = desk.use_cases.particulars.record_information(
                ticket_id, POINTS, expected_version=None
            )
        assert set(POINTS) <= ticket.filled_fields

    def test_the_leader_of_another_team_does_not_even_see_it(
        self, desk: TicketsService, ticket_id: UUID, as_employee: ActAs
    ) -> None:
        with as_employee(SUN, LEADER), pytest.raises(TicketNotFound):
            desk.use_cases.ticket_files.see_ticket(ticket_id)
