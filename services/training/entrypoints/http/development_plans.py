"""Development plans, over HTTP (CA-3)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.training.domain.career_paths import Level
from services.training.domain.development_plan import DevelopmentPlan
from services.training.domain.development_terms import DROPPED, OPEN, REACHED
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import development as schemas
from shared.context import current_context
from shared.web import (
    Blueprint,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

PURPOSE = "show-development-plan"
AT = "/development-plans/<uuid:development_plan_id>"


def add_development_plans(blueprint: Blueprint, door: Door) -> None:
    """Adds what both sides say in a plan."""
    plans = door.cases.development_plans

    def show(plan_id: UUID) -> dict[str, Any]:
        return _plan(door, door.found(DevelopmentPlan, plan_id))

    @blueprint.route("/development-plans", methods=["POST"])
    @blueprint.arguments(schemas.NewDevelopmentPlanSchema)
    @blueprint.response(201, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def open_development_plan(data: dict[str, Any]) -> UUID:
        """Begins the plan of an employee [个人发展计划]: yours, a team member's, or anybody's."""
        return plans.open_plan(**data).id

    @blueprint.route(f"{AT}/description", methods=["POST"])
    @blueprint.arguments(schemas.SelfDescriptionSchema)
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def describe_oneself(data: dict[str, Any], development_plan_id: UUID) -> UUID:
        """Says what you like and are good at."""
        return plans.describe_oneself(development_plan_id, **data, expected_version=if_match()).id

    @blueprint.route(f"{AT}/direction", methods=["POST"])
    @blueprint.arguments(schemas.DirectionChoiceSchema)
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def choose_direction(data: dict[str, Any], development_plan_id: UUID) -> UUID:
        """Goes for a step of a career path; both sides are asked to agree anew."""
        return plans.choose_direction(development_plan_id, **data, expected_version=if_match()).id

    @blueprint.route(f"{AT}/levels", methods=["POST"])
    @blueprint.arguments(schemas.LevelsSchema)
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def assess_levels(data: dict[str, Any], development_plan_id: UUID) -> UUID:
        """Says how well somebody else does what; nobody assesses themselves."""
        levels = [Level(**one) for one in data["levels"]]
        return plans.assess_levels(
            development_plan_id, levels=levels, expected_version=if_match()
        ).id

    @blueprint.route(f"{AT}/agreement", methods=["POST"])
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def agree_to_plan(development_plan_id: UUID) -> UUID:
        """Agrees to a plan as it stands, for your side."""
        return plans.agree_to_plan(development_plan_id, expected_version=if_match()).id

    @blueprint.route(f"{AT}/check-ins", methods=["POST"])
    @blueprint.arguments(schemas.CheckInWordsSchema)
    @blueprint.response(201, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def check_in(data: dict[str, Any], development_plan_id: UUID) -> UUID:
        """Says how it goes, from your side."""
        return plans.check_in(development_plan_id, **data, expected_version=if_match()).id


def add_development_goals(blueprint: Blueprint, door: Door) -> None:
    """Adds the goals of plans."""
    plans = door.cases.development_plans

    def show(plan_id: UUID) -> dict[str, Any]:
        return _plan(door, door.found(DevelopmentPlan, plan_id))

    @blueprint.route(f"{AT}/goals", methods=["POST"])
    @blueprint.arguments(schemas.NewGoalSchema)
    @blueprint.response(201, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def set_goal(data: dict[str, Any], development_plan_id: UUID) -> UUID:
        """Adds a goal with what helps to reach it; both sides are asked to agree anew."""
        return plans.set_goal(development_plan_id, **data, expected_version=if_match()).id

    @blueprint.route(f"{AT}/goals/<uuid:goal_id>/reached", methods=["POST"])
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def reach_goal(development_plan_id: UUID, goal_id: UUID) -> UUID:
        """Confirms that somebody else reached a goal."""
        return plans.reach_goal(development_plan_id, goal_id, expected_version=if_match()).id

    @blueprint.route(f"{AT}/goals/<uuid:goal_id>/dropped", methods=["POST"])
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @command(shows=show)
    def drop_goal(development_plan_id: UUID, goal_id: UUID) -> UUID:
        """Pursues a goal no more; both sides are asked to agree anew."""
        return plans.drop_goal(development_plan_id, goal_id, expected_version=if_match()).id


def add_development_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the list of plans, and one of them."""
    plans = door.cases.development_plans

    @blueprint.route("/development-plans", methods=["GET"])
    @blueprint.arguments(schemas.DevelopmentPlansQuery, location="query")
    @blueprint.response(200, page_schema(schemas.DevelopmentPlanRowSchema))
    @query
    def list_development_plans(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists your plan, those of your team, or all."""
        last = after(asked["cursor"], tuple[UUID])
        found = door.models.development_plans.page(
            employees=plans.whose_plans(),
            is_agreed=asked.get("is_agreed"),
            overdue_on=_today() if asked["is_overdue"] else None,
            after=last[0] if last else None,
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.employee_id,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route(AT, methods=["GET"])
    @blueprint.response(200, schemas.DevelopmentPlanSchema)
    @query
    def show_development_plan(development_plan_id: UUID) -> dict[str, Any]:
        """Shows a plan with gaps, goals and check-ins, as it stands or stood."""
        return _plan(door, plans.see_plan(development_plan_id, as_of=as_of()))


def _plan(door: Door, plan: DevelopmentPlan) -> dict[str, Any]:
    def opened(sealed: Any) -> str | None:
        return door.keys.open_or_none(sealed, purpose=PURPOSE)

    late = {one.goal_id for one in plan.open_goals(due_before=_today())}
    states = [one.state for one in plan.goals]
    return {
        "development_plan_id": plan.id,
        "version": plan.version,
        "employee_id": plan.employee_id,
        "state": plan.state,
        "agreed_by": sorted(plan.agreed_by),
        "interests": opened(plan.interests),
        "strengths": opened(plan.strengths),
        "direction": msgspec.to_builtins(plan.direction),
        "levels": msgspec.to_builtins(plan.levels),
        "assessor_id": plan.assessor_id,
        "gaps": msgspec.to_builtins(plan.gaps),
        "goals": [
            {
                **msgspec.structs.asdict(one),
                "words": opened(one.words),
                "is_overdue": one.goal_id in late,
            }
            for one in plan.goals
        ],
        "check_ins": [
            {**msgspec.structs.asdict(one), "words": opened(one.words)} for one in plan.check_ins
        ],
        "progress": {
            **{one: states.count(one) for one in (OPEN, REACHED, DROPPED)},
            "overdue": len(late),
            "gaps": len(plan.gaps),
        },
    }


def _today() -> date:
    return current_context().occurred_at.date()
