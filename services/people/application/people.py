"""Employment: hiring, probation, confirmation and leaving (RO-2, TR-14)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.people.application.finding import managed_employee
from services.people.application.permissions import (
    MANAGE_EMPLOYEES,
    SEE_EMPLOYEES,
    SEE_TEAM,
    SELF,
)
from services.people.application.sessions import end_account
from services.people.domain.account import Account
from services.people.domain.departure import Departure, check_departure
from services.people.domain.employee import Employee
from services.people.domain.errors import EmployeeNotFound, StaffNumberTaken
from services.people.domain.forms import STAFF_NUMBER, check_form
from services.people.domain.personal_data import normal_email, normal_name, normal_phone
from services.people.domain.roles import RoleRecord
from services.people.domain.rules import EMPLOYMENT, EmploymentRules
from services.people.domain.site import Site
from services.people.domain.skills import SkillRecord
from shared.context import current_context
from shared.event_store import Aggregate, AsOf, SideWrite, insert
from shared.event_store.store import Store
from shared.rules import Rules, deciding_by
from shared.sealed import KeyStore, Sealed

STAFF_NUMBERS = "staff_numbers"
"""Kind of the side rows that keep staff numbers unique."""


class People:
    """What can be done with the employees of the centre.

    Args:
        store: the log of `people`.
        keys: seals names and addresses.
        rules: the rules in force.
    """

    def __init__(self, store: Store, *, keys: KeyStore, rules: Rules) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules

    def employee(self, employee_id: UUID, *, as_of: AsOf | None = None) -> Employee:
        """An employee, for those who may see them today: themselves, their supervisor, HR.

        Raises:
            EmployeeNotFound: there is none, was none then, or not for this reader.
        """
        present = self._store.find(Employee, employee_id)
        if present is None or not self.may_see(present):
            raise EmployeeNotFound(key=employee_id)
        found = self._store.find(Employee, employee_id, as_of=as_of) if as_of else present
        if found is None:
            raise EmployeeNotFound(key=employee_id)
        return found

    def may_see(self, employee: Employee) -> bool:
        """Whether the actor may see an employee's file (SE-7)."""
        context = current_context()
        if context.may(SEE_EMPLOYEES):
            return True
        if context.actor == str(employee.id):
            return context.may(SELF)
        return context.may(SEE_TEAM) and context.actor == str(employee.supervisor_id)

    def hire_employee(
        self,
        *,
        staff_number: str,
        name: str,
        phone: str | None = None,
        email: str | None = None,
        site_id: UUID,
        hired_on: date,
    ) -> Employee:
        """Somebody new, with empty records of roles and skills.

        Args:
            staff_number: unique number in the company's files.
            name: their name; sealed, like the addresses.
            phone: telephone number.
            email: e-mail address.
            site_id: site where they work.
            hired_on: first day of the employment.

        Raises:
            StaffNumberTaken: somebody else has the number.
            NotFound: there is no such site.
            Invalid: a name or address has not its form.
        """
        current_context().require(MANAGE_EMPLOYEES)
        self._store.get(Site, site_id)
        employee, records, row = self.prepare_employee(
            current_context().ids.new_id(),
            staff_number=staff_number,
            name=name,
            phone=phone,
            email=email,
            site_id=site_id,
            hired_on=hired_on,
        )
        self._store.save(employee, *records, beside=[row])
        return employee

    def prepare_employee(
        self,
        employee_id: UUID,
        *,
        staff_number: str,
        name: str,
        phone: str | None,
        email: str | None,
        site_id: UUID,
        hired_on: date,
    ) -> tuple[Employee, tuple[RoleRecord, SkillRecord], SideWrite]:
        """A new employee with their records and the row that keeps the staff number unique.

        Raises:
            StaffNumberTaken: somebody else has the number.
            Invalid: a name or address has not its form.
        """
        check_form(staff_number, STAFF_NUMBER, field="staff_number")
        if self._store.side_row(STAFF_NUMBERS, staff_number) is not None:
            raise StaffNumberTaken(staff_number=staff_number, field="staff_number")
        employee = Employee.hire(
            employee_id,
            staff_number=staff_number,
            **self._sealed(employee_id, name=name, phone=phone, email=email),
            site_id=site_id,
            hired_on=hired_on,
        )
        records = RoleRecord.open(employee_id), SkillRecord.open(employee_id)
        return employee, records, insert(STAFF_NUMBERS, staff_number, str(employee_id))

    def correct_personal_data(
        self,
        employee_id: UUID,
        *,
        name: str,
        phone: str | None,
        email: str | None,
        expected_version: int | None = None,
    ) -> Employee:
        """Replaces name and addresses."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        employee.correct_personal_data(
            **self._sealed(employee_id, name=name, phone=phone, email=email)
        )
        self._store.save(employee)
        return employee

    def start_probation(
        self, employee_id: UUID, *, until: date, expected_version: int | None = None
    ) -> Employee:
        """Probation begins; all rules of the centre hold for the employee (TR-14)."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        self.decide_probation(employee, until=until)
        self._store.save(employee)
        return employee

    def decide_probation(self, employee: Employee, *, until: date) -> None:
        """Checks a probation against the rules and notes it; the caller saves."""
        rule = self._rules.in_force(EMPLOYMENT, at=current_context().occurred_at)
        longest = rule.read_as(EmploymentRules).longest_probation_days
        with deciding_by(rule):
            employee.start_probation(until=until, longest_days=longest)

    def activate_employee(
        self, employee_id: UUID, *, on: date, expected_version: int | None = None
    ) -> Employee:
        """Confirms an employee, after probation or without one."""
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        employee.activate(on=on)
        self._store.save(employee)
        return employee

    def end_employment(
        self,
        employee_id: UUID,
        *,
        kind: str,
        last_day: date,
        cause: str | None = None,
        unmet_condition: str | None = None,
        reason: str | None = None,
        expected_version: int | None = None,
    ) -> Employee:
        """The employee leaves: roles end, the agent ID is withdrawn, the session is over.

        Args:
            employee_id: who.
            kind: `resigned`, `contract_ended`, `probation_failed` or `dismissed`.
            last_day: last day of the employment.
            cause: cause of a dismissal, from the rules (PF-9).
            unmet_condition: hiring condition that was not met in probation (TR-14).
            reason: why.
            expected_version: version that the caller saw.
        """
        employee = managed_employee(self._store, employee_id, expected_version=expected_version)
        rule = self._rules.in_force(EMPLOYMENT, at=current_context().occurred_at)
        causes = [one.code for one in rule.read_as(EmploymentRules).dismissal_causes]
        check_departure(
            kind=kind,
            cause=cause,
            unmet_condition=unmet_condition,
            reason=reason,
            known_causes=causes,
        )
        departure = Departure(
            kind=kind,
            last_day=last_day,
            cause=cause,
            unmet_condition=self._seal_or_none(employee_id, unmet_condition),
            reason=self._seal_or_none(employee_id, reason),
        )
        with deciding_by(rule):
            employee.leave(departure)
        changed, rows = self._without_authority(employee_id)
        self._store.save(employee, *changed, beside=rows)
        return employee

    def _without_authority(self, employee_id: UUID) -> tuple[list[Aggregate], list[SideWrite]]:
        now = current_context().occurred_at
        roles = self._store.get(RoleRecord, RoleRecord.id_for(employee_id))
        for role in roles.roles_to_come(now):
            roles.end(role, effective_at=now)
        account = self._store.find(Account, Account.id_for(employee_id))
        if account is None or account.is_closed:
            return [roles], []
        return [roles, account], end_account(self._store, account)

    def _sealed(
        self, employee_id: UUID, *, name: str, phone: str | None, email: str | None
    ) -> dict[str, Any]:
        return {
            "name": self._keys.seal(f"employee:{employee_id}", normal_name(name)),
            "phone": self._seal_or_none(employee_id, normal_phone(phone)),
            "email": self._seal_or_none(employee_id, normal_email(email)),
        }

    def _seal_or_none(self, employee_id: UUID, text: str | None) -> Sealed | None:
        return None if not text else self._keys.seal(f"employee:{employee_id}", text)
