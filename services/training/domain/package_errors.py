"""What packages and their playing refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotFound, RuleViolated


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
    """The link is wrong, overtaken or too old, or the course is learned no more."""

    code = "play-not-found"
    en = "This link opens nothing any more; launch the unit again."
    zh = "该链接无效或已失效，请重新启动课件。"


class TooManyCommits(RuleViolated):
    """A package has reported more often than any does that works."""

    code = "too-many-commits"
    en = "The package has reported {limit} times; launch the unit again."
    zh = "课件已上报 {limit} 次，请重新启动。"
