"""What training needs refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound, RuleViolated


class NeedNotFound(NotFound):
    """There is no such need, or not for this reader."""

    code = "need-not-found"
    en = "There is no training need {key}."
    zh = "没有找到培训需求 {key}。"


class NeedImportNotFound(NotFound):
    """There is no such import of facts."""

    code = "need-import-not-found"
    en = "There is no import of facts {key}."
    zh = "没有找到该次事实导入 {key}。"


class NeedSettled(RuleViolated):
    """The need was answered, refused or merged before."""

    code = "need-settled"
    en = "The training need is {state} already."
    zh = "该培训需求{state_zh}。"


class NeedsCannotBeMerged(RuleViolated):
    """The needs are not about the same."""

    code = "needs-cannot-be-merged"
    en = "Only different open needs of one competency can be merged."
    zh = "只能合并同一胜任力的不同待处理需求。"


class TooManyEvidences(RuleViolated):
    """More would say nothing more."""

    code = "too-many-evidences"
    en = "A training need holds {most} evidences at most."
    zh = "一项培训需求最多关联 {most} 条依据。"


class EvidenceAlreadyThere(RuleViolated):
    """The need rests on this evidence already."""

    code = "evidence-already-there"
    en = "The training need rests on {source} {reference} already."
    zh = "该培训需求已关联依据 {source} {reference}。"


class NeedNotAnswered(RuleViolated):
    """There is no training yet whose effect could be measured."""

    code = "need-not-answered"
    en = "Only the answer to a training need can be measured."
    zh = "仅可评估已安排培训的需求。"


class NotYoursToSay(NotAllowed):
    """The audience is not the actor's team."""

    code = "not-yours-to-say"
    en = "You can raise needs of your own team alone; {kind} {target_id} is not of it."
    zh = "只能为本团队提出培训需求，{kind} {target_id} 不属于您的团队。"


class NotYourOwnNeed(NotAllowed):
    """Nobody decides what they asked for themselves."""

    code = "not-your-own-need"
    en = "Somebody else answers or refuses what you need yourself."
    zh = "本人的培训需求须由他人处理。"


class AudienceUnknown(Invalid):
    """Nobody would be trained."""

    code = "audience-unknown"
    en = "Nobody works there: {summary}"
    zh = "没有对应的在职员工：{summary}"


class CourseNotOffered(Invalid):
    """There is no such course, or it was retired."""

    code = "course-not-offered"
    en = "This course is not offered: {summary}"
    zh = "该课程不可用：{summary}"


class CoachIsLearner(Invalid):
    """Nobody coaches themselves."""

    code = "coach-is-learner"
    en = "Somebody else must be the coach: {summary}"
    zh = "不能辅导自己：{summary}"


class DueInThePast(Invalid):
    """The day has passed."""

    code = "due-in-the-past"
    en = "Name a day to come: {summary}"
    zh = "日期须在今天或以后：{summary}"


class FactsRefused(Invalid):
    """At least one row is wrong, so nothing was taken; every wrong cell is named."""

    code = "facts-refused"
    en = "Nothing was taken; correct these cells and send all of it again: {summary}"
    zh = "未导入任何数据，请更正以下内容后全部重新提交：{summary}"
