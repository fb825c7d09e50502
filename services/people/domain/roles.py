"""The roles that an employee holds, with effective dates (RO-2, RO-3, SE-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.people.domain.role_errors import (
    OwnRole,
    RoleAboveLevel,
    RoleAlreadyGranted,
    RoleNotHeld,
    WrongPeriod,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class RoleGrant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A role for a time.

    Args:
        role: name of the role in the rules.
        effective_from: from when it is held.
        effective_until: until when; None without an end.
    """

    role: str
    effective_from: datetime
    effective_until: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether it is in force at a moment."""
        return self.effective_from <= at and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by a moment."""
        return self.effective_until is not None and self.effective_until <= at

    def overlaps(self, other: RoleGrant) -> bool:
        """Whether both are in force at some moment."""
        return not self.is_over(other.effective_from) and not other.is_over(self.effective_from)


class RoleRecord(Aggregate):
    """All roles that one employee was ever granted."""

    TOPIC = "people.role_record"

    class Created(Aggregate.Created):
        """The record was opened with the hiring."""

        TOPIC = "people.role_record.opened"
        employee_id: UUID

    def __init__(self, employee_id: UUID) -> None:
        self.employee_id = employee_id
        self.grants: tuple[RoleGrant, ...] = ()

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of an employee's role record."""
        return id_of("people.role_record", employee_id)

    @classmethod
    def open(cls, employee_id: UUID) -> Self:
        """An empty record."""
        return cls._create(cls.Created, id=cls.id_for(employee_id), employee_id=employee_id)

    def roles_at(self, at: datetime) -> tuple[str, ...]:
        """Names of the roles in force at a moment, in the order of their grants."""
        return tuple(dict.fromkeys(one.role for one in self.grants if one.holds_at(at)))

    def roles_to_come(self, at: datetime) -> tuple[str, ...]:
        """Names of the roles that are in force at a moment or will be."""
        return tuple(dict.fromkeys(one.role for one in self.grants if not one.is_over(at)))

    def grant(self, grant: RoleGrant, *, granted_by: str | None) -> None:
        """The employee holds a role for a time; overlapping grants of one role are refused.

        Args:
            grant: role and time.
            granted_by: actor who grants it; nobody grants a role to themselves.
        """
        _nobody_changes_their_own_roles(self.employee_id, actor=granted_by)
        if grant.is_over(grant.effective_from):
            raise WrongPeriod(summary="effective_until", field="effective_until")
        if any(one.role == grant.role and one.overlaps(grant) for one in self.grants):
            raise RoleAlreadyGranted(role=grant.role)
        self._grant(employee_id=self.employee_id, grant=grant)

    @event("RoleGranted", topic="people.role_record.role_granted")
    def _grant(self, employee_id: UUID, grant: RoleGrant) -> None:
        self.grants = (*self.grants, grant)

    def withdraw(self, role: str, *, effective_at: datetime, withdrawn_by: str | None) -> None:
        """The role ends at a moment; a grant that begins later falls away.

        Args:
            role: name of the role.
            effective_at: from when it is not held any more.
            withdrawn_by: actor who withdraws it.
        """
        _nobody_changes_their_own_roles(self.employee_id, actor=withdrawn_by)
        self.end(role, effective_at=effective_at)

    def end(self, role: str, *, effective_at: datetime) -> None:
        """Like `withdraw`, as a consequence of leaving and not by anybody's choice."""
        if not any(one.role == role and not one.is_over(effective_at) for one in self.grants):
            raise RoleNotHeld(role=role)
        self._withdraw(employee_id=self.employee_id, role=role, effective_at=effective_at)

    @event("RoleWithdrawn", topic="people.role_record.role_withdrawn")
    def _withdraw(self, employee_id: UUID, role: str, effective_at: datetime) -> None:
        self.grants = grants_without(self.grants, role=role, effective_at=effective_at)


def grants_without(
    grants: tuple[RoleGrant, ...], *, role: str, effective_at: datetime
) -> tuple[RoleGrant, ...]:
    """The grants after `role` has ended at a moment."""
    kept = []
    for one in grants:
        if one.role != role or one.is_over(effective_at):
            kept.append(one)
        elif one.effective_from < effective_at:
            kept.append(msgspec.structs.replace(one, effective_until=effective_at))
    return tuple(kept)


def no_role_above_ones_own_level(
    role: str, *, needed: int, holder_level: int, granter_level: int | None
) -> None:
    """Neither who gets a role nor who grants it may stand below its level (SE-6).

    Args:
        role: name of the role.
        needed: its level.
        holder_level: level of who gets it.
        granter_level: level of who grants it; None for the installation itself.

    Raises:
        RoleAboveLevel: one of them stands below.
    """
    if holder_level < needed:
        raise RoleAboveLevel(
            role=role, needed=needed, level=holder_level, whose="the employee's", whose_zh="该员工"
        )
    if granter_level is not None and granter_level < needed:
        raise RoleAboveLevel(
            role=role, needed=needed, level=granter_level, whose="your", whose_zh="您"
        )


def _nobody_changes_their_own_roles(employee_id: UUID, *, actor: str | None) -> None:
    if actor == str(employee_id):
        raise OwnRole
