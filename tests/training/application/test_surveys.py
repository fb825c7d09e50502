"""Asking participants, and who sees what they said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training.application.sealed_answers import PARTICIPANT
from services.training.domain.anonymity import size_of_batch
from services.training.domain.survey import Survey, SurveyPlan, SurveyQuestion
from services.training.domain.survey_answer import SurveyAnswer
from services.training.domain.survey_errors import (
    SurveyAnswersWrong,
    SurveyNotFound,
    SurveyWrong,
)
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.errors import Invalid, NotAllowed, Stale
from tests.support.catalogue import enter_rules
from tests.support.evaluation import COURSE
from tests.support.training import EVERYBODY, LI, MONDAY, QIAN, SUN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

QUESTIONS = (
    SurveyQuestion(code="useful", aspect="content", zh="内容有用吗？", en="Was it useful?"),
    SurveyQuestion(code="clear", aspect="lecturer", zh="讲得清楚吗？", en="Was it clear?"),
)
SCORES = {"useful": 4, "clear": 5}


def asked(**facts: Any) -> SurveyPlan:
    given: dict[str, Any] = {
        "course_id": COURSE,
        "trainer_ids": (ZHOU,),
        "questions": QUESTIONS,
        "invited": EVERYBODY,
        "is_anonymous": True,
        "closes_at": MONDAY + timedelta(days=7),
    }
    return SurveyPlan(**{**given, **facts})


@pytest.fixture
def open_survey(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> Callable[..., UUID]:
    """Opens a survey of everybody about Zhou's course."""

    def opened(**facts: Any) -> UUID:
        with as_employee(QIAN):
            survey_id = school.use_cases.evaluation.surveys.open_survey(asked(**facts)).id
        project()
        return survey_id

    return opened


@pytest.fixture
def answer(school: TrainingService, as_employee: ActAs) -> Callable[..., None]:
    """These people answer."""

    def answered(
        survey_id: UUID,
        *people: UUID,
        scores: dict[str, int] = SCORES,
        comment: str | None = None,
    ) -> None:
        for one in people:
            with as_employee(one):
                school.use_cases.evaluation.surveys.answer_survey(
                    survey_id, scores=scores, comment=comment
                )

    return answered


@pytest.fixture
def tick(
    school: TrainingService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[], int]:
    """The timer comes round."""

    def write() -> int:
        with as_timer():
            done = school.use_cases.evaluation.surveys.write_answers(clock.now())
        project()
        return done

    return write


def state_of(school: TrainingService, survey_id: UUID) -> str:
    surveys = school.use_cases.evaluation.surveys
    return surveys.state_of_own(surveys.see_survey(survey_id))


Opens = Callable[..., UUID]
Answers = Callable[..., None]
Ticks = Callable[[], int]


@pytest.mark.parametrize(
    ("waiting", "is_last", "size"),
    [(4, False, 0), (9, False, 0), (10, False, 5), (13, False, 8), (4, True, 0), (7, True, 7)],
)
def test_a_batch_and_what_stays_behind_are_five_at_least(
    waiting: int, is_last: bool, size: int
) -> None:
    assert size == size_of_batch(waiting, smallest=5, is_last=is_last)


def test_nothing_is_written_before_others_would_stay_behind(
    school: TrainingService, open_survey: Opens, answer: Answers, tick: Ticks
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY[:9])
    assert (0, 0) == (tick(), school.store.get(Survey, survey_id).answers)
    answer(survey_id, EVERYBODY[9])

    assert (1, 5) == (tick(), school.store.get(Survey, survey_id).answers)
    assert 0 == tick()


def test_a_rule_that_is_entered_during_a_survey_eases_nothing_that_was_promised(
    school: TrainingService, open_survey: Opens, answer: Answers, tick: Ticks, as_employee: ActAs
) -> None:
    enter_rules(school, "evaluation", smallest_answers=8)
    anonymous, named = open_survey(), open_survey(is_anonymous=False)
    enter_rules(school, "evaluation", smallest_answers=5)
    for survey_id, people in ((anonymous, EVERYBODY), (named, EVERYBODY[:7])):
        answer(survey_id, *people)
    written = tick()
    with as_employee(QIAN):
        closed = [
            school.use_cases.evaluation.surveys.close_survey(one) for one in (anonymous, named)
        ]

    assert (0, [10, 7]) == (written, [one.answers for one in closed])
    assert [True, False] == [bool(one.told) for one in closed]


def test_a_rule_that_is_entered_during_a_survey_tightens_only_later_ones(
    school: TrainingService, open_survey: Opens, answer: Answers, tick: Ticks, as_employee: ActAs
) -> None:
    survey_id = open_survey(invited=EVERYBODY[:6])
    enter_rules(school, "evaluation", smallest_answers=7)
    answer(survey_id, *EVERYBODY[:6])
    tick()
    with as_employee(QIAN):
        closed = school.use_cases.evaluation.surveys.close_survey(survey_id)
        with pytest.raises(SurveyWrong):
            school.use_cases.evaluation.surveys.open_survey(asked(invited=EVERYBODY[:6]))

    assert (6, True) == (closed.answers, bool(closed.told))


def test_no_rule_lets_fewer_than_five_answers_be_shown(school: TrainingService) -> None:
    with pytest.raises(Invalid, match="smallest_answers must be 5 at least"):
        enter_rules(school, "evaluation", smallest_answers=4)


def test_a_named_answer_is_counted_at_once_and_once(
    school: TrainingService, open_survey: Opens, answer: Answers, as_employee: ActAs
) -> None:
    survey_id = open_survey(is_anonymous=False)
    answer(survey_id, LI, comment="很好")
    answer(survey_id, LI)
    [found] = [school.store.get(SurveyAnswer, SurveyAnswer.id_for(survey_id, LI))]

    assert 1 == school.store.get(Survey, survey_id).answers
    assert (LI, SCORES, f"employee:{LI}") == (
        found.employee_id,
        found.scores,
        found.comment.subject if found.comment else None,
    )
    with as_employee(LI):
        assert "counted" == state_of(school, survey_id)
    with as_employee(ZHAO):
        assert "not_answered" == state_of(school, survey_id)


def test_a_sealed_answer_may_be_given_again_until_it_was_written(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    tick: Ticks,
    as_employee: ActAs,
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY)
    answer(survey_id, LI, LI)
    with as_employee(LI):
        assert "waiting" == state_of(school, survey_id)
    tick()
    with as_employee(QIAN):
        school.use_cases.evaluation.surveys.close_survey(survey_id)

    assert 10 == school.store.get(Survey, survey_id).answers


def test_a_repeat_after_the_writing_changes_nothing(
    school: TrainingService,
    open_survey: Opens,
    answer: Answers,
    tick: Ticks,
    as_employee: ActAs,
) -> None:
    survey_id = open_survey()
    answer(survey_id, *EVERYBODY)
    tick()
    rows = school.store.recorder.side_rows(PARTICIPANT)
    counted = [UUID(one.key.split("/")[1]) for one in rows if "counted" in one.content]
    answer(survey_id, *counted)

    assert rows == school.store.recorder.side_rows(PARTICIPANT)
    with as_employee(counted[0]):
        assert "counted" == state_of(school, survey_id)


def test_answers_that_do_not_fit_are_refused_by_their_field(
    school: TrainingService, open_survey: Opens, as_employee: ActAs
) -> None:
    survey_id = open_survey()
    with as_employee(LI), pytest.raises(SurveyAnswersWrong) as refused:
        school.use_cases.evaluation.surveys.answer_survey(
            survey_id, scores={"useful": 6, "fun": 1}, comment=None
        )

    assert ["scores.fun", "scores.useful", "scores.clear"] == [
        one.field for one in refused.value.fields
    ]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"questions": QUESTIONS * 2}, ["questions"]),
        ({"closes_at": MONDAY}, ["closes_at"]),
        ({"invited": EVERYBODY[:4]}, ["invited"]),
        ({"invited": (*EVERYBODY, UUID(int=1))}, ["invited"]),
    ],
)
def test_a_survey_that_promises_nothing_is_refused(
    school: TrainingService, as_employee: ActAs, wrong: dict[str, Any], named: list[str]
) -> None:
    with as_employee(QIAN), pytest.raises(SurveyWrong) as refused:
        school.use_cases.evaluation.surveys.open_survey(asked(**wrong))

    assert named == [one.field for one in refused.value.fields]


def test_results_are_for_those_who_evaluate_and_the_trainer(
    school: TrainingService, open_survey: Opens, as_employee: ActAs
) -> None:
    surveys = school.use_cases.evaluation.surveys
    survey_id = open_survey(invited=EVERYBODY[:6])
    for who in (QIAN, ZHOU):
        with as_employee(who):
            assert survey_id == surveys.see_results(survey_id).id
    for who in (LI, WANG):
        with as_employee(who), pytest.raises(SurveyNotFound):
            surveys.see_results(survey_id)


def test_whoever_was_not_asked_is_not_told_that_there_is_a_survey(
    school: TrainingService, open_survey: Opens, as_employee: ActAs
) -> None:
    surveys = school.use_cases.evaluation.surveys
    survey_id = open_survey(invited=tuple(one for one in EVERYBODY if one != SUN))
    with as_employee(SUN):
        with pytest.raises(SurveyNotFound):
            surveys.see_survey(survey_id)
        with pytest.raises(SurveyNotFound):
            surveys.answer_survey(survey_id, scores=SCORES, comment=None)
        with pytest.raises(NotAllowed):
            surveys.open_survey(asked())
        with pytest.raises(NotAllowed):
            surveys.close_survey(survey_id)
    with as_employee(QIAN), pytest.raises(Stale):
        surveys.close_survey(survey_id, expected_version=7)
