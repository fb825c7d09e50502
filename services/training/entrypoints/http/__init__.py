"""The HTTP API of `training`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from services.training.application.access import SELF
from services.training.domain.rules import TrainingRules
from services.training.entrypoints.http import (
    annual_plans,
    assessments,
    calendar_feeds,
    certificates,
    certifications,
    competencies,
    compliance,
    course_reviews,
    courses,
    curricula,
    development_plans,
    enrolments,
    exams,
    facts_and_studies,
    key_corrections,
    markings,
    mentorships,
    need_decisions,
    needs,
    packages,
    plays,
    question_files,
    questions,
    rubrics,
    session_places,
    session_reports,
    sessions,
    sittings,
    succession_pools,
    surveys,
    training_records,
)
from services.training.entrypoints.http.door import Door
from shared.service import Service
from shared.web import Blueprint, history_routes, rule_routes

PARTS: tuple[Callable[[Blueprint, Door], None], ...] = (
    competencies.add_competencies,
    courses.add_courses,
    courses.add_course_questions,
    curricula.add_curricula,
    curricula.add_curriculum_assignments,
    enrolments.add_enrolments,
    enrolments.add_progress,
    enrolments.add_enrolment_questions,
    compliance.add_compliance,
    packages.add_packages,
    packages.add_launches,
    plays.add_plays,
    questions.add_questions,
    questions.add_question_questions,
    question_files.add_question_files,
    question_files.add_question_sheets,
    exams.add_exams,
    exams.add_exam_questions,
    needs.add_needs,
    needs.add_need_questions,
    need_decisions.add_need_decisions,
    need_decisions.add_need_answers,
    need_decisions.add_need_facts,
    annual_plans.add_annual_plans,
    annual_plans.add_plan_approval,
    annual_plans.add_plan_spending,
    annual_plans.add_plan_questions,
    development_plans.add_development_plans,
    development_plans.add_development_goals,
    development_plans.add_development_questions,
    succession_pools.add_succession_pools,
    succession_pools.add_succession_questions,
    rubrics.add_rubrics,
    assessments.add_assessments,
    assessments.add_assessment_questions,
    sittings.add_sittings,
    sittings.add_sitting_questions,
    sittings.add_sitting_reviews,
    markings.add_markings,
    key_corrections.add_key_corrections,
    sessions.add_sessions,
    sessions.add_session_lists,
    session_places.add_session_places,
    session_places.add_attendance,
    session_reports.add_reminders,
    session_reports.add_session_reports,
    calendar_feeds.add_calendar_feeds,
    calendar_feeds.add_calendar_door,
    mentorships.add_mentorships,
    mentorships.add_mentoring_work,
    certifications.add_certifications,
    certifications.add_candidacies,
    certifications.add_candidacy_questions,
    certificates.add_certificates,
    certificates.add_certificate_questions,
    certificates.add_certificate_papers,
    facts_and_studies.add_fact_imports,
    facts_and_studies.add_studies,
    surveys.add_surveys,
    surveys.add_survey_questions,
    surveys.add_survey_results,
    course_reviews.add_course_reviews,
    course_reviews.add_evaluation_figures,
    training_records.add_training_records,
)

ABOUT_SOMEBODY: frozenset[str] = frozenset(
    {
        "curriculum_assignment",
        "enrolment",
        "scorm_attempt",
        "candidacy",
        "certificate",
        "timetable",
        "reminder",
        "mentorship",
    }
)
"""Kinds of entities with an `employee_id`, whose history is seen by who may see the employee."""


def make_blueprint(door: Door, service: Service) -> Blueprint:
    """The part of the API that `training` owns.

    Args:
        door: use cases, read models and how things are shown.
        service: whose aggregates have a history.
    """
    blueprint = Blueprint(
        "training",
        __name__,
        url_prefix="/api/training/v1",
        description="Courses, exams and certificates [培训、考试与认证]",
    )
    for add in PARTS:
        add(blueprint, door)
    rule_routes(blueprint, service.store, TrainingRules, needs=SELF)
    history_routes(blueprint, service, may_see=partial(_may_see_history, door, service))
    return blueprint


def _may_see_history(door: Door, service: Service, name: str, entity_id: UUID) -> bool:
    """Whoever may see somebody's training may see its history."""
    if name not in ABOUT_SOMEBODY:
        return False
    found: Any = service.store.get(service.aggregates[name], entity_id)
    employee_id: UUID = found.employee_id
    return door.cases.access.may_see(employee_id)
