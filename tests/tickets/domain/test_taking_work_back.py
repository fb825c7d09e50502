"""What a ticket keeps when its agent goes away, and that old returns are still read."""

from dataclasses import replace

import pytest

from services.tickets.domain.availability import LEFT, AvailabilityRules, AwayReason
from services.tickets.domain.errors import TicketHasNoAgent
from services.tickets.domain.ticket import Ticket
from services.tickets.service import AGGREGATES
from shared.errors import Invalid
from shared.event_store.mapper import Mapper
from tests.support.tickets import (
    after,
    assigned_ticket,
    at,
    new_events,
    opened_ticket,
    sealed,
    ticket_in_progress,
)

BREAK = AwayReason("break", "小休", "break", assigned_seconds=300, in_progress_seconds=3600)
GONE = AwayReason(LEFT, "离职", "left", assigned_seconds=0, in_progress_seconds=0)
RULES = AvailabilityRules((BREAK, GONE))


def test_a_ticket_taken_back_says_why_its_agent_is_away() -> None:
    ticket = assigned_ticket()
    with after(300):
        ticket.return_to_queue(reason=None, cause="break")

    [taken_back] = ticket.pending_events
    assert ("break", None) == (taken_back.cause, taken_back.reason)
    assert ("queued", None) == (ticket.state, ticket.assignee_id)


def test_what_nobody_has_is_not_taken_back() -> None:
    ticket = opened_ticket()
    with at(), pytest.raises(TicketHasNoAgent):
        ticket.return_to_queue(reason=None, cause="break")
    assert [] == new_events(ticket)


def test_a_return_of_before_there_were_causes_is_still_read() -> None:
    ticket = ticket_in_progress()
    with at():
        ticket.return_to_queue(reason=sealed())
    [returned] = ticket.collect_events()
    mapper = Mapper(AGGREGATES.values())
    stored = mapper.to_stored_event(returned)
    old = replace(stored, state=stored.state.replace(b'"cause":"asked_for",', b""))
    assert old.state != stored.state

    read = mapper.to_domain_event(old)
    again: Ticket = ticket_in_progress()
    read.mutate(again)

    assert "asked_for" == read.cause
    assert "queued" == again.state


def test_what_is_not_begun_goes_back_sooner_than_what_is() -> None:
    graces = [BREAK.grace_of(one) for one in ("assigned", "in_progress", "waiting_for_customer")]
    assert [300, 3600, None] == graces


def test_of_who_has_left_the_centre_everything_goes_back() -> None:
    assert 0 == GONE.grace_of("waiting_for_customer") == GONE.grace_of("referred")


def test_only_a_reason_of_the_rules_is_chosen() -> None:
    assert BREAK == RULES.chosen("break")
    for code in ("siesta", LEFT):
        with pytest.raises(Invalid) as refused:
            RULES.chosen(code)
        assert "小休" in refused.value.fields[0].zh
