"""A day of calls in which each public event of outbound calls happens once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import msgspec

from services.tickets.application.outbound_use_cases import OutboundUseCases
from services.tickets.domain.script import Texts
from services.tickets.domain.script_test import ComparisonPlan
from services.tickets.service import TicketsService
from shared.clock import SetClock
from tests.support.outbound import CALENDAR, CALLING, plan
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, SITE, WANG, ZHAO
from tests.tickets.conftest import AGENT, ActAs

SECOND = UUID("0190d4f0-0000-7000-8000-0000000000d2")
THIRD = UUID("0190d4f0-0000-7000-8000-0000000000d3")
KEEPS = frozenset({"tickets.keep_scripts"})
LEADS = frozenset({"tickets.run_campaigns"})
ALL_DAY = msgspec.structs.replace(CALLING, from_time="08:00", until_time="21:00")


def call_customers(
    desk: TicketsService, as_employee: ActAs, clock: SetClock, project: Callable[[], None]
) -> UUID:
    """Two scripts compared, a call by the guide, and a campaign with a result and a drop.

    Returns:
        The campaign.
    """
    open_site(desk)
    outbound = desk.use_cases.outbound
    script_id, test_id = compare_scripts(outbound, as_employee)
    with as_employee(WANG, LEADS):
        planned = outbound.campaigns.plan_campaign(
            plan(
                from_at=clock.now(),
                until_at=clock.now().replace(year=clock.now().year + 1),
                calling=ALL_DAY,
                site_id=SITE,
                script_id=script_id,
                script_test_id=test_id,
            )
        )
        outbound.campaigns.list_targets(planned.id, [CUSTOMER, SECOND])
        outbound.campaigns.start_campaign(planned.id)
    project()
    with as_employee(LI, AGENT):
        record_call(desk)
        outbound.wishes.record_do_not_call(SECOND)
        for _ in range(2):
            task = outbound.tasks.begin_attempt(outbound.tasks.take_next_task().id)
            if task.state == "calling":
                outbound.tasks.record_result(task.id, disposition="satisfied", note="很满意")
    with as_employee(WANG, LEADS):
        outbound.wishes.lift_do_not_call(SECOND)
    with as_employee(WANG, KEEPS):
        outbound.script_tests.end_script_test(test_id)
    return planned.id


def open_site(desk: TicketsService) -> None:
    """Tells of the hours of the site, at which it is open on all days."""
    weekly = {day: ["08:00-21:00"] for day in (*CALENDAR["weekly"], "friday", "saturday", "sunday")}
    data = {
        "site_id": str(SITE),
        "version": 1,
        "effective_from": "2019-01-01T00:00:00Z",
        "content": {**CALENDAR, "weekly": weekly},
    }
    tell(desk.models.calendars, message("people.calendar_version_added", data))


def compare_scripts(outbound: OutboundUseCases, as_employee: ActAs) -> tuple[UUID, UUID]:
    """A script of two released versions, and a test between them."""
    scripts = outbound.scripts
    with as_employee(LI, KEEPS):
        script_id = scripts.begin_script(
            name="回访开场", purpose="follow_up", texts=Texts(zh="您好", en="Hello")
        ).id
    with as_employee(ZHAO, KEEPS):
        scripts.release_version(script_id, 1)
    with as_employee(LI, KEEPS):
        scripts.draft_version(script_id, texts=Texts(zh="您好，回访", en="Hello, a follow-up"))
    with as_employee(ZHAO, KEEPS):
        scripts.release_version(script_id, 2)
        test = outbound.script_tests.start_script_test(
            ComparisonPlan(
                script_id=script_id,
                version_a=1,
                version_b=2,
                percent_b=50,
                successes=("satisfied",),
                base_rate="0.5",
                smallest_difference="0.1",
            )
        )
    return script_id, test.id


def record_call(desk: TicketsService) -> None:
    """A call of which every stage is recorded, each key action but one done."""
    records = desk.use_cases.outbound.call_records
    contact_id = desk.use_cases.contacts.offer_contact(channel="phone", customer_id=THIRD).id
    desk.use_cases.contacts.answer_contact(contact_id)
    record = records.begin_call_record(contact_id, kind="inquiry")
    for stage in record.reference:
        records.record_stage(record.id, stage=stage.stage, seconds=20, done=stage.key_actions)
    records.complete_call_record(record.id)
