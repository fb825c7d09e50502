"""What employment and organisation refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class EmployeeNotFound(NotFound):
    """There is no such employee, or not for this reader."""

    code = "employee-not-found"
    en = "There is no employee {key}, or you may not see them."
    zh = "没有找到员工 {key}，或您无权查看。"


class StaffNumberTaken(Conflict):
    """Staff numbers are given once and never again."""

    code = "staff-number-taken"
    en = "Staff number {staff_number} belongs to another employee."
    zh = "员工编号 {staff_number} 已被使用。"


class EmployeeHasLeft(RuleViolated):
    """Nothing is decided any more about somebody who has left."""

    code = "employee-has-left"
    en = "The employee has left the company."
    zh = "该员工已离职。"


class ProbationNotPossible(RuleViolated):
    """Probation begins after hiring, once."""

    code = "probation-not-possible"
    en = "Probation can only begin right after hiring; the employee is {status}."
    zh = "试用期只能在入职后开始，该员工当前状态为 {status}。"


class ProbationTooLong(RuleViolated):
    """The law and the rules bound a probation."""

    code = "probation-too-long"
    en = "Probation lasts {longest} days at most; end it by {latest}."
    zh = "试用期最长 {longest} 天，须在 {latest} 前结束。"


class AlreadyActive(RuleViolated):
    """Probation is over already."""

    code = "already-active"
    en = "The employee is active already."
    zh = "该员工已转正。"


class NotOnProbation(RuleViolated):
    """Only probation can be failed (TR-14)."""

    code = "not-on-probation"
    en = "Only somebody on probation can fail the hiring conditions; the employee is {status}."
    zh = "只有试用期员工可因不符合录用条件离职，该员工当前状态为 {status}。"


class UnmetConditionMissing(Invalid):
    """An ending in probation says which hiring condition was not met, and why (TR-14)."""

    code = "unmet-condition-missing"
    en = "Ending the probation needs the unmet hiring condition and the reason: {summary}"
    zh = "试用期解除须写明未满足的录用条件及原因：{summary}"


class DismissalCauseUnknown(Invalid):
    """A dismissal names one of the causes of the rules (PF-9)."""

    code = "dismissal-cause-unknown"
    en = "A dismissal needs one of these causes: {summary}"
    zh = "辞退须注明以下原因之一：{summary}"


class OwnSupervisor(RuleViolated):
    """Nobody supervises themselves, directly or over others."""

    code = "own-supervisor"
    en = "The employee would become their own supervisor."
    zh = "该员工将成为自己的上级。"


class PositionNotHeld(RuleViolated):
    """Only the holder acknowledges a position description (RO-7)."""

    code = "position-not-held"
    en = "You do not hold this position."
    zh = "您不在该岗位。"


class NotTheNewestVersion(RuleViolated):
    """The version in force is acknowledged, no other."""

    code = "not-the-newest-version"
    en = "Version {version} of the position description is the newest; read and acknowledge that."
    zh = "岗位职责最新版本为第 {version} 版，请阅读并确认该版本。"


class AlreadyAcknowledged(RuleViolated):
    """Once is enough."""

    code = "already-acknowledged"
    en = "You have acknowledged version {version} already."
    zh = "您已确认第 {version} 版。"


class CodeTaken(Conflict):
    """Codes of sites, teams, skill groups, positions and clients are unique."""

    code = "code-taken"
    en = "The code {taken} is in use already."
    zh = "代码 {taken} 已被使用。"


class BusinessLineUnknown(Invalid):
    """Business lines come from the rules."""

    code = "business-line-unknown"
    en = "{summary} is no business line; the rules know {known}."
    zh = "{summary} 不是业务线，规则中有：{known}。"


class TeamDissolved(RuleViolated):
    """A dissolved team takes nobody in."""

    code = "team-dissolved"
    en = "The team {code_of_team} was dissolved."
    zh = "班组 {code_of_team} 已解散。"


class TeamStillManned(RuleViolated):
    """A team is dissolved when nobody belongs to it."""

    code = "team-still-manned"
    en = "The team still has {count} members; assign them elsewhere first."
    zh = "班组仍有 {count} 名成员，请先调整其班组。"


class CalendarUnchanged(RuleViolated):
    """A version of a calendar differs from the one before."""

    code = "calendar-unchanged"
    en = "The calendar says the same already (version {version})."
    zh = "日历内容没有变化（第 {version} 版）。"


class NoCalendarInForce(RuleViolated):
    """The site had no calendar at that moment."""

    code = "no-calendar-in-force"
    en = "No version of the site's calendar was in force at {at}."
    zh = "{at} 时该职场没有生效的日历。"
