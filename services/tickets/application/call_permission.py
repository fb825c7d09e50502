"""Whether a customer may be called: the do-not-call list and the consents, at each attempt."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.tickets.application.outbound_questions import Consents, People
from services.tickets.domain.do_not_call import DoNotCall
from services.tickets.domain.outbound_rules import MISSING, REFUSED, PurposeRule
from shared.event_store.store import Store

_CAUSES = {REFUSED: "consent_refused", MISSING: "consent_missing"}


@dataclass(frozen=True)
class Permission:
    """What the check found.

    Args:
        consent: what the customer's words mean for the call, or `do_not_call`.
        refusal: why the customer may not be called; None if they may.
    """

    consent: str
    refusal: str | None


class CallPermission:
    """Checks what the person has said, in whichever of their files.

    Args:
        store: the log, in which the do-not-call list lies.
        people: which files are one person.
        consents: what was agreed to; as old as the last message of `crm`.
    """

    def __init__(self, store: Store, *, people: People, consents: Consents) -> None:
        self._store = store
        self._people = people
        self._consents = consents

    def for_call(self, customer_id: UUID, purpose: PurposeRule) -> Permission:
        """Whether a customer may be called for a purpose now."""
        person = self._people.same_person(customer_id)
        if any(self.is_not_to_be_called(one) for one in person):
            return Permission("do_not_call", "do_not_call")
        words = self._consents.words_of(person, purpose=purpose.consent)
        standing = purpose.standing(words)
        return Permission(standing, _CAUSES.get(standing))

    def is_not_to_be_called(self, customer_id: UUID) -> bool:
        """Whether a customer file is on the do-not-call list."""
        found = self._store.find(DoNotCall, DoNotCall.id_for(customer_id))
        return found is not None and found.is_in_force
