"""Everybody's place over HTTP: site, team, supervisor, position and its acknowledgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import SEE_EMPLOYEES
from services.people.domain.employee import Employee
from services.people.entrypoints.http.employees import shown_employee
from services.people.entrypoints.schemas.employees import (
    AcknowledgementSchema,
    EmployeeSchema,
    OpenAcknowledgementSchema,
    PositionChoiceSchema,
    SiteChoiceSchema,
    SupervisorChoiceSchema,
    TeamChoiceSchema,
)
from shared.context import current_context
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_placement(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds what gives an employee their place."""

    def show(employee_id: UUID) -> dict[str, Any]:
        return shown_employee(parts, parts.store.get(Employee, employee_id))

    @blueprint.route("/employees/<uuid:employee_id>/site", methods=["PUT"])
    @blueprint.arguments(SiteChoiceSchema)
    @blueprint.response(200, EmployeeSchema)
    @command(shows=show)
    def move_employee(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Moves an employee to a site."""
        parts.placement.move_employee(employee_id, **data, expected_version=if_match())
        return employee_id

    @blueprint.route("/employees/<uuid:employee_id>/team", methods=["PUT"])
    @blueprint.arguments(TeamChoiceSchema)
    @blueprint.response(200, EmployeeSchema)
    @command(shows=show)
    def assign_team(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Assigns an employee to a team, or to none."""
        parts.placement.assign_team(employee_id, **data, expected_version=if_match())
        return employee_id

    @blueprint.route("/employees/<uuid:employee_id>/supervisor", methods=["PUT"])
    @blueprint.arguments(SupervisorChoiceSchema)
    @blueprint.response(200, EmployeeSchema)
    @command(shows=show)
    def assign_supervisor(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Lets an employee report to a supervisor, or to nobody."""
        parts.placement.assign_supervisor(employee_id, **data, expected_version=if_match())
        return employee_id

    @blueprint.route("/employees/<uuid:employee_id>/position", methods=["PUT"])
    @blueprint.arguments(PositionChoiceSchema)
    @blueprint.response(200, EmployeeSchema)
    @command(shows=show)
    def appoint_employee(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Appoints an employee to a position."""
        parts.placement.appoint_employee(employee_id, **data, expected_version=if_match())
        return employee_id


def add_acknowledgements(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the acknowledgement of position descriptions (RO-7)."""

    @blueprint.route("/employees/<uuid:employee_id>/acknowledgements", methods=["POST"])
    @blueprint.arguments(AcknowledgementSchema)
    @blueprint.response(201, EmployeeSchema)
    @command(shows=lambda one: shown_employee(parts, parts.store.get(Employee, one)))
    def acknowledge_position_description(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Accepts the newest description of one's own position."""
        parts.placement.acknowledge_position_description(
            employee_id, **data, expected_version=if_match()
        )
        return employee_id

    @blueprint.route("/open-acknowledgements", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(OpenAcknowledgementSchema))
    @query
    def list_open_acknowledgements(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists who has the newest description of their position still to acknowledge."""
        current_context().require(SEE_EMPLOYEES)
        last = after(asked["cursor"], tuple[UUID])
        rows = parts.acknowledgements.page(
            after=None if last is None else last[0], limit=asked["limit"] + 1
        )
        return page_of(rows, asked["limit"], key=lambda one: (one.employee_id,))
