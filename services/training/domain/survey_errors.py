"""What surveys refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotFound, RuleViolated


class SurveyNotFound(NotFound):
    """There is no such survey, or the actor was not asked."""

    code = "survey-not-found"
    en = "There is no survey {survey_id}."
    zh = "没有找到问卷 {survey_id}。"


class SurveyClosed(RuleViolated):
    """Nobody answers any more."""

    code = "survey-closed"
    en = "This survey is closed."
    zh = "该问卷已结束。"


class SurveyWrong(Invalid):
    """The survey cannot be asked so."""

    code = "survey-wrong"
    en = "The survey cannot be asked so: {summary}"
    zh = "问卷无法这样发出：{summary}"


class SurveyAnswersWrong(Invalid):
    """An answer does not fit its question."""

    code = "survey-answers-wrong"
    en = "The answers do not fit the questions: {summary}"
    zh = "回答与题目不符：{summary}"
