"""What exams and their papers refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class ExamNotFound(NotFound):
    """There is no such exam, or not for this reader."""

    code = "exam-not-found"
    en = "There is no exam {key}."
    zh = "没有找到考试 {key}。"


class ExamAlreadyDefined(Conflict):
    """The code is taken."""

    code = "exam-already-defined"
    en = "There is an exam with the code {exam_code} already."
    zh = "代码为 {exam_code} 的考试已存在。"


class ExamFaulty(Invalid):
    """An exam cannot be held as it was entered."""

    code = "exam-faulty"
    en = "The exam cannot be held like this: {summary}"
    zh = "考试无法举行：{summary}"


class ExamWithdrawn(RuleViolated):
    """The exam is held no more."""

    code = "exam-withdrawn"
    en = "The exam {exam_code} was withdrawn."
    zh = "考试 {exam_code} 已停用。"


class ExamVersionUnknown(NotFound):
    """The exam has no such version."""

    code = "exam-version-unknown"
    en = "The exam has no version {number}."
    zh = "考试没有第 {number} 版。"


class ExamNotOpen(RuleViolated):
    """The exam is not held at this time."""

    code = "exam-not-open"
    en = "The exam {exam_code} is not open now."
    zh = "考试 {exam_code} 当前未开放。"


class NotHeldByQuarter(RuleViolated):
    """Only the business-skill exam is scheduled by quarter."""

    code = "not-held-by-quarter"
    en = "Only a business-skill exam is scheduled by quarter; {exam_code} is none."
    zh = "仅业务技能考试按季度安排；{exam_code} 不是。"


class QuarterAlreadyScheduled(Conflict):
    """The quarter has its exam."""

    code = "quarter-already-scheduled"
    en = "The exam {exam_code} is scheduled for {quarter} already."
    zh = "考试 {exam_code} 已安排在 {quarter}。"


class QuarterWindowFaulty(Invalid):
    """The exam of a quarter is held within the quarter."""

    code = "quarter-window-faulty"
    en = "The exam cannot be scheduled like this: {summary}"
    zh = "考试无法如此安排：{summary}"


class AttemptStillOpen(RuleViolated):
    """An earlier attempt has no result yet."""

    code = "attempt-still-open"
    en = "An earlier attempt has no result yet."
    zh = "此前的考试尚无结果。"


class ExamAlreadyPassed(RuleViolated):
    """Who has passed needs no retake."""

    code = "exam-already-passed"
    en = "The exam is passed already."
    zh = "考试已通过。"


class NoAttemptLeft(RuleViolated):
    """All attempts are used."""

    code = "no-attempt-left"
    en = "All {attempts} attempts at the exam are used."
    zh = "{attempts} 次考试机会已用完。"


class RetakeTooEarly(RuleViolated):
    """The retake needs some days for learning."""

    code = "retake-too-early"
    en = "The exam may be retaken from {from_at}."
    zh = "补考最早时间：{from_at}。"


class SectionCannotBeFilled(RuleViolated):
    """The bank has too few questions for a section."""

    code = "section-cannot-be-filled"
    en = "The section {title} needs {needed} questions; the bank has {found} that fit."
    zh = "“{title}”部分需要 {needed} 道试题，题库中仅有 {found} 道符合条件。"
