"""What the escalation channel asks of read models; `service.py` fulfils it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class LateEscalations(Protocol):
    """Which escalations wait longer than their level has time."""

    def late(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Open ones, not noted as overdue yet, the longest overdue first."""


@dataclass(frozen=True)
class Reader:
    """Whose list of escalations it is.

    Args:
        employee_id: who reads.
        led: whom they lead.
        skill_groups: in which skill groups they work.
        leads_all: whether they lead everybody.
    """

    employee_id: UUID
    led: Collection[UUID]
    skill_groups: Collection[str]
    leads_all: bool
