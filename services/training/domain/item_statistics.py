"""What the answers to a question tell of it [试题分析]: difficulty and discrimination.

All sums are exact decimals; shares of points are taken to the ten-thousandth before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

import msgspec

PLACES = Decimal("0.0001")
GROUP = Decimal("0.27")
"""The share of learners in the upper and in the lower group (Kelley, 1939)."""
_HARDEST = 5


@dataclass(frozen=True)
class ItemRules:
    """When answers are enough, and what they say of difficulty.

    Args:
        least_answers: answers below which nothing is said.
        easier_than: for difficulty 1 to 4 the share of the points that is earned at least.
    """

    least_answers: int
    easier_than: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        falling = all(a > b for a, b in zip(self.easier_than, self.easier_than[1:], strict=False))
        if self.least_answers < 1 or len(self.easier_than) != _HARDEST - 1 or not falling:
            raise ValueError("easier_than must be four falling shares, least_answers 1 at least")

    def difficulty(self, facility: Decimal) -> int:
        """1 (easy) to 5 (hard), for the share of the points that is earned on average."""
        return 1 + sum(facility < one for one in self.easier_than)


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """What one learner earned.

    Args:
        share: of the points of this question, 0 to 1.
        rest: of the points of the rest of the paper; None where there is no rest.
        total: of the points of the whole paper.
    """

    share: Decimal
    rest: Decimal | None
    total: Decimal


@dataclass(frozen=True)
class Sums:
    """The sums over all answers to a version of a question; they can be added and taken away.

    Args:
        answers: how many.
        share: of the shares.
        pairs: answers with a rest of the paper; all that follows is of these.
        x: of the shares.
        xx: of their squares.
        y: of the shares of the rest.
        yy: of their squares.
        xy: of the products.
    """

    answers: int = 0
    share: Decimal = Decimal(0)
    pairs: int = 0
    x: Decimal = Decimal(0)
    xx: Decimal = Decimal(0)
    y: Decimal = Decimal(0)
    yy: Decimal = Decimal(0)
    xy: Decimal = Decimal(0)

    def plus(self, one: Earned, times: int = 1) -> Sums:
        """With one answer more, or less where `times` is -1."""
        x, y = one.share, one.rest
        added = Sums(answers=1, share=x)
        if y is not None:
            added = Sums(1, x, 1, x, x * x, y, y * y, x * y)
        return Sums(
            **{
                name: getattr(self, name) + times * getattr(added, name)
                for name in (each.name for each in fields(Sums))
            }
        )


@dataclass(frozen=True)
class AtTotal:
    """The answers of all who earned the same of the whole paper.

    Args:
        total: the share that they earned.
        answers: how many they are.
        share: the sum of what they earned of this question.
    """

    total: Decimal
    answers: int
    share: Decimal


def facility(sums: Sums) -> Decimal | None:
    """The difficulty index p: the share of the points that is earned on average; None for none."""
    return _rounded(sums.share / sums.answers) if sums.answers else None


def corrected_correlation(sums: Sums) -> Decimal | None:
    """Corrected item-total correlation: of the question with the rest of the paper.

    For a question that is right or wrong this is the point-biserial correlation.

    Returns:
        -1 to 1; None where all earned the same, so that nothing is told apart.
    """
    n = sums.pairs
    spread = (n * sums.xx - sums.x * sums.x) * (n * sums.yy - sums.y * sums.y)
    if n == 0 or spread <= 0:
        return None
    return _rounded((n * sums.xy - sums.x * sums.y) / spread.sqrt())


def upper_lower_index(scores: Iterable[AtTotal], *, group: Decimal = GROUP) -> Decimal | None:
    """D: what the best earned of the question less what the weakest did, each on average.

    Those with equal totals at the border of a group count with their average.

    Args:
        scores: the answers by total.
        group: share of the learners in each group.

    Returns:
        -1 to 1; None without answers.
    """
    rising = sorted(scores, key=lambda one: one.total)
    size = (sum(one.answers for one in rising) * group).quantize(Decimal(1), ROUND_HALF_UP)
    if not size:
        return None
    return _rounded((_taken(rising[::-1], size) - _taken(rising, size)) / size)


def share_of(points: Decimal, full: Decimal) -> Decimal:
    """A share of the points, to the ten-thousandth."""
    return _rounded(points / full)


def _taken(scores: Sequence[AtTotal], size: Decimal) -> Decimal:
    left, earned = size, Decimal(0)
    for one in scores:
        taken = min(left, Decimal(one.answers))
        earned += one.share * taken / one.answers
        left -= taken
        if not left:
            break
    return earned


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)
