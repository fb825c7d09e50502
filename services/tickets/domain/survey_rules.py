"""When a customer is asked for a judgement, how often, and what comes of a low one (GV-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.tickets.domain.customer_survey import Given

RESOLUTION = "resolution"
CLOSURE = "closure"
CONTACT = "contact"

OCCASIONS = (RESOLUTION, CLOSURE, CONTACT)
"""After what a customer is asked: a ticket's resolution or closure, the end of a contact."""

DRAWS = 1_000
"""A draw is one of 0 to 999; who draws less than the trigger's `per_mille` is invited."""


@dataclass(frozen=True)
class SurveyTrigger:
    """After what which survey is sent.

    Args:
        survey: code of the survey.
        after: one of `OCCASIONS`.
        kinds: kinds of tickets; empty for all.
        channels: channels; empty for all.
        per_mille: of 1,000 customers so many are asked.
    """

    survey: str
    after: str
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    per_mille: int

    def fits(self, *, kind: str | None, channel: str) -> bool:
        """Whether it is meant for tickets or contacts such as this."""
        return (not self.kinds or kind in self.kinds) and (
            not self.channels or channel in self.channels
        )


@dataclass(frozen=True)
class SurveyRules:
    """The rule set `surveys`.

    Args:
        triggers: the first that fits decides.
        wait_minutes: minutes from the occasion to the invitation.
        fresh_hours: hours after which nobody is asked about it any more.
        valid_days: days for which a link can be answered.
        at_most: invitations of one customer within `within_days`.
        within_days: days that are looked back.
        remind_after_hours: hours without an answer after which the customer is reminded.
        most_reminders: reminders of one invitation at most.
        smallest_n: answers below which no average is shown.
        agents_see_own: whether agents see the summary of their own results.
        low_satisfaction: up to this satisfaction somebody follows up.
        low_recommendation: up to this recommendation somebody follows up.
        low_effort: up to this ease somebody follows up.
        follow_up_hours: hours within which that is due.
        address: where a link leads; `{token}` stands for what nobody guesses.
    """

    triggers: tuple[SurveyTrigger, ...]
    wait_minutes: int
    fresh_hours: int
    valid_days: int
    at_most: int
    within_days: int
    remind_after_hours: int
    most_reminders: int
    smallest_n: int
    agents_see_own: bool
    low_satisfaction: int
    low_recommendation: int
    low_effort: int
    follow_up_hours: int
    address: str

    def trigger_for(self, after: str, *, kind: str | None, channel: str) -> SurveyTrigger | None:
        """The first trigger that fits, if one does."""
        fitting = (one for one in self.triggers if one.after == after)
        return next((one for one in fitting if one.fits(kind=kind, channel=channel)), None)

    def a_low_score_is_followed_up(self, given: Given) -> bool:
        """Whether any of the scores is so low that somebody calls the customer."""
        limits = (
            (given.satisfaction, self.low_satisfaction),
            (given.recommendation, self.low_recommendation),
            (given.effort, self.low_effort),
        )
        return any(score is not None and score <= limit for score, limit in limits)

    def nobody_is_asked_too_often(self, invited_at: Sequence[datetime], *, at: datetime) -> bool:
        """Whether a customer who was invited at these times may be invited again."""
        since = at - timedelta(days=self.within_days)
        return sum(one > since for one in invited_at) < self.at_most
