"""What passwords must be like (SE-6)."""

from __future__ import annotations

import pytest

from services.people.domain.account_errors import PasswordTooWeak
from services.people.domain.passwords import PasswordRules, in_normal_form

RULES = PasswordRules(
    shortest=10, longest=20, kinds=3, remembered=2, forbidden=("loopdesk",), shortest_secret=15
)


def check(password: str) -> None:
    RULES.check(password, agent_id="8017", field="new_password")


@pytest.mark.parametrize("password", ["Gruener-Tee1", "开水泡茶Abc123", "a1A" + "x" * 17])
def test_a_password_that_keeps_the_policy_is_accepted(password: str) -> None:
    check(password)


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Ab1!", 1),
        ("Ab1!" * 6, 1),
        ("abcdefghij", 1),
        ("Abcdefghij", 1),
        ("My-8017-Word", 1),
        ("My-LoopDesk-1", 1),
        ("8017", 3),
    ],
    ids=["short", "long", "one kind", "two kinds", "agent ID", "common word", "all"],
)
def test_every_broken_rule_is_named(password: str, broken: int) -> None:
    with pytest.raises(PasswordTooWeak) as refusal:
        check(password)
    assert ["new_password"] * broken == [one.field for one in refusal.value.fields]


def test_the_refusal_never_repeats_the_password() -> None:
    with pytest.raises(PasswordTooWeak) as refusal:
        check("sesam")
    assert "sesam" not in str(refusal.value) + refusal.value.in_language("zh")


def test_a_secret_is_long() -> None:
    RULES.check_secret("x" * 15)
    with pytest.raises(PasswordTooWeak):
        RULES.check_secret("x" * 14)


def test_the_same_letters_typed_otherwise_are_the_same_password() -> None:
    assert in_normal_form("cafe\u0301") == in_normal_form("caf\u00e9")
