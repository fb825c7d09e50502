"""Finding the employee whom a command is about."""

from __future__ import annotations

from uuid import UUID

from services.people.application.permissions import MANAGE_EMPLOYEES
from services.people.domain.employee import Employee
from services.people.domain.errors import EmployeeNotFound
from shared.context import Context, current_context
from shared.event_store.store import Store, expect_version


def existing_employee(store: Store, employee_id: UUID) -> Employee:
    """The employee, whoever asks.

    Raises:
        EmployeeNotFound: there is none.
    """
    found = store.find(Employee, employee_id)
    if found is None:
        raise EmployeeNotFound(key=employee_id)
    return found


def managed_employee(store: Store, employee_id: UUID, *, expected_version: int | None) -> Employee:
    """The employee, for a command of those who manage employees.

    Raises:
        NotAllowed: the actor does not.
        EmployeeNotFound: there is none.
        Stale: the caller saw another version.
    """
    current_context().require(MANAGE_EMPLOYEES)
    found = existing_employee(store, employee_id)
    expect_version(found, expected_version)
    return found


def level_of_actor(store: Store, context: Context) -> int | None:
    """The level of who acts; None for the installation itself, 0 for machines.

    Raises:
        EmployeeNotFound: the actor is no employee.
    """
    if context.kind == "service":
        return None
    if context.kind != "person" or context.actor is None:
        return 0
    return existing_employee(store, UUID(context.actor)).level
