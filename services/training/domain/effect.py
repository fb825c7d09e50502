"""What a study has found, and in plain words what it has not (TR-8, levels 3 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from services.training.domain.differences import (
    Interval,
    Pair,
    difference_in_differences,
    effect_size,
    spread_of,
)

IMPROVED = "improved"
WORSENED = "worsened"
NO_EFFECT_SHOWN = "no_effect_shown"
DATA_INSUFFICIENT = "data_insufficient"

HIGHER = "higher"
LOWER = "lower"
DIRECTIONS = (HIGHER, LOWER)
"""Which values of a metric are the better ones."""

FEW_TREATED = "few_treated"
FEW_OTHERS = "few_others"
NO_OVERLAP = "no_overlap"
NO_SPREAD = "no_spread"
EARLIER_TREND = "earlier_trend"
TREND_UNKNOWN = "trend_unknown"

_PLACES = Decimal("0.0001")


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The averages of one employee in the windows of a study, as decimals.

    Args:
        early: in the first half of the window before; None without facts there.
        late: in the second half of it; None without facts there.
        before: in the whole window before.
        after: in the window after.
    """

    early: Decimal | None
    late: Decimal | None
    before: Decimal
    after: Decimal


class GroupFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A group of a study; averages of employees as decimal strings, null without employees."""

    employees: int
    before: str | None = None
    after: str | None = None
    change: str | None = None


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """An estimate with its 95 % confidence interval, as decimal strings."""

    estimate: str
    lower: str
    upper: str


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a study.

    Args:
        verdict: `improved`, `worsened`, `no_effect_shown` or `data_insufficient`.
        lacks: why data do not suffice; empty where they do.
        treated: those who completed the course.
        others: those not yet trained.
        difference: how much more the treated changed; None where it cannot be reckoned.
        effect_size: the same in standard deviations before the training (d_ppc2).
        earlier_trend: how much more the treated changed before they were trained.
    """

    verdict: str
    lacks: tuple[str, ...]
    treated: GroupFigures
    others: GroupFigures
    difference: Range | None = None
    effect_size: str | None = None
    earlier_trend: Range | None = None


def effect_of(
    treated: Sequence[Measured], others: Sequence[Measured], *, better: str, smallest_group: int
) -> Effect:
    """What training did, by difference in differences; a verdict only where data suffice.

    The groups must be large enough, have been comparable before, and must not have drifted apart
    before anybody was trained: else the difference would say something else than it seems to.

    Args:
        treated: employees who completed the course between the windows.
        others: employees who had not completed it by the end of the window after.
        better: `higher` or `lower` values.
        smallest_group: employees whom each group needs, 2 or more.
    """
    lacks = _missing_employees(treated, others, smallest_group)
    trend = None if lacks else _earlier_trend(treated, others, smallest_group)
    if not lacks:
        lacks = _faults(treated, others, trend)
    difference = _difference(treated, others)
    size = None if difference is None else effect_size(_pairs(treated), _pairs(others))
    return Effect(
        verdict=DATA_INSUFFICIENT if lacks else _verdict(difference, better),
        lacks=lacks,
        treated=_figures(treated),
        others=_figures(others),
        difference=_range(difference),
        effect_size=None if size is None else shown(size),
        earlier_trend=_range(trend),
    )


def shown(number: Decimal) -> str:
    """A figure as it is stored and sent: four places."""
    return f"{number.quantize(_PLACES) + 0:f}"


def _missing_employees(
    treated: Sequence[Measured], others: Sequence[Measured], smallest_group: int
) -> tuple[str, ...]:
    groups = ((FEW_TREATED, treated), (FEW_OTHERS, others))
    return tuple(name for name, group in groups if len(group) < smallest_group)


def _faults(
    treated: Sequence[Measured], others: Sequence[Measured], trend: Interval | None
) -> tuple[str, ...]:
    found = []
    if not _do_overlap(treated, others):
        found.append(NO_OVERLAP)
    difference = _difference(treated, others)
    if difference is None or not difference.error:
        found.append(NO_SPREAD)
    if trend is None:
        found.append(TREND_UNKNOWN)
    elif trend.excludes_zero:
        found.append(EARLIER_TREND)
    return tuple(found)


def _do_overlap(treated: Sequence[Measured], others: Sequence[Measured]) -> bool:
    ours, theirs = [one.before for one in treated], [one.before for one in others]
    return max(min(ours), min(theirs)) <= min(max(ours), max(theirs))


def _earlier_trend(
    treated: Sequence[Measured], others: Sequence[Measured], smallest_group: int
) -> Interval | None:
    def pairs(group: Sequence[Measured]) -> list[Pair]:
        both = ((one.early, one.late) for one in group)
        return [Pair(early, late) for early, late in both if early is not None and late is not None]

    ours, theirs = pairs(treated), pairs(others)
    if min(len(ours), len(theirs)) < smallest_group:
        return None
    return difference_in_differences(ours, theirs)


def _difference(treated: Sequence[Measured], others: Sequence[Measured]) -> Interval | None:
    if min(len(treated), len(others)) < 2:
        return None
    return difference_in_differences(_pairs(treated), _pairs(others))


def _pairs(group: Sequence[Measured]) -> list[Pair]:
    return [Pair(one.before, one.after) for one in group]


def _verdict(difference: Interval | None, better: str) -> str:
    if difference is None or not difference.excludes_zero:
        return NO_EFFECT_SHOWN
    return IMPROVED if (difference.estimate > 0) == (better == HIGHER) else WORSENED


def _figures(group: Sequence[Measured]) -> GroupFigures:
    if not group:
        return GroupFigures(employees=0)
    before = spread_of([one.before for one in group]).mean
    after = spread_of([one.after for one in group]).mean
    return GroupFigures(
        employees=len(group),
        before=shown(before),
        after=shown(after),
        change=shown(after - before),
    )


def _range(found: Interval | None) -> Range | None:
    if found is None:
        return None
    return Range(estimate=shown(found.estimate), lower=shown(found.lower), upper=shown(found.upper))
