"""What packages and their playing refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound, RuleViolated


class PackageFaulty(Invalid):
    """An archive is no SCORM 1.2 package that is safe to keep; all that is wrong is named."""

    code = "package-faulty"
    en = "The package cannot be imported: {summary}"
    zh = "课件包无法导入：{summary}"


class PackageNotFound(NotFound):
    """There is no such package."""

    code = "package-not-found"
    en = "There is no package {key}."
    zh = "没有找到课件包 {key}。"


class UnitHasNoPackage(RuleViolated):
    """Only packages are played."""

    code = "unit-has-no-package"
    en = "The unit {unit_code} is no SCORM package."
    zh = "单元 {unit_code} 不是 SCORM 课件。"


class PlayNotFound(NotFound):
    """The link opens nothing: it is wrong, its time is over, or the enrolment was withdrawn."""

    code = "play-not-found"
    en = "This link opens nothing, or its time is over; launch the unit again."
    zh = "该链接无效或已过期，请重新启动课件。"


class PlayOvertaken(RuleViolated):
    """The unit was launched again somewhere else."""

    code = "play-overtaken"
    en = "The unit was launched again; go on in the newer window."
    zh = "课件已在其他窗口重新启动，请在新窗口继续。"


class TooManyCommits(RuleViolated):
    """A package has reported more often than any does that works."""

    code = "too-many-commits"
    en = "The package has reported {limit} times; launch the unit again."
    zh = "课件已上报 {limit} 次，请重新启动。"


class ReportFaulty(Invalid):
    """A report does not follow SCORM 1.2."""

    code = "report-faulty"
    en = "The report of the package is not valid: {summary}"
    zh = "课件上报的数据无效：{summary}"


class NobodyPlaysForOthers(NotAllowed):
    """Only the learner plays a package."""

    code = "nobody-plays-for-others"
    en = "Only the learner plays the packages of an enrolment."
    zh = "只有学员本人可以学习该课件。"
