"""What all parts of the API share: the use cases, the read models and how things are shown."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from services.training.application.applied_rules import AppliedRules
from services.training.application.known_papers import KnownPapers
from services.training.application.use_cases import UseCases
from services.training.read_models.tables import ReadModels
from shared.event_store import Aggregate, EventStore
from shared.sealed import KeyStore

TAggregate = TypeVar("TAggregate", bound=Aggregate)


class Door:
    """The HTTP door of the service.

    Args:
        store: the log.
        cases: the use cases.
        models: the read models.
        rules: the rules in force.
        keys: opens the texts that are shown.
        papers: the questions as they were asked.
    """

    def __init__(
        self,
        store: EventStore,
        *,
        cases: UseCases,
        models: ReadModels,
        rules: AppliedRules,
        keys: KeyStore,
        papers: KnownPapers,
    ) -> None:
        self.cases = cases
        self.models = models
        self.rules = rules
        self.keys = keys
        self.papers = papers
        self._store = store

    def found(self, kind: type[TAggregate], entity_id: UUID) -> TAggregate:
        """What a command has just changed, as it now stands."""
        return self._store.get(kind, entity_id)
