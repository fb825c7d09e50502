"""Reviewing each course each quarter, on figures that are frozen with the decision (TR-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training.application.access import EVALUATE
from services.training.application.evaluation_questions import Courses
from services.training.application.learning_gains import LearningGains
from services.training.application.workbench import Workbench
from services.training.domain.course_review import STUDY, SURVEY, CourseReview, Evidence
from services.training.domain.evaluation_errors import (
    CourseAlreadyReviewed,
    CourseReviewNotFound,
    EvaluatedCourseUnknown,
    EvidenceUnknown,
)
from services.training.domain.study import Study
from services.training.domain.survey import Survey
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf


@dataclass(frozen=True)
class EvidenceAsked:
    """What a reviewer refers to; the figures are looked up.

    Args:
        kind: `study`, `survey` or `learning_gain`.
        source_id: the study, the survey, or the exam after the course.
        before_exam_id: of a learning gain, the exam before.
        since: of a learning gain, the first day.
        until: of a learning gain, the last day.
    """

    kind: str
    source_id: UUID
    before_exam_id: UUID | None = None
    since: date | None = None
    until: date | None = None


class CourseReviews:
    """Decides about courses, once a quarter.

    Args:
        bench: what all use cases stand on.
        courses: which courses there are.
        gains: what was learned.
    """

    def __init__(self, bench: Workbench, *, courses: Courses, gains: LearningGains) -> None:
        self._bench = bench
        self._courses = courses
        self._gains = gains

    def review_course(
        self,
        course_id: UUID,
        *,
        quarter: str,
        decision: str,
        reasons: str,
        evidence: Sequence[EvidenceAsked],
    ) -> CourseReview:
        """Keeps, revises or retires a course, with reasons and evidence.

        Raises:
            EvaluatedCourseUnknown: there is no such course.
            CourseAlreadyReviewed: it was reviewed in that quarter.
            EvidenceUnknown: what is referred to is not there or has no result.
        """
        current_context().require(EVALUATE)
        if not self._courses.is_course(course_id):
            raise EvaluatedCourseUnknown(course_id=course_id)
        review_id = CourseReview.id_for(course_id, quarter)
        if self._bench.store.find(CourseReview, review_id) is not None:
            raise CourseAlreadyReviewed(quarter=quarter)
        review = CourseReview.decide(
            course_id,
            quarter=quarter,
            decision=decision,
            reasons=reasons,
            evidence=self._frozen(evidence),
        )
        self._bench.store.save(review)
        return review

    def see_course_review(self, review_id: UUID, *, as_of: AsOf | None = None) -> CourseReview:
        """What was decided about a course in a quarter.

        Raises:
            CourseReviewNotFound: there is no such review.
        """
        current_context().require(EVALUATE)
        review = self._bench.store.find(CourseReview, review_id, as_of=as_of)
        if review is None:
            raise CourseReviewNotFound(course_review_id=review_id)
        return review

    def _frozen(self, evidence: Sequence[EvidenceAsked]) -> tuple[Evidence, ...]:
        found, faults = [], []
        for number, one in enumerate(evidence):
            figures = self._figures(one)
            if figures is None:
                faults.append(
                    FieldError(
                        f"evidence.{number}.source_id",
                        "there is no such source, or it has no result yet.",
                        "没有该依据，或其尚无结果。",
                    )
                )
            else:
                found.append(Evidence(kind=one.kind, source_id=one.source_id, figures=figures))
        if faults:
            raise EvidenceUnknown(fields=tuple(faults))
        return tuple(found)

    def _figures(self, asked: EvidenceAsked) -> dict[str, str] | None:
        if asked.kind == STUDY:
            return _of_study(self._bench.store.find(Study, asked.source_id))
        if asked.kind == SURVEY:
            return _of_survey(self._bench.store.find(Survey, asked.source_id))
        if asked.before_exam_id is None or asked.since is None or asked.until is None:
            return None
        gain = self._gains.see_learning_gain(
            asked.before_exam_id, asked.source_id, since=asked.since, until=asked.until
        )
        if gain.gain is None:
            return None
        return {
            "employees": str(gain.employees),
            "estimate": gain.gain.estimate,
            "lower": gain.gain.lower,
            "upper": gain.gain.upper,
        }


def _of_study(study: Study | None) -> dict[str, str] | None:
    if study is None or study.effect is None:
        return None
    found = {"metric": study.plan.metric, "verdict": study.effect.verdict}
    if study.effect.difference is not None:
        difference = study.effect.difference
        found |= {
            "estimate": difference.estimate,
            "lower": difference.lower,
            "upper": difference.upper,
        }
    return found


def _of_survey(survey: Survey | None) -> dict[str, str] | None:
    if survey is None or not survey.is_closed or not survey.told:
        return None
    averages = {one.aspect: one.average for one in survey.told}
    return {"answers": str(survey.answers), **averages}
