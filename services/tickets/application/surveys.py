"""Making surveys, and reading single answers (GV-2)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.tickets.application.access import MANAGE_SURVEYS, SEE_SURVEY_RESULTS
from services.tickets.application.workbench import Workbench
from services.tickets.domain.customer_survey import Question, Survey
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.survey_errors import (
    OwnResultsNotShown,
    SurveyAlreadyCreated,
    SurveyAnswerNotFound,
    SurveyNotFound,
)
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Surveys:
    """Makes surveys and lets those see answers who may.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def create_survey(
        self, *, code: str, title_zh: str, title_en: str, questions: Sequence[Question]
    ) -> Survey:
        """Makes a survey with its first version.

        Raises:
            SurveyAlreadyCreated: the code is taken.
        """
        current_context().require(MANAGE_SURVEYS)
        if self._bench.store.find(Survey, Survey.id_for(code)) is not None:
            raise SurveyAlreadyCreated(survey_code=code)
        survey = Survey.create(code)
        survey.publish_version(title_zh=title_zh, title_en=title_en, questions=questions)
        self._bench.store.save(survey)
        return survey

    def publish_survey_version(
        self,
        survey_id: UUID,
        *,
        title_zh: str,
        title_en: str,
        questions: Sequence[Question],
        expected_version: int | None = None,
    ) -> Survey:
        """Asks other questions from now on."""
        survey = self._managed(survey_id, expected_version)
        survey.publish_version(title_zh=title_zh, title_en=title_en, questions=questions)
        self._bench.store.save(survey)
        return survey

    def retire_survey(self, survey_id: UUID, *, expected_version: int | None = None) -> Survey:
        """Invites nobody to it any more."""
        survey = self._managed(survey_id, expected_version)
        survey.retire()
        self._bench.store.save(survey)
        return survey

    def see_survey(self, survey_id: UUID, *, as_of: AsOf | None = None) -> Survey:
        """A survey with all its versions.

        Raises:
            SurveyNotFound: there is none.
        """
        check_sees_surveys()
        survey = self._bench.store.find(Survey, survey_id, as_of=as_of)
        if survey is None:
            raise SurveyNotFound(key=survey_id)
        return survey

    def see_answer(self, answer_id: UUID) -> SurveyAnswer:
        """One answer, for who may see whom it concerns.

        Raises:
            SurveyAnswerNotFound: there is none, or not for the actor.
        """
        current_context().require(SEE_SURVEY_RESULTS)
        answer = self._bench.store.find(SurveyAnswer, answer_id)
        visible = self._bench.access.visible_employees()
        if answer is None or (visible is not None and answer.assignee_id not in visible):
            raise SurveyAnswerNotFound(key=answer_id)
        return answer

    def whose_results(self) -> frozenset[UUID] | None:
        """Whose answers the actor may see; None for everybody's."""
        current_context().require(SEE_SURVEY_RESULTS)
        return self._bench.access.visible_employees()

    def own_results(self) -> UUID:
        """The employee whose own summary the actor may see.

        Raises:
            OwnResultsNotShown: the rules do not show it.
        """
        employee_id = self._bench.access.member().employee_id
        if not self._bench.rules.surveys.agents_see_own:
            raise OwnResultsNotShown
        return employee_id

    @property
    def smallest_n(self) -> int:
        """Answers below which no average is shown."""
        return self._bench.rules.surveys.smallest_n

    def _managed(self, survey_id: UUID, expected_version: int | None) -> Survey:
        current_context().require(MANAGE_SURVEYS)
        survey = self._bench.store.find(Survey, survey_id)
        if survey is None:
            raise SurveyNotFound(key=survey_id)
        expect_version(survey, expected_version)
        return survey


def check_sees_surveys() -> None:
    """Refuses who neither makes surveys nor sees their results."""
    if not current_context().may(MANAGE_SURVEYS):
        current_context().require(SEE_SURVEY_RESULTS)
