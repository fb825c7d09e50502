"""Means, differences of means and differences in differences, with 95 % confidence intervals.

The unit is the employee, never the single value: what one employee does on many days hangs
together, so each employee counts once, with the change of their own average. With one change per
employee the interval of a difference in differences is that of two independent samples with
unequal variances (B. L. Welch, "The generalization of Student's problem when several different
population variances are involved", Biometrika 34, 1947, 28-35). With two periods this is what a
regression with errors clustered by employee comes to, without its bias where clusters are few
(M. Bertrand, E. Duflo and S. Mullainathan, "How much should we trust differences-in-differences
estimates?", QJE 119, 2004, 249-275, section IV.C).

The effect size is d_ppc2 of S. B. Morris, "Estimating effect sizes from
pretest-posttest-control group designs", Organizational Research Methods 11, 2008, 364-386: the
difference of the changes over the pooled standard deviation before the training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.training.domain.student import t_quantile

_DEGREES = Decimal("0.000001")


@dataclass(frozen=True)
class Spread:
    """What is known of a sample.

    Args:
        n: how many.
        mean: their mean.
        variance: their variance with n - 1 below; 0 for fewer than two.
    """

    n: int
    mean: Decimal
    variance: Decimal

    @property
    def square_error(self) -> Decimal:
        """The square of the mean's standard error."""
        return self.variance / self.n


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % confidence interval.

    Args:
        estimate: what is estimated.
        lower: lower end.
        upper: upper end.
        error: the standard error.
        degrees: degrees of freedom.
    """

    estimate: Decimal
    lower: Decimal
    upper: Decimal
    error: Decimal
    degrees: Decimal

    @property
    def excludes_zero(self) -> bool:
        """Whether no difference at all lies outside."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True)
class Pair:
    """The average of one employee before and after."""

    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What came on top."""
        return self.after - self.before


def spread_of(values: Sequence[Decimal]) -> Spread:
    """Mean and variance of at least one value."""
    n = len(values)
    mean = sum(values, Decimal(0)) / n
    squares = sum(((one - mean) ** 2 for one in values), Decimal(0))
    return Spread(n, mean, squares / (n - 1) if n > 1 else Decimal(0))


def mean_interval(sample: Spread) -> Interval:
    """The mean of a sample of two at least; of paired differences, the mean difference."""
    degrees = Decimal(sample.n - 1)
    return _interval(sample.mean, sample.square_error, degrees)


def difference_interval(treated: Spread, comparison: Spread) -> Interval:
    """The mean of the first sample minus that of the second, of two at least each (Welch)."""
    first, second = treated.square_error, comparison.square_error
    return _interval(
        treated.mean - comparison.mean, first + second, _welch_degrees(treated, comparison)
    )


def difference_in_differences(treated: Sequence[Pair], comparison: Sequence[Pair]) -> Interval:
    """How much more the treated employees changed than the others, two at least of each."""
    return difference_interval(_changes(treated), _changes(comparison))


def effect_size(treated: Sequence[Pair], comparison: Sequence[Pair]) -> Decimal | None:
    """The same in standard deviations before (d_ppc2); None where nobody differed before."""
    return standardised(
        _changes(treated).mean - _changes(comparison).mean,
        treated=spread_of([one.before for one in treated]),
        comparison=spread_of([one.before for one in comparison]),
    )


def standardised(difference: Decimal, *, treated: Spread, comparison: Spread) -> Decimal | None:
    """A difference of changes over the pooled standard deviation before, corrected for its bias.

    Args:
        difference: of the mean changes.
        treated: of what was measured before in the treated group.
        comparison: and in the other one.
    """
    degrees = treated.n + comparison.n - 2
    squares = (treated.n - 1) * treated.variance + (comparison.n - 1) * comparison.variance
    if not squares:
        return None
    correction = 1 - Decimal(3) / (4 * degrees - 1)
    return correction * difference / (squares / degrees).sqrt()


def _changes(pairs: Sequence[Pair]) -> Spread:
    return spread_of([one.change for one in pairs])


def _welch_degrees(a: Spread, b: Spread) -> Decimal:
    first, second = a.square_error, b.square_error
    below = first**2 / (a.n - 1) + second**2 / (b.n - 1)
    if not below:
        return Decimal(a.n + b.n - 2)
    return ((first + second) ** 2 / below).quantize(_DEGREES)


def _interval(estimate: Decimal, square_error: Decimal, degrees: Decimal) -> Interval:
    error = square_error.sqrt()
    reach = t_quantile(degrees) * error
    return Interval(estimate, estimate - reach, estimate + reach, error, degrees)
