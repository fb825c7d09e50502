"""What `training` publishes of its evaluation: no single answers, nobody's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields

from services.training.domain.course_review import CourseReview
from services.training.domain.study import Study
from services.training.domain.survey import Survey
from shared.bus.publication import PublicEvent
from shared.event_store import Aggregate


def _a(field: type[fields.Field[Any]], description: str, *, is_optional: bool = False) -> Any:
    metadata = {"description": description}
    return field(required=True, allow_none=is_optional, metadata=metadata)


class SurveyClosedSchema(Schema):
    """A survey of participants has ended."""

    survey_id = _a(fields.UUID, "The survey.")
    course_id = _a(fields.UUID, "The course that it is about.")
    session_id = _a(fields.UUID, "The session, if it is about one.", is_optional=True)
    is_anonymous = _a(fields.Boolean, "Whether nobody can tell whose an answer is.")
    invited = _a(fields.Integer, "How many were asked.")
    answers = _a(fields.Integer, "How many answers were counted.", is_optional=True)
    averages = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={
            "description": "Average score from 1 to 5 by aspect (content, lecturer, organisation),"
            " as decimal strings; empty where too few have answered."
        },
    )


class EffectMeasuredSchema(Schema):
    """A registered study of the effect of training has a result."""

    study_id = _a(fields.UUID, "The study.")
    course_id = _a(fields.UUID, "The course.")
    level = _a(fields.Integer, "3 for behaviour, 4 for results.")
    metric = _a(fields.String, "What was measured.")
    verdict = _a(fields.String, "improved, worsened, no_effect_shown or data_insufficient.")
    lacks = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Why data do not suffice; empty where they do."},
    )
    treated = _a(fields.Integer, "Trained employees who were measured.")
    others = _a(fields.Integer, "Not yet trained employees who were measured.")
    difference = _a(fields.String, "How much more the trained changed.", is_optional=True)
    lower = _a(fields.String, "Lower end of its 95 % confidence interval.", is_optional=True)
    upper = _a(fields.String, "Upper end.", is_optional=True)
    effect_size = _a(fields.String, "The same in deviations before.", is_optional=True)
    is_first = _a(fields.Boolean, "False where data had not sufficed when it was first measured.")


class CourseReviewedSchema(Schema):
    """It was decided whether a course is kept, revised or retired."""

    course_review_id = _a(fields.UUID, "The review.")
    course_id = _a(fields.UUID, "The course.")
    quarter = _a(fields.String, "The quarter, such as 2020-Q1.")
    decision = _a(fields.String, "keep, revise or retire.")
    evidence = fields.List(
        fields.UUID(),
        required=True,
        metadata={"description": "The studies, surveys and exams that it rests on."},
    )


def _survey(one: Any) -> dict[str, Any]:
    plan = one.plan
    return {
        "survey_id": one.originator_id,
        "course_id": plan.course_id,
        "session_id": plan.session_id,
        "is_anonymous": plan.is_anonymous,
        "invited": len(plan.invited),
        "answers": one.answers if one.aspects else None,
        "averages": {figures.aspect: figures.average for figures in one.aspects},
    }


def _effect(one: Any) -> dict[str, Any]:
    effect, plan = one.effect, one.plan
    found = effect.difference
    return {
        "study_id": one.originator_id,
        "course_id": plan.course_id,
        "level": plan.level,
        "metric": plan.metric,
        "verdict": effect.verdict,
        "lacks": effect.lacks,
        "treated": effect.treated.employees,
        "others": effect.others.employees,
        "difference": None if found is None else found.estimate,
        "lower": None if found is None else found.lower,
        "upper": None if found is None else found.upper,
        "effect_size": effect.effect_size,
        "is_first": one.originator_version == 2,
    }


def _review(one: Any) -> dict[str, Any]:
    evidence = [source.source_id for source in one.evidence]
    return {**vars(one), "course_review_id": one.originator_id, "evidence": evidence}


def _about(
    aggregate: type[Aggregate],
    event_name: str,
    name: str,
    schema: type[Schema],
    *,
    about: str,
    data: Callable[[Any], dict[str, Any]],
) -> PublicEvent:
    def subjects(one: Any) -> tuple[str, ...]:
        return f"{about}:{one.originator_id}", f"course:{one.plan.course_id}"

    event = getattr(aggregate, event_name)
    return PublicEvent(event, name, 1, schema, data=data, subjects=subjects)


EVALUATION = (
    _about(Survey, "Closed", "survey_closed", SurveyClosedSchema, about="survey", data=_survey),
    _about(
        Study,
        "EffectMeasured",
        "effect_measured",
        EffectMeasuredSchema,
        about="study",
        data=_effect,
    ),
    PublicEvent(
        CourseReview.Created,
        "course_reviewed",
        1,
        CourseReviewedSchema,
        data=_review,
        subjects=lambda one: (f"course_review:{one.originator_id}", f"course:{one.course_id}"),
    ),
)
"""What other services may build on."""
