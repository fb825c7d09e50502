"""Two markers who see nothing of each other, and a third where they disagree."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.domain.marking import MarkedTask, Marking, Terms
from services.training.domain.sitting_errors import (
    AlreadyMarked,
    MarkingTaken,
    NotClaimed,
    PointsUnfit,
)
from shared.event_store.history import state_of
from tests.support.sittings import EXAM, at
from tests.support.stages import names_of
from tests.support.training import FENG, LI, MONDAY, WU, ZHENG

LATER = MONDAY + timedelta(minutes=30)
TASK = MarkedTask(
    sitting_id=UUID(int=5),
    exam_id=EXAM,
    employee_id=LI,
    question_id=UUID(int=6),
    question_version=1,
    place=3,
    part="",
    full=Decimal(10),
)


def marking(third_decides: str = "median") -> Marking:
    with at():
        made = Marking.open_for(TASK, Terms(tolerance=Decimal(1), third_decides=third_decides))
    made.collect_events()
    return made


def claim(made: Marking, marker_id: UUID, *, now: datetime = MONDAY) -> None:
    with at(now, actor=marker_id):
        made.claim(marker_id, at=now, until=now + timedelta(minutes=30))


def give(made: Marking, marker_id: UUID, points: str, *, now: datetime = MONDAY) -> None:
    claim(made, marker_id, now=now)
    with at(now, actor=marker_id):
        made.give_points(Decimal(points), marker_id=marker_id, comment=None, at=now)


@pytest.mark.parametrize(("other", "points"), [("7", "6.50"), ("6", "6.00"), ("6.25", "6.13")])
def test_within_the_tolerance_the_mean_counts(other: str, points: str) -> None:
    made = marking()
    give(made, WU, "6")
    assert made.points is None
    give(made, ZHENG, other)

    assert Decimal(points) == made.points


def test_over_the_tolerance_a_third_is_called_and_nothing_is_settled() -> None:
    made = marking()
    give(made, WU, "6")
    give(made, ZHENG, "7.01")

    assert "ThirdAsked" == names_of(made)[-1]
    assert (None, 3) == (made.points, made.needed)


@pytest.mark.parametrize(("rule", "points"), [("median", "8"), ("third", "10")])
def test_the_third_settles_by_the_rule(rule: str, points: str) -> None:
    made = marking(rule)
    for marker_id, given in ((WU, "2"), (ZHENG, "8"), (FENG, "10")):
        give(made, marker_id, given)

    assert (Decimal(points), rule) == (made.points, made.pending_events[-1].by)


def test_no_more_claim_an_answer_than_are_needed_until_a_claim_runs_out() -> None:
    made = marking()
    claim(made, WU)
    claim(made, ZHENG)
    with pytest.raises(MarkingTaken):
        claim(made, FENG)
    claim(made, FENG, now=LATER)

    assert made.is_claimed_by(FENG, at=LATER)
    assert not made.is_claimed_by(WU, at=LATER)


def test_a_claim_is_made_longer_by_claiming_again() -> None:
    made = marking()
    claim(made, WU)
    claim(made, ZHENG)
    claim(made, WU, now=MONDAY + timedelta(minutes=20))

    assert made.is_claimed_by(WU, at=LATER)


def test_nobody_marks_without_a_claim_that_stands() -> None:
    made = marking()
    claim(made, WU)
    for now, marker_id in ((LATER, WU), (MONDAY, ZHENG)):
        with at(now, actor=marker_id), pytest.raises(NotClaimed):
            made.give_points(Decimal(1), marker_id=marker_id, comment=None, at=now)

    assert ["Claimed"] == names_of(made)


def test_nobody_marks_an_answer_twice_nor_one_that_is_settled() -> None:
    made = marking()
    give(made, WU, "6")
    with pytest.raises(AlreadyMarked):
        claim(made, WU)
    give(made, ZHENG, "6")
    with pytest.raises(AlreadyMarked):
        claim(made, FENG)


@pytest.mark.parametrize("points", ["-0.01", "10.01"])
def test_points_are_between_nothing_and_all(points: str) -> None:
    with pytest.raises(PointsUnfit) as refused:
        give(marking(), WU, points)

    assert ["points"] == [one.field for one in refused.value.fields]


def test_what_history_shows_names_neither_the_learner_nor_points() -> None:
    made = marking()
    give(made, WU, "6")
    give(made, ZHENG, "6")

    assert not {str(LI), str(WU), "6", "6.00"} & set(map(str, state_of(made).values()))
    assert {"terms", "needed", "is_settled"} == set(state_of(made))
