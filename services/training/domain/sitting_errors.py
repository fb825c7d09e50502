"""What sittings and the marking of their answers refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound, RuleViolated


class SittingNotFound(NotFound):
    """There is no such sitting, or not for this reader."""

    code = "sitting-not-found"
    en = "There is no sitting {key}."
    zh = "没有找到考试记录 {key}。"


class SittingStillRunning(RuleViolated):
    """The learner sits an exam already."""

    code = "sitting-still-running"
    en = "You are sitting an exam already; hand it in first."
    zh = "您有正在进行的考试，请先交卷。"


class SittingHandedIn(RuleViolated):
    """The paper was handed in."""

    code = "sitting-handed-in"
    en = "The paper was handed in."
    zh = "已交卷。"


class TimeIsOver(RuleViolated):
    """The answer came after the end and its grace."""

    code = "time-is-over"
    en = "The time is over; what was saved before is handed in."
    zh = "考试时间已到，此前保存的答案将自动交卷。"


class PlaceUnknown(NotFound):
    """The paper has no such question."""

    code = "place-unknown"
    en = "The paper has no question {number}."
    zh = "试卷没有第 {number} 题。"


class AnswerUnfit(Invalid):
    """An answer does not fit its question."""

    code = "answer-unfit"
    en = "The answer does not fit the question: {summary}"
    zh = "答案与题目不符：{summary}"


class SequenceUsed(RuleViolated):
    """Another answer was saved under the same number."""

    code = "sequence-used"
    en = "Another answer was saved as number {sequence}; read what is saved and count on."
    zh = "序号 {sequence} 已保存了其他答案，请读取已保存的答案后继续编号。"


class ResultNotReleased(NotAllowed):
    """Learners do not see the result yet."""

    code = "result-not-released"
    en = "The result is not released yet."
    zh = "成绩尚未公布。"


class MarkingNotFound(NotFound):
    """There is no such answer to mark, or not for this marker."""

    code = "marking-not-found"
    en = "There is no answer {key} for you to mark."
    zh = "没有可供您批阅的答案 {key}。"


class MarkingTaken(RuleViolated):
    """As many markers as are needed have it."""

    code = "marking-taken"
    en = "Other markers have this answer now."
    zh = "该答案已由其他阅卷人领取。"


class NotClaimed(RuleViolated):
    """The marker's claim has run out, or there was none."""

    code = "marking-not-claimed"
    en = "Claim the answer before you mark it."
    zh = "请先领取该答案再批阅。"


class AlreadyMarked(RuleViolated):
    """The marker has marked the answer, or it is settled."""

    code = "already-marked"
    en = "You have marked this answer, or its points are settled."
    zh = "您已批阅该答案，或其得分已确定。"


class PointsUnfit(Invalid):
    """Points are not between nothing and all."""

    code = "points-unfit"
    en = "The points cannot be given: {summary}"
    zh = "得分无效：{summary}"


class CorrectionNotFound(NotFound):
    """There is no such correction."""

    code = "key-correction-not-found"
    en = "There is no key correction {key}."
    zh = "没有找到答案更正 {key}。"


class CorrectionUnfit(Invalid):
    """The other version cannot judge the answers."""

    code = "key-correction-unfit"
    en = "The answers cannot be marked by that version: {summary}"
    zh = "无法按该版本重新评分：{summary}"


class CorrectionCompleted(RuleViolated):
    """All is marked anew."""

    code = "key-correction-completed"
    en = "The correction is completed."
    zh = "更正已完成。"
