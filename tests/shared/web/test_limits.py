"""How often something may be asked, on a clock that the test moves."""

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from shared.web import Limit
from shared.web.limits import RateLimiter
from shared.web.refusals import TooManyRequests

TRIES = Limit("tries", burst=3, per_minute=6)


class Seconds:
    """A clock of seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def limiter(seconds: Seconds) -> RateLimiter:
    return RateLimiter(seconds)


def allowed(limiter: RateLimiter, *, key: str) -> int:
    """How many requests in a row are allowed."""
    for number in count():
        try:
            limiter.count(TRIES, key=key)
        except TooManyRequests:
            return number
    raise AssertionError


def test_a_burst_is_allowed_and_no_more(limiter: RateLimiter) -> None:
    assert 3 == allowed(limiter, key="anna")


def test_one_more_is_allowed_each_tenth_of_the_minute(
    limiter: RateLimiter, seconds: Seconds
) -> None:
    allowed(limiter, key="anna")

    seconds.now += 9.9
    too_early = allowed(limiter, key="anna")
    seconds.now += 0.2
    in_time = allowed(limiter, key="anna")

    assert (0, 1) == (too_early, in_time)


def test_a_long_pause_saves_up_one_burst(limiter: RateLimiter, seconds: Seconds) -> None:
    allowed(limiter, key="anna")

    seconds.now += 86_400

    assert 3 == allowed(limiter, key="anna")


def test_keys_and_limits_are_counted_apart(limiter: RateLimiter) -> None:
    allowed(limiter, key="anna")

    limiter.count(Limit("other", burst=1, per_minute=1), key="anna")

    assert 3 == allowed(limiter, key="bert")


def test_the_refusal_says_when_to_come_back(limiter: RateLimiter, seconds: Seconds) -> None:
    allowed(limiter, key="anna")
    seconds.now += 3

    with pytest.raises(TooManyRequests) as caught:
        limiter.count(TRIES, key="anna")

    assert {"retry_after": 7} == caught.value.details


def test_over_http_it_is_429_with_retry_after(
    make_notes_app: Callable[..., Flask], limiter: RateLimiter, seconds: Seconds
) -> None:
    client = make_notes_app(limiter=limiter).test_client()

    def guess(account: str) -> int:
        return client.post("/api/notes/v1/guesses", json={"account": account}).status_code

    statuses = [guess("anna"), guess("anna"), guess("anna"), guess("bert")]
    refused = client.post("/api/notes/v1/guesses", json={"account": "anna"})
    seconds.now += 1

    assert [200, 200, 429, 200] == statuses
    assert ("too-many-requests", "1") == (
        refused.get_json()["code"],
        refused.headers["Retry-After"],
    )
    assert 200 == guess("anna")
