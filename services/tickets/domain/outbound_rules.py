"""The rules of outbound calls: purposes, consent, hours, tries, objections (TK-3, TK-4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from services.tickets.domain.outbound_errors import (
    CampaignInvalid,
    NotATimeToCall,
    ObjectionUnknown,
)
from shared.calendars import BusinessCalendar
from shared.errors import FieldError

FOLLOW_UP = "follow_up"
MARKETING = "marketing"
CARE = "care"
SATISFACTION = "satisfaction"
PURPOSES = (FOLLOW_UP, MARKETING, CARE, SATISFACTION)
"""What the centre calls for: 回访、营销、关怀、满意度."""

GRANTED = "granted"
NOT_REFUSED = "not_refused"
NOT_NEEDED = "not_needed"
REFUSED = "refused"
MISSING = "missing"


class CallingRules(msgspec.Struct, frozen=True, kw_only=True):
    """When, how often and at what distance customers of a campaign are called.

    Args:
        from_time: local time of the site, `HH:MM`, from which on customers are called.
        until_time: local time, not included, until which they are.
        on_open_days_only: whether nobody is called on a day on which the site does not open.
        most_tries: tries per customer at most; a callback that the customer wished is kept beyond.
        gap_seconds: seconds between two tries at least.
    """

    from_time: str
    until_time: str
    on_open_days_only: bool
    most_tries: int
    gap_seconds: int

    def allows(self, at: datetime, *, calendar: BusinessCalendar) -> bool:
        """Whether customers may be called at a moment."""
        local = at.astimezone(calendar.zone)
        is_open = bool(calendar.blocks_on(local.date())) or not self.on_open_days_only
        return is_open and self.from_time <= local.strftime("%H:%M") < self.until_time

    def check_time(self, at: datetime, *, calendar: BusinessCalendar) -> None:
        """Refuses a call at a wrong time.

        Raises:
            NotATimeToCall: it is too early, too late, or the site is closed all day.
        """
        if not self.allows(at, calendar=calendar):
            raise NotATimeToCall(from_time=self.from_time, until_time=self.until_time)


@dataclass(frozen=True)
class PurposeRule:
    """What calls of one purpose need.

    Args:
        code: one of `PURPOSES`.
        zh: its name in Chinese.
        en: its name in English.
        consent: purpose of consent at `crm` that is asked; empty if none.
        must_be_granted: whether the customer must have agreed; else it is enough that nothing
            was refused.
    """

    code: str
    zh: str
    en: str
    consent: str
    must_be_granted: bool

    def standing(self, words: Collection[bool]) -> str:
        """What the customer's words on the consent mean for a call.

        Args:
            words: what the files of the person say; a refusal in any of them counts.
        """
        if not self.consent:
            return NOT_NEEDED
        if False in words:
            return REFUSED
        if True in words:
            return GRANTED
        return MISSING if self.must_be_granted else NOT_REFUSED


@dataclass(frozen=True)
class ObjectionRule:
    """An objection [异议] that customers raise, with the centre's answer to it."""

    code: str
    zh: str
    en: str
    answer_zh: str
    answer_en: str


@dataclass(frozen=True)
class OutboundRules:
    """The rule set `outbound`: what no campaign may go beyond.

    Args:
        purposes: what calls of each purpose need.
        objections: known objections and their answers.
        earliest: local time before which nobody is called.
        latest: local time after which nobody is called.
        most_tries: tries per customer at most.
        shortest_gap_seconds: seconds between two tries at least.
        hold_seconds: seconds after which a task that was taken and not called waits again.
        most_abandoned: share of answered calls, a decimal string, that a dialler may let down for
            want of an agent.
        customer_levels: who is called first: rank of each customer level.
    """

    purposes: tuple[PurposeRule, ...]
    objections: tuple[ObjectionRule, ...]
    earliest: str
    latest: str
    most_tries: int
    shortest_gap_seconds: int
    hold_seconds: int
    most_abandoned: Decimal
    customer_levels: dict[str, int]

    def purpose(self, code: str) -> PurposeRule:
        """What a purpose needs; one without a rule needs the customer's word."""
        for one in self.purposes:
            if one.code == code:
                return one
        return PurposeRule(code, code, code, consent=code, must_be_granted=True)

    def check_objection(self, code: str) -> None:
        """Refuses an objection that the rules do not know."""
        codes = [one.code for one in self.objections]
        if code not in codes:
            raise ObjectionUnknown(field="objection", objection=code, objections=", ".join(codes))

    def check_calling(self, calling: CallingRules) -> None:
        """Refuses calling rules that go beyond these.

        Raises:
            CampaignInvalid: each part that does is named.
        """
        wrong = [
            *_unless(
                self.earliest <= calling.from_time < calling.until_time <= self.latest,
                FieldError(
                    "calling.from_time",
                    f"call between {self.earliest} and {self.latest} only.",
                    f"仅可在 {self.earliest} 至 {self.latest} 之间呼叫。",
                ),
            ),
            *_unless(
                1 <= calling.most_tries <= self.most_tries,
                FieldError(
                    "calling.most_tries",
                    f"must be from 1 to {self.most_tries}.",
                    f"必须在 1 至 {self.most_tries} 之间。",
                ),
            ),
            *_unless(
                calling.gap_seconds >= self.shortest_gap_seconds,
                FieldError(
                    "calling.gap_seconds",
                    f"must be {self.shortest_gap_seconds} or more.",
                    f"不得少于 {self.shortest_gap_seconds} 秒。",
                ),
            ),
        ]
        if wrong:
            raise CampaignInvalid(fields=tuple(wrong))

    def due_again(self, gap_seconds: int, *, calling: CallingRules, at: datetime) -> datetime:
        """When a customer may be tried again: the longest of all gaps counts."""
        gap = max(gap_seconds, calling.gap_seconds, self.shortest_gap_seconds)
        return at + timedelta(seconds=gap)


def _unless(holds: bool, wrong: FieldError) -> list[FieldError]:  # noqa: FBT001 (a condition)
    return [] if holds else [wrong]
