"""Which contacts did a ticket have?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, func, select

from services.tickets.read_models.states import text_or_none
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_contact_id = Column("contact_id", String, primary_key=True)

LINKS = read_table(
    "contact_links",
    Column("ticket_id", String, primary_key=True),
    _contact_id,
    Index("contact_links_by_contact", _contact_id),
)

CONTACTS = read_table(
    "contacts",
    Column("contact_id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("employee_id", String),
    Column("offered_at", String, nullable=False),
    Column("answered_at", String),
    Column("ended_at", String),
)


@dataclass(frozen=True)
class ListedContact:
    """A contact in a list."""

    contact_id: UUID
    channel: str
    direction: str
    employee_id: UUID | None
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


class ContactsOfTicket(ReadModel):
    """Contacts, and which tickets they concern."""

    name = "contacts_of_ticket"
    source = "tickets"
    tables = (LINKS, CONTACTS)

    @projects("tickets.ticket.opened")
    def ticket_opened(self, rows: Rows, event: Any) -> None:
        """The contact in which a ticket was asked for is its first."""
        if event.contact_id is not None:
            _link(rows, event.originator_id, event.contact_id)

    @projects("tickets.contact.linked_to_ticket")
    def linked(self, rows: Rows, event: Any) -> None:
        """A contact concerns a ticket."""
        _link(rows, event.ticket_id, event.originator_id)

    @projects("tickets.contact.offered")
    def offered(self, rows: Rows, event: Any) -> None:
        """There is a further contact."""
        rows[CONTACTS].put(
            contact_id=str(event.originator_id),
            channel=event.channel,
            direction=event.direction,
            offered_at=iso(event.offered_at),
        )

    @projects("tickets.contact.answered")
    def answered(self, rows: Rows, event: Any) -> None:
        """An agent has answered."""
        rows[CONTACTS].change(
            str(event.originator_id),
            employee_id=text_or_none(event.employee_id),
            answered_at=iso(event.answered_at),
        )

    @projects("tickets.contact.ended", "tickets.contact.logged")
    def ended(self, rows: Rows, event: Any) -> None:
        """It is over."""
        rows[CONTACTS].change(str(event.originator_id), ended_at=iso(event.ended_at))

    def count(self, *ticket_ids: UUID) -> int:
        """How many contacts these tickets had; one that concerned several counts once."""
        names = [str(one) for one in ticket_ids]
        query = select(func.count(LINKS.c.contact_id.distinct())).where(
            LINKS.c.ticket_id.in_(names)
        )
        with self.database.reading() as connection:
            return connection.execute(query).scalar_one()

    def ids_of(self, *ticket_ids: UUID) -> Sequence[UUID]:
        """Which contacts these tickets had."""
        return [one.contact_id for one in self.of_ticket(*ticket_ids)]

    def of_ticket(self, *ticket_ids: UUID) -> Sequence[ListedContact]:
        """The contacts of tickets, the oldest first; one that is not recorded yet is left out."""
        linked = select(LINKS.c.contact_id).where(
            LINKS.c.ticket_id.in_([str(one) for one in ticket_ids])
        )
        query = (
            select(CONTACTS)
            .where(CONTACTS.c.contact_id.in_(linked))
            .order_by(CONTACTS.c.offered_at, CONTACTS.c.contact_id)
        )
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _link(rows: Rows, ticket_id: UUID, contact_id: UUID) -> None:
    rows[LINKS].put(ticket_id=str(ticket_id), contact_id=str(contact_id))


def _listed(row: Any) -> ListedContact:
    def moment(name: str) -> datetime | None:
        return None if row[name] is None else datetime.fromisoformat(row[name])

    return ListedContact(
        contact_id=UUID(row["contact_id"]),
        channel=row["channel"],
        direction=row["direction"],
        employee_id=None if row["employee_id"] is None else UUID(row["employee_id"]),
        offered_at=datetime.fromisoformat(row["offered_at"]),
        answered_at=moment("answered_at"),
        ended_at=moment("ended_at"),
    )
