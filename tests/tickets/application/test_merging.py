"""Merging tickets: nothing is lost, nothing counts twice, and nothing becomes less late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.tickets.application.desk_loads import DeskLoads
from services.tickets.domain.callback import Callback
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.correspondence_errors import ReplyAlreadyReceived
from services.tickets.domain.errors import (
    TicketAlreadyResolved,
    TicketNotFound,
    TicketNotYours,
)
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.merging_errors import (
    ComplaintInAnotherKind,
    CustomersDiffer,
    ReferralRunning,
    SeveralPromisesOpen,
    TicketMergedAway,
    TicketsToMergeMissing,
)
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import SetClock
from shared.context import acting, current_context
from shared.errors import Conflict, Stale
from shared.event_store import AsOf
from tests.support.field_story import FieldStory
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, ZHAO
from tests.tickets.conftest import ActAs

Open = Callable[..., Ticket]
Wait = Callable[[int], None]
OTHER_CUSTOMER = UUID(int=4321)


@pytest.fixture
def merge(desk: TicketsService, as_employee: ActAs) -> Callable[..., Ticket]:
    """Merges as Li, by default."""

    def carry_out(ticket_id: UUID, *others: UUID, **options: Any) -> Ticket:
        with as_employee():
            return desk.use_cases.merging.merge_tickets(
                ticket_id, others, reason="同一诉求", **options
            )

    return carry_out


def clock_of(desk: TicketsService, ticket_id: UUID, name: str, ordinal: int = 1) -> SlaClock:
    return desk.store.get(SlaClock, SlaClock.id_for(ticket_id, clock=name, ordinal=ordinal))


def states(desk: TicketsService, ticket_id: UUID) -> dict[str, str]:
    """The state of each clock of a ticket."""
    found = desk.use_cases.sla.clocks_of(ticket_id)
    return {f"{one.clock.clock}/{one.clock.ordinal}": one.clock.state for one in found}


def counted(desk: TicketsService, ticket_id: UUID, name: str) -> tuple[int, int]:
    """Counted and paused seconds of a clock."""
    found = desk.use_cases.sla.clocks_of(ticket_id)
    [reading] = [one.reading for one in found if one.clock.clock == name]
    return reading.counted_seconds, reading.paused_seconds


def test_the_others_end_and_refer_to_the_one_that_goes_on(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService
) -> None:
    first, second, third = (open_ticket(is_taken=True) for _ in range(3))
    survivor = merge(first.id, second.id, third.id)

    assert [second.number, third.number] == [one.number for one in survivor.absorbed]
    for one in (second, third):
        merged = desk.store.get(Ticket, one.id)
        assert ("merged", first.number) == (merged.state, merged.merged_into.number)
    assert "in_progress" == desk.store.get(Ticket, first.id).state
    assert 1 == DeskLoads(desk.store).load_of(LI).count("phone")


def test_what_was_merged_before_goes_on_too(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService
) -> None:
    first, second, third = (open_ticket(is_taken=True) for _ in range(3))
    merge(second.id, third.id)
    survivor = merge(first.id, second.id)

    assert (first.id, second.id, third.id) == survivor.whole
    assert first.id == desk.use_cases.merging.going_on(third.id).id


def test_the_clock_that_was_started_first_goes_on_with_its_pauses(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    wait: Wait,
) -> None:
    elder = open_ticket(is_taken=True)
    wait(100)
    with as_employee():
        desk.use_cases.solutions.wait_for(elder.id, "waiting_for_customer", reason="补件")
    wait(1000)
    younger = open_ticket(is_taken=True)
    wait(50)
    merge(younger.id, elder.id)
    wait(30)

    with as_employee():
        assert (130, 1050) == counted(desk, younger.id, "resolution")
        assert (100, 1050) == counted(desk, elder.id, "resolution")
        assert "superseded" == states(desk, elder.id)["resolution/1"]
    clock = clock_of(desk, younger.id, "resolution")
    assert ("running", MONDAY) == (clock.state, clock.started_at)


def test_an_own_clock_that_is_the_elder_just_goes_on(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, wait: Wait
) -> None:
    elder = open_ticket(is_taken=True)
    wait(100)
    younger = open_ticket(is_taken=True)
    merge(elder.id, younger.id)

    own = clock_of(desk, elder.id, "resolution")
    assert (None, 1) == (own.taken_over_at, own.version)
    assert "superseded" == clock_of(desk, younger.id, "resolution").state


def test_a_breach_stays_one_and_comes_once(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    topics: Callable[[UUID], list[str]],
    as_timer: ActAs,
    project: Callable[[], None],
    clock: SetClock,
    resolve: Callable[[UUID], Ticket],
    wait: Wait,
) -> None:
    elder = open_ticket(is_taken=True, priority="high")
    wait(14_000)
    younger = open_ticket(is_taken=True)
    wait(500)
    merge(younger.id, elder.id)
    for _ in range(2):
        project()
        wait(200_000)
        with as_timer():
            desk.use_cases.sla.mark_due_clocks(clock.now())
    resolve(younger.id)

    ended, going_on = (
        SlaClock.id_for(one.id, clock="resolution", ordinal=1) for one in (elder, younger)
    )
    assert ["sla_clock.started", "sla_clock.breached", "sla_clock.superseded"] == topics(ended)
    assert "sla_clock.breached" not in topics(going_on)
    assert "sla_clock.missed" == topics(going_on)[-1]
    project()
    breaches = desk.models.sla_results.breaches(limit=10)
    assert [elder.id] == [one.ticket_id for one in breaches if one.clock == "resolution"]


def test_an_unanswered_ticket_still_awaits_its_first_response(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    wait: Wait,
) -> None:
    answered = open_ticket(is_taken=True)
    with as_employee():
        desk.use_cases.correspondences.send_reply(answered.id, text="您好")
    other = open_ticket(is_taken=True)
    merge(answered.id, other.id)
    wait(60)

    with as_employee():
        assert {"first_response/1": "met", "first_response/2": "running"}.items() <= (
            states(desk, answered.id).items()
        )
        desk.use_cases.correspondences.send_reply(answered.id, text="两件事一并答复")
        assert "met" == states(desk, answered.id)["first_response/2"]


def test_an_open_question_is_answered_where_the_ticket_goes_on(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    wait: Wait,
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    with as_employee():
        desk.use_cases.correspondences.receive_reply(
            second.id, reply_id=UUID(int=1), text="还没好？", channel="email"
        )
    wait(60)
    merge(first.id, second.id)

    letters = desk.store.get(Correspondence, Correspondence.id_for(first.id))
    assert (True, 1) == (letters.awaits_reply, letters.questions)
    assert MONDAY == clock_of(desk, first.id, "reply").started_at
    with as_employee():
        desk.use_cases.correspondences.send_reply(first.id, text="已办妥")
        assert "met" == states(desk, first.id)["reply/1"]


def test_a_promise_is_kept_where_the_ticket_goes_on(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, as_employee: ActAs
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    due_at = MONDAY + timedelta(hours=2)
    with as_employee():
        desk.use_cases.solutions.promise_follow_up(second.id, promise="回电", due_at=due_at)
    merge(first.id, second.id)

    with as_employee():
        kept = desk.use_cases.solutions.record_follow_up(first.id, reply="已回电")
        assert "met" == states(desk, first.id)["follow_up/1"]
        assert "superseded" == states(desk, second.id)["follow_up/1"]
    assert not kept.is_outstanding
    assert not desk.store.get(FollowUps, FollowUps.id_for(second.id)).is_outstanding


def test_two_open_promises_are_not_mixed_up(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, as_employee: ActAs
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    with as_employee():
        for one in (first, second):
            desk.use_cases.solutions.promise_follow_up(
                one.id, promise="回电", due_at=MONDAY + timedelta(hours=2)
            )
    with pytest.raises(SeveralPromisesOpen):
        merge(first.id, second.id)


def test_commands_on_a_merged_ticket_name_the_one_that_goes_on(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, as_employee: ActAs
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    merge(first.id, second.id)
    cases = desk.use_cases
    tries: list[Callable[[], object]] = [
        lambda: cases.tickets.resolve_ticket(second.id, resolution="x"),
        lambda: cases.tickets.close_ticket(second.id),
        lambda: cases.tickets.reopen_ticket(second.id, reason="x"),
        lambda: cases.correspondences.keep_note(second.id, text="x"),
        lambda: cases.correspondences.send_reply(second.id, text="x"),
        lambda: cases.solutions.record_follow_up(second.id, reply="x"),
        lambda: cases.assignment.take_ticket(second.id),
        lambda: cases.merging.merge_tickets(first.id, [second.id], reason="x"),
        lambda: cases.particulars.attribute_compliment(second.id, praised_employee_id=LI),
    ]
    for one in tries:
        with as_employee(), pytest.raises(TicketMergedAway) as refusal:
            one()
        assert first.number in refusal.value.in_language("zh")


def test_a_reply_to_the_number_of_a_merged_ticket_lands_where_it_goes_on(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    react: Callable[[Message], None],
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    merge(first.id, second.id)
    reply = {
        "reply_id": str(UUID(int=9)),
        "request_id": None,
        "ticket_number": second.number,
        "channel": "email",
        "text": msgspec.to_builtins(desk.keys.seal(f"customer:{CUSTOMER}", "还是不行")),
    }
    react(message("crm.reply_received", reply))

    letters = desk.store.get(Correspondence, Correspondence.id_for(first.id))
    assert [UUID(int=9)] == [one.entry_id for one in letters.entries]


def test_what_was_received_before_the_merge_is_not_received_again(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, as_employee: ActAs
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)

    def receive() -> None:
        with as_employee():
            desk.use_cases.correspondences.receive_reply(
                second.id, reply_id=UUID(int=1), text="还没好？", channel="email"
            )

    receive()
    merge(first.id, second.id)
    with pytest.raises(ReplyAlreadyReceived):
        receive()


def test_a_booked_callback_is_made_where_the_ticket_goes_on(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, as_employee: ActAs
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    window = {"from_at": MONDAY, "until_at": MONDAY + timedelta(hours=1)}
    with as_employee():
        booked = desk.use_cases.callbacks.book_callback(second.id, **window)
    merge(first.id, second.id)
    with as_employee():
        assert "made" == desk.use_cases.callbacks.make_callback(booked.id).state


def test_the_whole_ticket_adds_up(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
    wait: Wait,
) -> None:
    contacts = desk.use_cases.contacts
    with as_employee():
        call = contacts.offer_contact(channel="phone", customer_id=CUSTOMER).id
        contacts.answer_contact(call)
    first = open_ticket(contact_id=call, is_taken=True)
    second = open_ticket(is_taken=True)
    with as_employee():
        contacts.link_contact(call, ticket_id=second.id)
        desk.use_cases.correspondences.keep_note(second.id, text="已核实")
    wait(40)
    with as_employee():
        contacts.end_contact(call)
        contacts.wrap_up_contact(call, after_call_work_seconds=7)
    merge(first.id, second.id)
    wait(60)
    project()

    with as_employee():
        parts = desk.use_cases.whole_tickets.parts_of(first.id)
    assert [first.id, second.id] == [one.file.ticket.id for one in parts]
    assert [(100, 40, 7), (40, 0, 0)] == [
        (
            one.worked.in_progress_seconds,
            one.worked.talk_seconds,
            one.worked.after_call_work_seconds,
        )
        for one in parts
    ]
    assert 1 == len(parts[1].file.correspondence.entries)
    assert 1 == desk.models.contacts_of_ticket.count(first.id, second.id)


def test_before_the_merge_all_stand_as_they_stood(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
    wait: Wait,
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket()
    before = AsOf(position=desk.store.recorder.last_position())
    wait(60)
    with as_employee():
        desk.use_cases.assignment.take_ticket(second.id)
    merge(first.id, second.id)
    project()

    with as_employee():
        whole = desk.use_cases.whole_tickets
        [only] = whole.parts_of(first.id, as_of=before)
        [other] = whole.parts_of(second.id, as_of=before)
    assert ("in_progress", "queued") == (only.file.ticket.state, other.file.ticket.state)
    for one in (only, other):
        assert {"running"} == {each.clock.state for each in one.clocks}


def test_whoever_has_the_one_that_goes_on_reads_all(
    open_ticket: Open, desk: TicketsService, as_employee: ActAs, as_wang: ActAs
) -> None:
    first, second = open_ticket(), open_ticket()
    with as_employee(ZHAO):
        desk.use_cases.assignment.take_ticket(first.id)
    with as_wang():
        desk.use_cases.merging.merge_tickets(first.id, [second.id], reason="同一诉求")

    with as_employee(ZHAO):
        assert "merged" == desk.use_cases.ticket_files.see_ticket(second.id).ticket.state
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.ticket_files.see_ticket(second.id)


def test_one_must_work_on_all_of_them(
    open_ticket: Open, desk: TicketsService, as_employee: ActAs, merge: Callable[..., Ticket]
) -> None:
    mine, anothers, nobodys = open_ticket(is_taken=True), open_ticket(), open_ticket()
    with as_employee(ZHAO):
        desk.use_cases.assignment.take_ticket(anothers.id)
    for one in (anothers, nobodys):
        with pytest.raises(TicketNotYours):
            merge(mine.id, one.id)
    elsewhere = open_ticket(skill_group="loans")
    with as_employee(SUN):
        desk.use_cases.assignment.take_ticket(elsewhere.id)
    with as_employee(SUN), pytest.raises(TicketNotFound):
        desk.use_cases.merging.merge_tickets(elsewhere.id, [mine.id], reason="x")


def test_different_customers_stay_apart(
    open_ticket: Open, desk: TicketsService, merge: Callable[..., Ticket]
) -> None:
    mine = open_ticket(is_taken=True)
    others = open_ticket(is_taken=True, customer_id=OTHER_CUSTOMER)
    unknown = open_ticket(is_taken=True, customer_id=None, contact_id=UUID(int=5))
    for one, other in ((mine, others), (mine, unknown), (unknown, mine)):
        with pytest.raises(CustomersDiffer):
            merge(one.id, other.id)
    known = {"customer_id": str(OTHER_CUSTOMER), "level": "gold"}
    same = {"customer_id": str(OTHER_CUSTOMER), "survivor_id": str(CUSTOMER)}
    tell(
        desk.models.customers,
        message("crm.customer_upserted", known),
        message("crm.customers_merged", same),
    )

    assert (mine.id, others.id) == merge(mine.id, others.id).whole


def test_a_merge_names_other_tickets_once(open_ticket: Open, merge: Callable[..., Ticket]) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    for others in ([], [first.id], [second.id, second.id]):
        with pytest.raises(TicketsToMergeMissing):
            merge(first.id, *others)


def test_a_complaint_stays_a_complaint(open_ticket: Open, merge: Callable[..., Ticket]) -> None:
    inquiry, complaint = open_ticket(is_taken=True), open_ticket(is_taken=True, kind="complaint")
    with pytest.raises(ComplaintInAnotherKind):
        merge(inquiry.id, complaint.id)
    assert (complaint.id, inquiry.id) == merge(complaint.id, inquiry.id).whole


def test_what_a_department_looks_into_is_not_merged_away(
    open_ticket: Open, merge: Callable[..., Ticket], desk: TicketsService, as_employee: ActAs
) -> None:
    first = open_ticket(is_taken=True)
    second = open_ticket(is_taken=True, information={"product": "卡", "question": "问"})
    with as_employee():
        desk.use_cases.referrals.refer_ticket(second.id, department="risk", reason="核查")
    with pytest.raises(ReferralRunning):
        merge(first.id, second.id)


def test_only_what_is_open_is_merged(
    open_ticket: Open, merge: Callable[..., Ticket], resolve: Callable[[UUID], Ticket]
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    resolve(second.id)
    for one, other in ((first, second), (second, first)):
        with pytest.raises(TicketAlreadyResolved):
            merge(one.id, other.id)


def test_a_merge_that_was_decided_on_an_older_version_is_refused(
    open_ticket: Open, merge: Callable[..., Ticket]
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    with pytest.raises(Stale):
        merge(first.id, second.id, expected_version=1)


@pytest.mark.parametrize("place", [0, 1])
def test_a_race_lost_on_one_of_the_tickets_is_a_conflict(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    monkeypatch: pytest.MonkeyPatch,
    place: int,
) -> None:
    tickets = [open_ticket(is_taken=True) for _ in range(2)]
    save, raced = desk.store.save, []

    def race(*aggregates: Any, **options: Any) -> int:
        if not raced:
            raced.append(True)
            with acting(current_context()):
                other = desk.store.get(Ticket, tickets[place].id)
                other.verify_identity("id_card")
                save(other)
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", race)
    with pytest.raises(Conflict):
        merge(*(one.id for one in tickets))
    assert "in_progress" == desk.store.get(Ticket, tickets[1].id).state


def test_an_escalation_is_answered_where_the_ticket_goes_on(
    open_ticket: Open,
    merge: Callable[..., Ticket],
    desk: TicketsService,
    as_employee: ActAs,
    as_wang: ActAs,
) -> None:
    first, second = open_ticket(is_taken=True), open_ticket(is_taken=True)
    with as_employee():
        raised = desk.use_cases.escalations.raise_escalation(second.id, question="能否减免")
    merge(first.id, second.id)
    with as_wang():
        desk.use_cases.escalations.answer_escalation(raised.id, answer="可以")

    letters = desk.store.get(Correspondence, Correspondence.id_for(first.id))
    assert ["note"] == [one.sort for one in letters.entries]


def test_a_due_callback_goes_to_whoever_has_the_ticket_that_goes_on(
    open_ticket: Open,
    desk: TicketsService,
    as_employee: ActAs,
    as_wang: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
    wait: Wait,
) -> None:
    first, second = open_ticket(), open_ticket(is_taken=True)
    for who in (LI, ZHAO):
        with as_employee(who):
            desk.use_cases.assignment.go_available(("phone",))
    window = {"from_at": MONDAY + timedelta(minutes=5), "until_at": MONDAY + timedelta(hours=1)}
    with as_employee():
        booked = desk.use_cases.callbacks.book_callback(second.id, **window)
    with as_employee(ZHAO):
        desk.use_cases.assignment.take_ticket(first.id)
    with as_wang():
        desk.use_cases.merging.merge_tickets(first.id, [second.id], reason="同一诉求")
    wait(400)
    project()
    with as_timer():
        assert 1 == desk.use_cases.due_callbacks.push_callbacks(clock.now())

    assert ZHAO == desk.store.get(Callback, booked.id).employee_id


def test_whoever_has_the_ticket_that_goes_on_leads_its_field_orders(
    field: FieldStory,
    open_ticket: Open,
    desk: TicketsService,
    as_employee: ActAs,
    as_wang: ActAs,
) -> None:
    first, second = open_ticket(), open_ticket(is_taken=True)
    order = field.order(field.requested(ticket_id=second.id, customer_id=None))
    with as_employee(ZHAO):
        desk.use_cases.assignment.take_ticket(first.id)
    with as_wang():
        desk.use_cases.merging.merge_tickets(first.id, [second.id], reason="同一诉求")

    with as_employee(ZHAO):
        cancelled = desk.use_cases.field_arrangements.cancel_order(
            order.id, reason_code="customer_asked"
        )
    assert "cancelled" == cancelled.state
