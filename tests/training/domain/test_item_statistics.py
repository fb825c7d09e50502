"""Item statistics against worked examples with known results."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from services.training.domain.item_statistics import (
    AtTotal,
    Earned,
    ItemRules,
    Sums,
    corrected_correlation,
    facility,
    share_of,
    upper_lower_index,
)

LSAT_SECTION_6 = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3,
    "00111": 4, "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15,
    "10111": 80, "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61,
    "11110": 28, "11111": 298,
}  # fmt: skip
"""How often 1,000 people gave each pattern of right and wrong answers to five questions.

R. D. Bock, M. Lieberman (1970): Fitting a response model for n dichotomously scored items,
Psychometrika 35, 179-197.
"""

WORKSHEET = [
    (100, "1111111111"),
    (90, "1111111101"),
    (70, "1101111100"),
    (70, "0111110101"),
    (70, "1110111001"),
    (60, "1110110100"),
    (60, "0110110101"),
    (50, "0111001010"),
    (50, "1110100001"),
    (30, "0100010010"),
]
"""Totals and answers of ten students: "Item Analysis Worksheet", studylib.net/doc/25270846."""


def earned(answers: str, question: int) -> Earned:
    right = answers.count("1")
    own = int(answers[question])
    return Earned(
        share=Decimal(own),
        rest=share_of(Decimal(right - own), Decimal(len(answers) - 1)),
        total=share_of(Decimal(right), Decimal(len(answers))),
    )


def sums_of(question: int) -> Sums:
    found = Sums()
    for answers, times in LSAT_SECTION_6.items():
        for _ in range(times):
            found = found.plus(earned(answers, question))
    return found


def by_total(rows: Sequence[tuple[int, str]], question: int) -> list[AtTotal]:
    return [AtTotal(Decimal(total), 1, Decimal(answers[question])) for total, answers in rows]


@pytest.mark.parametrize(
    ("question", "p", "r"),
    [
        (0, "0.9240", "0.1128"),
        (1, "0.7090", "0.1532"),
        (2, "0.5530", "0.1728"),
        (3, "0.7630", "0.1444"),
        (4, "0.8700", "0.1216"),
    ],
)
def test_difficulty_and_corrected_point_biserial_are_those_published_for_the_lsat(
    question: int, p: str, r: str
) -> None:
    """As `descript(LSAT)` of the R package ltm prints them, column "Excluded".

    D. Rizopoulos (2006): ltm: An R Package for Latent Variable Modeling and Item Response Theory
    Analyses, Journal of Statistical Software 17(5).
    """
    sums = sums_of(question)

    assert (Decimal(p), Decimal(r)) == (facility(sums), corrected_correlation(sums))


@pytest.mark.parametrize(
    ("question", "d"),
    [*enumerate(["0.4", "0", "0", "0.6", "0.4", "0.4", "0.6", "0.4", "-0.2", "0.4"])],
)
def test_the_upper_lower_index_is_that_of_the_worksheet(question: int, d: str) -> None:
    found = upper_lower_index(by_total(WORKSHEET, question), group=Decimal("0.5"))

    assert Decimal(d) == found


def test_nine_of_eleven_in_the_upper_and_three_in_the_lower_27_percent_give_6_elevenths() -> None:
    """DI = (a - b) / n: teaching.ucla.edu, "Interpretation of Statistics"; the numbers are those of
    examoo.com, question 6797, for a class of 40.
    """
    upper = [AtTotal(Decimal(90 + one), 1, Decimal(one < 9)) for one in range(11)]
    middle = [AtTotal(Decimal(50), 18, Decimal(7))]
    lower = [AtTotal(Decimal(one), 1, Decimal(one < 3)) for one in range(11)]

    assert Decimal("0.5455") == upper_lower_index([*lower, *upper, *middle])


def test_equal_totals_at_the_border_count_with_their_average() -> None:
    scores = [AtTotal(Decimal(10), 1, Decimal(1)), AtTotal(Decimal(8), 2, Decimal(1))]
    weakest = AtTotal(Decimal(1), 2, Decimal(0))

    assert Decimal("0.75") == upper_lower_index([*scores, weakest], group=Decimal("0.4"))


def test_what_all_answer_alike_tells_nobody_apart() -> None:
    alike = Sums().plus(earned("11", 0)).plus(earned("10", 0))

    assert corrected_correlation(alike) is None
    assert corrected_correlation(Sums()) is None
    assert facility(Sums()) is None
    assert upper_lower_index([]) is None


def test_an_answer_that_is_taken_away_leaves_no_trace() -> None:
    before = Sums().plus(earned("10110", 0)).plus(earned("00111", 0))
    one = earned("01101", 0)

    assert before == before.plus(one).plus(one, times=-1)


def test_a_paper_of_one_question_has_a_difficulty_and_no_rest_to_compare_with() -> None:
    alone = Earned(share=Decimal("0.5"), rest=None, total=Decimal("0.5"))

    assert Decimal("0.5") == facility(Sums().plus(alone))
    assert corrected_correlation(Sums().plus(alone)) is None


@pytest.mark.parametrize(
    ("p", "difficulty"), [("0.95", 1), ("0.9", 1), ("0.8", 2), ("0.6", 3), ("0.4", 4), ("0.1", 5)]
)
def test_the_less_is_earned_the_harder_a_question_is(p: str, difficulty: int) -> None:
    rules = ItemRules(30, tuple(Decimal(one) for one in ("0.9", "0.7", "0.5", "0.3")))

    assert difficulty == rules.difficulty(Decimal(p))


def test_shares_that_do_not_fall_are_no_rule() -> None:
    with pytest.raises(ValueError, match="falling"):
        ItemRules(30, (Decimal("0.5"), Decimal("0.7"), Decimal("0.5"), Decimal("0.3")))
