"""How a ticket is linked to others: a stream of its own, so that a link spoils no editor's ETag.

Each of the two tickets holds the link from its own side, saved together: so either side is read
alone, and as of a moment both agree.
"""

from __future__ import annotations

from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.link_errors import (
    AlreadyLinked,
    NotLinked,
    ParentAlreadyNamed,
    TooManyLinks,
)
from services.tickets.domain.ticket_state import Origin
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

RELATED = "related"
DUPLICATE_OF = "duplicate_of"
HAS_DUPLICATE = "has_duplicate"
CAUSED_BY = "caused_by"
CAUSES = "causes"
CHILD_OF = "child_of"
PARENT_OF = "parent_of"
SPLIT_FROM = "split_from"
SPLIT_INTO = "split_into"

OTHER_SIDE = {
    RELATED: RELATED,
    DUPLICATE_OF: HAS_DUPLICATE,
    HAS_DUPLICATE: DUPLICATE_OF,
    CAUSED_BY: CAUSES,
    CAUSES: CAUSED_BY,
    CHILD_OF: PARENT_OF,
    PARENT_OF: CHILD_OF,
    SPLIT_FROM: SPLIT_INTO,
    SPLIT_INTO: SPLIT_FROM,
}
"""What a link is called from the other ticket."""

KINDS = (
    RELATED,
    DUPLICATE_OF,
    HAS_DUPLICATE,
    CAUSED_BY,
    CAUSES,
    CHILD_OF,
    PARENT_OF,
)
"""The links that people make; those of a split are made by the split."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link as one ticket sees it.

    Args:
        kind: one of the words above.
        ticket_id: the other ticket.
        number: its number.
    """

    kind: str
    ticket_id: UUID
    number: str


class TicketLinks(Aggregate):
    """All links of one ticket, and the suggestions that were found wrong."""

    TOPIC = "tickets.ticket_links"

    class Created(Aggregate.Created):
        TOPIC = "tickets.ticket_links.started"
        ticket_id: UUID
        number: str

    def __init__(self, ticket_id: UUID, number: str) -> None:
        self.ticket_id = ticket_id
        self.number = number
        self.links: tuple[Link, ...] = ()
        self.dismissed: tuple[UUID, ...] = ()

    @staticmethod
    def id_for(ticket_id: UUID) -> UUID:
        """The one id of a ticket's links."""
        return id_of("ticket_links", ticket_id)

    @classmethod
    def start(cls, origin: Origin) -> Self:
        """No link yet."""
        return cls._create(
            cls.Created,
            id=cls.id_for(origin.ticket_id),
            ticket_id=origin.ticket_id,
            number=origin.number,
        )

    def of_kind(self, kind: str) -> tuple[Link, ...]:
        """The links of a kind, the oldest first."""
        return tuple(one for one in self.links if one.kind == kind)

    def add(self, kind: str, other: Origin, *, most: int) -> None:
        """Links it to another ticket.

        Args:
            kind: one of the words above.
            other: the other ticket.
            most: links that the rules allow.

        Raises:
            ParentAlreadyNamed: it is part of another ticket already.
        """
        link = Link(kind=kind, ticket_id=other.ticket_id, number=other.number)
        if link in self.links:
            raise AlreadyLinked(number=self.number, other=other.number)
        if len(self.links) >= most:
            raise TooManyLinks(number=self.number, count=len(self.links))
        parents = self.of_kind(CHILD_OF)
        if kind == CHILD_OF and parents:
            raise ParentAlreadyNamed(number=self.number, parent=parents[0].number)
        self._add(ticket_id=self.ticket_id, number=self.number, link=link)

    @event("Added", topic="tickets.ticket_links.added")
    def _add(self, ticket_id: UUID, number: str, link: Link) -> None:
        self.links = (*self.links, link)

    def remove(self, kind: str, other: Origin) -> None:
        """Takes a link away again."""
        link = Link(kind=kind, ticket_id=other.ticket_id, number=other.number)
        if link not in self.links:
            raise NotLinked(number=self.number, other=other.number)
        self._remove(ticket_id=self.ticket_id, number=self.number, link=link)

    @event("Removed", topic="tickets.ticket_links.removed")
    def _remove(self, ticket_id: UUID, number: str, link: Link) -> None:
        self.links = tuple(one for one in self.links if one != link)

    def dismiss(self, other_id: UUID, *, reason: Sealed) -> None:
        """Notes that another ticket is no duplicate, whatever the rules suggest."""
        if other_id not in self.dismissed:
            self._dismiss(other_id=other_id, reason=reason)

    @event("SuggestionDismissed", topic="tickets.ticket_links.suggestion_dismissed")
    def _dismiss(self, other_id: UUID, reason: Sealed) -> None:
        self.dismissed = (*self.dismissed, other_id)

    def leave_children_open(self, children: tuple[Origin, ...], *, reason: Sealed) -> None:
        """Notes why the parent is closed while these children are open."""
        self._leave_children_open(children=children, reason=reason)

    @event("ChildrenLeftOpen", topic="tickets.ticket_links.children_left_open")
    def _leave_children_open(self, children: tuple[Origin, ...], reason: Sealed) -> None:
        pass
