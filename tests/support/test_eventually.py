"""Waiting for facts: an answer as soon as it is true, a refusal that tells why when it never is."""

import itertools

import pytest

from tests.support.eventually import NeverHappened, eventually


def test_the_first_true_answer_is_returned() -> None:
    numbers = itertools.count()
    assert 3 == eventually(lambda: next(numbers) // 3 and 3, within=10)


def test_an_assertion_that_fails_at_first_is_asked_again() -> None:
    numbers = itertools.count()

    def third_time_lucky() -> str:
        assert 2 == next(numbers)
        return "there"

    assert "there" == eventually(third_time_lucky, within=10)


def test_what_never_happens_is_told_with_the_last_answer() -> None:
    with pytest.raises(NeverHappened, match="the last answer was 0"):
        eventually(lambda: 0, within=0.05)


def test_another_exception_is_not_taken_for_not_yet() -> None:
    with pytest.raises(ZeroDivisionError):
        eventually(lambda: 1 // 0, within=10)
