"""What `tickets` publishes has the shape of the examples that its consumers read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

import services.tickets
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.errors import RequiredInformationMissing
from services.tickets.domain.refused_request import RefusedRequest
from services.tickets.messages.published import PUBLICATIONS
from services.tickets.service import TicketsService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.message import Message
from shared.bus.place import Place
from shared.clock import SetClock
from shared.errors import FieldError
from tests.support.field_story import FieldStory
from tests.support.gate import CODE, demands, told
from tests.support.parts import message
from tests.support.tickets import CUSTOMER, LI, MONDAY, SUN, ZHAO
from tests.tickets.application.queue_rules import enter
from tests.tickets.conftest import ActAs
from tests.tickets.contracts.care_scenes import care_for_agents, care_for_customers
from tests.tickets.contracts.field_service import SPOKEN, tell_field_service
from tests.tickets.contracts.linked_tickets import link_and_change, merge_two
from tests.tickets.contracts.outbound_story import call_customers

FOLDER = Path(__file__).parents[2] / "contracts" / "tickets"
EXAMPLES = {one.name: json.loads(one.read_text("utf-8")) for one in FOLDER.glob("*.v1.json")}
HOUR = timedelta(hours=1)
MISSING = RequiredInformationMissing(fields=(FieldError("demand", "is required.", "为必填项。"),))
Json = dict[str, Any]


@pytest.fixture
def published(
    desk: TicketsService,
    as_employee: ActAs,
    as_wang: ActAs,
    as_manager: ActAs,
    field: FieldStory,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
    react: Callable[[Message], None],
) -> Json:
    """One message of each type that the service has published, by name of its example."""
    cases = desk.use_cases
    with as_employee(LI):
        contact = cases.contacts.offer_contact(channel="phone").id
        cases.contacts.answer_contact(contact)
        cases.contacts.end_contact(contact)
        praise = NewTicket(
            kind="compliment", channel="phone", subject="表扬", contact_id=contact, is_taken=True
        )
        praised = cases.tickets.open_ticket(praise).id
        cases.particulars.name_customer(praised, CUSTOMER, expected_version=None)
        cases.particulars.attribute_compliment(praised, praised_employee_id=ZHAO)
        cases.contacts.link_contact(contact, ticket_id=praised)
        cases.contacts.wrap_up_contact(contact, after_call_work_seconds=20)
        complaint = cases.tickets.open_ticket(complaint_to_be()).id
        work_on(desk, complaint)
        cases.callbacks.book_callback(
            complaint, from_at=clock.now(), until_at=clock.now() + 2 * HOUR
        )
        cases.assignment.go_available(("phone",))
    call_customers(desk, as_employee, clock, project)
    project()
    for seconds in (271, 3600, 10_000):
        wait(seconds)
        project()
        with as_timer():
            cases.sla.mark_due_clocks(clock.now())
            cases.due_callbacks.push_callbacks(clock.now())
            cases.callbacks.expire_callbacks(clock.now())
    with as_employee(LI):
        finish(desk, complaint)
        cases.tickets.reopen_ticket(complaint, reason="又来电")
    with as_wang():
        cases.assignment.return_ticket(complaint, reason="下班")
    react(survey_of(praised, desk))
    merge_two(desk, as_employee, wait)
    link_and_change(desk, as_employee)
    with as_employee(LI):
        refused = RefusedRequest.refuse(UUID(int=77), customer_id=CUSTOMER, refusal=MISSING)
        desk.store.save(refused)
    overload_queue(desk, as_employee, as_timer, project)
    flag_uncertified_work(desk, as_employee, project, react)
    wait(8 * 86_400)
    resolve_again(desk, praised, as_employee)
    project()
    wait(8 * 86_400)
    with as_timer():
        cases.first_contacts.assess_first_contacts(clock.now())
    tell_field_service(field, as_employee, as_manager)
    project()
    wait(86_400)
    with as_timer():
        cases.field_orders.mark_missed_windows(clock.now())
    acting = {"as_employee": as_employee, "as_timer": as_timer}
    passing = {"project": project, "wait": wait, "clock": clock}
    care_for_agents(desk, as_wang=as_wang, **passing, **acting)
    care_for_customers(desk, **passing, **acting)
    return {f"{name.removeprefix('loopdesk.tickets.')}.json": one for name, one in by_type(desk)}


def complaint_to_be() -> NewTicket:
    return NewTicket(
        kind="inquiry",
        channel="phone",
        subject="收费有误",
        description="王芳 13800138000 说多收了钱",
        customer_id=CUSTOMER,
        skill_group="loans",
        business_line="retail",
        topic="card.fee",
        is_taken=True,
    )


def work_on(desk: TicketsService, ticket_id: UUID) -> None:
    """The way of an inquiry that turns out a complaint, up to its first promise."""
    cases = desk.use_cases
    points = {"product": "卡", "purchase_record": "已核实", "demand": "退款"}
    cases.particulars.record_information(ticket_id, points, expected_version=None)
    cases.particulars.reclassify_ticket(
        ticket_id, "complaint", reason="要投诉", expected_version=None
    )
    cases.particulars.reprioritise_ticket(ticket_id, "urgent", reason="重要", expected_version=None)
    cases.particulars.hand_over_channel(
        ticket_id, "phone", said="卡号尾号 1234", expected_version=None
    )
    cases.assignment.transfer_ticket(ticket_id, skill_group="cards", reason="卡业务")
    cases.assignment.take_ticket(ticket_id)
    cases.referrals.refer_ticket(ticket_id, department="risk", reason="需核查")
    cases.referrals.give_result(ticket_id, text="已核查")
    cases.solutions.wait_for(ticket_id, "waiting_for_third_party", reason="等对方行")
    cases.solutions.resume_ticket(ticket_id)


def finish(desk: TicketsService, ticket_id: UUID) -> None:
    """From the late answer to the closure."""
    cases = desk.use_cases
    cases.correspondences.send_reply(ticket_id, text="您好，正在核实")
    cases.solutions.promise_follow_up(
        ticket_id, promise="明天回复", due_at=MONDAY + timedelta(days=30)
    )
    cases.solutions.record_follow_up(ticket_id, reply="客户同意")
    cases.solutions.verify_identity(ticket_id, method="callback")
    cases.solutions.propose_solution(ticket_id, text="退款")
    cases.solutions.answer_solution(ticket_id, is_confirmed=True)
    cases.tickets.resolve_ticket(ticket_id, resolution="已退款", reason_code="process_obstacle")
    cases.tickets.close_ticket(ticket_id)


def overload_queue(
    desk: TicketsService, as_employee: ActAs, as_timer: ActAs, project: Callable[[], None]
) -> None:
    """One ticket is more than the queue bears, until somebody takes it."""
    thresholds = {"waiting": 0, "longest_wait_seconds": 0, "estimated_wait_seconds": 0}
    enter(desk, "overload", usual=thresholds)
    with as_employee(LI):
        one = NewTicket(kind="inquiry", channel="phone", subject="x", customer_id=CUSTOMER)
        waiting = desk.use_cases.tickets.open_ticket(replace(one, skill_group="loans")).id
    for _ in range(2):
        project()
        with as_timer():
            desk.use_cases.overload.watch_queues(MONDAY + timedelta(days=1))
        with as_employee(SUN):
            if desk.models.queue.one(waiting) is not None:
                desk.use_cases.assignment.take_ticket(waiting)


def flag_uncertified_work(
    desk: TicketsService,
    as_employee: ActAs,
    project: Callable[[], None],
    react: Callable[[Message], None],
) -> None:
    """Li takes a ticket before the news of a revocation has come."""
    with as_employee(LI):
        one = NewTicket(kind="inquiry", channel="phone", subject="x", customer_id=CUSTOMER)
        desk.use_cases.tickets.open_ticket(replace(one, skill_group="fraud", is_taken=True))
    project()
    demands(desk, CODE, skill_group="fraud")
    react(told("certificate_revoked"))


def survey_of(ticket_id: UUID, desk: TicketsService) -> Message:
    answer = {
        "answer_id": str(UUID(int=700)),
        "ticket_number": desk.use_cases.ticket_files.file_of(ticket_id).ticket.number,
        "customer_id": str(CUSTOMER),
        "satisfaction": 5,
        "recommendation": 9,
        "is_solved": True,
        "answered_at": "2020-01-06T02:00:00Z",
    }
    return message("crm.survey_answered", answer)


def resolve_again(desk: TicketsService, ticket_id: UUID, as_employee: ActAs) -> None:
    with as_employee(LI):
        desk.use_cases.tickets.resolve_ticket(ticket_id, resolution="已转达")


def by_type(desk: TicketsService) -> list[tuple[str, Json]]:
    """The last message of each type."""
    translator = Translator(PUBLICATIONS, desk.store.mapper, stream="loopdesk.events")
    identity, before, messages = desk.store.recorder.log(), Place(), {}
    for record in desk.store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            messages[made["type"]] = made
    return list(messages.items())


def test_every_public_type_has_its_example_and_is_published(published: Json) -> None:
    assert {f"{one.name}.v1.json" for one in PUBLICATIONS.events} == set(published)
    assert set(EXAMPLES) == set(published)


def test_what_is_published_has_exactly_the_fields_of_its_example(published: Json) -> None:
    optional = {"correlationid", "causationid"}
    for name, example in EXAMPLES.items():
        assert set(example) - optional == set(published[name]) - optional, name
        assert set(example["data"]) == set(published[name]["data"]), name


def test_examples_and_messages_fit_the_described_schemas(published: Json) -> None:
    document = asyncapi_document(
        title="tickets", version="1", description="", published=[PUBLICATIONS]
    )
    for name, example in EXAMPLES.items():
        schema = {
            **document["components"]["messages"][example["type"]]["payload"],
            "components": document["components"],
        }
        for one in (example, published[name]):
            jsonschema.validate(one, schema, cls=jsonschema.Draft7Validator)


def test_nothing_personal_is_in_clear(desk: TicketsService, published: Json) -> None:
    stored = b"".join(
        one.state for one in desk.store.recorder.select_records(after=0, limit=1000)
    ).decode()
    everything = json.dumps(published, ensure_ascii=False) + stored
    spoken = (
        "王芳",
        "13800138000",
        "退款",
        "收费有误",
        "尾号",
        "下班",
        "又来电",
        "等对方行",
        "要投诉",
        "很满意",
        "同一件事",
        "又问收费",
        "统一答复",
        *SPOKEN,
    )
    for text in spoken:
        assert text not in everything


def test_the_readme_names_all_public_events() -> None:
    readme = Path(services.tickets.__file__).with_name("README.md").read_text("utf-8")
    assert [] == [one.name for one in PUBLICATIONS.events if f"`{one.name}`" not in readme]
