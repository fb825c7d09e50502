"""Builders for tests of campaigns, outbound tasks and scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.tickets.domain.campaign import PREVIEW, Plan
from services.tickets.domain.dispositions import Disposition
from services.tickets.domain.outbound_call import Attempt, Target
from services.tickets.domain.outbound_rules import FOLLOW_UP, CallingRules
from services.tickets.domain.outbound_task import OutboundTask
from tests.support.tickets import CUSTOMER, LI, MONDAY

CALLING = CallingRules(
    from_time="09:00",
    until_time="20:00",
    on_open_days_only=True,
    most_tries=3,
    gap_seconds=3600,
)
"""Three tries an hour apart, from nine to eight."""

CALENDAR = {
    "name": "main",
    "zone": "Asia/Shanghai",
    "weekly": {day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday")},
}
"""A site that closes from Friday to Sunday."""

CAMPAIGN = UUID("0190d4f0-0000-7000-8000-000000000201")


def plan(**facts: Any) -> Plan:
    """A plan of a follow-up campaign of the skill group `cards`, for ten days."""
    given = {
        "name": "一月回访",
        "purpose": FOLLOW_UP,
        "mode": PREVIEW,
        "skill_group": "cards",
        "from_at": MONDAY,
        "until_at": MONDAY + timedelta(days=10),
        "calling": CALLING,
        **facts,
    }
    return Plan(**given)


def disposition(then: str = "done", **facts: Any) -> Disposition:
    """A disposition with a meaning."""
    given = {"gap_seconds": 0, "is_reached": True, "is_success": then == "done", **facts}
    return Disposition("code", "代码", "code", then, **given)  # type: ignore[arg-type]


def task(*, rank: int = 0) -> OutboundTask:
    """A customer of the campaign who is due now."""
    target = Target(
        campaign_id=CAMPAIGN, purpose=FOLLOW_UP, customer_id=CUSTOMER, skill_group="cards"
    )
    task_id = OutboundTask.id_for(CAMPAIGN, CUSTOMER, "list")
    return OutboundTask.put_on_list(target, task_id=task_id, rank=rank, due_at=MONDAY)


def attempt(ordinal: int = 1, *, employee_id: UUID | None = LI, seconds: int = 0) -> Attempt:
    """A try of Li's."""
    return Attempt(
        contact_id=UUID(int=ordinal),
        ordinal=ordinal,
        begun_at=MONDAY + timedelta(seconds=seconds),
        employee_id=employee_id,
        consent="not_needed",
    )
