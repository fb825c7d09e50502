"""For whom training is meant: employees, teams, positions, sites."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import msgspec

EMPLOYEE = "employee"
TEAM = "team"
POSITION = "position"
SITE = "site"

TARGET_KINDS = (EMPLOYEE, TEAM, POSITION, SITE)


class Target(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One part of an audience.

    Args:
        kind: one of `TARGET_KINDS`.
        target_id: the employee, team, position or site.
    """

    kind: str
    target_id: UUID


Audience = tuple[Target, ...]
"""Everybody who belongs to one of the targets."""


def audience_of(targets: Iterable[Target]) -> Audience:
    """The targets in one order, each once."""
    return tuple(sorted(set(targets)))


def only_employee(audience: Audience) -> UUID | None:
    """The one employee for whom all of it is meant; None where it is meant for others too."""
    if len(audience) == 1 and audience[0].kind == EMPLOYEE:
        return audience[0].target_id
    return None
