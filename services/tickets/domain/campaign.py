"""A campaign [外呼活动]: whom the centre calls, what for, by which script and rules (TK-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.outbound_errors import (
    CampaignInvalid,
    CampaignOver,
    CampaignStateWrong,
)
from services.tickets.domain.outbound_rules import CallingRules
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event

PLANNED = "planned"
RUNNING = "running"
PAUSED = "paused"
ENDED = "ended"
STATES = (PLANNED, RUNNING, PAUSED, ENDED)
STATES_ZH = {PLANNED: "已计划", RUNNING: "进行中", PAUSED: "已暂停", ENDED: "已结束"}
"""What the states are called in Chinese."""

PREVIEW = "preview"
PREDICTIVE = "predictive"
MODES = (PREVIEW, PREDICTIVE)
"""Whether an agent sees the customer before the call, or a dialler brings who has answered."""


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What puts customers on the list by itself (TK-13); one of the two.

    Args:
        occasion: code of an occasion, such as `birthday`: its day of each year.
        days_after_resolution: so many days after a ticket was resolved.
        kinds: of these kinds of ticket only; empty for all.
    """

    occasion: str | None = None
    days_after_resolution: int | None = None
    kinds: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign is planned to be.

    Args:
        name: how the centre calls it.
        purpose: one of `outbound_rules.PURPOSES`.
        mode: one of `MODES`.
        skill_group: skill group whose agents call.
        from_at: beginning of the campaign.
        until_at: its end.
        calling: when and how often customers are called.
        site_id: site whose calendar and clock count.
        script_id: the script that agents follow, if there is one.
        script_test_id: the test that decides which version, if one runs.
        trigger: what puts customers on the list by itself, if anything does.
        most_abandoned: share of answered calls, a decimal string, that the dialler may let down.
    """

    name: str
    purpose: str
    mode: str
    skill_group: str
    from_at: datetime
    until_at: datetime
    calling: CallingRules
    site_id: UUID | None = None
    script_id: UUID | None = None
    script_test_id: UUID | None = None
    trigger: Trigger | None = None
    most_abandoned: str | None = None

    def check_makes_sense(self, *, at: datetime) -> None:
        """Refuses a window that is over, and a trigger of two things or of none.

        Raises:
            CampaignInvalid: each part that is wrong is named.
        """
        wrong = []
        if self.until_at <= max(self.from_at, at):
            wrong.append(
                FieldError(
                    "until_at",
                    "must be after the beginning and after now.",
                    "必须晚于开始时间且晚于当前时间。",
                )
            )
        trigger = self.trigger
        if trigger and (trigger.occasion is None) == (trigger.days_after_resolution is None):
            wrong.append(
                FieldError(
                    "trigger",
                    "name an occasion or days after resolution, one of the two.",
                    "请填写纪念日或解决后天数之一。",
                )
            )
        if wrong:
            raise CampaignInvalid(fields=tuple(wrong))


class Campaign(Aggregate):
    """One campaign; its list is made of outbound tasks, which are streams of their own."""

    TOPIC = "tickets.campaign"

    class Created(Aggregate.Created):
        TOPIC = "tickets.campaign.planned"
        plan: Plan

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.state = PLANNED
        self.listed = 0

    @classmethod
    def plan_campaign(cls, plan: Plan, *, campaign_id: UUID, at: datetime) -> Self:
        """Plans a campaign; nobody is called yet.

        Raises:
            CampaignInvalid: its window is over already, or its trigger makes no sense.
        """
        plan.check_makes_sense(at=at)
        return cls._create(cls.Created, id=campaign_id, plan=plan)

    @property
    def is_running(self) -> bool:
        """Whether customers are called."""
        return self.state == RUNNING

    def change_calling(self, calling: CallingRules) -> None:
        """Calls at other times or with other tries from now on."""
        self._check_state(PLANNED, RUNNING, PAUSED)
        if calling != self.plan.calling:
            self._change_calling(calling=calling)

    @event("CallingChanged", topic="tickets.campaign.calling_changed")
    def _change_calling(self, calling: CallingRules) -> None:
        self.plan = msgspec.structs.replace(self.plan, calling=calling)

    def start(self, *, at: datetime) -> None:
        """Customers are called from now on, or again after a pause."""
        self._check_state(PLANNED, PAUSED)
        if at >= self.plan.until_at:
            raise CampaignOver(until_at=self.plan.until_at.isoformat())
        self._start()

    @event("Started", topic="tickets.campaign.started")
    def _start(self) -> None:
        self.state = RUNNING

    def pause(self) -> None:
        """Nobody is called for the time being."""
        self._check_state(RUNNING)
        self._pause()

    @event("Paused", topic="tickets.campaign.paused")
    def _pause(self) -> None:
        self.state = PAUSED

    def end(self) -> None:
        """Nobody is called any more; what is left of the list stays as it is."""
        self._check_state(PLANNED, RUNNING, PAUSED)
        self._end()

    @event("Ended", topic="tickets.campaign.ended")
    def _end(self) -> None:
        self.state = ENDED

    def list_targets(self, count: int) -> None:
        """Notes that so many customers were put on its list by hand."""
        self.check_takes_targets()
        self._list_targets(count=count)

    @event("TargetsListed", topic="tickets.campaign.targets_listed")
    def _list_targets(self, count: int) -> None:
        self.listed += count

    def check_takes_targets(self) -> None:
        """Refuses further customers once it has ended."""
        self._check_state(PLANNED, RUNNING, PAUSED)

    def check_calls_at(self, at: datetime) -> None:
        """Refuses calls unless it runs and its window is open.

        Raises:
            CampaignStateWrong: it does not run.
            CampaignOver: its window has not begun or has passed.
        """
        self._check_state(RUNNING)
        if not self.plan.from_at <= at < self.plan.until_at:
            raise CampaignOver(until_at=self.plan.until_at.isoformat())

    def _check_state(self, *states: str) -> None:
        if self.state not in states:
            raise CampaignStateWrong(state=self.state, state_zh=STATES_ZH[self.state])
