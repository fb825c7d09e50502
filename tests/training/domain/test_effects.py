"""When a study speaks of an effect, and when it says that data do not suffice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.training.domain.effect import Effect, Measured, effect_of
from services.training.domain.effect_words import sentence_of

NOISE = (-2, -1, 0, 1, 2, -2, -1, 0, 1, 2)


def group(*, before: int = 80, gain: int = 0, trend: int = 0, count: int = 10) -> list[Measured]:
    """Employees who differ, and change by `gain` on average, with noise."""
    return [
        Measured(
            early=Decimal(before + ordinal - trend),
            late=Decimal(before + ordinal + trend + noise),
            before=Decimal(before + ordinal),
            after=Decimal(before + ordinal + gain + noise),
        )
        for ordinal, noise in enumerate(NOISE[:count])
    ]


def found(treated: list[Measured], others: list[Measured], *, better: str = "higher") -> Effect:
    return effect_of(treated, others, better=better, smallest_group=5)


def test_a_clear_gain_is_an_improvement_with_its_interval() -> None:
    effect = found(group(gain=5), group())

    assert ("improved", ()) == (effect.verdict, effect.lacks)
    assert effect.difference is not None
    assert ("5.0000", "3.5994", "6.4006") == (
        effect.difference.estimate,
        effect.difference.lower,
        effect.difference.upper,
    )
    assert (10, "84.5000", "89.5000", "5.0000") == (
        effect.treated.employees,
        effect.treated.before,
        effect.treated.after,
        effect.treated.change,
    )
    assert effect.effect_size is not None


def test_where_less_is_better_the_same_change_makes_it_worse() -> None:
    assert "worsened" == found(group(gain=5), group(), better="lower").verdict
    assert "improved" == found(group(gain=-5), group(), better="lower").verdict


def test_an_interval_that_holds_zero_shows_no_effect() -> None:
    effect = found(group(gain=1), group())

    assert "no_effect_shown" == effect.verdict
    assert "holds zero" in sentence_of(effect, smallest_group=5, language="en")


@pytest.mark.parametrize(
    ("treated", "others", "lacks"),
    [
        (group(count=4), group(), ("few_treated",)),
        ([], [], ("few_treated", "few_others")),
        (group(), group(count=1), ("few_others",)),
        (group(before=200), group(), ("no_overlap",)),
        (group(gain=5, trend=4), group(), ("earlier_trend",)),
        (
            [
                Measured(early=None, late=None, before=one.before, after=one.after)
                for one in group()
            ],
            group(),
            ("trend_unknown",),
        ),
    ],
)
def test_no_verdict_is_given_where_data_do_not_suffice(
    treated: list[Measured], others: list[Measured], lacks: tuple[str, ...]
) -> None:
    effect = found(treated, others)

    assert ("data_insufficient", lacks) == (effect.verdict, effect.lacks)


def test_equal_changes_give_no_error_and_so_no_verdict() -> None:
    same = [
        Measured(early=Decimal(one), late=Decimal(one), before=Decimal(one), after=Decimal(one + 1))
        for one in range(10)
    ]

    assert ("no_spread",) == found(same, same).lacks


def test_the_sentence_says_in_both_languages_what_is_missing() -> None:
    effect = found(group(count=3), group())

    assert "数据不足：参训人员有数据者仅 3 人，每组至少需 5 人。" == sentence_of(
        effect, smallest_group=5, language="zh"
    )
    assert (
        "Data do not suffice: only 3 trained employees have data, and each group needs 5."
        == sentence_of(effect, smallest_group=5, language="en")
    )


def test_an_improvement_is_said_with_its_interval() -> None:
    effect = found(group(gain=5), group())

    assert (
        "培训后指标有所改善：参训人员比未参训人员多变化 5.0000（95% 置信区间 3.5994 至 6.4006）。"
        == (sentence_of(effect, smallest_group=5, language="zh"))
    )
