"""Facts about employees [指标数据] that do not come by events yet: quality scores and metrics."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.evaluation_errors import FactImportWithdrawn
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

LARGEST = Decimal(1_000_000_000)
"""Values lie below it, on either side of 0."""

PLACES = 6
"""Places of a value at most."""

FACTS_OF_AN_EVENT = 500
"""So that an event stays small, whatever the import."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a metric for one employee.

    Args:
        fact_id: what it is called where it comes from; taken over once.
        employee_id: whose it is.
        metric: which metric.
        from_on: first day of the period.
        until_on: last day of the period; the same for a day.
        value: the value.
    """

    fact_id: str
    employee_id: UUID
    metric: str
    from_on: date
    until_on: date
    value: Decimal

    @property
    def fingerprint(self) -> str:
        """The same for the same content only."""
        value = self.value.normalize() + 0
        parts = (self.employee_id, self.metric, self.from_on, self.until_on, f"{value:f}")
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


class FactImport(Aggregate):
    """One import of facts: what was new in it."""

    TOPIC = "training.fact_import"

    class Created(Aggregate.Created):
        TOPIC = "training.fact_import.started"
        rows: int
        known: int

    def __init__(self, rows: int, known: int) -> None:
        self.rows = rows
        self.known = known
        self.fact_ids: tuple[str, ...] = ()
        self.is_withdrawn = False
        self.withdrawal_reason: str | None = None

    @staticmethod
    def id_for(facts: Sequence[Fact]) -> UUID:
        """The one id of an import of exactly these rows."""
        whole = "\n".join(f"{one.fact_id}|{one.fingerprint}" for one in facts)
        return id_of("fact_import", hashlib.sha256(whole.encode()).hexdigest())

    @classmethod
    def record(cls, facts: Sequence[Fact], *, new: Sequence[Fact]) -> Self:
        """Takes over what is new.

        Args:
            facts: all rows.
            new: those that were not taken over before.
        """
        known = len(facts) - len(new)
        made = cls._create(cls.Created, id=cls.id_for(facts), rows=len(facts), known=known)
        made.take(new)
        return made

    def take(self, new: Sequence[Fact]) -> None:
        """Takes over facts, a bounded number with each event."""
        for start in range(0, len(new), FACTS_OF_AN_EVENT):
            self._record(facts=tuple(new[start : start + FACTS_OF_AN_EVENT]))

    @event("FactsRecorded", topic="training.fact_import.facts_recorded")
    def _record(self, facts: tuple[Fact, ...]) -> None:
        self.fact_ids = (*self.fact_ids, *(one.fact_id for one in facts))
        self.is_withdrawn = False

    def withdraw(self, *, reason: str) -> None:
        """Takes back what was wrong; its facts count no more, and their ids are free again.

        Raises:
            FactImportWithdrawn: it was taken back already.
        """
        if self.is_withdrawn:
            raise FactImportWithdrawn
        self._withdraw(reason=reason)

    @event("Withdrawn", topic="training.fact_import.withdrawn")
    def _withdraw(self, reason: str) -> None:
        self.withdrawal_reason = reason
        self.fact_ids = ()
        self.is_withdrawn = True
