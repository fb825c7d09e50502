"""Rounds of two things in turns, and what they come to."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rounds:
    """What the rounds of two things gave, in the order in which they ran."""

    ours: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)


def in_turns(count: int, *, ours: Callable[[], float], peer: Callable[[], float]) -> Rounds:
    """Runs ours, peer, ours, peer ..., so that what disturbs the machine disturbs both.

    Args:
        count: rounds of each.
        ours: one round of ours; returns its figure.
        peer: one round of the peer; returns its figure.
    """
    rounds = Rounds()
    for _ in range(count):
        rounds.ours.append(ours())
        rounds.peers.append(peer())
    return rounds


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


class Stopwatch:
    """Seconds between the start and the end of a block."""

    seconds = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Times the block that it stands around."""
    watch = Stopwatch()
    started_at = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - started_at
