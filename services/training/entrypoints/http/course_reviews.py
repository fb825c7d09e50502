"""Learning gains, course reviews and the figures of trainers, over HTTP (TR-8, TR-10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.training.application.access import EVALUATE
from services.training.application.course_reviews import EvidenceAsked
from services.training.domain.course_review import CourseReview
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import course_reviews as reviewing
from services.training.entrypoints.schemas import evaluation as shapes
from shared.context import current_context
from shared.web import Blueprint, after, as_of, command, page_of, page_schema, query


def add_course_reviews(blueprint: Blueprint, door: Door) -> None:
    """Adds the quarterly reviews."""
    reviews, model = door.cases.evaluation.reviews, door.models.course_reviews

    def show(course_review_id: UUID) -> dict[str, Any]:
        return _review(door.found(CourseReview, course_review_id))

    @blueprint.route("/courses/<uuid:course_id>/reviews", methods=["POST"])
    @blueprint.arguments(reviewing.NewReviewSchema)
    @blueprint.response(201, reviewing.CourseReviewSchema)
    @command(shows=show)
    def review_course(data: dict[str, Any], course_id: UUID) -> UUID:
        """Decides to keep, revise or retire a course [课程季度评审], once a quarter."""
        evidence = [EvidenceAsked(**one) for one in data.pop("evidence")]
        return reviews.review_course(course_id, evidence=evidence, **data).id

    @blueprint.route("/course-reviews", methods=["GET"])
    @blueprint.arguments(reviewing.QuarterQuery, location="query")
    @blueprint.response(200, page_schema(reviewing.CourseReviewRowSchema))
    @query
    def list_course_reviews(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the reviews of a quarter."""
        current_context().require(EVALUATE)
        last = after(asked["cursor"], tuple[str])
        found = model.page(
            asked["quarter"], after=last[0] if last else None, limit=asked["limit"] + 1
        )
        return page_of(found, asked["limit"], key=lambda one: (one["course_review_id"],))

    @blueprint.route("/course-reviews/due", methods=["GET"])
    @blueprint.arguments(reviewing.QuarterQuery, location="query")
    @blueprint.response(200, page_schema(reviewing.DueCourseSchema))
    @query
    def list_courses_due_for_review(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the courses in use that were not reviewed in a quarter, by their codes."""
        current_context().require(EVALUATE)
        last = after(asked["cursor"], tuple[str])
        found = model.due(
            asked["quarter"], after=last[0] if last else None, limit=asked["limit"] + 1
        )
        return page_of(found, asked["limit"], key=lambda one: (one["code"],))

    @blueprint.route("/course-reviews/<uuid:course_review_id>", methods=["GET"])
    @blueprint.response(200, reviewing.CourseReviewSchema)
    @query
    def show_course_review(course_review_id: UUID) -> dict[str, Any]:
        """Shows what was decided about a course, with the figures as they stood."""
        return _review(reviews.see_course_review(course_review_id, as_of=as_of()))


def add_evaluation_figures(blueprint: Blueprint, door: Door) -> None:
    """Adds figures that are reckoned when they are asked for."""
    evaluation = door.cases.evaluation

    @blueprint.route("/learning-gains", methods=["GET"])
    @blueprint.arguments(shapes.GainQuery, location="query")
    @blueprint.response(200, shapes.LearningGainSchema)
    @query
    def show_learning_gain(asked: dict[str, Any]) -> dict[str, Any]:
        """Compares an exam after a course with one before, employee by employee."""
        gain = evaluation.gains.see_learning_gain(**asked)
        shown: dict[str, Any] = msgspec.to_builtins(gain)
        return shown

    @blueprint.route("/trainers/<uuid:employee_id>/figures", methods=["GET"])
    @blueprint.arguments(shapes.SpanQuery, location="query")
    @blueprint.response(200, reviewing.TrainerFiguresSchema)
    @query
    def show_trainer_figures(asked: dict[str, Any], employee_id: UUID) -> dict[str, Any]:
        """Shows a trainer's hours, satisfaction, exams and effect: one's own, or to managers."""
        return vars(evaluation.trainers.see_trainer_figures(employee_id, **asked))


def _review(review: CourseReview) -> dict[str, Any]:
    return {
        "course_review_id": review.id,
        "version": review.version,
        "course_id": review.course_id,
        "quarter": review.quarter,
        "decision": review.decision,
        "reasons": review.reasons,
        "evidence": msgspec.to_builtins(review.evidence),
    }
