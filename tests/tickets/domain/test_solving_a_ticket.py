import pytest

from services.tickets.domain.errors import (
    SolutionNotProposed,
    TicketHasNoAgent,
    TicketNotInProgress,
    TicketNotWaiting,
)
from services.tickets.domain.ticket_state import Solution
from tests.support.tickets import (
    at,
    new_events,
    opened_ticket,
    referred_ticket,
    sealed,
    ticket_in_progress,
    ticket_with_proposal,
    waiting_ticket,
)


def test_a_verified_identity_is_recorded_with_its_method() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.verify_identity("id_card")

    assert ["IdentityVerified"] == new_events(ticket)
    assert "id_card" == ticket.verified_by


def test_a_proposed_solution_waits_for_the_customers_answer() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.propose_solution(
            Solution(text=sealed(), decision="refund", amount_minor=500, currency="CNY"),
            limit_minor=1000,
        )

    assert ["SolutionProposed"] == new_events(ticket)
    assert "proposed" == ticket.answer
    assert 1000 == ticket.pending_events[-1].limit_minor


def test_nobody_proposes_what_nobody_works_on() -> None:
    with at(), pytest.raises(TicketHasNoAgent):
        opened_ticket().propose_solution(Solution(text=sealed()), limit_minor=None)


@pytest.mark.parametrize(("is_confirmed", "answer"), [(True, "confirmed"), (False, "declined")])
def test_the_customers_answer_is_recorded(is_confirmed: bool, answer: str) -> None:
    ticket = ticket_with_proposal()
    with at():
        ticket.answer_solution(is_confirmed=is_confirmed)

    assert ["SolutionAnswered"] == new_events(ticket)
    assert answer == ticket.answer


def test_a_solution_is_answered_once() -> None:
    ticket = ticket_with_proposal()
    with at():
        ticket.answer_solution(is_confirmed=True)
    with at(), pytest.raises(SolutionNotProposed):
        ticket.answer_solution(is_confirmed=False)


def test_without_a_proposal_there_is_nothing_to_answer() -> None:
    with at(), pytest.raises(SolutionNotProposed):
        ticket_in_progress().answer_solution(is_confirmed=True)


def test_a_ticket_may_wait_for_a_third_party() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.wait("waiting_for_third_party", reason=sealed("the bank's other system"))

    assert ["LaidAside"] == new_events(ticket)
    assert "waiting_for_third_party" == ticket.state
    assert ticket.wants_reason_code


def test_a_waiting_ticket_cannot_wait_again_and_says_so_in_both_languages() -> None:
    with at(), pytest.raises(TicketNotInProgress) as refusal:
        waiting_ticket().wait("waiting_for_customer", reason=sealed())

    assert "待客户" in refusal.value.in_language("zh-CN")
    assert "waiting_for_customer" in refusal.value.in_language("en")


@pytest.mark.parametrize("build", [waiting_ticket, referred_ticket])
def test_a_ticket_that_waited_goes_on(build: object) -> None:
    ticket = build()  # type: ignore[operator]
    with at():
        ticket.resume()

    assert ["Resumed"] == new_events(ticket)
    assert "in_progress" == ticket.state


def test_only_what_waits_can_be_resumed() -> None:
    with at(), pytest.raises(TicketNotWaiting):
        ticket_in_progress().resume()
