"""The HTTP API of `training`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from services.training.application.access import SELF
from services.training.domain.rules import TrainingRules
from services.training.entrypoints.http import (
    calendar_feeds,
    competencies,
    course_reviews,
    facts_and_studies,
    mentorships,
    session_places,
    session_reports,
    sessions,
    surveys,
)
from services.training.entrypoints.http.door import Door
from shared.service import Service
from shared.web import Blueprint, history_routes, rule_routes

PARTS: tuple[Callable[[Blueprint, Door], None], ...] = (
    competencies.add_competencies,
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
    facts_and_studies.add_fact_imports,
    facts_and_studies.add_studies,
    surveys.add_surveys,
    surveys.add_survey_questions,
    surveys.add_survey_results,
    course_reviews.add_course_reviews,
    course_reviews.add_evaluation_figures,
)

ABOUT_SOMEBODY: frozenset[str] = frozenset({"timetable", "reminder", "mentorship"})
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
    found = service.store.get(service.aggregates[name], entity_id)
    employee_id: UUID = found.employee_id
    return door.cases.access.may_see(employee_id)
