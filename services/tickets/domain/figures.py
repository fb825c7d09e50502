"""What is counted of tickets: measures, buckets of durations, rates, percentiles (KM-1, TK-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

OPENED = "opened"
ASSIGNED = "assigned"
FIRST_RESPONSE = "first_response"
RESOLVED = "resolved"
RESOLUTION = "resolution"
CLOSED = "closed"
REOPENED = "reopened"
TRANSFERRED = "transferred"
REFERRED = "referred"
ESCALATED = "escalated"
JUDGED = "judged"

MEASURES = (
    OPENED,
    ASSIGNED,
    FIRST_RESPONSE,
    RESOLVED,
    RESOLUTION,
    CLOSED,
    REOPENED,
    TRANSFERRED,
    REFERRED,
    ESCALATED,
    JUDGED,
)
"""What is counted, each at the hour at which it came to pass.

`first_response` and `resolution` are the SLA clocks that stopped, with the seconds that they
counted; `judged` is the judgement on first contact resolution, at the hour of the resolution;
`escalated` is the first escalation of a ticket, as it was at the hour of its opening.
"""

TIMED = (FIRST_RESPONSE, RESOLUTION)
"""Measures that come with seconds; their detail is the bucket of these."""

AT_FIRST_CONTACT = "first_contact"
"""Detail of what was resolved, or judged, without a reason why one contact was not enough."""

REPEATED = "repeated"
"""Detail of what was judged to have been asked again within the window."""

TAKEN_OVER = "taken_over"
"""Detail of what came to pass in an earlier system."""

BOUNDS = (30, 60, 120, 300, 600, 1800, 3600, 14400, 28800, 86400, 172800, 604800)
"""Upper bounds of the buckets in seconds, each one included; the last bucket has none."""

LONGER = "longer"
"""The bucket beyond the last bound."""

BUCKETS = (*map(str, BOUNDS), LONGER)
"""The buckets by name, in order."""

AGE_BOUNDS = (3600, 14400, 86400, 259200, 604800, 1209600, 2592000)
"""Upper bounds of the ages of open tickets in seconds; an age is told to the hour."""

AGES = (*map(str, AGE_BOUNDS), LONGER)
"""The ages by name, in order."""


def bucket_of(seconds: int) -> str:
    """The bucket that a duration belongs to."""
    return next((str(bound) for bound in BOUNDS if seconds <= bound), LONGER)


def rate(part: int, whole: int) -> str | None:
    """`part` of `whole` as a decimal with four places; None of nothing."""
    if whole == 0:
        return None
    return str((Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN))


def average(total: int, count: int) -> int | None:
    """Whole seconds of each; None of nothing."""
    return None if count == 0 else (total + count // 2) // count


def percentile_bound(counts: Mapping[str, int], share: int) -> str | None:
    """The bucket in which a percentile lies, as read from the buckets alone.

    Args:
        counts: how many lie in each bucket.
        share: percent, 1 to 100.

    Returns:
        The bucket's name, an upper bound of the percentile; None of nothing.
    """
    total = sum(counts.values())
    reached = 0
    for bucket in BUCKETS:
        reached += counts.get(bucket, 0)
        if total and reached * 100 >= share * total:
            return bucket
    return None


@dataclass
class Sums:
    """Counts and seconds by measure and detail, of one group."""

    counts: dict[tuple[str, str], int]
    seconds: dict[str, int]

    @classmethod
    def none(cls) -> Sums:
        """Nothing counted yet."""
        return cls({}, {})

    def add(self, measure: str, detail: str, count: int, seconds: int) -> None:
        """Counts some more."""
        key = (measure, detail)
        self.counts[key] = self.counts.get(key, 0) + count
        self.seconds[measure] = self.seconds.get(measure, 0) + seconds

    def of(self, measure: str) -> int:
        """How many of a measure, whatever its detail."""
        return sum(count for (name, _), count in self.counts.items() if name == measure)

    def details(self, measure: str) -> dict[str, int]:
        """How many of a measure by detail."""
        found = {key[1]: count for key, count in self.counts.items() if key[0] == measure}
        return dict(sorted(found.items()))

    def summary(self) -> dict[str, int | str | None]:
        """The figures of the group: counts, whole seconds, and rates as decimals.

        Reopened tickets are told of those resolved, transfers and referrals of those opened, by
        when each came to pass; escalated tickets of those opened, themselves among these; first
        contacts of those judged.
        """
        handed_on = self.of(TRANSFERRED) + self.of(REFERRED)
        at_first = self.counts.get((JUDGED, AT_FIRST_CONTACT), 0)
        return {
            **{name: self.of(name) for name in MEASURES},
            "first_response_seconds": average(self._total(FIRST_RESPONSE), self.of(FIRST_RESPONSE)),
            "resolution_seconds": average(self._total(RESOLUTION), self.of(RESOLUTION)),
            "reopen_rate": rate(self.of(REOPENED), self.of(RESOLVED)),
            "hand_on_rate": rate(handed_on, self.of(OPENED)),
            "escalation_rate": rate(self.of(ESCALATED), self.of(OPENED)),
            "first_contact_rate": rate(at_first, self.of(JUDGED)),
        }

    def _total(self, measure: str) -> int:
        return self.seconds.get(measure, 0)
