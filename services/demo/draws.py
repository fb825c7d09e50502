"""Draws that are hashes of the seed and what they are for: the same run draws the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """All draws of one run.

    Args:
        seed: the run's seed.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def below(self, limit: int, *purpose: object) -> int:
        """A number from 0 to `limit` - 1, always the same for one purpose."""
        text = "|".join([self._seed, *(str(part) for part in purpose)])
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % limit

    def chance(self, percent: int, *purpose: object) -> bool:
        """True in `percent` of 100 purposes."""
        return self.below(100, *purpose) < percent

    def one_of(self, choices: Sequence[T], *purpose: object) -> T:
        """One of equally likely choices."""
        return choices[self.below(len(choices), *purpose)]

    def weighed(self, choices: Sequence[tuple[T, int]], *purpose: object) -> T:
        """One of choices with weights."""
        left = self.below(sum(weight for _, weight in choices), *purpose)
        for choice, weight in choices:
            if left < weight:
                return choice
            left -= weight
        raise AssertionError("the weights cover every number below their sum")

    def between(self, low: int, high: int, *purpose: object) -> int:
        """A number from `low` to `high`."""
        return low + self.below(high - low + 1, *purpose)
