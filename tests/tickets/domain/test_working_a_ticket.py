import pytest

from services.tickets.domain.errors import (
    CustomerAlreadyNamed,
    RequiredInformationMissing,
    TicketAlreadyAccepted,
    TicketAlreadyAssigned,
    TicketAlreadyClosed,
    TicketAlreadyResolved,
    TicketHasNoAgent,
    TicketNotInProgress,
)
from tests.support.tickets import (
    CUSTOMER,
    LI,
    NOTHING_ASKED,
    STRICT,
    ZHAO,
    assigned_ticket,
    at,
    closed_ticket,
    new_events,
    opened_ticket,
    resolved_ticket,
    sealed,
    ticket_in_progress,
)


def test_an_assigned_ticket_has_an_agent() -> None:
    ticket = opened_ticket()
    with at():
        ticket.assign(LI, why="best_agent")

    assert ["Assigned"] == new_events(ticket)
    assert (LI, "assigned") == (ticket.assignee_id, ticket.state)


def test_a_ticket_may_be_given_to_another_agent() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.assign(ZHAO, why="assigned")

    assert (ZHAO, "assigned") == (ticket.assignee_id, ticket.state)
    assert LI == ticket.pending_events[-1].about.assignee_id


def test_a_ticket_is_not_assigned_to_the_agent_who_has_it() -> None:
    ticket = assigned_ticket()
    with at(), pytest.raises(TicketAlreadyAssigned):
        ticket.assign(LI, why="assigned")


def test_a_resolved_ticket_is_assigned_to_nobody() -> None:
    with at(), pytest.raises(TicketAlreadyResolved):
        resolved_ticket().assign(ZHAO, why="assigned")


def test_an_agent_accepts_what_was_assigned() -> None:
    ticket = assigned_ticket()
    with at():
        ticket.accept()

    assert ["Accepted"] == new_events(ticket)
    assert "in_progress" == ticket.state


def test_a_ticket_is_accepted_once() -> None:
    with at(), pytest.raises(TicketAlreadyAccepted):
        ticket_in_progress().accept()


def test_nobody_accepts_a_ticket_without_agent() -> None:
    with at(), pytest.raises(TicketHasNoAgent):
        opened_ticket().accept()


def test_a_returned_ticket_waits_again_without_agent() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.return_to_queue(reason=sealed("shift over"))

    assert ["ReturnedToQueue"] == new_events(ticket)
    assert (None, "queued") == (ticket.assignee_id, ticket.state)


def test_a_ticket_without_agent_cannot_be_returned() -> None:
    with at(), pytest.raises(TicketHasNoAgent):
        opened_ticket().return_to_queue(reason=sealed())


def test_a_transferred_ticket_waits_in_the_other_group() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.transfer("loans", form=NOTHING_ASKED, reason=sealed("about a loan"))

    assert ["Transferred"] == new_events(ticket)
    assert ("loans", None, "queued") == (ticket.skill_group, ticket.assignee_id, ticket.state)
    assert ticket.wants_reason_code


def test_a_transfer_needs_what_the_form_asks_for() -> None:
    ticket = ticket_in_progress()
    with at(), pytest.raises(RequiredInformationMissing) as refusal:
        ticket.transfer("loans", form=STRICT, reason=sealed())

    assert ["product"] == [one.field for one in refusal.value.fields]
    assert [] == new_events(ticket)


def test_recorded_information_lets_the_transfer_pass() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.record_information({"product": sealed("card")})
        ticket.transfer("loans", form=STRICT, reason=sealed())

    assert ["InformationRecorded", "Transferred"] == new_events(ticket)


def test_a_referred_ticket_keeps_its_agent() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.refer(ZHAO, form=NOTHING_ASKED, reason=sealed("an expert knows"))

    assert ["Referred"] == new_events(ticket)
    assert (LI, ZHAO, "referred") == (ticket.assignee_id, ticket.expert_id, ticket.state)


def test_only_a_ticket_in_progress_is_referred() -> None:
    with at(), pytest.raises(TicketNotInProgress):
        assigned_ticket().refer(None, form=NOTHING_ASKED, reason=sealed())


def test_an_unknown_caller_may_be_named_later() -> None:
    ticket = opened_ticket(customer_id=None, contact_id=LI)
    with at():
        ticket.name_customer(CUSTOMER)

    assert ["CustomerNamed"] == new_events(ticket)
    assert f"customer:{CUSTOMER}" == ticket.data_subject


def test_a_named_customer_is_not_replaced() -> None:
    with at(), pytest.raises(CustomerAlreadyNamed):
        opened_ticket().name_customer(ZHAO)


def test_what_turns_out_a_complaint_is_handed_over() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.reclassify("complaint", reason=sealed("he is angry"))

    assert ["Reclassified", "ComplaintHandedOver"] == new_events(ticket)
    assert "complaint" == ticket.kind


def test_the_same_kind_and_priority_again_change_nothing() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.reclassify("inquiry", reason=sealed())
        ticket.reprioritise("normal", reason=sealed())

    assert [] == new_events(ticket)


def test_a_reprioritised_ticket_says_what_it_was_before() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.reprioritise("urgent", reason=sealed())

    assert ["Reprioritised"] == new_events(ticket)
    assert ("normal", "urgent") == (ticket.pending_events[-1].about.priority, ticket.priority)


def test_the_next_channel_keeps_what_the_customer_said() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.hand_over_channel("phone", said=sealed("my card is lost"))

    assert ["ChannelHandedOver"] == new_events(ticket)
    assert (sealed("my card is lost"),) == ticket.said_before


@pytest.mark.parametrize(
    "step",
    [
        lambda ticket: ticket.record_information({"product": sealed()}),
        lambda ticket: ticket.reclassify("query", reason=sealed()),
        lambda ticket: ticket.reprioritise("high", reason=sealed()),
        lambda ticket: ticket.hand_over_channel("chat", said=sealed()),
        lambda ticket: ticket.return_to_queue(reason=sealed()),
        lambda ticket: ticket.transfer("loans", form=NOTHING_ASKED, reason=sealed()),
        lambda ticket: ticket.verify_identity("callback"),
        lambda ticket: ticket.resume(),
        lambda ticket: ticket.close(form=NOTHING_ASKED, has_promise=False),
    ],
)
def test_a_closed_ticket_takes_no_more_work(step: object) -> None:
    ticket = closed_ticket()
    with at(), pytest.raises(TicketAlreadyClosed):
        step(ticket)  # type: ignore[operator]

    assert [] == new_events(ticket)
