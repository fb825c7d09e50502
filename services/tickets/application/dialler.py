"""What dials for predictive campaigns, as this service needs it; none is shipped (TK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

ANSWERED = "answered"
"""Outcome of an order whose customer has answered."""


@dataclass(frozen=True)
class DialOrder:
    """A customer to dial; the dialler finds the number in the customer file.

    Args:
        contact_id: the contact that the call makes; one call for each, however often ordered.
        task_id: the outbound task.
        customer_id: whom.
    """

    contact_id: UUID
    task_id: UUID
    customer_id: UUID


@dataclass(frozen=True)
class DialReport:
    """What became of an order.

    Args:
        contact_id: the order's.
        task_id: the order's.
        outcome: `answered`, or the disposition code of a call that was not.
    """

    contact_id: UUID
    task_id: UUID
    outcome: str


class Dialler(Protocol):
    """What dials; each method may be called again after a crash, for the same effect."""

    def dial(self, order: DialOrder) -> None:
        """Begins a call; an order that is known already is not dialled again."""

    def reports(self) -> Sequence[DialReport]:
        """What became of orders and was not confirmed yet, in the order in which it happened."""

    def confirm(self, report: DialReport) -> None:
        """The report is recorded and need not be told again."""

    def connect(self, contact_id: UUID, *, employee_id: UUID) -> None:
        """Puts a customer who has answered through to an agent."""
