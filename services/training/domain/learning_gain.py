"""What was learned: points in an exam after the course against those before (TR-8, level 2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from services.training.domain.differences import mean_interval, spread_of
from services.training.domain.effect import Range, shown

ENOUGH = "enough"
FEW_PAIRS = "few_pairs"


class LearningGain(msgspec.Struct, frozen=True, kw_only=True):
    """The mean difference of the shares of points, employee by employee.

    Args:
        employees: who sat both exams.
        verdict: `enough` or `few_pairs`.
        before: mean share of points before, null where data do not suffice.
        after: mean share after.
        gain: mean difference with its 95 % confidence interval.
    """

    employees: int
    verdict: str
    before: str | None = None
    after: str | None = None
    gain: Range | None = None


def gain_of(shares: Sequence[tuple[Decimal, Decimal]], *, smallest: int) -> LearningGain:
    """The gain of employees by their shares before and after.

    Args:
        shares: share of points before and after, of each employee.
        smallest: employees that are needed, 2 or more.
    """
    if len(shares) < smallest:
        return LearningGain(employees=len(shares), verdict=FEW_PAIRS)
    found = mean_interval(spread_of([after - before for before, after in shares]))
    return LearningGain(
        employees=len(shares),
        verdict=ENOUGH,
        before=shown(spread_of([before for before, _ in shares]).mean),
        after=shown(spread_of([after for _, after in shares]).mean),
        gain=Range(
            estimate=shown(found.estimate), lower=shown(found.lower), upper=shown(found.upper)
        ),
    )
