"""What outbound calls do about facts of other services."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.attempts import Attempts
from services.tickets.application.outbound_questions import Occasions, OutboundList
from services.tickets.domain.occasion import Occasion
from shared.event_store.store import Store


class OutboundReactions:
    """Reacts to what `crm` has told.

    Args:
        store: the batch that the message belongs to.
        attempts: the tries over that batch.
        tasks: who is to be called.
        occasions: whose day is known.
    """

    def __init__(
        self, store: Store, *, attempts: Attempts, tasks: OutboundList, occasions: Occasions
    ) -> None:
        self._store = store
        self._attempts = attempts
        self._tasks = tasks
        self._occasions = occasions

    def when_customer_was_erased_drop_outbound_tasks(self, customer_id: UUID) -> None:
        """Nobody calls a person whose data is gone, nor thinks of their day."""
        for task_id in self._tasks.open_of(customer_id):
            task = self._attempts.task(task_id)
            if task.is_open:
                task.drop(cause="customer_erased")
                self._store.save(task)
        for name in self._occasions.of_customer(customer_id):
            found = self._store.find(Occasion, Occasion.id_for(customer_id, occasion=name))
            if found is not None and found.day is not None:
                found.forget()
                self._store.save(found)
