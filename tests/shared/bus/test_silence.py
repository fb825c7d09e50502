"""A queue into which nothing comes any more, not even heads, is opened anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.bus.rounds import SILENCE, FollowerRound
from shared.bus.transport import Delivery, TransportFailed
from tests.shared.bus.toys import Pair, sqlite_pair

WITHIN = SILENCE / 10


class CutOff:
    """A queue whose binding has gone: it is open, and time passes in it without a word."""

    def __init__(self) -> None:
        self.last_words: list[Delivery] = []

    def receive(self, *, limit: int, within: float) -> list[Delivery]:
        words, self.last_words = self.last_words[:limit], self.last_words[limit:]
        return words

    def acknowledge(self, tag: int) -> None:
        """There is nobody who would care."""

    def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return sqlite_pair(tmp_path)


def rounds_until_it_fails(step: FollowerRound) -> int:
    for count in range(1000):
        try:
            step(within=WITHIN)
        except TransportFailed:
            return count
    raise AssertionError("It was never taken to be cut off.")


def test_a_silent_queue_is_given_up_after_a_while(pair: Pair) -> None:
    step = FollowerRound(pair.follower, CutOff())
    step(within=0)
    assert SILENCE / WITHIN == rounds_until_it_fails(step)


def test_a_head_breaks_the_silence(pair: Pair) -> None:
    queue = CutOff()
    step = FollowerRound(pair.follower, queue)
    step(within=0)
    for _ in range(5):
        step(within=WITHIN)
    pair.relay.publish_head()
    queue.last_words = pair.queue.receive(limit=1, within=0)
    assert 1 == step(within=WITHIN)
    assert SILENCE / WITHIN == rounds_until_it_fails(step)


def test_what_a_cut_off_queue_has_missed_is_taken_when_it_is_opened_anew(pair: Pair) -> None:
    cut_off = FollowerRound(pair.follower, CutOff())
    cut_off(within=0)
    pair.sell("tea")
    assert 0 < rounds_until_it_fails(cut_off)
    assert 0 == pair.effects()
    FollowerRound(pair.follower, CutOff())(within=0)
    assert 1 == pair.effects()
