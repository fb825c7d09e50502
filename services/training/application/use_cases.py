"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from functools import cached_property

from services.training.application.access import Access
from services.training.application.evaluation import Evaluation
from services.training.application.tools import Tools
from services.training.application.workbench import Workbench
from shared.event_store.store import Store


class UseCases:
    """The application classes over one store, each made when it is first asked for.

    Args:
        store: the log, or a batch.
        tools: what they work with.
    """

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._answers = tools.answers

    def over(self, store: Store) -> UseCases:
        """The same over another store."""
        return UseCases(store, self._tools)

    @cached_property
    def access(self) -> Access:
        """Who may see whose training."""
        return Access(self._answers.staff)

    @cached_property
    def bench(self) -> Workbench:
        """What all of them stand on."""
        tools = self._tools
        return Workbench(self._store, keys=tools.keys, rules=tools.rules, access=self.access)

    @cached_property
    def evaluation(self) -> Evaluation:
        """What training was worth."""
        return Evaluation(self.bench, self._answers.evaluation)
