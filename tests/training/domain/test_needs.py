"""Training needs: weighed part by part, merged with all that shows them, decided once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.need import Need
from services.training.domain.need_errors import (
    EvidenceAlreadyThere,
    NeedNotAnswered,
    NeedsCannotBeMerged,
    NeedSettled,
    TooManyEvidences,
)
from services.training.domain.need_terms import MOST_EVIDENCES, Answer
from services.training.domain.need_weights import week_of, worth_of
from tests.support.training_needs import (
    COURSE,
    FOR_LI,
    FOR_ZHAO,
    LATER,
    RULES,
    at,
    evidence,
    need,
    new_events,
    sealed,
)

COURSE_ANSWER = Answer(kind="course", course_id=COURSE, due_on=LATER)
SATURDAY, NEXT_MONDAY = date(2020, 1, 11), date(2020, 1, 13)


def test_each_part_of_the_score_is_shown() -> None:
    weighed = need(evidences=(evidence("1"), evidence("2", severity=5)), urgency="high").weight

    shown = {one.part: (one.because, one.points) for one in weighed.at(SATURDAY, today=NEXT_MONDAY)}
    assert {
        "origin": ("supervisor", 20),
        "urgency": ("high", 25),
        "evidences": ("2", 6),
        "severity": ("5", 30),
        "age": ("1", 2),
    } == shown
    assert 83 == worth_of(weighed.at(SATURDAY, today=NEXT_MONDAY))


def test_evidences_count_no_more_than_the_rule_allows() -> None:
    many = tuple(evidence(str(number)) for number in range(20))
    [points] = [one for one in need(evidences=many).weight.parts if one.part == "evidences"]

    assert ("20", 9) == (points.because, points.points)


@pytest.mark.parametrize("days", [0, 1, 6, 7, 30, 365])
def test_the_rank_orders_needs_as_their_scores_do_on_any_day(days: int) -> None:
    today = date(2020, 6, 1) + timedelta(days=days)
    weights = [need(urgency=one).weight for one in ("low", "high", "urgent")]
    waiting = [date(2020, 1, 1), date(2020, 3, 4), date(2020, 5, 31)]
    pairs = [(one, since) for one in weights for since in waiting]

    by_rank = sorted(pairs, key=lambda pair: pair[0].rank(pair[1]))
    scores = [worth_of(one.at(since, today=today)) for one, since in by_rank]
    assert sorted(scores) == scores


def test_a_week_begins_on_monday() -> None:
    assert 1 == week_of(NEXT_MONDAY) - week_of(NEXT_MONDAY - timedelta(days=1))
    assert week_of(NEXT_MONDAY) == week_of(NEXT_MONDAY + timedelta(days=6))


def test_what_shows_a_need_is_added_once() -> None:
    made = need(evidences=(evidence("1"),))
    with at():
        made.add_evidence(evidence("2"), rules=RULES, audience=(FOR_ZHAO,))
        with pytest.raises(EvidenceAlreadyThere):
            made.add_evidence(evidence("1"), rules=RULES)

    assert ["EvidenceAdded"] == new_events(made)
    assert (FOR_LI, FOR_ZHAO) == made.audience
    assert made.employee_id is None


def test_a_need_holds_no_more_evidences_than_it_can() -> None:
    full = need(evidences=tuple(evidence(str(one)) for one in range(MOST_EVIDENCES)))
    other = need(2, evidences=(evidence("x"),))
    with at():
        with pytest.raises(TooManyEvidences):
            full.add_evidence(evidence("one more"), rules=RULES)
        with pytest.raises(TooManyEvidences):
            full.take_in([other], rules=RULES)

    assert [] == new_events(full) + new_events(other)


def test_merging_keeps_everything_that_shows_each_of_them() -> None:
    first = need(1, evidences=(evidence("1"),))
    second = need(2, audience=(FOR_ZHAO,), evidences=(evidence("1"), evidence("2")), urgency="high")
    third = need(3, origin="incident", evidences=(evidence("3", severity=5),))
    with at():
        first.take_in([second, third], rules=RULES)

    assert ["TookIn"] == new_events(first)
    assert ["Merged"] == new_events(second)
    assert ["1", "2", "3"] == [one.reference for one in first.evidences]
    assert ("supervisor", "incident") == first.origins
    assert ("high", (FOR_LI, FOR_ZHAO)) == (first.urgency, first.audience)
    assert 40 + 25 + 9 + 30 == first.weight.points
    assert (second.id, third.id) == first.merged_from
    assert ("merged", first.id) == (third.state, third.merged_into)


@pytest.mark.parametrize(
    "others",
    [
        lambda _: [],
        lambda one: [one],
        lambda _: [need(2)] * 2,
        lambda _: [need(2, competency="sales")],
    ],
)
def test_only_different_needs_of_one_competency_are_merged(
    others: Callable[[Need], list[Need]],
) -> None:
    made = need(1)
    with at(), pytest.raises(NeedsCannotBeMerged):
        made.take_in(others(made), rules=RULES)

    assert [] == new_events(made)


DECISIONS: list[Callable[[Need], Any]] = [
    lambda one: one.give_answer(COURSE_ANSWER, words=None),
    lambda one: one.refuse(sealed()),
    lambda one: one.take_in([need(9)], rules=RULES),
    lambda one: one.prioritise(urgency="low", rules=RULES),
    lambda one: one.add_evidence(evidence(), rules=RULES),
    lambda one: one.go_on_in(UUID(int=8)),
]


@pytest.mark.parametrize("decide", DECISIONS)
def test_a_settled_need_is_decided_no_more(decide: Callable[[Need], Any]) -> None:
    refused, merged = need(), need(2)
    with at():
        refused.refuse(sealed())
        need(3).take_in([merged], rules=RULES)
        for settled in (refused, merged):
            settled.collect_events()
            with pytest.raises(NeedSettled):
                decide(settled)

    assert [] == new_events(refused) + new_events(merged)


def test_only_an_answer_can_be_measured() -> None:
    made = need()
    with at():
        with pytest.raises(NeedNotAnswered):
            made.link_study(UUID(int=5))
        made.give_answer(COURSE_ANSWER, words=None)
        made.link_study(UUID(int=5))

    assert ["Answered", "StudyLinked"] == new_events(made)
    assert UUID(int=5) == made.study_id


def test_a_question_asks_for_what_the_first_fitting_rule_says() -> None:
    asked = RULES.competency_of_question

    assert "product_knowledge" == asked(topic="card.lost", skill_group="loans")
    assert "sales" == asked(topic="fees", skill_group="loans")
    assert asked(topic=None, skill_group="cards") is None
