"""What surveys refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class SurveyNotFound(NotFound):
    """There is no such survey."""

    code = "survey-not-found"
    en = "There is no survey {key}."
    zh = "没有找到调查问卷 {key}。"


class SurveyAlreadyCreated(Conflict):
    """The code is taken."""

    code = "survey-already-created"
    en = "There is a survey with the code {survey_code} already."
    zh = "代码为 {survey_code} 的调查问卷已存在。"


class SurveyRetired(RuleViolated):
    """The survey is used no more."""

    code = "survey-retired"
    en = "The survey {survey_code} was retired."
    zh = "调查问卷 {survey_code} 已停用。"


class SurveyQuestionsWrong(Invalid):
    """The questions do not fit together."""

    code = "survey-questions-wrong"
    en = "The questions cannot be asked: {summary}"
    zh = "问卷题目有误：{summary}"


class SurveyAnswersWrong(Invalid):
    """The answers do not fit the questions."""

    code = "survey-answers-wrong"
    en = "The answers do not fit the questions: {summary}"
    zh = "答案与题目不符：{summary}"


class SurveyLinkUnknown(NotFound):
    """The link leads to nothing, or to nothing any more: which of the two is not said."""

    code = "survey-link-unknown"
    en = "This survey link is unknown or has expired."
    zh = "该调查链接不存在或已失效。"


class SurveyAlreadyAnswered(Conflict):
    """A survey is answered once."""

    code = "survey-already-answered"
    en = "This survey was answered already; thank you."
    zh = "该调查已提交，感谢您的参与。"


class SurveyAnswerNotFound(NotFound):
    """There is no such answer, or not for this reader."""

    code = "survey-answer-not-found"
    en = "There is no survey answer {key}."
    zh = "没有找到调查答案 {key}。"


class OwnResultsNotShown(RuleViolated):
    """The rules do not show agents their own results."""

    code = "own-results-not-shown"
    en = "The centre's rules do not show agents their own survey results."
    zh = "按中心规则，客服代表不能查看本人的调查结果。"
