"""Asking participants what they think of a course (TR-8, level 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from services.training.application.access import EVALUATE, SELF
from services.training.application.evaluation_questions import Everybody, OpenSurveys
from services.training.application.retrying import retried
from services.training.application.sealed_answers import (
    COUNTED,
    NOT_ANSWERED,
    SealedAnswers,
    own_subject,
    words_subject,
)
from services.training.application.workbench import Workbench
from services.training.domain.survey import Survey, SurveyPlan
from services.training.domain.survey_answer import SurveyAnswer
from services.training.domain.survey_errors import SurveyNotFound, SurveyWrong
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version

_SURVEYS = 1000


class Surveys:
    """Opens surveys, takes answers, and closes them when their time has come.

    Args:
        bench: what all use cases stand on.
        sealed: keeps answers to anonymous surveys.
        everybody: who works here.
        opened: which surveys wait for a batch or their end.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        sealed: SealedAnswers,
        everybody: Everybody,
        opened: OpenSurveys,
    ) -> None:
        self._bench = bench
        self._sealed = sealed
        self._everybody = everybody
        self._opened = opened

    def open_survey(self, plan: SurveyPlan) -> Survey:
        """Asks everybody invited; an anonymous survey gets a key of its own first.

        Raises:
            SurveyWrong: it cannot be asked so; the field is named.
        """
        current_context().require(EVALUATE)
        self._check_people(plan)
        with self._bench.rules.noted("evaluation"):
            smallest = self._bench.rules.evaluation.smallest_answers
            survey = Survey.open(plan, at=self._bench.now, smallest=smallest)
            if plan.is_anonymous:
                self._bench.keys.ensure(own_subject(survey.id))
                self._bench.keys.ensure(words_subject(survey.id))
            self._bench.store.save(survey)
        return survey

    def answer_survey(
        self, survey_id: UUID, *, scores: Mapping[str, int], comment: str | None
    ) -> Survey:
        """Takes an answer of somebody who was asked; a repeat changes nothing that was counted.

        Raises:
            SurveyNotFound: there is none, or the actor was not asked.
            SurveyClosed: nobody answers any more.
            SurveyAnswersWrong: an answer does not fit its question.
        """

        def attempt() -> Survey:
            survey, employee_id = self._asked(survey_id)
            if self.state_of_own(survey) != COUNTED:
                survey.check_open(at=self._bench.now)
                survey.check_fits(scores)
                self._take(survey, employee_id, scores, comment)
            return survey

        return retried(attempt)

    def see_survey(self, survey_id: UUID, *, as_of: AsOf | None = None) -> Survey:
        """A survey for who was asked, who taught, and who evaluates.

        Raises:
            SurveyNotFound: there is none, or not for the actor.
        """
        survey = self._bench.store.find(Survey, survey_id, as_of=as_of)
        if survey is None or not (self._is_asked(survey) or self._sees_results(survey)):
            raise SurveyNotFound(survey_id=survey_id)
        return survey

    def see_results(self, survey_id: UUID) -> Survey:
        """A survey for who evaluates, and for the trainers it is about.

        Raises:
            SurveyNotFound: there is none, or its results are not for the actor.
        """
        survey = self._bench.store.find(Survey, survey_id)
        if survey is None or not self._sees_results(survey):
            raise SurveyNotFound(survey_id=survey_id)
        return survey

    def state_of_own(self, survey: Survey) -> str:
        """Whether the actor's answer is `not_answered`, `waiting` or `counted`."""
        employee_id = self._bench.access.employee_id()
        if survey.plan.is_anonymous:
            return self._sealed.state_of(survey, employee_id)
        answer_id = SurveyAnswer.id_for(survey.id, employee_id)
        found = self._bench.store.find(SurveyAnswer, answer_id)
        return NOT_ANSWERED if found is None else COUNTED

    def see_answer(self, answer_id: UUID) -> SurveyAnswer:
        """A single answer, for who evaluates."""
        current_context().require(EVALUATE)
        return self._bench.store.get(SurveyAnswer, answer_id)

    def close_survey(self, survey_id: UUID, *, expected_version: int | None = None) -> Survey:
        """Ends a survey before its time.

        Raises:
            SurveyNotFound: there is none.
            SurveyClosed: it has ended.
        """
        current_context().require(EVALUATE)
        survey = self.see_results(survey_id)
        expect_version(survey, expected_version)
        survey.check_not_closed()
        retried(partial(self._close, survey_id))
        return self.see_results(survey_id)

    def write_answers(self, now: datetime) -> int:
        """Writes the batches that have come together, and ends surveys whose time has come.

        Returns:
            How many surveys something was done about.
        """
        done = 0
        for survey_id in self._opened.waiting(now, limit=_SURVEYS):
            survey = self._bench.store.get(Survey, survey_id)
            if survey.is_closed:
                self._sealed.destroy_key(survey_id)
            elif survey.has_ended(at=now):
                retried(partial(self._close, survey_id))
            elif not retried(partial(self._sealed.write_batch, survey_id)):
                continue
            done += 1
        return done

    def _take(
        self, survey: Survey, employee_id: UUID, scores: Mapping[str, int], comment: str | None
    ) -> None:
        if survey.plan.is_anonymous:
            self._sealed.keep(survey, employee_id, scores=scores, comment=comment)
            return
        answer = SurveyAnswer.give(
            survey.id,
            scores=dict(scores),
            comment=self._bench.seal_about(employee_id, comment) if comment else None,
            employee_id=employee_id,
        )
        survey.count_answers([scores])
        self._bench.store.save(survey, answer)

    def _close(self, survey_id: UUID) -> None:
        """Ends a survey; again after a lost race or a crash, which is harmless."""
        survey = self._bench.store.get(Survey, survey_id)
        if survey.plan.is_anonymous:
            self._sealed.end_answers(survey_id)
            self._sealed.write_batch(survey_id)
            self._sealed.destroy_key(survey_id)
        elif not survey.is_closed:
            survey.close()
            self._bench.store.save(survey)

    def _asked(self, survey_id: UUID) -> tuple[Survey, UUID]:
        current_context().require(SELF)
        survey = self._bench.store.find(Survey, survey_id)
        if survey is None or not self._is_asked(survey):
            raise SurveyNotFound(survey_id=survey_id)
        return survey, self._bench.access.employee_id()

    @staticmethod
    def _is_asked(survey: Survey) -> bool:
        return _is_one_of(survey.plan.invited)

    @staticmethod
    def _sees_results(survey: Survey) -> bool:
        return current_context().may(EVALUATE) or _is_one_of(survey.plan.trainer_ids)

    def _check_people(self, plan: SurveyPlan) -> None:
        faults = [
            FieldError(name, f"nobody of the id {one} works here.", f"没有员工 {one}。")
            for name in ("invited", "trainer_ids")
            for one in dict.fromkeys(getattr(plan, name))
            if not self._everybody.is_known(one)
        ]
        if faults:
            raise SurveyWrong(fields=tuple(faults))


def _is_one_of(employee_ids: Iterable[UUID]) -> bool:
    """Whether the actor is one of these employees."""
    context = current_context()
    return context.kind == "person" and context.actor in {str(one) for one in employee_ids}
