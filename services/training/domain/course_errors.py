"""What courses and curricula refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class CourseNotFound(NotFound):
    """There is no such course."""

    code = "course-not-found"
    en = "There is no course {key}."
    zh = "没有找到课程 {key}。"


class CourseAlreadyCreated(Conflict):
    """The code is taken."""

    code = "course-already-created"
    en = "There is a course with the code {course_code} already."
    zh = "代码为 {course_code} 的课程已存在。"


class CourseRetired(RuleViolated):
    """Nobody begins the course any more."""

    code = "course-retired"
    en = "The course {course_code} was retired."
    zh = "课程 {course_code} 已停用。"


class CourseVersionFaulty(Invalid):
    """The content of a course does not hold together."""

    code = "course-version-faulty"
    en = "The course cannot be published so: {summary}"
    zh = "课程无法发布：{summary}"


class PrerequisiteUnknown(Invalid):
    """A course asks for one that is not there."""

    code = "prerequisite-unknown"
    en = "There is no such course to be taken first: {summary}"
    zh = "先修课程不存在：{summary}"


class PrerequisitesCircle(RuleViolated):
    """A course would have to be taken before itself."""

    code = "prerequisites-circle"
    en = "The course would have to be taken before itself, by way of {course_code}."
    zh = "先修关系形成循环：经由课程 {course_code} 又回到本课程。"


class CurriculumNotFound(NotFound):
    """There is no such curriculum."""

    code = "curriculum-not-found"
    en = "There is no curriculum {key}."
    zh = "没有找到课程表 {key}。"


class CurriculumAlreadyCreated(Conflict):
    """The code is taken."""

    code = "curriculum-already-created"
    en = "There is a curriculum with the code {curriculum_code} already."
    zh = "代码为 {curriculum_code} 的课程表已存在。"


class CurriculumRetired(RuleViolated):
    """Nobody begins the curriculum any more."""

    code = "curriculum-retired"
    en = "The curriculum {curriculum_code} was retired."
    zh = "课程表 {curriculum_code} 已停用。"


class CurriculumFaulty(Invalid):
    """The courses of a curriculum do not hold together."""

    code = "curriculum-faulty"
    en = "The curriculum cannot be published so: {summary}"
    zh = "课程表无法发布：{summary}"
