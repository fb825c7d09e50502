"""What the use cases ask of read models; `service.py` fulfils it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Member:
    """An employee, as far as training is concerned.

    Args:
        employee_id: the employee.
        site_id: where they work.
        team_id: the team, if any.
        position_id: the position held, if any.
        hired_on: first day.
    """

    employee_id: UUID
    site_id: UUID | None
    team_id: UUID | None
    position_id: UUID | None
    hired_on: date


class Staff(Protocol):
    """Who works here, told by `people`."""

    def member(self, employee_id: UUID) -> Member | None:
        """The employee; None if unknown or gone."""

    def is_known(self, employee_id: UUID) -> bool:
        """Whether `people` has ever told of this employee, gone or not."""

    def team_of(self, leader_id: UUID) -> frozenset[UUID]:
        """Whom an employee supervises: members of the teams led, and who reports to them."""

    def teams_led(self, leader_id: UUID) -> frozenset[UUID]:
        """The teams that an employee leads."""

    def somebody_in(self, kind: str, target_id: UUID) -> bool:
        """Whether anybody works there: `employee`, `team`, `position` or `site`."""
