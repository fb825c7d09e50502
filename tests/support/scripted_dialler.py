"""A dialler in this process, whose customers do what the test says."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.tickets.application.dialler import ANSWERED, DialOrder, DialReport


class ScriptedDialler:
    """Keeps each order once, and tells what the test makes of it until that is confirmed."""

    def __init__(self) -> None:
        self.orders: dict[UUID, DialOrder] = {}
        self.times_ordered: list[UUID] = []
        self.connected: dict[UUID, UUID] = {}
        self._reports: list[DialReport] = []
        self._ended: set[UUID] = set()

    def dial(self, order: DialOrder) -> None:
        """Begins a call, once for each contact."""
        self.times_ordered.append(order.contact_id)
        self.orders.setdefault(order.contact_id, order)

    def reports(self) -> Sequence[DialReport]:
        """What is not confirmed yet."""
        return list(self._reports)

    def confirm(self, report: DialReport) -> None:
        """Tells it no more."""
        self._reports = [one for one in self._reports if one != report]

    def connect(self, contact_id: UUID, *, employee_id: UUID) -> None:
        """Puts a customer through."""
        self.connected[contact_id] = employee_id

    def happens(self, outcome: str = ANSWERED, *, count: int = 1) -> None:
        """The oldest calls of which nothing was heard come to this."""
        ringing = [one for one in self.orders.values() if one.contact_id not in self._ended]
        for order in ringing[:count]:
            self._ended.add(order.contact_id)
            self._reports.append(DialReport(order.contact_id, order.task_id, outcome))
