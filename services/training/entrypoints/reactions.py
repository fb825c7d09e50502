"""Wires the reactions of `training`: which fact of another service leads to what."""

from __future__ import annotations

from dataclasses import replace

from services.training.application.access import PERMISSIONS
from services.training.application.use_cases import UseCases
from services.training.messages import learning_received
from shared.bus.message import Message
from shared.context import acting, current_context
from shared.event_store.batch import Batch
from shared.service import Reaction


class Reacting:
    """Carries out reactions, each within the batch of its message.

    Args:
        use_cases: the use cases.
    """

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases

    def to_people(self) -> dict[str, Reaction]:
        """By type, what is done about the facts of `people`."""
        return {"loopdesk.people.employee_hired.v1": self._begin_onboarding}

    def _begin_onboarding(self, message: Message, batch: Batch) -> None:
        assignments = self._use_cases.over(batch).curriculum_assignments
        with acting(replace(current_context(), permissions=PERMISSIONS)):
            assignments.when_employee_was_hired_assign_onboarding(
                learning_received.new_hire(message)
            )
