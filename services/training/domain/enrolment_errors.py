"""What enrolments and curriculum assignments refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, NotFound, RuleViolated


class EnrolmentNotFound(NotFound):
    """There is no such enrolment, or not for this reader."""

    code = "enrolment-not-found"
    en = "There is no enrolment {key}."
    zh = "没有找到选课记录 {key}。"


class AlreadyEnrolled(Conflict):
    """The employee has begun the course and not ended it."""

    code = "already-enrolled"
    en = "The employee is enrolled in the course {course_code} already."
    zh = "该员工已在学课程 {course_code}。"


class EnrolmentClosed(RuleViolated):
    """The course was completed, or the enrolment withdrawn."""

    code = "enrolment-closed"
    en = "The enrolment is {state}; nothing of it can be changed any more."
    zh = "该选课记录已关闭（{state}），不能再更改。"


class PrerequisitesNotCompleted(RuleViolated):
    """Other courses come first."""

    code = "prerequisites-not-completed"
    en = "These courses are to be completed first: {course_codes}."
    zh = "须先完成以下课程：{course_codes}。"


class CourseNotOpen(RuleViolated):
    """Employees do not enrol themselves in the course."""

    code = "course-not-open"
    en = "The course {course_code} is not open to enrolling oneself; ask the trainer."
    zh = "课程 {course_code} 不开放自主选课，请联系培训师。"


class NobodyEnrolsThemselvesSo(NotAllowed):
    """Whoever enrols others does not get around the rule for themselves."""

    code = "nobody-enrols-themselves-so"
    en = "You cannot enrol yourself as others are enrolled; choose the course if it is open."
    zh = "不能以管理身份为自己选课；如课程开放，请自主选课。"


class UnitUnknown(NotFound):
    """The version that was begun has no such unit."""

    code = "unit-unknown"
    en = "The course has no unit {unit_code}."
    zh = "课程没有单元 {unit_code}。"


class UnitAlreadyCompleted(RuleViolated):
    """The unit was completed before."""

    code = "unit-already-completed"
    en = "The unit {unit_code} was completed already."
    zh = "单元 {unit_code} 已完成。"


class UnitNotTickedByLearners(NotAllowed):
    """Somebody else says that the unit was completed."""

    code = "unit-not-ticked-by-learners"
    en = "A trainer confirms the unit {unit_code}, or its package reports it; learners do not."
    zh = "单元 {unit_code} 不能由学员自行勾选，须由培训师确认或由课件上报。"


class NobodyConfirmsTheirOwn(NotAllowed):
    """A trainer who learns is confirmed by another."""

    code = "nobody-confirms-their-own"
    en = "Nobody confirms their own units."
    zh = "不能确认自己的学习单元。"


class DeadlineInThePast(Invalid):
    """The day is over."""

    code = "deadline-in-the-past"
    en = "The deadline is in the past: {summary}"
    zh = "截止日期已过：{summary}"


class AssignmentNotFound(NotFound):
    """There is no such curriculum assignment, or not for this reader."""

    code = "curriculum-assignment-not-found"
    en = "There is no curriculum assignment {key}."
    zh = "没有找到课程表分配 {key}。"


class CurriculumAlreadyAssigned(Conflict):
    """The employee is in the curriculum and has not ended it."""

    code = "curriculum-already-assigned"
    en = "The employee has the curriculum {curriculum_code} already."
    zh = "该员工已分配课程表 {curriculum_code}。"


class CurriculumNotLearned(RuleViolated):
    """It is over, but not by learning."""

    code = "curriculum-not-learned"
    en = "Not all courses of the curriculum {curriculum_code} were completed; some were withdrawn."
    zh = "课程表 {curriculum_code} 的课程未全部完成，有课程已撤回。"
