"""Contacts that tickets name and that are not recorded yet, kept exact beside the events."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.tickets.domain.ticket import Ticket
from shared.event_store.side_rows import SideWrite, compare_and_set
from shared.event_store.store import Store

AWAITED_CONTACTS = "awaited_contacts"
"""Kind of the side rows: one for each contact, moved in the transaction that opens a ticket.

A read model would lag: the record of a contact may follow its ticket within the same batch.
"""

KEPT = timedelta(days=30)
"""How long the record of a contact may follow its ticket; a later one is linked by hand."""


class AwaitedContacts:
    """Knows which tickets wait for the record of a contact.

    Args:
        store: the log, or a batch.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def tickets_of(self, contact_id: UUID) -> list[UUID]:
        """The tickets that were opened about a contact before it was recorded."""
        return [UUID(one) for one in self._content(contact_id) or ()]

    def wait_for(self, contact_id: UUID, *, ticket: Ticket) -> list[SideWrite]:
        """The row with which a ticket waits for a contact."""
        known = self._content(contact_id)
        waiting = [*(known or ()), str(ticket.id)]
        return [
            compare_and_set(
                AWAITED_CONTACTS,
                str(contact_id),
                waiting,
                expected=known,
                expires_at=ticket.modified_on + KEPT,
            )
        ]

    def come(self, contact_id: UUID) -> list[SideWrite]:
        """The row with which the contact is awaited no more."""
        known = self._content(contact_id)
        if known is None:
            return []
        return [compare_and_set(AWAITED_CONTACTS, str(contact_id), None, expected=known)]

    def _content(self, contact_id: UUID) -> list[str] | None:
        row = self._store.side_row(AWAITED_CONTACTS, str(contact_id))
        return None if row is None else list(row.content)
