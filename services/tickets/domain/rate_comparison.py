"""Comparing two success rates: the difference, its confidence interval, and whether data suffice.

The interval of the difference is Newcombe's hybrid score interval (R. G. Newcombe, "Interval
estimation for the difference between independent proportions: comparison of eleven methods",
Statistics in Medicine 17, 1998, 873-890, method 10), made of the two Wilson score intervals
(E. B. Wilson, JASA 22, 1927). It holds its level for small numbers and for rates near 0 or 1, where
the usual normal interval does not. The number of observations that a planned difference needs is
the one of J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods for Rates and Proportions",
3rd edition, 2003, section 4.3, without continuity correction. Both at 95 % confidence, the second
with a power of 80 %. All in decimals, so that every process reckons the same digits.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

import msgspec

Z_95 = Decimal("1.959964")
"""Quantile of the normal distribution for 95 % confidence, two-sided."""

Z_POWER_80 = Decimal("0.841621")
"""Quantile for a power of 80 %."""

NOT_ENOUGH_DATA = "not_enough_data"
A_BETTER = "a_better"
B_BETTER = "b_better"
NO_DIFFERENCE_SHOWN = "no_difference_shown"
VERDICTS_ZH = {
    NOT_ENOUGH_DATA: "数据不足",
    A_BETTER: "A 版更好",
    B_BETTER: "B 版更好",
    NO_DIFFERENCE_SHOWN: "未显示差异",
}
"""What the verdicts are called in Chinese."""

_DIGITS = Decimal("0.0001")
_ONE = Decimal(1)


class ArmCount(msgspec.Struct, frozen=True, kw_only=True):
    """What one arm has come to: outcomes, and successes among them."""

    outcomes: int = 0
    successes: int = 0

    @property
    def rate(self) -> Decimal:
        """Successes per outcome; 0 before the first."""
        return Decimal(self.successes) / self.outcomes if self.outcomes else Decimal(0)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a test; rates as decimal strings of four places.

    Args:
        a: what arm a has come to.
        b: what arm b has come to.
        needed_per_arm: outcomes that each arm needs.
        rate_a: success rate of arm a.
        rate_b: success rate of arm b.
        difference: `rate_b` minus `rate_a`.
        lower: lower end of its 95 % confidence interval.
        upper: upper end.
        has_enough_data: whether both arms have the outcomes that were planned.
        verdict: `not_enough_data`, `a_better`, `b_better` or `no_difference_shown`.
    """

    a: ArmCount
    b: ArmCount
    needed_per_arm: int
    rate_a: str
    rate_b: str
    difference: str
    lower: str
    upper: str
    has_enough_data: bool
    verdict: str


def compare_rates(a: ArmCount, b: ArmCount, *, needed_per_arm: int) -> Comparison:
    """Compares the arms; before the planned number of outcomes no verdict is given.

    Whoever looks at every new outcome and stops at the first good one finds differences that are
    none: so the number is planned before and no verdict is given below it.
    """
    lower, upper = difference_interval(a, b)
    has_enough = min(a.outcomes, b.outcomes) >= needed_per_arm
    return Comparison(
        a=a,
        b=b,
        needed_per_arm=needed_per_arm,
        rate_a=_shown(a.rate),
        rate_b=_shown(b.rate),
        difference=_shown(b.rate - a.rate),
        lower=_shown(lower),
        upper=_shown(upper),
        has_enough_data=has_enough,
        verdict=_verdict(lower, upper) if has_enough else NOT_ENOUGH_DATA,
    )


def difference_interval(a: ArmCount, b: ArmCount) -> tuple[Decimal, Decimal]:
    """The 95 % interval of the rate of `b` minus that of `a` (Newcombe's method 10)."""
    if not a.outcomes or not b.outcomes:
        return -_ONE, _ONE
    (low_a, high_a), (low_b, high_b) = wilson_interval(a), wilson_interval(b)
    difference = b.rate - a.rate
    below = ((b.rate - low_b) ** 2 + (high_a - a.rate) ** 2).sqrt()
    above = ((high_b - b.rate) ** 2 + (a.rate - low_a) ** 2).sqrt()
    return difference - below, difference + above


def wilson_interval(count: ArmCount) -> tuple[Decimal, Decimal]:
    """Wilson's 95 % score interval of one rate."""
    n, rate, square = Decimal(count.outcomes), count.rate, Z_95**2
    middle = rate + square / (2 * n)
    reach = Z_95 * (rate * (1 - rate) / n + square / (4 * n**2)).sqrt()
    widened = 1 + square / n
    return (middle - reach) / widened, (middle + reach) / widened


def needed_per_arm(*, base_rate: Decimal, smallest_difference: Decimal) -> int:
    """Outcomes that each arm needs so that the smallest difference of interest would show.

    Args:
        base_rate: success rate to be expected of version a, over 0 and under 1.
        smallest_difference: difference worth knowing; the other rate lies between 0 and 1.
    """
    other = base_rate + smallest_difference
    mean = (base_rate + other) / 2
    under_equality = Z_95 * (2 * mean * (1 - mean)).sqrt()
    spread = base_rate * (1 - base_rate) + other * (1 - other)
    needed = ((under_equality + Z_POWER_80 * spread.sqrt()) / smallest_difference) ** 2
    return int(needed.to_integral_value(rounding=ROUND_CEILING))


def _verdict(lower: Decimal, upper: Decimal) -> str:
    if lower > 0:
        return B_BETTER
    return A_BETTER if upper < 0 else NO_DIFFERENCE_SHOWN


def _shown(rate: Decimal) -> str:
    return str(rate.quantize(_DIGITS) + 0)
