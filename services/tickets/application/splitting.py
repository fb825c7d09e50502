"""Splitting a ticket [拆分]: a second matter gets a ticket and clocks of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.tickets.application.links import Links
from services.tickets.application.tickets import NewTicket, Tickets
from services.tickets.application.workbench import Workbench
from services.tickets.domain import sla
from services.tickets.domain.clock_succession import SPLIT
from services.tickets.domain.correspondence import (
    CUSTOMER_REPLY,
    REPLY,
    Correspondence,
    Entry,
)
from services.tickets.domain.links import SPLIT_FROM
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.split_errors import CustomerOfSplitUnknown, NothingToSplit
from services.tickets.domain.ticket import Ticket
from shared.errors import FieldError
from shared.event_store import Aggregate


@dataclass(frozen=True)
class _Part:
    """The texts that go, and what the customer still waits for in them.

    Args:
        entries: the texts, in the order in which they were written.
        asked_at: when the matter was asked.
        answered_at: when it was answered first, if it was.
        open_since: since when a further question waits, if one does.
    """

    entries: tuple[Entry, ...]
    asked_at: datetime
    answered_at: datetime | None
    open_since: datetime | None


class Splitting:
    """Makes two tickets of one.

    Args:
        bench: what all use cases stand on.
        tickets: opens tickets.
        links: links them with each other.
    """

    def __init__(self, bench: Workbench, *, tickets: Tickets, links: Links) -> None:
        self._bench = bench
        self._tickets = tickets
        self._links = links

    def split_ticket(self, ticket_id: UUID, new: NewTicket, *, entry_ids: Sequence[UUID]) -> Ticket:
        """Opens a ticket for part of what was asked, all in one save (TK-1, TK-11).

        Its clocks start when that part was asked. A question that goes with it waits there: its
        reply clock here ends without a verdict.

        Args:
            ticket_id: the ticket that is split.
            new: the other ticket; customer and times follow from what is split.
            entry_ids: texts of the correspondence that belong to it; none if all was in one.

        Raises:
            NothingToSplit: a text was not written here, or went elsewhere before.
            CustomerOfSplitUnknown: nobody knows whose ticket it is.
        """
        new_id = self._bench.new_id()

        def attempt() -> Ticket:
            source = self._bench.ticket(ticket_id)
            self._bench.access.check_works_on(source)
            source.check_not_closed()
            if source.customer_id is None:
                raise CustomerOfSplitUnknown(number=source.number)
            letters = self._letters(source)
            part = _part_of(source, letters, entry_ids)
            facts = replace(
                new,
                ticket_id=new_id,
                customer_id=source.customer_id,
                contact_id=None,
                site_id=source.site_id,
                asked_at=part.asked_at,
                answered_at=part.answered_at,
            )
            return self._tickets.open_ticket(
                facts, also=lambda opened: self._changed(source, opened, letters, part)
            )

        with self._bench.rules.noted("linking", "sla"):
            return self._bench.retried(attempt)

    def _letters(self, ticket: Ticket) -> Correspondence | None:
        return self._bench.store.find(Correspondence, Correspondence.id_for(ticket.id))

    def _changed(
        self, source: Ticket, opened: Ticket, letters: Correspondence | None, part: _Part
    ) -> list[Aggregate]:
        """What is saved with the new ticket: the texts here and there, clocks, both links."""
        own, opposite = self._links.linked(opened, SPLIT_FROM, source)
        changed: list[Aggregate] = [own, opposite]
        if letters is None or not part.entries:
            return changed
        was_awaiting = letters.awaits_reply
        letters.move_out(part.entries, to_ticket_id=opened.id)
        taken = Correspondence.start(opened.id)
        taken.take_in(part.entries, from_ticket_id=source.id, awaits_reply=bool(part.open_since))
        heir_id = SlaClock.id_for(opened.id, clock=sla.FIRST_RESPONSE, ordinal=1)
        if part.open_since is not None:
            clocks = self._bench.clocks.started(opened, sla.REPLY, ordinal=1, at=part.open_since)
            changed += clocks
            heir_id = SlaClock.id_for(opened.id, clock=sla.REPLY, ordinal=1)
        if was_awaiting and not letters.awaits_reply:
            changed += self._ended(source, letters.questions, heir_id)
        return [*changed, letters, taken]

    def _ended(self, source: Ticket, ordinal: int, heir_id: UUID) -> list[Aggregate]:
        """The reply clock of a question that waits elsewhere from now on."""
        found = self._bench.clocks.find(source, sla.REPLY, ordinal=ordinal)
        if found is None or not found.is_running:
            return []
        at = self._bench.now
        reading = self._bench.clocks.reading(found, source, at=at)
        found.note(reading, at=at, about=source.about)
        found.end_for(heir_id, cause=SPLIT, reading=reading, at=at, about=source.about)
        return [found]


def _part_of(source: Ticket, letters: Correspondence | None, entry_ids: Sequence[UUID]) -> _Part:
    wanted = set(entry_ids)
    staying = () if letters is None else letters.present
    entries = tuple(one for one in staying if one.entry_id in wanted)
    if len(entries) < len(wanted) or len(wanted) < len(entry_ids):
        what = FieldError(
            "entry_ids",
            "must be texts of this ticket, each once.",
            "须为本工单的往来内容，不重复。",
        )
        raise NothingToSplit(fields=(what,))
    asked = [one.written_at for one in entries if one.sort == CUSTOMER_REPLY]
    asked_at = min(asked, default=source.asked_at)
    answers = [one.written_at for one in entries if one.sort == REPLY and one.written_at > asked_at]
    answered_at = min(answers, default=None)
    later = [at for at in asked if answers and at > max(answers)]
    return _Part(entries, asked_at, answered_at, min(later, default=None))
