"""Who holds which role at a moment?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, or_, select

from services.people.domain.roles import RoleGrant, grants_without
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_role = Column("role", String, primary_key=True)
_employee_id = Column("employee_id", String, primary_key=True)

GRANTS = read_table(
    "role_holders",
    _employee_id,
    _role,
    Column("effective_from", String, primary_key=True),
    Column("effective_until", String),
    Index("role_holders_by_role", _role, _employee_id),
)
HISTORY = read_table(
    "role_grants",
    Column("employee_id", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("starts", String, nullable=False),
)
"""Beginnings of all grants of one role to one employee, so that a withdrawal finds its rows."""


@dataclass(frozen=True)
class RoleHolder:
    """A role held for a time.

    Args:
        employee_id: by whom.
        role: name of the role.
        effective_from: from when.
        effective_until: until when; None without an end.
    """

    employee_id: UUID
    role: str
    effective_from: datetime
    effective_until: datetime | None


class RoleHolders(ReadModel):
    """All grants that were not withdrawn before they began."""

    name = "role_holders"
    source = "people"
    tables = (GRANTS, HISTORY)

    @projects("people.role_record.role_granted")
    def role_granted(self, rows: Rows, event: Any) -> None:
        """A role was granted for a time."""
        employee_id, grant = str(event.employee_id), event.grant
        rows[GRANTS].put(**_row(employee_id, grant))
        starts = [*_starts(rows, employee_id, grant.role), iso(grant.effective_from)]
        rows[HISTORY].put(employee_id=employee_id, role=grant.role, starts=" ".join(starts))

    @projects("people.role_record.role_withdrawn")
    def role_withdrawn(self, rows: Rows, event: Any) -> None:
        """A role ended; what would have begun later is gone."""
        employee_id = str(event.employee_id)
        starts = _starts(rows, employee_id, event.role)
        found = [rows[GRANTS].get(employee_id, event.role, one) for one in starts]
        before = tuple(_grant(one) for one in found if one is not None)
        after = grants_without(before, role=event.role, effective_at=event.effective_at)
        for one in before:
            rows[GRANTS].remove(employee_id, event.role, iso(one.effective_from))
        for one in after:
            rows[GRANTS].put(**_row(employee_id, one))
        kept = " ".join(iso(one.effective_from) for one in after)
        rows[HISTORY].put(employee_id=employee_id, role=event.role, starts=kept)

    def page(
        self,
        *,
        role: str | None = None,
        at: datetime,
        after: tuple[str, str] | None = None,
        limit: int,
    ) -> Sequence[RoleHolder]:
        """Roles in force at a moment (`valid_at`), by role and employee.

        Args:
            role: this role only.
            at: the moment.
            after: role and employee id of the last one of the page before.
            limit: holders at most.
        """
        table = GRANTS.c
        query = (
            select(GRANTS)
            .where(table.effective_from <= iso(at))
            .where(or_(table.effective_until.is_(None), table.effective_until > iso(at)))
            .order_by(table.role, table.employee_id)
            .limit(limit)
        )
        if role is not None:
            query = query.where(table.role == role)
        if after is not None:
            query = query.where(
                (table.role > after[0])
                | ((table.role == after[0]) & (table.employee_id > after[1]))
            )
        with self.database.reading() as connection:
            return [_holder(row) for row in connection.execute(query).mappings()]


def _starts(rows: Rows, employee_id: str, role: str) -> list[str]:
    found = rows[HISTORY].get(employee_id, role)
    return [] if found is None else found["starts"].split()


def _row(employee_id: str, grant: RoleGrant) -> dict[str, str | None]:
    until = grant.effective_until
    return {
        "employee_id": employee_id,
        "role": grant.role,
        "effective_from": iso(grant.effective_from),
        "effective_until": None if until is None else iso(until),
    }


def _grant(row: Any) -> RoleGrant:
    holder = _holder(row)
    return RoleGrant(
        role=holder.role,
        effective_from=holder.effective_from,
        effective_until=holder.effective_until,
    )


def _holder(row: Any) -> RoleHolder:
    until = row["effective_until"]
    return RoleHolder(
        employee_id=UUID(row["employee_id"]),
        role=row["role"],
        effective_from=datetime.fromisoformat(row["effective_from"]),
        effective_until=None if until is None else datetime.fromisoformat(until),
    )
