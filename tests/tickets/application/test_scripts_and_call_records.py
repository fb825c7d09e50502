from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.outbound_use_cases import OutboundUseCases
from services.tickets.domain.call_guide import LeftOut
from services.tickets.domain.call_record import CallRecord
from services.tickets.domain.contact_errors import ContactNotFound
from services.tickets.domain.outbound_errors import DispositionUnknown
from services.tickets.domain.script import Texts
from services.tickets.domain.script_errors import (
    CallRecordAlreadyKept,
    CallRecordNotFound,
    ContactNotOfTheTest,
    OutcomeAlreadyRecorded,
    ReleasedByItsAuthor,
    ScriptNotFound,
    ScriptTestOver,
)
from services.tickets.domain.script_test import ComparisonPlan
from services.tickets.service import TicketsService
from shared.errors import NotAllowed, Stale
from tests.support.outbound import plan
from tests.support.tickets import CUSTOMER, LI, SITE, SUN, WANG, ZHAO
from tests.tickets.conftest import ActAs
from tests.tickets.contracts.outbound_story import (
    KEEPS,
    LEADS,
    THIRD,
    compare_scripts,
    open_site,
)

TEXTS = Texts(zh="您好", en="Hello")


@pytest.fixture
def outbound(desk: TicketsService) -> OutboundUseCases:
    return desk.use_cases.outbound


@pytest.fixture
def spoken(desk: TicketsService, as_employee: ActAs) -> Callable[..., UUID]:
    """A call of the centre's that an agent, by default Li, has with a customer."""

    def make(*, by: UUID = LI, **facts: Any) -> UUID:
        contacts = desk.use_cases.contacts
        with as_employee(by):
            contact_id = contacts.offer_contact(
                **{"channel": "phone", "direction": "outbound", **facts}
            ).id
            return contacts.answer_contact(contact_id).id

    return make


@pytest.fixture
def record(desk: TicketsService, outbound: OutboundUseCases, as_employee: ActAs) -> CallRecord:
    """The record of a call of Li's about a query."""
    with as_employee():
        contact_id = desk.use_cases.contacts.offer_contact(channel="phone").id
        desk.use_cases.contacts.answer_contact(contact_id)
        return outbound.call_records.begin_call_record(contact_id, kind="query")


def test_a_record_follows_the_guide_of_its_kind(record: CallRecord) -> None:
    stages = {one.stage: one for one in record.reference}

    assert 8 == len(stages)
    assert "purchase_record_verified" in stages["verification"].key_actions


def test_a_contact_has_one_record(
    outbound: OutboundUseCases, record: CallRecord, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(CallRecordAlreadyKept):
        outbound.call_records.begin_call_record(record.contact_id, kind="query")


def test_the_record_says_by_which_version_of_the_guide_it_was_made(
    desk: TicketsService, record: CallRecord
) -> None:
    [stored] = desk.store.recorder.select_history(record.id)

    assert b'"call_guide":"1"' in stored.state


def test_stages_are_recorded_and_the_whole_completed_once(
    outbound: OutboundUseCases,
    record: CallRecord,
    as_employee: ActAs,
    topics: Callable[[UUID], list[str]],
) -> None:
    records = outbound.call_records
    with as_employee():
        for one in record.reference:
            action, *done = one.key_actions
            left = [LeftOut(action=action, reason="not_applicable")]
            records.record_stage(record.id, stage=one.stage, seconds=30, done=done, left_out=left)
        records.complete_call_record(record.id, expected_version=9)
        with pytest.raises(Stale):
            records.complete_call_record(record.id, expected_version=9)

    assert ["call_record.begun", *["call_record.stage_recorded"] * 8, "call_record.completed"] == (
        topics(record.id)
    )


def test_another_team_neither_sees_nor_keeps_a_record(
    outbound: OutboundUseCases, record: CallRecord, as_employee: ActAs
) -> None:
    with as_employee(SUN):
        with pytest.raises(CallRecordNotFound):
            outbound.call_records.see_call_record(record.id)
        with pytest.raises(CallRecordNotFound):
            outbound.call_records.record_stage(record.id, stage="lookup", seconds=1, done=())


def test_scripts_are_kept_by_those_who_may_and_released_by_a_colleague(
    outbound: OutboundUseCases, as_employee: ActAs
) -> None:
    with as_employee(), pytest.raises(NotAllowed):
        outbound.scripts.begin_script(name="x", purpose="inbound", texts=TEXTS)
    with as_employee(LI, KEEPS):
        script = outbound.scripts.begin_script(name="x", purpose="inbound", texts=TEXTS)
        with pytest.raises(ReleasedByItsAuthor):
            outbound.scripts.release_version(script.id, 1)
    with as_employee(ZHAO, KEEPS):
        with pytest.raises(Stale):
            outbound.scripts.release_version(script.id, 1, expected_version=1)
        released = outbound.scripts.release_version(script.id, 1, expected_version=2)
    with as_employee(SUN):
        assert released.version == outbound.scripts.see_script(script.id).version
        with pytest.raises(ScriptNotFound):
            outbound.scripts.see_script(UUID(int=1))
    with as_employee(SUN, frozenset()), pytest.raises(NotAllowed):
        outbound.scripts.see_script(script.id)


def test_each_contact_counts_once_in_a_test_and_the_result_says_what_is_missing(
    outbound: OutboundUseCases,
    as_employee: ActAs,
    project: Callable[[], None],
    spoken: Callable[..., UUID],
) -> None:
    tests = outbound.script_tests
    _, test_id = compare_scripts(outbound, as_employee)
    called = [spoken() for _ in range(41)]
    with as_employee():
        for one in called[:40]:
            tests.record_outcome(test_id, subject_id=one, disposition="satisfied")
        with pytest.raises(OutcomeAlreadyRecorded):
            tests.record_outcome(test_id, subject_id=called[3], disposition="satisfied")
        with pytest.raises(DispositionUnknown):
            tests.record_outcome(test_id, subject_id=called[40], disposition="dreamt")
    project()
    with as_employee(ZHAO, KEEPS):
        result = tests.result_of(tests.see_script_test(test_id))
        ended = tests.end_script_test(test_id)
    with as_employee(), pytest.raises(ScriptTestOver):
        tests.record_outcome(test_id, subject_id=called[40], disposition="satisfied")

    assert 40 == result.a.outcomes + result.b.outcomes
    assert ("not_enough_data", 388, "0.0000") == (
        result.verdict,
        result.needed_per_arm,
        result.difference,
    )
    assert result == ended.result


def test_a_test_is_of_codes_that_the_rules_know(
    outbound: OutboundUseCases, as_employee: ActAs
) -> None:
    script_id, _ = compare_scripts(outbound, as_employee)
    impossible = ComparisonPlan(
        script_id=script_id,
        version_a=1,
        version_b=2,
        percent_b=50,
        successes=("dreamt",),
        base_rate="0.5",
        smallest_difference="0.1",
    )
    with as_employee(ZHAO, KEEPS), pytest.raises(DispositionUnknown):
        outbound.script_tests.start_script_test(impossible)


def test_only_what_the_agent_has_spoken_since_the_test_began_counts_in_it(
    desk: TicketsService,
    outbound: OutboundUseCases,
    as_employee: ActAs,
    spoken: Callable[..., UUID],
    wait: Callable[[int], None],
) -> None:
    tests = outbound.script_tests
    before = spoken()
    wait(60)
    _, test_id = compare_scripts(outbound, as_employee)
    came_in, of_zhao, of_sun = spoken(direction="inbound"), spoken(by=ZHAO), spoken(by=SUN)
    with as_employee():
        ringing = desk.use_cases.contacts.offer_contact(channel="phone", direction="outbound").id
        for one in (before, came_in, ringing):
            with pytest.raises(ContactNotOfTheTest):
                tests.record_outcome(test_id, subject_id=one, disposition="satisfied")
        for one in (of_zhao, of_sun, UUID(int=1)):
            with pytest.raises(ContactNotFound):
                tests.record_outcome(test_id, subject_id=one, disposition="satisfied")
    leads = frozenset({"tickets.work", "tickets.see_team"})
    with as_employee(WANG, leads), pytest.raises(ContactNotOfTheTest):
        tests.record_outcome(test_id, subject_id=of_zhao, disposition="satisfied")


def test_a_customer_counts_once_whether_by_the_call_or_by_the_result(
    desk: TicketsService,
    outbound: OutboundUseCases,
    as_employee: ActAs,
    project: Callable[[], None],
) -> None:
    open_site(desk)
    script_id, test_id = compare_scripts(outbound, as_employee)
    with as_employee(WANG, LEADS):
        planned = outbound.campaigns.plan_campaign(
            plan(script_id=script_id, script_test_id=test_id, site_id=SITE)
        )
        outbound.campaigns.list_targets(planned.id, [CUSTOMER, THIRD])
        outbound.campaigns.start_campaign(planned.id)
    project()
    tests = outbound.script_tests
    for by_hand_first in (True, False):
        with as_employee():
            task = outbound.tasks.begin_attempt(outbound.tasks.take_next_task().id)
            contact_id = task.attempt.contact_id
            desk.use_cases.contacts.answer_contact(contact_id)
            if by_hand_first:
                tests.record_outcome(test_id, subject_id=contact_id, disposition="satisfied")
            outbound.tasks.record_result(task.id, disposition="satisfied")
            with pytest.raises(OutcomeAlreadyRecorded):
                tests.record_outcome(test_id, subject_id=contact_id, disposition="satisfied")
        project()

    result = tests.result_of(tests.script_test(test_id))
    assert 2 == result.a.outcomes + result.b.outcomes
