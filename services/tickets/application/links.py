"""Linking tickets: related, duplicate, cause, part of another; and closing what has parts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.tickets.application.workbench import Effects, Workbench
from services.tickets.domain import terms
from services.tickets.domain.link_errors import (
    ChildrenStillOpen,
    FamilyWouldCircle,
    LinkedToItself,
)
from services.tickets.domain.links import CHILD_OF, KINDS, OTHER_SIDE, PARENT_OF, Link, TicketLinks
from services.tickets.domain.ticket import Ticket
from shared.errors import FieldError
from shared.event_store import AsOf


@dataclass(frozen=True)
class SeenLinks:
    """The links of a ticket, and in which state the other tickets are for those who may see them.

    Args:
        ticket: the ticket.
        version: version of its links; 0 where it never had one.
        links: each link with the state of the other ticket; None where the actor may not see it.
    """

    ticket: Ticket
    version: int
    links: tuple[tuple[Link, str | None], ...]


class Links:
    """Links tickets with each other.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def link_tickets(self, ticket_id: UUID, *, kind: str, other_id: UUID) -> TicketLinks:
        """Links a ticket that the actor works on to one that they may see.

        Args:
            ticket_id: the ticket.
            kind: one of `links.KINDS`, read as "the ticket is <kind> the other one".
            other_id: the other ticket.

        Raises:
            LinkedToItself: both are the same ticket.
            FamilyWouldCircle: a ticket would be part of itself.
        """
        known = terms.known_word(kind, among=KINDS, field="kind")
        _check_two(ticket_id, other_id)

        def attempt() -> TicketLinks:
            ticket, other = self._pair(ticket_id, other_id)
            if known == CHILD_OF:
                self._check_no_circle(ticket, other)
            elif known == PARENT_OF:
                self._check_no_circle(other, ticket)
            own, opposite = self.linked(ticket, known, other)
            self._bench.store.save(own, opposite, unchanged=[ticket, other])
            return own

        with self._bench.rules.noted("linking"):
            return self._bench.retried(attempt)

    def linked(self, ticket: Ticket, kind: str, other: Ticket) -> tuple[TicketLinks, TicketLinks]:
        """The links of both tickets with a further one; they are saved by who asked."""
        most = self._bench.rules.linking.most_links
        own, opposite = self.of(ticket), self.of(other)
        own.add(kind, other.origin, most=most)
        opposite.add(OTHER_SIDE[kind], ticket.origin, most=most)
        return own, opposite

    def unlink_tickets(self, ticket_id: UUID, *, kind: str, other_id: UUID) -> TicketLinks:
        """Takes a link away again, from both sides."""
        known = terms.known_word(kind, among=KINDS, field="kind")
        _check_two(ticket_id, other_id)

        def attempt() -> TicketLinks:
            ticket, other = self._pair(ticket_id, other_id)
            own, opposite = self.of(ticket), self.of(other)
            own.remove(known, other.origin)
            opposite.remove(OTHER_SIDE[known], ticket.origin)
            self._bench.store.save(own, opposite)
            return own

        return self._bench.retried(attempt)

    def links_of(self, ticket_id: UUID, *, as_of: AsOf | None = None) -> SeenLinks:
        """The links of a ticket that the actor may see, as they are or were."""
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_sees(ticket)
        found = self._bench.store.find(TicketLinks, TicketLinks.id_for(ticket_id), as_of=as_of)
        if found is None:
            return SeenLinks(ticket, 0, ())
        states = ((one, self._state_of(one, as_of)) for one in found.links)
        return SeenLinks(ticket, found.version, tuple(states))

    def ticket_of(self, links_id: UUID) -> UUID:
        """Whose links they are."""
        return self._bench.store.get(TicketLinks, links_id).ticket_id

    def of(self, ticket: Ticket) -> TicketLinks:
        """The links of a ticket; started where it has none."""
        found = self._bench.store.find(TicketLinks, TicketLinks.id_for(ticket.id))
        return found or TicketLinks.start(ticket.origin)

    def closing(self, ticket: Ticket, *, reason: str | None) -> Effects:
        """What closing a ticket needs of its parts: they are done, or somebody says why not.

        Raises:
            ChildrenStillOpen: a part still wants work and no reason is given.
        """
        found = self._bench.store.find(TicketLinks, TicketLinks.id_for(ticket.id))
        if found is None:
            return Effects()
        children = [self._bench.going_on(one.ticket_id) for one in found.of_kind(PARENT_OF)]
        still_open = {one.id: one for one in children if one.is_open and one.id != ticket.id}
        if not still_open:
            return Effects(unchanged=[found, *{one.id: one for one in children}.values()])
        if reason is None:
            numbers = ", ".join(one.number for one in still_open.values())
            raise ChildrenStillOpen(number=ticket.number, numbers=numbers)
        found.leave_children_open(
            tuple(one.origin for one in still_open.values()),
            reason=self._bench.seal(ticket.data_subject, reason),
        )
        return Effects(aggregates=[found])

    def _pair(self, ticket_id: UUID, other_id: UUID) -> tuple[Ticket, Ticket]:
        ticket, other = self._bench.ticket(ticket_id), self._bench.ticket(other_id)
        self._bench.access.check_works_on(ticket)
        self._bench.access.check_sees(other)
        other.check_not_merged()
        return ticket, other

    def _check_no_circle(self, child: Ticket, parent: Ticket) -> None:
        seen, above = {parent.id}, [parent.id]
        while above:
            found = self._bench.store.find(TicketLinks, TicketLinks.id_for(above.pop()))
            further = {} if found is None else {one.ticket_id for one in found.of_kind(CHILD_OF)}
            above += [one for one in further if one not in seen]
            seen |= set(further)
        if child.id in seen:
            raise FamilyWouldCircle(number=child.number, parent=parent.number)

    def _state_of(self, link: Link, as_of: AsOf | None) -> str | None:
        present = self._bench.ticket(link.ticket_id)
        if not self._bench.access.may_see(present):
            return None
        then = self._bench.store.find(Ticket, link.ticket_id, as_of=as_of)
        return None if then is None else then.state


def _check_two(ticket_id: UUID, other_id: UUID) -> None:
    if ticket_id == other_id:
        what = FieldError("ticket_id", "must be another ticket.", "必须是另一张工单。")
        raise LinkedToItself(fields=(what,))
