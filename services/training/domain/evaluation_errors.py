"""What the evaluation of training refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class FactsRefused(Invalid):
    """Rows of an import are wrong; none was taken over."""

    code = "facts-refused"
    en = "Nothing was imported: {summary}"
    zh = "未导入任何数据：{summary}"


class FactImportNotFound(NotFound):
    """There is no such import."""

    code = "fact-import-not-found"
    en = "There is no import {fact_import_id}."
    zh = "没有找到导入记录 {fact_import_id}。"


class FactImportWithdrawn(RuleViolated):
    """The import was taken back."""

    code = "fact-import-withdrawn"
    en = "This import was withdrawn."
    zh = "该导入已撤回。"


class StudyNotFound(NotFound):
    """There is no such study."""

    code = "study-not-found"
    en = "There is no study {study_id}."
    zh = "没有找到效果研究 {study_id}。"


class StudyPlanWrong(Invalid):
    """The plan of a study cannot be carried out."""

    code = "study-plan-wrong"
    en = "The study cannot be carried out so: {summary}"
    zh = "该研究方案无法实施：{summary}"


class StudyNotRipe(RuleViolated):
    """The window after the training has not passed yet."""

    code = "study-not-ripe"
    en = "The study can be measured from {ripe_on} on, when its window after has passed."
    zh = "培训后观察期结束前不能计算结果，最早为 {ripe_on}。"


class StudyAlreadyMeasured(RuleViolated):
    """The result stands."""

    code = "study-already-measured"
    en = "The result of this study stands; register another study to ask again."
    zh = "该研究的结果已确定；如需重新检验，请登记新的研究。"


class StudyWithdrawn(RuleViolated):
    """The study was given up."""

    code = "study-withdrawn"
    en = "This study was withdrawn."
    zh = "该研究已撤回。"


class CourseReviewNotFound(NotFound):
    """The course was not reviewed in that quarter."""

    code = "course-review-not-found"
    en = "There is no course review {course_review_id}."
    zh = "没有找到课程评审 {course_review_id}。"


class EvaluatedCourseUnknown(NotFound):
    """There is no such course."""

    code = "evaluated-course-unknown"
    en = "There is no course {course_id}."
    zh = "没有找到课程 {course_id}。"


class CourseAlreadyReviewed(Conflict):
    """One review a quarter."""

    code = "course-already-reviewed"
    en = "This course was reviewed in {quarter} already."
    zh = "该课程在 {quarter} 已评审。"


class EvidenceUnknown(Invalid):
    """What a review refers to is not there, or has no result."""

    code = "evidence-unknown"
    en = "The review refers to what has no result: {summary}"
    zh = "评审所引用的依据没有结果：{summary}"
