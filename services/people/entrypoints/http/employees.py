"""Employees over HTTP: lists, hiring, probation, leaving, import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import MANAGE_EMPLOYEES, SEE_EMPLOYEES, SEE_TEAM
from services.people.domain.departure import Departure
from services.people.domain.employee import Employee
from services.people.domain.employee_import import EmployeeImport
from services.people.entrypoints.schemas.employees import (
    ConfirmationSchema,
    EmployeeRowSchema,
    EmployeeSchema,
    EmployeesQuery,
    EndOfEmploymentSchema,
    FileSchema,
    HiringSchema,
    ImportSchema,
    PersonalDataSchema,
    ProbationSchema,
)
from services.people.read_models.employee_directory import ListedEmployee
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

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_employees(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the directory and hiring."""

    @blueprint.route("/employees", methods=["GET"])
    @blueprint.arguments(EmployeesQuery, location="query")
    @blueprint.response(200, page_schema(EmployeeRowSchema))
    @query
    def list_employees(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists employees by staff number; a supervisor without more rights sees their own."""
        rows = parts.directory.page(
            **_allowed_filters(asked),
            after=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        page = page_of(
            rows, asked["limit"], key=lambda one: (one.staff_number, str(one.employee_id))
        )
        return {**page, "items": [_shown_row(parts, one) for one in page["items"]]}

    @blueprint.route("/employees", methods=["POST"])
    @blueprint.arguments(HiringSchema)
    @blueprint.response(201, EmployeeSchema)
    @command(shows=lambda employee_id: _found(parts, employee_id))
    def hire_employee(data: dict[str, Any]) -> UUID:
        """Hires somebody; names and addresses are sealed under their own key (SE-2)."""
        return parts.people.hire_employee(**data).id

    @blueprint.route("/employees/<uuid:employee_id>", methods=["GET"])
    @blueprint.response(200, EmployeeSchema)
    @query
    def show_employee(employee_id: UUID) -> dict[str, Any]:
        """Shows an employee, as they stand or stood, to those who may see them."""
        return shown_employee(parts, parts.people.employee(employee_id, as_of=as_of()))


def add_personal_data(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the correction of names and addresses."""

    @blueprint.route("/employees/<uuid:employee_id>/personal-data", methods=["PUT"])
    @blueprint.arguments(PersonalDataSchema)
    @blueprint.response(200, EmployeeSchema)
    @command(shows=lambda employee_id: _found(parts, employee_id))
    def correct_personal_data(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Replaces name and addresses."""
        parts.people.correct_personal_data(employee_id, **data, expected_version=if_match())
        return employee_id


def add_employment(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds probation, confirmation and leaving (TR-14)."""

    def show(employee_id: UUID) -> dict[str, Any]:
        return _found(parts, employee_id)

    @blueprint.route("/employees/<uuid:employee_id>/probation", methods=["POST"])
    @blueprint.arguments(ProbationSchema)
    @blueprint.response(201, EmployeeSchema)
    @command(shows=show)
    def start_probation(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Starts the probation; its length is bound by the rules."""
        parts.people.start_probation(employee_id, **data, expected_version=if_match())
        return employee_id

    @blueprint.route("/employees/<uuid:employee_id>/confirmation", methods=["POST"])
    @blueprint.arguments(ConfirmationSchema)
    @blueprint.response(201, EmployeeSchema)
    @command(shows=show)
    def activate_employee(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Confirms an employee, after probation or without one."""
        parts.people.activate_employee(employee_id, **data, expected_version=if_match())
        return employee_id

    @blueprint.route("/employees/<uuid:employee_id>/departure", methods=["POST"])
    @blueprint.arguments(EndOfEmploymentSchema)
    @blueprint.response(201, EmployeeSchema)
    @command(shows=show)
    def end_employment(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Ends the employment with its roles, agent ID and session."""
        parts.people.end_employment(employee_id, **data, expected_version=if_match())
        return employee_id


def add_imports(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the import of files."""

    def show(import_id: UUID) -> dict[str, Any]:
        return _shown_import(parts.imports.employee_import(import_id))

    @blueprint.route("/employee-imports", methods=["POST"])
    @blueprint.arguments(FileSchema)
    @blueprint.response(201, ImportSchema)
    @command(shows=show)
    def import_employees(data: dict[str, str]) -> UUID:
        """Hires everybody in a CSV file, or nobody and every wrong cell is named."""
        return parts.imports.import_employees(data["csv"]).id

    @blueprint.route("/employee-imports/<uuid:import_id>", methods=["GET"])
    @blueprint.response(200, ImportSchema)
    @query
    def show_import(import_id: UUID) -> dict[str, Any]:
        """Shows the record of an import."""
        return show(import_id)


def shown_employee(parts: PeopleService, employee: Employee) -> dict[str, Any]:
    """An employee with names opened; for a reader who was found to be allowed."""
    return {
        **vars(employee),
        "employee_id": employee.id,
        "version": employee.version,
        "name": parts.keys.open_or_none(employee.name, purpose="show-employee"),
        "phone": parts.keys.open_or_none(employee.phone, purpose="show-employee"),
        "email": parts.keys.open_or_none(employee.email, purpose="show-employee"),
        "departure": _shown_departure(parts, employee.departure),
    }


def _found(parts: PeopleService, employee_id: UUID) -> dict[str, Any]:
    return shown_employee(parts, parts.store.get(Employee, employee_id))


def _shown_departure(parts: PeopleService, departure: Departure | None) -> dict[str, Any] | None:
    if departure is None:
        return None
    reasons = {"unmet_condition": departure.unmet_condition, "reason": departure.reason}
    may_read = current_context().may(MANAGE_EMPLOYEES)
    return {
        "kind": departure.kind,
        "last_day": departure.last_day,
        "cause": departure.cause,
        **{
            name: parts.keys.open_or_none(sealed, purpose="show-departure") if may_read else None
            for name, sealed in reasons.items()
        },
    }


def _allowed_filters(asked: dict[str, Any]) -> dict[str, Any]:
    context = current_context()
    filters = {name: asked[name] for name in ("site_id", "team_id", "supervisor_id", "status")}
    if context.may(SEE_EMPLOYEES) or context.actor is None:
        return filters
    context.require(SEE_TEAM)
    return {**filters, "supervisor_id": UUID(context.actor)}


def _shown_row(parts: PeopleService, row: ListedEmployee) -> dict[str, Any]:
    name = parts.keys.open_or_none(row.sealed_name, purpose="list-employees")
    return {**vars(row), "name": name}


def _shown_import(record: EmployeeImport) -> dict[str, Any]:
    return {
        "import_id": record.id,
        "version": record.version,
        "rows": record.rows,
        "imported_at": record.created_on,
    }
