"""Answers that are saved, a paper that is closed, a result that stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.training.domain.sitting import BY_LEARNER, BY_TIME, HANDED_IN, RUNNING, Sitting
from services.training.domain.sitting_errors import (
    PlaceUnknown,
    SequenceUsed,
    SittingHandedIn,
    TimeIsOver,
)
from services.training.domain.sitting_parts import TaskMark, TaskOnPaper
from shared.event_store.history import state_of
from tests.support.sittings import MINUTES, at, saved, sitting
from tests.support.stages import names_of
from tests.support.training import MONDAY

END = MINUTES * 60
TASKS = [TaskOnPaper(place=one, part="", full=Decimal(2), is_open=one == 3) for one in range(4)]
CORRECTION = UUID(int=77)


def marks(*points: str, first: int = 0) -> list[TaskMark]:
    return [
        TaskMark(place=first + place, part="", points=Decimal(one))
        for place, one in enumerate(points)
    ]


def handed_in(sat: Sitting | None = None, *, given: Iterable[TaskMark] = ()) -> Sitting:
    made = sat or sitting()
    with at():
        made.hand_in(by=BY_LEARNER, at=MONDAY, tasks=TASKS)
        made.mark(given)
    return made


def test_the_newest_answer_stands_whatever_arrives_after_it() -> None:
    sat = sitting()
    with at():
        sat.save_answer(saved(sequence=2, choices="C"))
        sat.save_answer(saved(sequence=1, choices="A"))
        sat.save_answer(saved(sequence=2, choices="C"))

    assert ["AnswerSaved"] == names_of(sat)
    assert {"": ("C",)} == sat.answers[0].choices


def test_another_answer_under_the_same_number_is_refused_and_not_lost_silently() -> None:
    sat = sitting()
    with at():
        sat.save_answer(saved(choices="C"))
        with pytest.raises(SequenceUsed):
            sat.save_answer(saved(choices="A"))

    assert {"": ("C",)} == sat.answers[0].choices


def test_each_saved_answer_is_one_event() -> None:
    sat = sitting()
    with at():
        for place in range(4):
            sat.save_answer(saved(place, after=60 * place + 60))

    assert ["AnswerSaved"] * 4 == names_of(sat)


@pytest.mark.parametrize("place", [-1, 4])
def test_an_answer_to_no_question_of_the_paper_is_refused(place: int) -> None:
    with at(), pytest.raises(PlaceUnknown):
        sitting().save_answer(saved(place))


@pytest.mark.parametrize(
    ("after", "noted"), [(END, ()), (END + 1, ("late",)), (END + 10, ("late",))]
)
def test_an_answer_within_the_grace_is_taken_and_noted(after: int, noted: tuple[str, ...]) -> None:
    sat = sitting()
    with at():
        sat.save_answer(saved(after=after))

    assert noted == sat.answers[0].noted


def test_an_answer_after_the_grace_is_refused_but_a_repeat_of_a_saved_one_is_not() -> None:
    sat = sitting()
    with at():
        sat.save_answer(saved())
        with pytest.raises(TimeIsOver):
            sat.save_answer(saved(sequence=2, after=END + 11))
        sat.save_answer(saved(after=END + 11))

    assert ["AnswerSaved"] == names_of(sat)


def test_an_answer_sooner_than_anybody_reads_is_noted() -> None:
    sat = sitting()
    with at():
        sat.save_answer(saved(0, after=60))
        sat.save_answer(saved(1, after=61))

    assert ((), ("too_fast",)) == (sat.answers[0].noted, sat.answers[1].noted)


def test_going_on_in_another_session_is_fine_but_two_sessions_in_turns_are_noted() -> None:
    sat = sitting()
    with at():
        for place, session in enumerate(("one", "two", "one")):
            sat.save_answer(saved(place, after=60 * place + 60, session=session))

    assert [(), (), ("other_session",)] == [one.noted for one in sat.answers.values()]


def test_the_time_left_is_the_servers() -> None:
    sat = sitting()

    assert END == sat.seconds_left(MONDAY)
    assert 0 == sat.seconds_left(MONDAY + timedelta(seconds=END + 5))
    assert not sat.is_over(MONDAY + timedelta(seconds=END + 10))
    assert sat.is_over(MONDAY + timedelta(seconds=END + 11))


def test_a_paper_is_handed_in_once() -> None:
    sat = handed_in()
    with at():
        with pytest.raises(SittingHandedIn):
            sat.hand_in(by=BY_TIME, at=MONDAY, tasks=TASKS)
        with pytest.raises(SittingHandedIn):
            sat.save_answer(saved())

    assert ["HandedIn"] == names_of(sat)
    assert HANDED_IN == sat.state
    assert RUNNING == sitting().state


def test_the_last_mark_settles_the_result() -> None:
    sat = handed_in(given=marks("2", "0", "1"))
    assert sat.result is None
    with at():
        sat.mark(marks("1.80", first=3))
        sat.mark(marks("0", first=3))

    assert ["HandedIn", "TasksMarked", "AnswersMarked", "TasksMarked", "AnswersMarked"] == names_of(
        sat
    )[:-1]
    settled = sat.pending_events[-1]
    assert (True, Decimal("4.80"), Decimal(8)) == (settled.passed, settled.points, settled.full)


def test_a_corrected_key_settles_the_result_anew_and_leaves_the_first_one_in_the_log() -> None:
    sat = handed_in(given=marks("2", "0", "1", "1"))
    with at():
        assert sat.correct(marks("2", first=1), correction_id=CORRECTION, reason="key was A")
        assert not sat.correct(marks("0", first=1), correction_id=CORRECTION, reason="key was A")

    results = [one for one in sat.pending_events if type(one).__name__ == "ResultSettled"]
    assert [(False, False), (True, True)] == [(one.passed, one.is_correction) for one in results]
    assert sat.result is not None
    assert Decimal(6) == sat.result.points


def test_a_correction_that_changes_nothing_is_noted_and_settles_nothing() -> None:
    sat = handed_in(given=marks("2", "0", "1", "1"))
    sat.collect_events()
    with at():
        assert not sat.correct(marks("2"), correction_id=CORRECTION, reason="key was A")

    assert ["TasksCorrected"] == names_of(sat)


def test_what_history_shows_of_a_sitting_has_no_points() -> None:
    before = state_of(handed_in())
    after = state_of(handed_in(given=marks("2", "0", "1", "1")))

    differing = {name for name in after if before.get(name) != after[name]}
    assert {"is_settled"} == differing
