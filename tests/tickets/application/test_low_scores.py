"""Low scores of customers: each gets a date and somebody who can keep it, whatever was judged."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.tickets.domain.contact import Contact
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.survey_invitation import SurveyInvitation
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import Context, acting
from tests.support.parts import message
from tests.support.ticket_care import make_survey, resolution_trigger, token_in
from tests.support.tickets import CUSTOMER, LI, MONDAY
from tests.tickets.conftest import ActAs

DAY = timedelta(days=1)
LOW = {"satisfied": 1}
Answered = Callable[[], SurveyAnswer]


@pytest.fixture
def answered_low(desk: TicketsService, project: Callable[[], None], clock: SetClock) -> Answered:
    """The customer opens the one link that there is, without signing in, and answers badly."""

    def carry_out() -> SurveyAnswer:
        project()
        [found] = desk.models.survey_invitations.open_for(CUSTOMER)
        link = desk.store.get(SurveyInvitation, found).link
        assert link is not None
        token = token_in(desk.keys.open(link, purpose="test"))
        with acting(Context(occurred_at=clock.now(), actor=None, kind="anonymous")):
            return desk.use_cases.survey_answers.answer_survey(token, LOW)

    return carry_out


@pytest.fixture
def invite(
    desk: TicketsService, project: Callable[[], None], as_timer: ActAs, clock: SetClock
) -> Callable[[], None]:
    """Invites whoever is to be asked now."""

    def carry_out() -> None:
        project()
        with as_timer():
            assert 1 == desk.use_cases.survey_invitations.invite_to_surveys(clock.now())

    return carry_out


@pytest.fixture
def merged_into(
    desk: TicketsService, open_ticket: Callable[..., Ticket], as_employee: ActAs
) -> Callable[[UUID], UUID]:
    """Merges an open ticket of Li's into another one; that one's id."""

    def carry_out(ticket_id: UUID) -> UUID:
        survivor = open_ticket(is_taken=True)
        with as_employee():
            desk.use_cases.merging.merge_tickets(survivor.id, [ticket_id], reason="同一诉求")
        return survivor.id

    return carry_out


@pytest.fixture
def call(desk: TicketsService, as_employee: ActAs) -> Callable[[], Contact]:
    """A call of the customer that Li has answered, without a ticket."""

    def carry_out() -> Contact:
        contacts = desk.use_cases.contacts
        with as_employee():
            contact_id = contacts.offer_contact(
                channel="phone", customer_id=CUSTOMER, skill_group="cards"
            ).id
            contacts.answer_contact(contact_id)
            contacts.end_contact(contact_id)
            return contacts.wrap_up_contact(contact_id, after_call_work_seconds=1)

    return carry_out


def told_by_the_crm(**facts: Any) -> Message:
    given = {
        "answer_id": str(UUID(int=700)),
        "satisfaction": 1,
        "answered_at": "2020-01-06T02:00:00Z",
        **facts,
    }
    return message("crm.survey_answered", given)


def follow_ups_of(desk: TicketsService, ticket_id: UUID) -> FollowUps | None:
    return desk.store.find(FollowUps, FollowUps.id_for(ticket_id))


def opened(desk: TicketsService) -> list[Ticket]:
    records = desk.store.recorder.select_records(
        after=0, limit=1000, topics=["tickets.ticket.opened"]
    )
    return [desk.store.get(Ticket, one.originator_id) for one in records]


def test_who_judges_a_ticket_that_was_merged_meanwhile_is_called_by_who_has_the_other_one(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Callable[[], None],
    merged_into: Callable[[UUID], UUID],
    answered_low: Answered,
    as_employee: ActAs,
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    invite()
    with as_employee():
        desk.use_cases.tickets.reopen_ticket(ticket_id, reason="又来电")
    survivor_id = merged_into(ticket_id)
    answered_low()
    with as_employee():
        desk.use_cases.solutions.record_follow_up(survivor_id, reply="已致歉")

    clock_id = SlaClock.id_for(survivor_id, clock="follow_up", ordinal=1)
    assert "met" == desk.store.get(SlaClock, clock_id).state
    assert follow_ups_of(desk, ticket_id) is None


def test_a_merge_between_reading_and_saving_loses_no_promise(
    desk: TicketsService,
    ticket_id: UUID,
    resolve: Callable[[UUID], Ticket],
    invite: Callable[[], None],
    merged_into: Callable[[UUID], UUID],
    answered_low: Answered,
    as_employee: ActAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_survey(desk)
    resolve(ticket_id)
    invite()
    with as_employee():
        desk.use_cases.tickets.reopen_ticket(ticket_id, reason="又来电")
    save, raced, survivors = desk.store.save, [], []

    def merge_first(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            survivors.append(merged_into(ticket_id))
        return save(*aggregates, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as racing:
        racing.setattr(desk.store, "save", merge_first)
        answered_low()

    promised = follow_ups_of(desk, survivors[0])
    assert promised is not None
    assert promised.is_outstanding
    assert follow_ups_of(desk, ticket_id) is None


def test_who_judges_a_call_without_a_ticket_gets_one_with_a_date(
    desk: TicketsService,
    call: Callable[[], Contact],
    invite: Callable[[], None],
    answered_low: Answered,
    as_employee: ActAs,
) -> None:
    make_survey(desk, triggers=[resolution_trigger(after="contact")])
    contact = call()
    invite()
    answer = answered_low()
    [ticket] = opened(desk)
    promised = follow_ups_of(desk, ticket.id)

    assert (contact.id, None) == (answer.contact_id, answer.ticket_id)
    assert (CUSTOMER, "cards", "phone", "queued") == (
        ticket.customer_id,
        ticket.skill_group,
        ticket.channel,
        ticket.state,
    )
    assert (ticket.id,) == desk.store.get(Contact, contact.id).ticket_ids
    assert promised is not None
    assert MONDAY + DAY == promised.due_at
    with as_employee(LI):
        running = [one.clock.clock for one in desk.use_cases.sla.clocks_of(ticket.id)]
        assert {"follow_up", "resolution"} == set(running)
        desk.use_cases.assignment.go_available(("phone",))
        desk.use_cases.assignment.take_ticket(ticket.id)
        desk.use_cases.solutions.record_follow_up(ticket.id, reply="已致歉")
    kept = follow_ups_of(desk, ticket.id)
    assert kept is not None
    assert not kept.is_outstanding


def test_a_call_that_is_judged_twice_leads_to_one_ticket(
    desk: TicketsService, call: Callable[[], Contact], react: Callable[[Message], None]
) -> None:
    contact_id = str(call().id)
    for number in (700, 701):
        react(told_by_the_crm(answer_id=str(UUID(int=number)), contact_id=contact_id))

    assert [CUSTOMER] == [one.customer_id for one in opened(desk)]


def test_what_the_crm_asked_about_a_call_is_followed_up_where_its_ticket_goes_on(
    desk: TicketsService,
    ticket_id: UUID,
    call: Callable[[], Contact],
    merged_into: Callable[[UUID], UUID],
    react: Callable[[Message], None],
    as_employee: ActAs,
) -> None:
    contact_id = call().id
    with as_employee():
        desk.use_cases.contacts.link_contact(contact_id, ticket_id=ticket_id)
    survivor_id = merged_into(ticket_id)
    react(told_by_the_crm(contact_id=str(contact_id)))
    promised = follow_ups_of(desk, survivor_id)

    assert promised is not None
    assert promised.is_outstanding
    assert {ticket_id, survivor_id} == {one.id for one in opened(desk)}


def test_where_nothing_but_the_customer_is_known_the_routing_says_who_calls(
    desk: TicketsService, react: Callable[[Message], None]
) -> None:
    react(told_by_the_crm(customer_id=str(CUSTOMER)))
    [ticket] = opened(desk)
    promised = follow_ups_of(desk, ticket.id)

    assert ("general", "phone", "inquiry") == (ticket.skill_group, ticket.channel, ticket.kind)
    assert promised is not None
    assert promised.is_outstanding


def test_whom_nobody_knows_or_whose_data_is_gone_nobody_can_call(
    desk: TicketsService, react: Callable[[Message], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as as_crm:
        as_crm.setattr(desk.keys, "_granted", lambda: {("customer", "erase")})
        desk.keys.erase(f"customer:{CUSTOMER}")
    react(told_by_the_crm(contact_id=str(UUID(int=99))))
    react(told_by_the_crm(answer_id=str(UUID(int=701)), customer_id=str(CUSTOMER)))

    for number in (700, 701):
        assert desk.store.get(SurveyAnswer, UUID(int=number)).is_low
    assert [] == opened(desk)
