"""What rubrics and the assessment of stages refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class RubricNotFound(NotFound):
    """There is no such rubric."""

    code = "rubric-not-found"
    en = "There is no rubric {key}."
    zh = "没有找到评分标准 {key}。"


class RubricAlreadyCreated(Conflict):
    """The code is taken."""

    code = "rubric-already-created"
    en = "There is a rubric with the code {rubric_code} already."
    zh = "代码为 {rubric_code} 的评分标准已存在。"


class RubricRetired(RuleViolated):
    """The rubric is used no more."""

    code = "rubric-retired"
    en = "The rubric {rubric_code} was retired."
    zh = "评分标准 {rubric_code} 已停用。"


class RubricUnusable(Invalid):
    """Nobody could be judged by the rubric as it was given."""

    code = "rubric-unusable"
    en = "The rubric cannot be used: {summary}"
    zh = "评分标准不可用：{summary}"


class AssessmentNotFound(NotFound):
    """There is no such assessment, or not for this reader."""

    code = "assessment-not-found"
    en = "There is no assessment {key}."
    zh = "没有找到评估 {key}。"


class AssessorsUnfit(Invalid):
    """Those named cannot judge this candidate."""

    code = "assessors-unfit"
    en = "They cannot assess this candidate: {summary}"
    zh = "所选评估人不能评估该候选人：{summary}"


class NotAnAssessor(NotAllowed):
    """Somebody judges who was not named for it."""

    code = "not-an-assessor"
    en = "Only the assessors who were named judge this candidate."
    zh = "仅指定的评估人可以评分。"


class AlreadyJudged(RuleViolated):
    """The assessor has judged already."""

    code = "already-judged"
    en = "You have judged this candidate already."
    zh = "您已完成评分。"


class AssessmentClosed(RuleViolated):
    """The assessment was settled or withdrawn."""

    code = "assessment-closed"
    en = "The assessment is {state}."
    zh = "评估已结束（{state}）。"


class JudgementIncomplete(Invalid):
    """A judgement does not fit the rubric."""

    code = "judgement-incomplete"
    en = "The judgement does not fit the rubric: {summary}"
    zh = "评分与评分标准不符：{summary}"
