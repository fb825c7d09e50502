from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from services.tickets.application.desk_loads import DeskLoads
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.assignment import DeskLoad
from services.tickets.domain.contact import Contact
from services.tickets.domain.errors import (
    ComplimentAlreadyAttributed,
    FollowUpOutstanding,
    RequiredInformationMissing,
    TicketAlreadyResolved,
    TicketNotFound,
    TicketNotYours,
)
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.errors import Conflict, Invalid, NotAllowed, Stale
from tests.support.tickets import CUSTOMER, LI, MONDAY, SITE, SUN, ZHAO
from tests.tickets.application.conftest import POINTS
from tests.tickets.conftest import ActAs

Open = Callable[..., Ticket]


def clocks(desk: TicketsService, ticket_id: UUID) -> dict[str, str]:
    """The state of each clock of a ticket."""
    found = desk.use_cases.sla.clocks_of(ticket_id)
    return {f"{one.clock.clock}/{one.clock.ordinal}": one.clock.state for one in found}


def load(desk: TicketsService, employee_id: UUID = LI) -> DeskLoad:
    return DeskLoads(desk.store).load_of(employee_id)


def test_an_opened_ticket_has_a_number_a_group_and_running_clocks(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs
) -> None:
    ticket = open_ticket(skill_group=None)

    assert "T-000001-3" == ticket.number
    assert ("general", SITE, LI) == (ticket.skill_group, ticket.site_id, ticket.opener_id)
    assert ticket.id == desk.numbers.holder_of("T-000001-3")
    with as_employee():
        assert {"first_response/1": "running", "resolution/1": "running"} == clocks(desk, ticket.id)


def test_the_versions_of_the_rules_are_noted_in_what_is_decided_by_them(
    desk: TicketsService, open_ticket: Open
) -> None:
    [record] = desk.store.recorder.select_history(open_ticket(skill_group=None).id)
    event = desk.store.mapper.to_domain_event(record)

    assert {"forms": "1", "routing": "1", "sla": "1"} == event.meta.rules


def test_texts_lie_sealed_under_the_customer(desk: TicketsService, open_ticket: Open) -> None:
    ticket = open_ticket(description="我的卡丢了")
    stored = b"".join(one.state for one in desk.store.recorder.select_history(ticket.id))

    assert "我的卡丢了".encode() not in stored
    assert f"customer:{CUSTOMER}" == ticket.subject.subject
    assert "我的卡丢了" == desk.keys.open_or_none(ticket.description, purpose="test")


def test_a_ticket_names_a_customer_or_a_contact(open_ticket: Open) -> None:
    with pytest.raises(Invalid) as refusal:
        open_ticket(customer_id=None)

    assert ["customer_id"] == [one.field for one in refusal.value.fields]


@pytest.mark.parametrize("name", ["kind", "channel", "priority"])
def test_an_unknown_word_is_refused_by_its_field(open_ticket: Open, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        open_ticket(**{name: "fax"})

    assert [name] == [one.field for one in refusal.value.fields]


def test_who_may_not_work_on_tickets_opens_none(desk: TicketsService, as_employee: ActAs) -> None:
    new = NewTicket(kind="query", channel="phone", subject="x", customer_id=CUSTOMER)
    with as_employee(LI, frozenset()), pytest.raises(NotAllowed):
        desk.use_cases.tickets.open_ticket(new)


def test_a_call_that_was_answered_is_a_first_response(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    contacts = desk.use_cases.contacts
    with as_employee():
        contact = contacts.offer_contact(channel="phone", customer_id=CUSTOMER)
    wait(20)
    with as_employee():
        contacts.answer_contact(contact.id)
    wait(400)
    ticket = open_ticket(contact_id=contact.id, customer_id=None)

    assert (CUSTOMER, MONDAY) == (ticket.customer_id, ticket.asked_at)
    with as_employee():
        assert "met" == clocks(desk, ticket.id)["first_response/1"]
    assert (ticket.id,) == desk.store.get(Contact, contact.id).ticket_ids


def test_a_call_that_was_answered_too_late_broke_its_promise(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    contacts = desk.use_cases.contacts
    with as_employee():
        contact = contacts.offer_contact(channel="phone", customer_id=CUSTOMER)
    wait(301)
    with as_employee():
        contacts.answer_contact(contact.id)
    ticket = open_ticket(contact_id=contact.id)

    clock = desk.store.get(SlaClock, SlaClock.id_for(ticket.id, clock="first_response", ordinal=1))
    assert ("missed", MONDAY + timedelta(seconds=300)) == (clock.state, clock.breached_at)


def test_whoever_takes_the_ticket_at_once_works_on_it(
    desk: TicketsService, open_ticket: Open
) -> None:
    ticket = open_ticket(is_taken=True)

    assert ("in_progress", LI) == (ticket.state, ticket.assignee_id)
    assert 1 == load(desk).count("phone")


def test_the_resolution_stops_the_clocks_and_frees_the_agent(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)

    with as_employee():
        assert {"first_response/1": "met", "resolution/1": "met"} == clocks(desk, ticket_id)
    assert DeskLoad({}) == load(desk)


def test_a_repeated_resolution_is_refused(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    with as_employee(), pytest.raises(TicketAlreadyResolved):
        desk.use_cases.tickets.resolve_ticket(ticket_id, resolution="again")


def test_an_agent_does_not_resolve_what_another_one_has(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.tickets.resolve_ticket(ticket_id, resolution="not mine")
    with as_employee(ZHAO), pytest.raises(TicketNotFound):
        desk.use_cases.tickets.resolve_ticket(ticket_id, resolution="not mine")


def test_who_opened_a_ticket_sees_it_but_does_not_work_on_it(
    desk: TicketsService, waiting_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(TicketNotYours):
        desk.use_cases.tickets.resolve_ticket(waiting_id, resolution="too early")


def test_a_decision_on_an_older_version_is_refused(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(Stale):
        desk.use_cases.tickets.resolve_ticket(ticket_id, resolution="x", expected_version=1)


def test_a_race_lost_on_the_ticket_itself_is_a_conflict(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    particulars = desk.use_cases.particulars
    first = desk.store.get(Ticket, ticket_id)
    with as_employee():
        first.verify_identity("callback")
        particulars.record_information(ticket_id, POINTS, expected_version=None)
        with pytest.raises(Conflict):
            desk.store.save(first)


def test_a_race_lost_on_the_clock_alone_is_run_again(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock_id = SlaClock.id_for(ticket_id, clock="resolution", ordinal=1)
    save, raced = desk.store.save, []

    def save_after_another_policy(*aggregates: object, **options: object) -> int:
        moving = [one for one in aggregates if isinstance(one, SlaClock) and one.id == clock_id]
        if moving and not raced:
            raced.append(True)
            other = desk.store.get(SlaClock, clock_id)
            policy = other.applied[-1]
            about = moving[0].pending_events[-1].about
            stricter = msgspec.structs.replace(policy.policy, target_seconds=9999)
            other.change_policy(msgspec.structs.replace(policy, policy=stricter), about=about)
            save(other)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_after_another_policy)
    ticket = resolve(ticket_id)

    assert [True] == raced
    assert "resolved" == ticket.state
    assert "met" == desk.store.get(SlaClock, clock_id).state


def test_a_complete_record_is_closed(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    with as_employee():
        ticket = desk.use_cases.tickets.close_ticket(ticket_id)

    assert "closed" == ticket.state


def test_a_record_with_gaps_stays_open_and_names_them(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    cases = desk.use_cases
    with as_employee():
        cases.solutions.propose_solution(ticket_id, text="x")
        cases.solutions.answer_solution(ticket_id, is_confirmed=True)
        cases.tickets.resolve_ticket(ticket_id, resolution="x")
        with pytest.raises(RequiredInformationMissing) as refusal:
            cases.tickets.close_ticket(ticket_id)

    assert list(POINTS) == [one.field for one in refusal.value.fields]


def test_a_ticket_with_an_open_promise_is_not_closed(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    cases = desk.use_cases
    with as_employee():
        cases.solutions.promise_follow_up(
            ticket_id, promise="明天回电", due_at=MONDAY + timedelta(days=1)
        )
        with pytest.raises(FollowUpOutstanding):
            cases.tickets.close_ticket(ticket_id)
        cases.solutions.record_follow_up(ticket_id, reply="客户满意")
        assert "closed" == cases.tickets.close_ticket(ticket_id).state
        assert "met" == clocks(desk, ticket_id)["follow_up/1"]


def test_a_reopened_ticket_starts_another_resolution_clock(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
) -> None:
    resolve(ticket_id)
    with as_employee():
        ticket = desk.use_cases.tickets.reopen_ticket(ticket_id, reason="又出现了")
        assert ("assigned", LI) == (ticket.state, ticket.assignee_id)
        found = clocks(desk, ticket_id)

    assert ("met", "running") == (found["resolution/1"], found["resolution/2"])
    assert 1 == load(desk).count("phone")


def test_a_higher_priority_puts_the_clocks_under_its_policy(
    desk: TicketsService, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        desk.use_cases.particulars.reprioritise_ticket(
            ticket_id, "urgent", reason="监管来电", expected_version=None
        )

    clock = desk.store.get(SlaClock, SlaClock.id_for(ticket_id, clock="resolution", ordinal=1))
    assert [172800, 14400] == [one.policy.target_seconds for one in clock.applied]


def test_a_compliment_counts_for_one_agent(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs
) -> None:
    ticket = open_ticket(kind="compliment", is_taken=True)
    particulars = desk.use_cases.particulars
    with as_employee():
        particulars.attribute_compliment(ticket.id, praised_employee_id=ZHAO)
        with pytest.raises(ComplimentAlreadyAttributed):
            particulars.attribute_compliment(ticket.id, praised_employee_id=SUN)


def test_a_compliment_may_name_its_agent_at_the_opening(
    desk: TicketsService, open_ticket: Open, as_employee: ActAs
) -> None:
    ticket = open_ticket(kind="compliment", praised_employee_id=ZHAO)
    with as_employee():
        file = desk.use_cases.ticket_files.see_ticket(ticket.id)

    assert file.compliment is not None
    assert ZHAO == file.compliment.praised_employee_id
