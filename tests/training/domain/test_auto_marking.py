"""What answers to closed questions earn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.training.domain.answer_forms import same_form
from services.training.domain.auto_marking import marked_alone, marks
from services.training.domain.question_content import (
    CASE,
    ESSAY,
    FILL_IN,
    MULTIPLE,
    SINGLE,
    TRUE_FALSE,
    Answer,
    Part,
    QuestionContent,
    QuestionVersion,
)
from services.training.domain.question_errors import NotMarkedByRule
from tests.support.question_bank import TWO, content

FOUR = Decimal(4)


def marked(given: QuestionContent, answer: Answer | None, points: Decimal = FOUR) -> Decimal:
    return marks(QuestionVersion(number=1, author="x", content=given), answer, points)


def chosen(*keys: str) -> Answer:
    return Answer(choices=keys)


@pytest.mark.parametrize(
    ("kind", "answer", "earned"),
    [
        (SINGLE, chosen("B"), "4"),
        (SINGLE, chosen("A"), "0"),
        (SINGLE, chosen("A", "B"), "0"),
        (SINGLE, chosen(), "0"),
        (SINGLE, None, "0"),
        (TRUE_FALSE, chosen("true"), "4"),
        (TRUE_FALSE, chosen("false"), "0"),
        (MULTIPLE, chosen("C", "A"), "4"),
        (MULTIPLE, chosen("A"), "0"),
        (MULTIPLE, chosen("A", "C", "D"), "0"),
    ],
)
def test_exactly_the_right_choices_earn_the_points(
    kind: str, answer: Answer | None, earned: str
) -> None:
    assert Decimal(earned) == marked(content(kind), answer)


@pytest.mark.parametrize(
    ("credit", "keys", "earned"),
    [
        ("half_if_missed", "AC", "4"),
        ("half_if_missed", "A", "2"),
        ("half_if_missed", "AB", "0"),
        ("half_if_missed", "", "0"),
        ("right_minus_wrong", "AC", "4"),
        ("right_minus_wrong", "A", "2"),
        ("right_minus_wrong", "ACD", "2"),
        ("right_minus_wrong", "AB", "0"),
        ("right_minus_wrong", "BD", "0"),
        ("right_minus_wrong", "ABCD", "0"),
    ],
)
def test_partial_credit_follows_its_rule(credit: str, keys: str, earned: str) -> None:
    assert Decimal(earned) == marked(content(MULTIPLE, credit=credit), chosen(*keys))


@pytest.mark.parametrize(
    ("blanks", "exact", "each"),
    [
        (("95588", "客服中心"), "4", "4"),
        (("９５５８８", "call  centre "), "4", "4"),
        ((" 95588", "客服 中心"), "4", "4"),
        (("95588", ""), "0", "2"),
        (("95588",), "0", "2"),
        (("95588", "客服中心", "更多"), "4", "4"),
        ((), "0", "0"),
    ],
)
def test_blanks_are_right_in_any_width_case_and_spacing(
    blanks: tuple[str, ...], exact: str, each: str
) -> None:
    answer = Answer(blanks=blanks)
    by_blank = content(FILL_IN, credit="each_blank")

    assert (Decimal(exact), Decimal(each)) == (
        marked(content(FILL_IN), answer),
        marked(by_blank, answer),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("ﬁle", "FILE"),
        ("ｃａｆｅ\u0301", "Café"),
        ("挂\u200b失", "挂失"),
        ("VIP 客户", "vip客户"),
        ("two\u00a0words", "two words"),
    ],
)
def test_the_same_written_otherwise_is_the_same(one: str, other: str) -> None:
    assert same_form(other) == same_form(one)


@pytest.mark.parametrize(("one", "other"), [("two words", "twowords"), ("1.5", "15"), ("甲", "乙")])
def test_something_else_is_not_the_same(one: str, other: str) -> None:
    assert same_form(other) != same_form(one)


def test_thirds_are_rounded_to_the_hundredth() -> None:
    three = content(MULTIPLE, key=("A", "B", "C"), credit="right_minus_wrong")

    assert Decimal("0.67") == marked(three, chosen("A", "B"), Decimal(1))


def test_an_open_question_is_marked_by_people() -> None:
    with pytest.raises(NotMarkedByRule):
        marked(content(ESSAY), Answer(text="论述"))


def test_of_a_case_the_closed_parts_are_marked_and_the_points_shared_exactly() -> None:
    part = {"kind": "true_false", "zh": "问", "points": TWO, "key": ("true",)}
    case = content(CASE, points=Decimal(6), parts=tuple(Part(name=name, **part) for name in "abc"))
    shares = [one.points for one in marked_alone(case, Decimal(10))]
    right = Answer(parts={"c": chosen("true"), "x": chosen("true")})

    assert [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")] == shares
    assert Decimal("3.34") == marked(case, right, Decimal(10))
    assert Decimal(0) == marked(case, None)
    mixed = [(one.part, one.is_closed) for one in marked_alone(content(CASE), TWO)]
    assert [("a", True), ("b", False)] == mixed
    assert Decimal(1) == marked(content(CASE), Answer(parts={"a": chosen("A")}), TWO)
