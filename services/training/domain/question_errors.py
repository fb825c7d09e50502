"""What the question bank refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class QuestionNotFound(NotFound):
    """There is no such question, or not for this reader."""

    code = "question-not-found"
    en = "There is no question {key}."
    zh = "没有找到试题 {key}。"


class QuestionAlreadyWritten(Conflict):
    """The code is taken."""

    code = "question-already-written"
    en = "There is a question with the code {question_code} already."
    zh = "代码为 {question_code} 的试题已存在。"


class QuestionFaulty(Invalid):
    """A question cannot be asked or marked as it was entered."""

    code = "question-faulty"
    en = "The question cannot be asked like this: {summary}"
    zh = "试题无法使用：{summary}"


class QuestionRetired(RuleViolated):
    """The question is asked no more."""

    code = "question-retired"
    en = "The question {question_code} was retired."
    zh = "试题 {question_code} 已停用。"


class QuestionNeedsAnotherReviewer(NotAllowed):
    """Nobody reviews what they wrote."""

    code = "question-needs-another-reviewer"
    en = "Somebody else than its author must review version {number} of the question."
    zh = "试题第 {number} 版须由作者以外的人审核。"


class QuestionNotReviewed(RuleViolated):
    """Only what was reviewed is asked."""

    code = "question-not-reviewed"
    en = "Version {number} of the question has not been reviewed."
    zh = "试题第 {number} 版尚未审核。"


class QuestionAlreadyReviewed(RuleViolated):
    """One review is enough."""

    code = "question-already-reviewed"
    en = "Version {number} of the question has been reviewed already."
    zh = "试题第 {number} 版已审核。"


class QuestionAlreadyInUse(RuleViolated):
    """The version is asked already."""

    code = "question-already-in-use"
    en = "Version {number} of the question is in use already."
    zh = "试题第 {number} 版已启用。"


class QuestionNotInUse(RuleViolated):
    """No paper is drawn with the question."""

    code = "question-not-in-use"
    en = "The question {question_code} is not in use."
    zh = "试题 {question_code} 尚未启用。"


class QuestionVersionUnknown(NotFound):
    """The question has no such version."""

    code = "question-version-unknown"
    en = "The question has no version {number}."
    zh = "试题没有第 {number} 版。"


class QuestionUnchanged(RuleViolated):
    """The text is that of the newest version."""

    code = "question-unchanged"
    en = "This is what the newest version says already."
    zh = "内容与最新版本相同。"


class NotMarkedByRule(RuleViolated):
    """People mark it."""

    code = "not-marked-by-rule"
    en = "Questions of this kind ({kind}) are marked by people."
    zh = "该题型（{kind}）须人工阅卷。"


class TooFewAnswers(RuleViolated):
    """There are too few answers to say anything of a question."""

    code = "too-few-answers"
    en = "There are {answers} answers to this version; it takes {needed} to say anything."
    zh = "该版本仅有 {answers} 份作答，至少需要 {needed} 份才能分析。"
