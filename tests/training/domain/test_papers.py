"""Papers drawn by blueprint."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.domain.exam_definition import Blueprint, Section
from services.training.domain.exam_errors import SectionCannotBeFilled
from services.training.domain.paper import draw, seed_of
from tests.support.question_bank import candidates

TEN = Blueprint(sections=(Section(zh="单选题", count=10),))
SEED = seed_of(UUID(int=1))


def test_the_same_seed_and_pool_give_the_same_paper_in_whatever_order_the_pool_comes() -> None:
    pool = candidates(40)
    paper = draw(TEN, pool, SEED)

    assert paper == draw(TEN, [*reversed(pool), *pool], SEED)
    assert paper.questions != draw(TEN, pool, seed_of(UUID(int=2))).questions
    assert (10, 10) == (len(paper.questions), len({one.question_id for one in paper.questions}))
    assert Decimal(20) == paper.full


def test_a_paper_of_this_release_is_drawn_for_ever() -> None:
    paper = draw(Blueprint(sections=(Section(zh="单选题", count=3),)), candidates(6), "seed")
    codes = {one.question_id: one.code for one in candidates(6)}

    drawn = [(codes[one.question_id], "".join(one.choices[""])) for one in paper.questions]
    assert [("q-004", "CADB"), ("q-005", "ABCD"), ("q-000", "ADCB")] == drawn


def test_each_section_gets_what_it_asks_for_at_its_own_points() -> None:
    blueprint = Blueprint(
        sections=(
            Section(zh="判断题", count=2, kinds=("true_false",), points=Decimal(1)),
            Section(zh="难题", count=2, difficulties=(5,), tags=("cards",)),
            Section(zh="投诉", count=1, competencies=("complaint_handling",)),
        )
    )
    pool = [
        *candidates(3, kind="true_false", choices={}),
        *candidates(3, difficulty=5, tags=("cards", "new")),
        *candidates(3, difficulty=5),
        *candidates(1, competency="complaint_handling"),
    ]
    known = {one.question_id: one for one in pool}
    paper = draw(blueprint, pool, SEED)
    facts = [(one.section, known[one.question_id]) for one in paper.questions]

    assert [0, 0, 1, 1, 2] == [section for section, _ in facts]
    assert ["true_false"] * 2 == [one.kind for section, one in facts if section == 0]
    assert [("cards", "new")] * 2 == [one.tags for section, one in facts if section == 1]
    assert [1, 1, 2, 2, 2] == [one.points for one in paper.questions]


def test_a_section_is_spread_over_competencies_and_difficulties() -> None:
    pool = [
        one
        for competency, count in (("sales", 60), ("culture", 5))
        for difficulty in (2, 4)
        for one in candidates(count, competency=competency, difficulty=difficulty)
    ]
    known = {one.question_id: one for one in pool}
    groups = Counter(
        (known[one.question_id].competency, known[one.question_id].difficulty)
        for one in draw(TEN, pool, SEED).questions
    )

    assert {2, 3} == set(groups.values())
    assert 4 == len(groups)


def test_sections_give_way_to_each_other_as_long_as_all_can_be_filled() -> None:
    blueprint = Blueprint(
        sections=(
            Section(zh="任意", count=3),
            Section(zh="单选题", count=2, kinds=("single",)),
            Section(zh="银行卡", count=1, tags=("cards",)),
        )
    )
    pool = [
        *candidates(2, kind="essay", choices={}),
        *candidates(3),
        *candidates(1, tags=("cards",)),
    ]
    for number in range(30):
        paper = draw(blueprint, pool, seed_of(number))
        assert 6 == len({one.question_id for one in paper.questions})


def test_the_section_that_cannot_be_filled_is_named() -> None:
    blueprint = Blueprint(
        sections=(Section(zh="单选题", count=3), Section(zh="论述题", count=2, kinds=("essay",)))
    )
    pool = [*candidates(5), *candidates(1, kind="essay", choices={})]
    with pytest.raises(SectionCannotBeFilled) as refused:
        draw(blueprint, pool, SEED)

    assert "“论述题”部分需要 2 道试题，题库中仅有 1 道符合条件。" == refused.value.in_language("zh")


def test_questions_and_choices_stand_in_order_where_nothing_is_shuffled() -> None:
    plain = Blueprint(sections=TEN.sections, shuffles_questions=False, shuffles_choices=False)
    pool = candidates(10)
    paper = draw(plain, pool, SEED)

    assert [one.question_id for one in pool] == [one.question_id for one in paper.questions]
    assert {("A", "B", "C", "D")} == {one.choices[""] for one in paper.questions}


def test_each_part_of_a_case_has_its_choices_shuffled_alone() -> None:
    case = {"kind": "case", "choices": {"a": ("A", "B"), "b": ("A", "B", "C")}}
    blueprint = Blueprint(sections=(Section(zh="案例", count=1),))
    [one] = draw(blueprint, candidates(1, **case), SEED).questions

    assert {"a": {"A", "B"}, "b": {"A", "B", "C"}} == {k: set(v) for k, v in one.choices.items()}


def test_every_question_is_drawn_about_equally_often() -> None:
    pool = candidates(20)
    drawn: Counter[UUID] = Counter()
    for number in range(400):
        drawn.update(one.question_id for one in draw(TEN, pool, seed_of(number)).questions)

    # 200 on average; 4 standard deviations of a binomial distribution are 40.
    assert all(abs(drawn[one.question_id] - 200) < 40 for one in pool)
