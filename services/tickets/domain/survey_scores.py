"""What a customer's judgements add up to: CSAT, NPS and CES, none of too few answers (GV-2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_HUNDREDTHS = Decimal("0.01")
_TENTHS = Decimal("0.1")


@dataclass(frozen=True)
class Tally:
    """Sums over the answers of one group.

    Args:
        answers: how many answers.
        low: how many of them the rules called low.
        csat_n: answers with a satisfaction.
        csat_sum: sum of the satisfactions.
        satisfied: satisfactions of 4 or 5.
        nps_n: answers with a recommendation.
        promoters: recommendations of 9 or 10.
        detractors: recommendations of 0 to 6.
        ces_n: answers with an effort.
        ces_sum: sum of the efforts.
    """

    answers: int
    low: int
    csat_n: int
    csat_sum: int
    satisfied: int
    nps_n: int
    promoters: int
    detractors: int
    ces_n: int
    ces_sum: int


@dataclass(frozen=True)
class Scores:
    """What the sums mean; None where too few have answered.

    Args:
        csat: mean satisfaction, 1 to 5.
        satisfied_percent: share of satisfactions of 4 or 5.
        nps: promoters less detractors in percent, -100 to 100.
        ces: mean ease, 1 to 7.
    """

    csat: str | None
    satisfied_percent: str | None
    nps: str | None
    ces: str | None


def nothing_is_averaged_over_too_few(tally: Tally, *, smallest_n: int) -> Scores:
    """The scores of a group, each only where enough have answered that question.

    Args:
        tally: the sums.
        smallest_n: answers below which no average is shown, by the rules.
    """
    is_csat = tally.csat_n >= max(smallest_n, 1)
    is_nps = tally.nps_n >= max(smallest_n, 1)
    is_ces = tally.ces_n >= max(smallest_n, 1)
    balance = tally.promoters - tally.detractors
    return Scores(
        csat=_mean(tally.csat_sum, tally.csat_n) if is_csat else None,
        satisfied_percent=_percent(tally.satisfied, tally.csat_n) if is_csat else None,
        nps=_percent(balance, tally.nps_n) if is_nps else None,
        ces=_mean(tally.ces_sum, tally.ces_n) if is_ces else None,
    )


def _mean(total: int, count: int) -> str:
    return str((Decimal(total) / count).quantize(_HUNDREDTHS, ROUND_HALF_UP))


def _percent(part: int, whole: int) -> str:
    return str((Decimal(100 * part) / whole).quantize(_TENTHS, ROUND_HALF_UP))
