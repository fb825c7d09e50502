"""Wires the reactions of `training`: which fact of another service leads to what."""

from __future__ import annotations

from services.training.application.use_cases import UseCases
from services.training.messages import needs_received
from shared.bus.message import Message
from shared.event_store.batch import Batch
from shared.service import Reaction


class Reacting:
    """Carries out reactions, each within the batch of its message.

    Args:
        use_cases: the use cases.
    """

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases

    def to_tickets(self) -> dict[str, Reaction]:
        """By type, what is done about the facts of `tickets`."""
        return {needs_received.QUESTION_ASKED: self._raise_need_of_question}

    def _raise_need_of_question(self, message: Message, batch: Batch) -> None:
        reactions = self._use_cases.over(batch).need_reactions
        reactions.when_question_was_asked_raise_need(needs_received.question_fact(message))
