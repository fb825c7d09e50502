"""Field-service orders over HTTP, for those who arrange them (SR-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.tickets.application.field_arrangements import AgreedTime
from services.tickets.application.field_orders import ORDER_PREFIX, NewOrder
from services.tickets.domain.field_problems import FieldProblems
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.field_rendering import FieldRendering, row
from services.tickets.entrypoints.schemas import field, requests
from services.tickets.read_models.field_order_rows import FILTERS, Part
from shared.clock import iso
from shared.numbers import read_number
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

_TIMES = ("from_at", "until_at", "address", "telephone")


def add_field_questions(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds what asks for orders."""

    @blueprint.route("/field-orders", methods=["GET"])
    @blueprint.arguments(field.FieldOrdersQuery, location="query")
    @blueprint.response(200, page_schema(field.FieldOrderRowSchema))
    @query
    def list_field_orders(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists orders: agents their own, supervisors their team's, managers all."""
        filters = {name: str(asked[name]) for name in FILTERS if name in asked}
        if "number" in filters:
            filters["number"] = read_number(filters["number"], prefix=ORDER_PREFIX)
        sort = asked["sort"]
        part = Part(
            sort=sort,
            limit=asked["limit"] + 1,
            since=asked.get("since"),
            until=asked.get("until"),
            after=after(asked["cursor"], tuple[datetime, UUID]),
        )
        people = door.cases.access.visible_employees()
        if people is not None and "ticket_id" in asked:
            door.cases.ticket_files.see_ticket(asked["ticket_id"])
            people = None
        rows = door.models.field_orders.page(filters, part, people=people)
        page = page_of(rows, asked["limit"], key=lambda one: (getattr(one, sort), one.order_id))
        return {**page, "items": [row(one) for one in page["items"]]}

    @blueprint.route("/field-orders/<uuid:field_order_id>", methods=["GET"])
    @blueprint.response(200, field.FieldOrderSchema)
    @query
    def show_field_order(field_order_id: UUID) -> dict[str, Any]:
        """Shows an order, as it stands or stood."""
        return shown.order(door.cases.field_orders.see_order(field_order_id, as_of=as_of()))


def add_field_orders(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds taking orders in and sending somebody."""
    orders = door.cases.field_orders

    @blueprint.route("/field-orders", methods=["POST"])
    @blueprint.arguments(field.NewOrderSchema)
    @blueprint.response(201, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def request_field_order(data: dict[str, Any]) -> UUID:
        """Takes an order in, for a ticket or for a customer alone [受理]."""
        return orders.request_order(NewOrder(**data)).id

    @blueprint.route("/field-orders/<uuid:field_order_id>/assignment", methods=["POST"])
    @blueprint.arguments(field.PerformerSchema)
    @blueprint.response(200, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def assign_field_order(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Sends own staff or a partner [派工]."""
        return orders.assign_order(field_order_id, **data, expected_version=if_match()).id


def add_field_appointments(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds what is agreed with the customer, changed and called off."""
    arrangements = door.cases.field_arrangements

    @blueprint.route("/field-orders/<uuid:field_order_id>/appointment", methods=["POST"])
    @blueprint.arguments(field.AppointmentSchema)
    @blueprint.response(200, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def agree_appointment(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Notes the time and place that the customer agreed to."""
        agreed = AgreedTime(**data)
        return arrangements.agree_appointment(
            field_order_id, agreed, expected_version=if_match()
        ).id

    @blueprint.route("/field-orders/<uuid:field_order_id>/appointment/change", methods=["POST"])
    @blueprint.arguments(field.AppointmentChangeSchema)
    @blueprint.response(200, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def change_appointment(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Notes another time or place, and why."""
        agreed = AgreedTime(**{name: data.pop(name) for name in _TIMES if name in data})
        return arrangements.change_appointment(
            field_order_id, agreed, **data, expected_version=if_match()
        ).id

    @blueprint.route("/field-orders/<uuid:field_order_id>/cancellation", methods=["POST"])
    @blueprint.arguments(field.FieldReasonSchema)
    @blueprint.response(200, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def cancel_field_order(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Cancels an order that nobody has come for, and says why."""
        return arrangements.cancel_order(field_order_id, **data, expected_version=if_match()).id


def add_field_endings(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds the customer's judgement and the closing."""
    arrangements = door.cases.field_arrangements

    @blueprint.route("/field-orders/<uuid:field_order_id>/evaluation", methods=["POST"])
    @blueprint.arguments(field.EvaluationSchema)
    @blueprint.response(200, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def evaluate_field_order(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Notes the customer's judgement; a low one opens a problem."""
        return arrangements.evaluate_order(field_order_id, **data, expected_version=if_match()).id

    @blueprint.route("/field-orders/<uuid:field_order_id>/closure", methods=["POST"])
    @blueprint.response(200, field.FieldOrderSchema)
    @command(shows=shown.show_order)
    def close_field_order(field_order_id: UUID) -> UUID:
        """Closes what is performed and evaluated, without open problems."""
        return arrangements.close_order(field_order_id, expected_version=if_match()).id


def add_field_problems(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds the lists of problems."""
    problems = door.cases.order_problems

    @blueprint.route("/field-problems", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(field.OrderProblemRowSchema))
    @query
    def list_field_problems(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the open problems that you or your team see to, the first due first."""
        rows = door.models.field_problems.page(
            owners=door.cases.access.visible_employees(),
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(rows, asked["limit"], key=lambda one: (one.due_at, one.problem_id))
        shown_rows = [
            {**vars(one), "due_at": iso(one.due_at), "opened_at": iso(one.opened_at)}
            for one in page["items"]
        ]
        return {**page, "items": shown_rows}

    @blueprint.route("/field-orders/<uuid:field_order_id>/problems", methods=["GET"])
    @blueprint.response(200, field.OrderProblemsSchema)
    @query
    def show_problems_of_order(field_order_id: UUID) -> dict[str, Any]:
        """Shows the problems of an order."""
        found: FieldProblems = problems.see_problems(field_order_id)
        return shown.problems(found)


def add_problem_steps(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds opening, handing on and solving problems."""
    problems = door.cases.order_problems

    @blueprint.route("/field-orders/<uuid:field_order_id>/problems", methods=["POST"])
    @blueprint.arguments(field.NewProblemSchema)
    @blueprint.response(201, field.OrderProblemsSchema)
    @command(shows=shown.show_problems)
    def open_field_problem(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Lets somebody see to a problem until a date."""
        return problems.open_problem(field_order_id, **data).id

    @blueprint.route(
        "/field-orders/<uuid:field_order_id>/problems/<uuid:problem_id>/reassignment",
        methods=["POST"],
    )
    @blueprint.arguments(field.HandedOnProblemSchema)
    @blueprint.response(200, field.OrderProblemsSchema)
    @command(shows=shown.show_problems)
    def reassign_field_problem(
        data: dict[str, Any], field_order_id: UUID, problem_id: UUID
    ) -> UUID:
        """Lets somebody else see to it, or until another date."""
        return problems.reassign_problem(field_order_id, problem_id, **data).id

    @blueprint.route(
        "/field-orders/<uuid:field_order_id>/problems/<uuid:problem_id>/solution",
        methods=["POST"],
    )
    @blueprint.arguments(requests.TextSchema)
    @blueprint.response(200, field.OrderProblemsSchema)
    @command(shows=shown.show_problems)
    def solve_field_problem(data: dict[str, Any], field_order_id: UUID, problem_id: UUID) -> UUID:
        """Notes how a problem was solved."""
        return problems.solve_problem(field_order_id, problem_id, solution=data["text"]).id
