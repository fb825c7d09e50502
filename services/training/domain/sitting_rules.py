"""By which rules exams are sat and open answers marked (TR-3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MEDIAN, THIRD = "median", "third"


@dataclass(frozen=True)
class SittingRules:
    """How sittings run.

    Args:
        grace_seconds: how long after the end answers under way are still taken.
        too_fast_seconds: an answer sooner than this after the one before is noted.
        attempts_count_for_days: how long an attempt counts for retakes; an exam that was passed
            longer ago may be sat anew, as renewing a certificate asks.
    """

    grace_seconds: int
    too_fast_seconds: int
    attempts_count_for_days: int


@dataclass(frozen=True)
class MarkingRules:
    """How people mark open answers.

    Args:
        claim_minutes: how long a marker has an answer alone.
        tolerance_percent: by how many percent of the full points two markers may differ.
        third_decides: with a third marker, `third` for that one's points or `median` of all.
        may_supervisors_mark: whether a learner's own supervisor may.
        trainers_kept_away_days: whom a marker taught within so many days they do not mark; 0 for
            trainers mark everybody.
    """

    claim_minutes: int
    tolerance_percent: int
    third_decides: str
    may_supervisors_mark: bool
    trainers_kept_away_days: int = 0

    def tolerance_of(self, full: Decimal) -> Decimal:
        """By how many points two markers may differ where so many can be given."""
        return full * self.tolerance_percent / 100
