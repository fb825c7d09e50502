"""How surveys end: every answer that was confirmed is counted, whoever comes in between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.training.application.sealed_answers import (
    PARTICIPANT,
    SealedAnswers,
    own_subject,
    padded,
)
from services.training.domain.survey import Survey
from services.training.domain.survey_errors import SurveyClosed
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.event_store.side_rows import compare_and_set
from tests.support.training import EVERYBODY, HR, LI, MONDAY, QIAN
from tests.training.application.test_surveys import Answers, Opens, Ticks, answer, open_survey, tick
from tests.training.conftest import ActAs

__all__ = ["answer", "open_survey", "tick"]

LOW = {"useful": 1, "clear": 1}

Happening = Callable[[], object]
Interposes = Callable[[int, Happening], None]


@pytest.fixture
def before_save(school: TrainingService, monkeypatch: pytest.MonkeyPatch) -> Interposes:
    """Lets something happen right before one of the saves to come."""

    def interpose(number: int, happens: Happening) -> None:
        save, saves = school.store.save, count(1)

        def overtaken(*aggregates: Any, **given: Any) -> int:
            if next(saves) == number:
                happens()
            return save(*aggregates, **given)

        monkeypatch.setattr(school.store, "save", overtaken)

    return interpose


@pytest.fixture
def close(school: TrainingService, as_employee: ActAs) -> Callable[[UUID], Survey]:
    """The training manager ends a survey."""

    def closed(survey_id: UUID) -> Survey:
        with as_employee(QIAN):
            return school.use_cases.evaluation.surveys.close_survey(survey_id)

    return closed


Closes = Callable[[UUID], Survey]


def sealed_of(school: TrainingService) -> SealedAnswers:
    return school.use_cases.evaluation.surveys._sealed


def low_in(survey: Survey) -> int:
    return survey.tallies["useful"][0]


def test_the_end_writes_the_rest_and_destroys_the_key(
    school: TrainingService, open_survey: Opens, answer: Answers, tick: Ticks, clock: SetClock
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY[:7])
    clock.move_to(MONDAY + timedelta(days=7))
    tick()
    survey = school.store.get(Survey, survey_id)

    assert (True, False, 7) == (survey.is_closed, survey.has_key, survey.answers)
    assert school.keys.is_erased(own_subject(survey_id))
    assert [] == school.store.recorder.side_rows(PARTICIPANT)
    assert 0 == tick()


def test_a_rest_that_is_too_small_is_never_shown(
    school: TrainingService, open_survey: Opens, answer: Answers, close: Closes
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY[:4])
    closed = close(survey_id)

    assert (True, 0, ()) == (closed.is_closed, closed.answers, closed.aspects)
    assert [] == school.store.recorder.side_rows(PARTICIPANT)


@pytest.mark.parametrize(
    ("number", "is_confirmed"), [(1, True), (2, False), (3, False)], ids=["1st", "2nd", "3rd"]
)
@pytest.mark.parametrize("who", [LI, HR], ids=["given anew", "given first"])
def test_an_answer_that_comes_before_a_save_of_the_end_is_counted_or_refused(
    open_survey: Opens,
    answer: Answers,
    close: Closes,
    before_save: Interposes,
    who: UUID,
    number: int,
    is_confirmed: bool,
) -> None:
    survey_id, confirmed = open_survey(), []
    answer(survey_id, *EVERYBODY[:7])

    def answers_late() -> None:
        with suppress(SurveyClosed):
            answer(survey_id, who, scores=LOW)
            confirmed.append(who)

    before_save(number, answers_late)
    closed = close(survey_id)

    assert [who] * is_confirmed == confirmed
    assert (len({*EVERYBODY[:7], *confirmed}), len(confirmed)) == (closed.answers, low_in(closed))


@pytest.mark.parametrize("is_whole", [True, False], ids=["whole end", "no answers more"])
def test_an_answer_that_the_end_overtakes_is_refused(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    close: Closes,
    before_save: Interposes,
    as_timer: ActAs,
    is_whole: bool,
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY[:7])

    def ends() -> None:
        with as_timer():
            sealed_of(school).end_answers(survey_id)

    before_save(1, partial(close, survey_id) if is_whole else ends)
    with pytest.raises(SurveyClosed):
        answer(survey_id, LI, scores=LOW)

    closed = school.store.get(Survey, survey_id) if is_whole else close(survey_id)
    assert (7, 0) == (closed.answers, low_in(closed))
    assert [] == school.store.recorder.side_rows(PARTICIPANT)


def test_an_answer_that_finds_the_key_destroyed_is_told_that_the_survey_has_ended(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    close: Closes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    survey_id = open_survey()
    seal = school.keys.seal

    def overtaken(*given: str) -> Any:
        monkeypatch.setattr(school.keys, "seal", seal)
        close(survey_id)
        return seal(*given)

    monkeypatch.setattr(school.keys, "seal", overtaken)
    with pytest.raises(SurveyClosed):
        answer(survey_id, LI)

    assert [] == school.store.recorder.side_rows(PARTICIPANT)


def test_the_end_counts_each_row_as_it_lies_there_when_it_is_removed(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    close: Closes,
    before_save: Interposes,
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY[:7])

    def lies_otherwise() -> None:
        key = f"{survey_id}/{LI}"
        row = school.store.side_row(PARTICIPANT, key)
        text = padded({"scores": LOW, "comment": None})
        sealed = msgspec.to_builtins(school.keys.seal(own_subject(survey_id), text))
        expected = row.content if row else None
        write = compare_and_set(PARTICIPANT, key, {"sealed": sealed}, expected=expected)
        school.store.save(beside=[write])

    before_save(2, lies_otherwise)
    closed = close(survey_id)

    assert (7, 1) == (closed.answers, low_in(closed))


def test_an_end_that_a_crash_left_between_its_steps_is_completed_by_the_timer(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    tick: Ticks,
    as_timer: ActAs,
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY[:7])
    with as_timer():
        sealed_of(school).end_answers(survey_id)
    with pytest.raises(SurveyClosed):
        answer(survey_id, HR)
    done = (tick(), tick())
    survey = school.store.get(Survey, survey_id)

    assert ((1, 0), 7, True) == (done, survey.answers, survey.is_closed)
    assert school.keys.is_erased(own_subject(survey_id))


def test_a_key_that_outlived_a_crash_at_the_end_is_destroyed_by_the_timer(
    school: TrainingService,
    open_survey: Opens,
    tick: Ticks,
    as_timer: ActAs,
    project: Callable[[], None],
) -> None:
    survey_id = open_survey()
    with as_timer():
        sealed_of(school).end_answers(survey_id)
        sealed_of(school).write_batch(survey_id)
    project()

    assert not school.keys.is_erased(own_subject(survey_id))
    assert (1, 0) == (tick(), tick())
    assert school.keys.is_erased(own_subject(survey_id))


@pytest.mark.parametrize("is_anonymous", [True, False], ids=["anonymous", "named"])
def test_a_timer_that_comes_second_to_an_end_goes_on_to_the_next_survey(
    school: TrainingService,
    open_survey: Opens,
    close: Closes,
    tick: Ticks,
    clock: SetClock,
    before_save: Interposes,
    is_anonymous: bool,
) -> None:
    first = open_survey(is_anonymous=is_anonymous)
    second = open_survey(closes_at=MONDAY + timedelta(days=7, seconds=1))
    clock.move_to(MONDAY + timedelta(days=8))
    before_save(1, partial(close, first))
    tick()

    assert [True, True] == [school.store.get(Survey, one).is_closed for one in (first, second)]


def test_of_two_timers_at_once_one_writes_the_batch(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    before_save: Interposes,
    as_timer: ActAs,
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY)
    before_save(1, lambda: sealed_of(school).write_batch(survey_id))
    with as_timer():
        school.use_cases.evaluation.surveys.write_answers(MONDAY)

    assert 5 == school.store.get(Survey, survey_id).answers


def test_a_survey_that_has_ended_neither_ends_again_nor_takes_answers(
    school: TrainingService, open_survey: Opens, answer: Answers, close: Closes
) -> None:
    survey_id = open_survey()
    close(survey_id)
    with pytest.raises(SurveyClosed):
        close(survey_id)
    with pytest.raises(SurveyClosed):
        answer(survey_id, LI)

    assert [] == school.store.recorder.side_rows(PARTICIPANT)
