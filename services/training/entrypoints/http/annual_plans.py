"""Annual training plans, over HTTP (TR-6)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from services.training.application.plan_progress import ItemProgress
from services.training.domain.annual_plan import AnnualPlan
from services.training.domain.audience import Target, audience_of
from services.training.domain.plan_terms import Objective, PlanContent, PlanItem, PlanTerms
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import annual_plans as schemas
from services.training.entrypoints.schemas.plain import SmallNumber
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
from shared.web.problems import reader_language

PURPOSE = "show-annual-plan"


def add_annual_plans(blueprint: Blueprint, door: Door) -> None:
    """Adds the writing of plans."""
    plans = door.cases.annual_plans

    def show(plan_id: UUID) -> dict[str, Any]:
        return _plan(door, door.found(AnnualPlan, plan_id))

    @blueprint.route("/annual-plans", methods=["POST"])
    @blueprint.arguments(schemas.NewPlanSchema)
    @blueprint.response(201, schemas.AnnualPlanSchema)
    @command(shows=show)
    def open_annual_plan(data: dict[str, Any]) -> UUID:
        """Begins a plan for a year [年度培训计划]."""
        return plans.open_plan(PlanTerms(**data)).id

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/content", methods=["POST"])
    @blueprint.arguments(schemas.PlanContentSchema)
    @blueprint.response(200, schemas.AnnualPlanSchema)
    @command(shows=show)
    def write_annual_plan(data: dict[str, Any], annual_plan_id: UUID) -> UUID:
        """Writes the draft of a revision, in place of what it said before."""
        content = _content(data)
        return plans.write_plan(annual_plan_id, content=content, expected_version=if_match()).id

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/revisions", methods=["POST"])
    @blueprint.response(201, schemas.AnnualPlanSchema)
    @command(shows=show)
    def revise_annual_plan(annual_plan_id: UUID) -> UUID:
        """Begins another revision; until it is approved, the one in force stays so."""
        return plans.revise_plan(annual_plan_id, expected_version=if_match()).id


def add_plan_approval(blueprint: Blueprint, door: Door) -> None:
    """Adds the approval of plans."""
    plans = door.cases.annual_plans

    def show(plan_id: UUID) -> dict[str, Any]:
        return _plan(door, door.found(AnnualPlan, plan_id))

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/submission", methods=["POST"])
    @blueprint.response(200, schemas.AnnualPlanSchema)
    @command(shows=show)
    def submit_annual_plan(annual_plan_id: UUID) -> UUID:
        """Asks somebody else to approve a plan."""
        return plans.submit_plan(annual_plan_id, expected_version=if_match()).id

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/approval", methods=["POST"])
    @blueprint.response(200, schemas.AnnualPlanSchema)
    @command(shows=show)
    def approve_annual_plan(annual_plan_id: UUID) -> UUID:
        """Puts a revision into force that others have written."""
        return plans.approve_plan(annual_plan_id, expected_version=if_match()).id

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/return", methods=["POST"])
    @blueprint.arguments(schemas.ReasonSchema)
    @blueprint.response(200, schemas.AnnualPlanSchema)
    @command(shows=show)
    def send_back_annual_plan(data: dict[str, Any], annual_plan_id: UUID) -> UUID:
        """Asks the authors to write a plan otherwise."""
        return plans.send_back_plan(annual_plan_id, **data, expected_version=if_match()).id


def add_plan_spending(blueprint: Blueprint, door: Door) -> None:
    """Adds what is spent."""
    plans = door.cases.annual_plans

    def show(plan_id: UUID) -> dict[str, Any]:
        return _plan(door, door.found(AnnualPlan, plan_id))

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/spendings", methods=["POST"])
    @blueprint.arguments(schemas.SpendingSchema)
    @blueprint.response(201, schemas.AnnualPlanSchema)
    @command(shows=show)
    def enter_plan_spending(data: dict[str, Any], annual_plan_id: UUID) -> UUID:
        """Notes what was spent on an item in force."""
        return plans.enter_spending(annual_plan_id, **data, expected_version=if_match()).id

    @blueprint.route(
        "/annual-plans/<uuid:annual_plan_id>/spendings/<uuid:spending_id>/retraction",
        methods=["POST"],
    )
    @blueprint.arguments(schemas.ReasonSchema)
    @blueprint.response(200, schemas.AnnualPlanSchema)
    @command(shows=show)
    def take_back_plan_spending(
        data: dict[str, Any], annual_plan_id: UUID, spending_id: UUID
    ) -> UUID:
        """Takes back an amount that was entered in error; it stays in the history."""
        return plans.take_back_spending(
            annual_plan_id, spending_id, **data, expected_version=if_match()
        ).id


def add_plan_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the list of plans, one of them, its progress and its sheet."""
    plans, progress = door.cases.annual_plans, door.cases.plan_progress

    @blueprint.route("/annual-plans", methods=["GET"])
    @blueprint.arguments(schemas.PlansQuery, location="query")
    @blueprint.response(200, page_schema(schemas.PlanRowSchema))
    @query
    def list_annual_plans(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the annual plans, the latest year first."""
        plans.check_may_see()
        found = door.models.annual_plans.page(
            year=asked.get("year"),
            after=after(asked["cursor"], tuple[SmallNumber, str]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.year, one.code))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>", methods=["GET"])
    @blueprint.response(200, schemas.AnnualPlanSchema)
    @query
    def show_annual_plan(annual_plan_id: UUID) -> dict[str, Any]:
        """Shows a plan with what is written and what is in force, as it stands or stood."""
        return _plan(door, plans.see_plan(annual_plan_id, as_of=as_of()))

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/progress", methods=["GET"])
    @blueprint.response(200, schemas.PlanProgressSchema)
    @query
    def show_plan_progress(annual_plan_id: UUID) -> dict[str, Any]:
        """Shows what was done of the revision in force, item by item."""
        plan, items = progress.see_progress(annual_plan_id)
        return {
            "annual_plan_id": plan.id,
            "approved_revision": plan.approved_revision,
            "currency": plan.terms.currency,
            "items": [_progress(one) for one in items],
        }

    @blueprint.route("/annual-plans/<uuid:annual_plan_id>/file", methods=["GET"])
    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/octet-stream"
    )
    @query
    def download_annual_plan(annual_plan_id: UUID) -> Response:
        """Gives out a plan as CSV, to be saved: what is in force, else its draft."""
        language = "zh" if reader_language().lower().startswith("zh") else "en"
        return Response(
            progress.write_sheet(annual_plan_id, language=language),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="annual-plan-{annual_plan_id}.csv"',
                "X-Content-Type-Options": "nosniff",
            },
        )


def _content(data: dict[str, Any]) -> PlanContent:
    def item(given: dict[str, Any]) -> PlanItem:
        targets = audience_of(Target(**one) for one in given["audience"])
        return PlanItem(**{**given, "audience": targets, "times": tuple(given["times"])})

    def objective(given: dict[str, Any]) -> Objective:
        return Objective(**{**given, "competencies": tuple(given["competencies"])})

    return PlanContent(
        objectives=tuple(objective(one) for one in data["objectives"]),
        items=tuple(item(one) for one in data["items"]),
    )


def _plan(door: Door, plan: AnnualPlan) -> dict[str, Any]:
    in_force = plan.in_force
    return {
        **msgspec.structs.asdict(plan.terms),
        "annual_plan_id": plan.id,
        "version": plan.version,
        "state": plan.state,
        "revision": plan.revision,
        "approved_revision": plan.approved_revision,
        "budget_minor": None if in_force is None else in_force.budget_minor,
        "spent_minor": plan.spent_minor(),
        "authors": list(plan.authors),
        "approvals": [msgspec.structs.asdict(one) for one in plan.approvals],
        "sent_back_for": door.keys.open_or_none(plan.sent_back_for, purpose=PURPOSE),
        "content": msgspec.to_builtins(plan.content),
        "in_force": msgspec.to_builtins(in_force),
        "spendings": [msgspec.structs.asdict(one) for one in plan.spendings],
    }


def _progress(one: ItemProgress) -> dict[str, Any]:
    item = one.item
    return {
        "code": item.code,
        "title": item.title,
        "course_id": item.course_id,
        "times": list(item.times),
        "held": None if one.held is None else list(one.held),
        "learners": item.learners,
        "completions": one.completions,
        "budget_minor": item.budget_minor,
        "spent_minor": one.spent_minor,
    }
