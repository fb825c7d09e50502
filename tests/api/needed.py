"""Training needs and plans that the API is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.training.application.fact_rows import FactRow
from services.training.domain.audience import Target
from tests.api.desk import WORDS
from tests.support.training_needs import COURSE, offer_course

if TYPE_CHECKING:
    from tests.api.centre import Centre


class Needed:
    """Brings forth what the requests are about.

    Args:
        centre: where.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._number = number
        self._cases = centre.training.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.need()
        self.facts()

    def need(self, *, is_answered: bool = False) -> UUID:
        """A need of Li's, raised by Wang."""
        target = Target(kind="employee", target_id=self._centre.employees["li"])
        with self._centre.acting_as("wang"):
            need_id = self._cases.needs.raise_need(
                audience=(target,), competency="sales", urgency="normal", description=WORDS
            ).id
        if is_answered:
            with self._centre.acting_as("boss"):
                self._cases.need_decisions.answer_by_coaching(need_id, **self.coaching())
        return need_id

    def coaching(self) -> dict[str, Any]:
        """Coaching by Wang."""
        due_on = self._centre.clock.now().date()
        return {"coach_id": self._centre.employees["wang"], "due_on": due_on}

    def course(self) -> UUID:
        """A course that is offered."""
        offer_course(self._centre.training.models.known_courses)
        return COURSE

    def facts(self) -> UUID:
        """A batch of one fact about Li."""
        li = Target(kind="employee", target_id=self._centre.employees["li"])
        fact = FactRow(
            source="quality",
            fact_id=f"F-{self._number}",
            origin="quality_finding",
            happened_on=self._centre.clock.now().date(),
            audience=(li,),
            competency="sales",
            severity=3,
            description=WORDS,
        )
        with self._centre.acting_as("hr"):
            return self._cases.need_facts.take_facts([fact]).id
