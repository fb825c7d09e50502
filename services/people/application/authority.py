"""Roles granted and withdrawn, with effective dates and levels (RO-2, RO-3, SE-6, SE-7)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.people.application.finding import existing_employee, level_of_actor
from services.people.application.permissions import GRANT_ROLES
from services.people.application.sessions import end_session
from services.people.domain.account import ROLE_WITHDRAWN, Account
from services.people.domain.authority import AuthorityRules
from services.people.domain.employee import Employee
from services.people.domain.roles import RoleGrant, RoleRecord, no_role_above_ones_own_level
from services.people.domain.rules import AUTHORITY
from shared.context import current_context
from shared.event_store import Aggregate, SideWrite
from shared.event_store.store import Store, expect_version
from shared.rules import Rules, deciding_by


class Authority:
    """Who may do what.

    Args:
        store: the log of `people`.
        rules: the rules in force.
    """

    def __init__(self, store: Store, *, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def grant_role(
        self,
        employee_id: UUID,
        *,
        role: str,
        effective_from: datetime | None = None,
        effective_until: datetime | None = None,
        expected_version: int | None = None,
    ) -> RoleRecord:
        """An employee holds a role for a time.

        Args:
            employee_id: who.
            role: name of the role in the rules.
            effective_from: from when; now by default.
            effective_until: until when; None without an end.
            expected_version: version of the role record that the caller saw.

        Raises:
            RoleUnknown: the rules know no such role for people.
            RoleAboveLevel: it lies above the employee's or the granter's own level (SE-6).
            OwnRole: the actor would grant it to themselves.
        """
        context = current_context()
        context.require(GRANT_ROLES)
        holder = existing_employee(self._store, employee_id)
        holder.require_employed()
        record = self._record(employee_id, expected_version)
        grant = RoleGrant(
            role=role,
            effective_from=effective_from or context.occurred_at,
            effective_until=effective_until,
        )
        self.decide_grant(record, grant, holder=holder)
        self._store.save(record, unchanged=[holder])
        return record

    def decide_grant(self, record: RoleRecord, grant: RoleGrant, *, holder: Employee) -> None:
        """Checks the grant of a role against rules and levels, and notes it in the record.

        Args:
            record: the role record, saved by the caller.
            grant: role and time.
            holder: whose record it is.
        """
        context = current_context()
        rule = self._rules.in_force(AUTHORITY, at=context.occurred_at)
        no_role_above_ones_own_level(
            grant.role,
            needed=rule.read_as(AuthorityRules).role(grant.role).level,
            holder_level=holder.level,
            granter_level=level_of_actor(self._store, context),
        )
        with deciding_by(rule):
            record.grant(grant, granted_by=context.actor)

    def withdraw_role(
        self,
        employee_id: UUID,
        *,
        role: str,
        effective_at: datetime | None = None,
        expected_version: int | None = None,
    ) -> RoleRecord:
        """A role ends; if at once, the employee signs in anew.

        Args:
            employee_id: who.
            role: name of the role.
            effective_at: from when it is not held; now by default.
            expected_version: version of the role record that the caller saw.

        Raises:
            RoleNotHeld: it is not granted at that time.
        """
        context = current_context()
        context.require(GRANT_ROLES)
        existing_employee(self._store, employee_id)
        record = self._record(employee_id, expected_version)
        ends = effective_at or context.occurred_at
        record.withdraw(role, effective_at=ends, withdrawn_by=context.actor)
        accounts, rows = self._signed_out(employee_id) if ends <= context.occurred_at else ([], [])
        self._store.save(record, *accounts, beside=rows)
        return record

    def _record(self, employee_id: UUID, expected_version: int | None) -> RoleRecord:
        record = self._store.get(RoleRecord, RoleRecord.id_for(employee_id))
        expect_version(record, expected_version)
        return record

    def _signed_out(self, employee_id: UUID) -> tuple[list[Aggregate], list[SideWrite]]:
        account = self._store.find(Account, Account.id_for(employee_id))
        if account is None:
            return [], []
        rows = end_session(self._store, account, cause=ROLE_WITHDRAWN)
        return [account], rows
