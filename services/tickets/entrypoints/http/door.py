"""What all parts of the API share: the use cases, the read models and how things are shown."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.ticket_files import TicketFile
from services.tickets.application.use_cases import UseCases
from services.tickets.domain.callback import Callback
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.contact import Contact
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.referral import Referral
from services.tickets.entrypoints.http import rendering
from services.tickets.read_models.tables import ReadModels
from shared.event_store import Aggregate, EventStore
from shared.sealed import KeyStore

TAggregate = TypeVar("TAggregate", bound=Aggregate)


class Door:
    """The HTTP door of the service.

    What a command has just changed is shown to whoever was allowed to change it, even if it is
    theirs no more, as after a transfer.

    Args:
        store: the log.
        cases: the use cases.
        models: the read models.
        rules: the rules in force.
        keys: opens the texts that are shown.
    """

    def __init__(
        self,
        store: EventStore,
        *,
        cases: UseCases,
        models: ReadModels,
        rules: AppliedRules,
        keys: KeyStore,
    ) -> None:
        self.cases = cases
        self.models = models
        self.rules = rules
        self.rendering = rendering.Rendering(keys)
        self._store = store

    def found(self, kind: type[TAggregate], entity_id: UUID) -> TAggregate:
        """What a command has just changed, as it now stands."""
        return self._store.get(kind, entity_id)

    def shown_file(self, file: TicketFile) -> dict[str, Any]:
        """A ticket with what belongs to it."""
        return self.rendering.ticket(file, form=self.rules.form_of(file.ticket.kind))

    def show_ticket(self, ticket_id: UUID) -> dict[str, Any]:
        """A ticket after a command."""
        return self.shown_file(self.cases.ticket_files.file_of(ticket_id))

    def show_correspondence(self, correspondence_id: UUID) -> dict[str, Any]:
        """A correspondence after a command."""
        return self.rendering.correspondence(self._store.get(Correspondence, correspondence_id))

    def show_follow_ups(self, follow_ups_id: UUID) -> dict[str, Any]:
        """The follow-ups of a ticket after a command."""
        return self.rendering.follow_ups(self._store.get(FollowUps, follow_ups_id))

    def show_referral(self, referral_id: UUID) -> dict[str, Any]:
        """A referral after a command."""
        return self.rendering.referral(self._store.get(Referral, referral_id))

    def show_compliment(self, compliment_id: UUID) -> dict[str, Any]:
        """A compliment after a command."""
        return vars(self._store.get(Compliment, compliment_id))

    def show_contact(self, contact_id: UUID) -> dict[str, Any]:
        """A contact after a command."""
        return rendering.contact(self._store.get(Contact, contact_id))

    def show_callback(self, callback_id: UUID) -> dict[str, Any]:
        """A callback after a command."""
        return self.rendering.callback(self._store.get(Callback, callback_id))

    def show_desk(self, desk_id: UUID) -> dict[str, Any]:
        """A desk after a command."""
        return rendering.desk(self._store.get(AgentDesk, desk_id))
