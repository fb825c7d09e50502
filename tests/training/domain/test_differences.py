"""Intervals, differences in differences and effect sizes against worked examples of others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.training.domain.differences import (
    Pair,
    Spread,
    difference_in_differences,
    difference_interval,
    effect_size,
    mean_interval,
    spread_of,
    standardised,
)
from services.training.domain.student import t_quantile, tail_beyond

FIRST = ["0.7", "-1.6", "-0.2", "-1.2", "-0.1", "3.4", "3.7", "0.8", "0.0", "2.0"]
SECOND = ["1.9", "0.8", "1.1", "0.1", "-0.1", "4.4", "5.5", "1.6", "4.6", "3.4"]
"""Extra hours of sleep of ten patients under two drugs: Student, "The probable error of a mean",
Biometrika 6, 1908, 1-25; with R's own results for them in the documentation of `t.test`."""

MORRIS = [
    ((20, "30.6", "38.5", "15.0"), (20, "23.1", "19.7", "13.8"), "0.77"),
    ((50, "23.5", "26.8", "3.1"), (42, "24.9", "25.3", "4.1"), "0.80"),
    ((9, "0.5", "0.7", "0.1"), (9, "0.6", "0.6", "0.2"), "1.20"),
    ((10, "53.4", "75.9", "14.5"), (11, "55.7", "60.7", "17.3"), "1.05"),
    ((14, "35.6", "36.0", "4.7"), (14, "34.8", "33.4", "3.1"), "0.44"),
]
"""Five studies of the effect of training: n, mean before, mean after, deviation before of the
treated and of the others, and d_ppc2: Morris 2008, table 5; also metafor-project.org,
analyses:morris2008."""


def decimals(values: list[str]) -> list[Decimal]:
    return [Decimal(one) for one in values]


def places(number: Decimal, count: int) -> str:
    return str(round(number, count))


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        ("1", "12.706"),
        ("2", "4.303"),
        ("3", "3.182"),
        ("5", "2.571"),
        ("10", "2.228"),
        ("17", "2.110"),
        ("30", "2.042"),
        ("60", "2.000"),
        ("100", "1.984"),
    ],
)
def test_quantiles_are_those_of_the_tables(degrees: str, expected: str) -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2."""
    assert expected == places(t_quantile(Decimal(degrees)), 3)


@pytest.mark.parametrize(
    ("degrees", "expected"), [("1", "63.657"), ("10", "3.169"), ("30", "2.750"), ("100", "2.626")]
)
def test_so_are_those_for_99_per_cent(degrees: str, expected: str) -> None:
    assert expected == places(t_quantile(Decimal(degrees), tail=Decimal("0.01")), 3)


def test_the_tail_of_a_t_value_is_that_which_r_gives() -> None:
    assert "0.002833" == places(tail_beyond(Decimal("4.0621"), Decimal(9)), 6)
    assert "0.0794" == places(tail_beyond(Decimal("1.8608"), Decimal("17.776")), 4)


def test_there_is_no_quantile_without_a_degree_of_freedom() -> None:
    with pytest.raises(ValueError, match="at least one degree"):
        t_quantile(Decimal("0.5"))


def test_a_mean_has_the_interval_of_the_handbook() -> None:
    """NIST/SEMATECH e-Handbook, 1.3.5.2, heat flow meters (ZARR13.DAT): 9.258242 to 9.264679; the
    mean itself is published with six places."""
    found = mean_interval(Spread(195, Decimal("9.261460"), Decimal("0.2278881E-01") ** 2))

    assert abs(Decimal("9.258242") - found.lower) < Decimal("0.000001")
    assert abs(Decimal("9.264679") - found.upper) < Decimal("0.000001")


def test_paired_differences_have_the_interval_that_r_gives() -> None:
    """t.test(sleep, paired = TRUE): -1.58, from -2.4598858 to -0.7001142, 9 degrees."""
    pairs = zip(decimals(FIRST), decimals(SECOND), strict=True)
    found = mean_interval(spread_of([first - second for first, second in pairs]))

    assert ("-1.58", "-2.459886", "-0.700114") == (
        places(found.estimate, 2),
        places(found.lower, 6),
        places(found.upper, 6),
    )
    assert Decimal(9) == found.degrees


def test_two_samples_have_the_interval_that_r_gives() -> None:
    """t.test(extra ~ group, sleep): -1.58, from -3.3654832 to 0.2054832, 17.776 degrees."""
    found = difference_interval(spread_of(decimals(FIRST)), spread_of(decimals(SECOND)))

    assert ("-3.36548", "0.20548", "17.776") == (
        places(found.lower, 5),
        places(found.upper, 5),
        places(found.degrees, 3),
    )
    assert not found.excludes_zero


def test_two_large_samples_have_the_t_value_of_the_handbook() -> None:
    """NIST/SEMATECH e-Handbook, 1.3.5.3 (AUTO83B.DAT), unequal variances: T = -12.94627, 136.8750
    degrees."""
    american = Spread(249, Decimal("20.14458"), Decimal("6.41470") ** 2)
    japanese = Spread(79, Decimal("30.48101"), Decimal("6.10771") ** 2)
    found = difference_interval(american, japanese)

    assert ("-12.9463", "136.875") == (
        places(found.estimate / found.error, 4),
        places(found.degrees, 3),
    )
    assert found.excludes_zero


def test_the_best_known_difference_in_differences_comes_out_as_published() -> None:
    """D. Card and A. B. Krueger, "Minimum wages and employment", AER 84, 1994, table 3: full-time
    employment in fast food rose by 0.59 in New Jersey and fell by 2.16 in Pennsylvania, so by
    2.76 (1.36); in the balanced sample by 2.75 (1.34), from changes of 0.47 (0.48) and
    -2.28 (1.25). The published means are rounded, so the first may differ in its last digit."""
    means = {"nj": ("20.44", "21.03"), "pa": ("23.33", "21.17")}
    [rose, fell] = [Decimal(after) - Decimal(before) for before, after in means.values()]
    balanced = difference_interval(
        Spread(309, Decimal("0.47"), 309 * Decimal("0.48") ** 2),
        Spread(75, Decimal("-2.28"), 75 * Decimal("1.25") ** 2),
    )

    assert ("0.59", "-2.16") == (str(rose), str(fell))
    assert abs(Decimal("2.76") - (rose - fell)) <= Decimal("0.01")
    assert ("2.75", "1.34") == (places(balanced.estimate, 2), places(balanced.error, 2))


def test_a_difference_in_differences_of_employees_is_that_of_their_changes() -> None:
    treated = [Pair(Decimal(10), Decimal(10) + change) for change in decimals(SECOND)]
    others = [Pair(Decimal(20), Decimal(20) + change) for change in decimals(FIRST)]
    found = difference_in_differences(treated, others)

    assert ("1.58", "-0.20548", "3.36548") == (
        places(found.estimate, 2),
        places(found.lower, 5),
        places(found.upper, 5),
    )


@pytest.mark.parametrize(("treated", "others", "expected"), MORRIS)
def test_effect_sizes_of_training_are_those_of_the_published_table(
    treated: tuple[int, str, str, str], others: tuple[int, str, str, str], expected: str
) -> None:
    def of(group: tuple[int, str, str, str]) -> tuple[Spread, Decimal]:
        before, after, deviation = decimals([*group[1:]])
        return Spread(group[0], before, deviation**2), after - before

    (before, change), (others_before, others_change) = of(treated), of(others)
    found = standardised(change - others_change, treated=before, comparison=others_before)

    assert found is not None
    assert expected == places(found, 2)


def test_where_nobody_differed_before_there_is_no_effect_size() -> None:
    same = [Pair(Decimal(5), Decimal(6)), Pair(Decimal(5), Decimal(7))]

    assert effect_size(same, same) is None


def test_the_effect_size_of_employees_is_in_deviations_before() -> None:
    treated = [Pair(Decimal(one), Decimal(one + 2)) for one in range(10)]
    others = [Pair(Decimal(one), Decimal(one)) for one in range(10)]
    found = effect_size(treated, others)

    assert found is not None
    assert "0.6327" == places(found, 4)
