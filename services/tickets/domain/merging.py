"""Merging [合并]: several tickets about one request go on as one, and none of them is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.tickets.domain import terms
from services.tickets.domain.about import AboutTicket
from services.tickets.domain.merging_errors import ComplaintInAnotherKind, ReferralRunning
from services.tickets.domain.ticket_state import Origin, TicketState
from shared.sealed.envelope import Sealed


class MergeableTicket(TicketState):
    """A ticket as far as it can be merged.

    Its events are written out, because `@event` works in the class alone that is stored.
    """

    class Absorbed(TicketState.Event):
        """It goes on for other tickets too."""

        TOPIC = "tickets.ticket.absorbed"
        origins: tuple[Origin, ...]
        more_than_one_contact: bool
        reason: Sealed
        about: AboutTicket

        def apply(self, aggregate: Any) -> None:
            """Keeps for whom it goes on."""
            aggregate.absorbed = (*aggregate.absorbed, *self.origins)
            aggregate.absorbed_more = aggregate.absorbed_more or self.more_than_one_contact
            super().apply(aggregate)

    class Merged(TicketState.Event):
        """Another ticket goes on for it."""

        TOPIC = "tickets.ticket.merged"
        into: Origin
        reason: Sealed
        about: AboutTicket

        def apply(self, aggregate: Any) -> None:
            """Keeps which one goes on."""
            aggregate.merged_into = self.into
            aggregate.state = terms.MERGED
            super().apply(aggregate)

    @property
    def origin(self) -> Origin:
        """How another ticket names it."""
        return Origin(ticket_id=self.id, number=self.number)

    def absorb(self, others: Sequence[MergeableTicket], *, reason: Sealed) -> None:
        """Goes on for other tickets too, and for those that were merged into them before.

        Args:
            others: the tickets that end here.
            reason: why they are one request.
        """
        self.check_open()
        origins = [origin for one in others for origin in (one.origin, *one.absorbed)]
        self.trigger_event(
            self.Absorbed,
            origins=tuple(origins),
            more_than_one_contact=any(one.wants_reason_code for one in others),
            reason=reason,
            about=self.about,
        )

    def merge_into(self, survivor: MergeableTicket, *, reason: Sealed) -> None:
        """Ends, because another ticket goes on for it.

        Args:
            survivor: the ticket that goes on.
            reason: why they are one request.

        Raises:
            ReferralRunning: a department or expert still looks into it.
            ComplaintInAnotherKind: it is a complaint and the other one is none.
        """
        self.check_open()
        if self.state == terms.REFERRED:
            raise ReferralRunning(number=self.number)
        if self.kind == "complaint" and survivor.kind != "complaint":
            raise ComplaintInAnotherKind(number=self.number, into=survivor.number)
        self.trigger_event(self.Merged, into=survivor.origin, reason=reason, about=self.about)
