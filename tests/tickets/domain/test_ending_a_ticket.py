import pytest

from services.tickets.domain.errors import (
    FollowUpOutstanding,
    IdentityNotVerified,
    ReasonCodeMissing,
    RequiredInformationMissing,
    SolutionNotConfirmed,
    TicketNotInProgress,
    TicketNotResolved,
    TicketStillOpen,
)
from services.tickets.domain.forms import Form
from services.tickets.domain.ticket import Ticket
from tests.support.tickets import (
    LI,
    NOTHING_ASKED,
    STRICT,
    assigned_ticket,
    at,
    closed_ticket,
    new_events,
    resolved_ticket,
    sealed,
    ticket_in_progress,
    ticket_with_proposal,
    waiting_ticket,
    without_events,
)


def resolve(ticket: Ticket, *, form: Form = NOTHING_ASKED, **facts: object) -> None:
    given = {"contacts": 1, "reason_code": None, **facts}
    with at():
        ticket.resolve(sealed("done"), form=form, **given)


def test_a_ticket_resolved_in_one_contact_has_no_reason_code() -> None:
    ticket = ticket_in_progress()
    resolve(ticket, reason_code="process_obstacle")

    assert ["Resolved"] == new_events(ticket)
    assert ("resolved", None) == (ticket.state, ticket.reason_code)
    assert sealed("done") == ticket.resolution


def test_a_second_contact_wants_a_reason_code() -> None:
    ticket = ticket_in_progress()
    with pytest.raises(ReasonCodeMissing) as refusal:
        resolve(ticket, contacts=2)

    assert ["reason_code"] == [one.field for one in refusal.value.fields]


def test_what_has_waited_was_not_solved_at_the_first_contact() -> None:
    ticket = waiting_ticket()
    with at():
        ticket.resume()
    with pytest.raises(ReasonCodeMissing):
        resolve(ticket)
    resolve(ticket, reason_code="insufficient_knowledge")

    assert "insufficient_knowledge" == ticket.reason_code


def test_a_kind_that_needs_identity_is_not_resolved_without() -> None:
    with pytest.raises(IdentityNotVerified):
        resolve(ticket_in_progress(), form=STRICT)


def test_a_solution_must_be_confirmed_before_resolution() -> None:
    ticket = ticket_with_proposal()
    with at():
        ticket.verify_identity("callback")
    with pytest.raises(SolutionNotConfirmed):
        resolve(ticket, form=STRICT)
    with at():
        ticket.answer_solution(is_confirmed=True)
    resolve(ticket, form=STRICT)

    assert "resolved" == ticket.state


def test_a_ticket_that_nobody_has_accepted_is_not_resolved() -> None:
    with pytest.raises(TicketNotInProgress):
        resolve(assigned_ticket())


def test_a_resolved_ticket_is_closed() -> None:
    ticket = resolved_ticket()
    with at():
        ticket.close(form=NOTHING_ASKED, has_promise=False)

    assert ["Closed"] == new_events(ticket)
    assert not ticket.is_open


def test_an_open_ticket_cannot_be_closed() -> None:
    with at(), pytest.raises(TicketNotResolved):
        ticket_in_progress().close(form=NOTHING_ASKED, has_promise=False)


def test_a_promise_is_kept_before_the_ticket_is_closed() -> None:
    with at(), pytest.raises(FollowUpOutstanding):
        resolved_ticket().close(form=NOTHING_ASKED, has_promise=True)


def test_an_incomplete_record_keeps_the_ticket_open() -> None:
    ticket = resolved_ticket()
    with at(), pytest.raises(RequiredInformationMissing) as refusal:
        ticket.close(form=STRICT, has_promise=False)

    assert ["product"] == [one.field for one in refusal.value.fields]


def test_the_record_of_a_resolved_ticket_may_still_be_completed() -> None:
    ticket = resolved_ticket()
    with at():
        ticket.record_information({"product": sealed("card")})
        ticket.close(form=STRICT, has_promise=False)

    assert ["InformationRecorded", "Closed"] == new_events(ticket)


@pytest.mark.parametrize("build", [resolved_ticket, closed_ticket])
def test_a_reopened_ticket_goes_back_to_its_agent(build: object) -> None:
    ticket = build()  # type: ignore[operator]
    with at():
        ticket.reopen(cause="asked_for", reason=sealed("it came back"))

    assert ["Reopened"] == new_events(ticket)
    assert ("assigned", LI) == (ticket.state, ticket.assignee_id)
    assert 1 == ticket.reopenings


def test_an_open_ticket_cannot_be_reopened() -> None:
    with at(), pytest.raises(TicketStillOpen):
        ticket_in_progress().reopen(cause="asked_for", reason=sealed())


def test_a_reopened_ticket_wants_a_reason_code() -> None:
    ticket = resolved_ticket()
    with at():
        ticket.reopen(cause="customer_replied")
        ticket.accept()
    without_events(ticket)

    with pytest.raises(ReasonCodeMissing):
        resolve(ticket)
