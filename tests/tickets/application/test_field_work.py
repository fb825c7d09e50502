"""The use cases of those who carry field-service orders out, and what they may not see."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.correspondence_errors import (
    AttachmentTooLarge,
    AttachmentTypeNotAllowed,
)
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.field_errors import (
    AppointmentMissing,
    ChecklistIncomplete,
    EvidenceNotFound,
    FailureReasonMissing,
    FieldOrderElsewhere,
    FieldOrderNotFound,
    UnknownChecklistItem,
)
from services.tickets.domain.field_record import FieldRecord
from services.tickets.service import TicketsService
from shared.errors import Invalid, Stale
from tests.support.field_story import CHEN, LUO, PAN, PARTNER, FieldStory
from tests.support.tickets import LI, SUN, WANG
from tests.tickets.conftest import ActAs

HOUR = timedelta(hours=1)
Topics = Callable[[UUID], list[str]]


@pytest.mark.parametrize(
    ("late", "punctuality"),
    [
        (-HOUR, "early"),
        (-HOUR / 2, "on_time"),
        (HOUR / 2, "on_time"),
        (HOUR + HOUR / 4, "on_time"),
        (HOUR + HOUR / 4 + timedelta(seconds=1), "late"),
    ],
)
def test_an_arrival_is_measured_against_the_window_and_its_tolerance(
    field: FieldStory, late: timedelta, punctuality: str
) -> None:
    assert punctuality == field.order(field.on_site(late=late)).punctuality


def test_a_departure_after_the_window_is_not_on_time(
    desk: TicketsService, field: FieldStory, wait: Callable[[int], None]
) -> None:
    order_id = field.assigned()
    wait(4 * 3600)
    with field.as_performer(CHEN):
        desk.use_cases.field_work.accept_order(order_id)
        desk.use_cases.field_work.depart(order_id)
    event = desk.store.mapper.to_domain_event(desk.store.recorder.select_history(order_id)[-1])

    assert event.is_on_time is False


def test_nobody_sets_out_before_accepting_or_without_an_appointment(
    desk: TicketsService, field: FieldStory, as_wang: ActAs
) -> None:
    order_id, work = field.requested(), desk.use_cases.field_work
    with as_wang():
        desk.use_cases.field_orders.assign_order(order_id, employee_id=CHEN)
    with field.as_performer(CHEN):
        with pytest.raises(FieldOrderElsewhere):
            work.depart(order_id)
        work.accept_order(order_id)
        with pytest.raises(FieldOrderElsewhere):
            work.accept_order(order_id)
        with pytest.raises(AppointmentMissing):
            work.depart(order_id)
        with pytest.raises(FieldOrderElsewhere):
            work.arrive(order_id)


def test_who_declines_says_why_and_has_the_order_no_more(
    desk: TicketsService, field: FieldStory, topics: Topics
) -> None:
    order_id, work = field.assigned(), desk.use_cases.field_work
    with field.as_performer(CHEN):
        with pytest.raises(Invalid):
            work.decline_order(order_id, reason_code="tired")
        order = work.decline_order(order_id, reason_code="no_capacity", words="今天排满了")
        with pytest.raises(FieldOrderNotFound):
            work.decline_order(order_id, reason_code="no_capacity")

    assert ("requested", None) == (order.state, order.employee_id)
    assert "field_order.declined" == topics(order_id)[-1]


def test_a_stale_view_is_refused(desk: TicketsService, field: FieldStory) -> None:
    order_id = field.assigned()
    with field.as_performer(CHEN), pytest.raises(Stale):
        desk.use_cases.field_work.accept_order(order_id, expected_version=1)


def test_a_completed_order_has_every_step_checked_and_shown(
    desk: TicketsService, field: FieldStory
) -> None:
    order_id, work = field.on_site(), desk.use_cases.field_work
    result = {"outcome": "completed", "report": "已修复"}
    with field.as_performer(CHEN):
        with pytest.raises(ChecklistIncomplete) as nothing:
            work.report_result(order_id, **result)
        for one in ("identified", "fault_found", "price_agreed", "tested", "cleaned_up"):
            work.check_item(order_id, item=one, is_conform=True)
        with pytest.raises(ChecklistIncomplete) as unshown:
            work.report_result(order_id, **result)

    assert 5 == len(nothing.value.fields)
    assert ["tested"] == [one.field for one in unshown.value.fields]


def test_a_conform_visit_opens_no_problem_and_the_texts_lie_sealed(
    desk: TicketsService, field: FieldStory, topics: Topics
) -> None:
    order_id = field.performed()
    order = field.order(order_id)
    records = desk.store.recorder.select_records(after=0, limit=1000)

    assert ("performed", 5, 5) == (
        order.state,
        order.conformity and order.conformity.items,
        order.conformity and order.conformity.conform,
    )
    assert "field_problems.opened" not in [one.topic.removeprefix("tickets.") for one in records]
    everything = b"".join(one.state for one in records).decode()
    assert all(text not in everything for text in ("密封圈", "人民路", "13800138000", "现场照片"))


@pytest.mark.parametrize(
    ("how", "cause"), [("failing", "not_conform"), ("failed", "not_completed")]
)
def test_what_went_wrong_opens_a_problem_of_the_requester(
    desk: TicketsService, field: FieldStory, as_employee: ActAs, how: str, cause: str
) -> None:
    order_id = field.failed() if how == "failed" else field.performed(failing="price_agreed")
    with as_employee():
        [problem] = desk.use_cases.order_problems.see_problems(order_id).problems

    assert (cause, LI) == (problem.cause, problem.owner_id)
    assert 172_800 == (problem.due_at - problem.opened_at).total_seconds()


def test_a_visit_that_led_to_nothing_says_why(desk: TicketsService, field: FieldStory) -> None:
    order_id, work = field.on_site(), desk.use_cases.field_work
    with field.as_performer(CHEN):
        for reason_code, error in ((None, FailureReasonMissing), ("weather", Invalid)):
            with pytest.raises(error):
                work.report_result(
                    order_id, outcome="not_completed", report="无", reason_code=reason_code
                )
        order = work.report_result(
            order_id, outcome="not_completed", report="无", reason_code="lacks_parts"
        )
        with pytest.raises(FieldOrderElsewhere):
            work.report_result(order_id, outcome="completed", report="好了")

    assert ("not_completed", "lacks_parts") == (order.outcome, order.reason and order.reason.code)


def test_an_item_that_is_checked_again_stands_as_checked_last(
    desk: TicketsService, field: FieldStory
) -> None:
    order_id, work = field.on_site(), desk.use_cases.field_work
    with field.as_performer(CHEN):
        work.check_item(order_id, item="tested", is_conform=False, note="仍渗水")
        record = work.check_item(order_id, item="tested", is_conform=True)
        with pytest.raises(UnknownChecklistItem):
            work.check_item(order_id, item="danced", is_conform=True)

    assert record.checked["tested"].is_conform
    assert 1 == len(record.checked)


def test_two_items_that_are_checked_at_once_both_stand(
    desk: TicketsService, field: FieldStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, work = field.on_site(), desk.use_cases.field_work
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            work.check_item(order_id, item="identified", is_conform=True)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with field.as_performer(CHEN):
        work.check_item(order_id, item="tested", is_conform=True)

    record = desk.store.get(FieldRecord, FieldRecord.id_for(order_id))
    assert {"identified", "tested"} == set(record.checked)


def test_nothing_is_checked_before_the_arrival_or_after_the_result(
    desk: TicketsService, field: FieldStory
) -> None:
    waiting, done = field.assigned(), field.performed()
    for order_id in (waiting, done):
        with field.as_performer(CHEN), pytest.raises(FieldOrderElsewhere):
            desk.use_cases.field_work.check_item(order_id, item="tested", is_conform=True)


def test_a_file_shows_a_step_and_only_files_that_the_rules_allow_do(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id, work = field.on_site(), desk.use_cases.field_work
    file = {"item": "tested", "file_name": "试机.jpg", "content": b"running"}
    with field.as_performer(CHEN):
        record = work.attach_evidence(order_id, **file, media_type="image/jpeg")
        with pytest.raises(AttachmentTypeNotAllowed):
            work.attach_evidence(order_id, **file, media_type="image/svg+xml")
        big = {**file, "content": b"x" * (10_485_760 + 1)}
        with pytest.raises(AttachmentTooLarge):
            work.attach_evidence(order_id, **big, media_type="image/jpeg")
        with pytest.raises(UnknownChecklistItem):
            work.attach_evidence(order_id, **{**file, "item": "no"}, media_type="image/jpeg")
        with pytest.raises(EvidenceNotFound):
            work.read_evidence(order_id, UUID(int=1))
    [evidence] = record.evidence
    for who, permissions in (
        (LI, frozenset({"tickets.work"})),
        (CHEN, frozenset({"tickets.field_work"})),
    ):
        with as_employee(who, permissions):
            assert b"running" == work.read_evidence(order_id, evidence.evidence_id)[1]
    with as_employee(SUN), pytest.raises(FieldOrderNotFound):
        work.read_evidence(order_id, evidence.evidence_id)
    stored = b"".join(one.read_bytes() for one in work._files._folder.iterdir())
    assert b"running" not in stored


def test_a_partners_people_see_their_partners_orders_and_nothing_else(
    desk: TicketsService, field: FieldStory, ticket_id: UUID, as_employee: ActAs
) -> None:
    ours = field.partner("quick-fix", member=PAN)
    field.partner("slow-fix", member=LUO)
    order_id = field.assigned(partner_id=ours, ticket_id=ticket_id, customer_id=None)
    own = field.assigned()
    cases = desk.use_cases
    with as_employee(PAN, PARTNER):
        assert order_id == cases.field_work.see_work(order_id)[0].id
        for refused in (
            lambda: cases.field_work.see_work(own),
            lambda: cases.field_orders.see_order(order_id),
            lambda: cases.order_problems.see_problems(order_id),
            lambda: cases.field_arrangements.cancel_order(order_id, reason_code="duplicate"),
        ):
            with pytest.raises(FieldOrderNotFound):
                refused()
        with pytest.raises(TicketNotFound):
            cases.ticket_files.see_ticket(ticket_id)
    with as_employee(LUO, PARTNER), pytest.raises(FieldOrderNotFound):
        cases.field_work.see_work(order_id)
    with as_employee(PAN, frozenset()), pytest.raises(FieldOrderNotFound):
        cases.field_work.see_work(order_id)


def test_who_was_dismissed_by_the_partner_sees_nothing_from_then_on(
    desk: TicketsService, field: FieldStory, as_manager: ActAs, as_employee: ActAs
) -> None:
    partner_id = field.partner()
    order_id = field.assigned(partner_id=partner_id)
    with as_manager():
        desk.use_cases.partners.dismiss_member(partner_id, employee_id=PAN)
    with as_employee(PAN, PARTNER), pytest.raises(FieldOrderNotFound):
        desk.use_cases.field_work.see_work(order_id)


def test_a_partners_order_goes_its_way_by_any_of_the_partners_people(
    desk: TicketsService, field: FieldStory, as_manager: ActAs
) -> None:
    partner_id = field.partner()
    with as_manager():
        desk.use_cases.partners.admit_member(partner_id, employee_id=LUO)
    order_id = field.on_site(by=PAN, partner_id=partner_id)
    field.checked(order_id, by=LUO)
    with field.as_performer(LUO):
        order = desk.use_cases.field_work.report_result(
            order_id, outcome="completed", report="已修复"
        )

    assert ("performed", partner_id) == (order.state, order.partner_id)


def test_who_leads_reports_for_those_who_are_out(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.assigned()
    with as_employee(WANG, frozenset({"tickets.assign", "tickets.see_all"})):
        assert "accepted" == desk.use_cases.field_work.accept_order(order_id).state
