from collections import Counter

from services.demo.draws import Draws

MANY = 4000


def test_one_purpose_always_draws_the_same() -> None:
    assert [Draws("1").below(1000, "wait", one) for one in range(50)] == [
        Draws("1").below(1000, "wait", one) for one in range(50)
    ]


def test_another_seed_draws_otherwise() -> None:
    first, second = Draws("1"), Draws("2")
    assert [first.below(1000, one) for one in range(50)] != [
        second.below(1000, one) for one in range(50)
    ]


def test_an_earlier_draw_changes_no_later_one() -> None:
    draws = Draws("1")
    alone = draws.below(1000, "later")
    draws.below(1000, "earlier")
    assert alone == draws.below(1000, "later")


def test_numbers_stay_within_their_limits_and_reach_them() -> None:
    drawn = {Draws("1").between(3, 7, one) for one in range(MANY)}
    assert {3, 4, 5, 6, 7} == drawn


def test_weights_decide_how_often_a_choice_comes() -> None:
    draws = Draws("1")
    choices = (("often", 75), ("seldom", 24), ("never", 0), ("rare", 1))
    counts = Counter(draws.weighed(choices, "weighed", one) for one in range(MANY))
    assert 0 == counts["never"]
    assert 0 < counts["rare"] < counts["seldom"] < counts["often"]
    assert abs(counts["often"] - 0.75 * MANY) < 0.05 * MANY


def test_a_chance_of_none_never_comes_and_of_all_always() -> None:
    draws = Draws("1")
    assert {False} == {draws.chance(0, one) for one in range(200)}
    assert {True} == {draws.chance(100, one) for one in range(200)}


def test_each_choice_of_several_comes() -> None:
    draws = Draws("1")
    assert set("abc") == {draws.one_of("abc", one) for one in range(200)}
