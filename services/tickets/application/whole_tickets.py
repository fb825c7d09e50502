"""A ticket with all that was merged into it: what was written, called, promised and worked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.questions import Callbacks, ContactsOfTickets
from services.tickets.application.sla import ReadClock
from services.tickets.application.ticket_files import TicketFile, TicketFiles
from services.tickets.application.workbench import Workbench
from services.tickets.domain import terms
from services.tickets.domain.callback import Callback
from services.tickets.domain.contact import Contact
from shared.event_store import AsOf

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Worked:
    """What a ticket took, in seconds.

    Args:
        in_progress_seconds: time in which somebody was at work on it.
        talk_seconds: conversations about it.
        after_call_work_seconds: work after them.
    """

    in_progress_seconds: int
    talk_seconds: int
    after_call_work_seconds: int


@dataclass(frozen=True)
class Part:
    """One of the tickets that a whole one is made of.

    Args:
        file: the ticket with what belongs to it.
        clocks: its SLA clocks.
        contacts: contacts that concern it; one that concerns several parts stands at the first.
        callbacks: callbacks booked for it.
        worked: what it took.
    """

    file: TicketFile
    clocks: Sequence[ReadClock]
    contacts: Sequence[Contact]
    callbacks: Sequence[Callback]
    worked: Worked


class WholeTickets:
    """Reads a ticket together with what was merged into it, now or as of a moment.

    Args:
        bench: what all use cases stand on.
        contacts: which contacts tickets had.
        callbacks: which callbacks were booked for them.
        files: reads tickets as the actor may see them.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        contacts: ContactsOfTickets,
        callbacks: Callbacks,
        files: TicketFiles,
    ) -> None:
        self._bench = bench
        self._contacts = contacts
        self._callbacks = callbacks
        self._files = files

    def parts_of(self, ticket_id: UUID, *, as_of: AsOf | None = None) -> list[Part]:
        """The ticket first, then what was merged into it.

        Raises:
            TicketNotFound: there is none, was none then, or not for the actor.
        """
        first = self._files.see_ticket(ticket_id, as_of=as_of)
        origins = [self._files.file_of(one, as_of=as_of) for one in first.ticket.whole[1:]]
        contacts = self._found_contacts(first.ticket.whole, as_of)
        callbacks = self._found_callbacks(first.ticket.whole, as_of)
        at = self._moment(as_of, [first, *origins])
        parts, told = [], set[UUID]()
        for file in (first, *origins):
            mine = [one for one in contacts if _concerns(one, file) and one.id not in told]
            told |= {one.id for one in mine}
            parts.append(
                Part(
                    file,
                    self._clocks(file, at=at, as_of=as_of),
                    mine,
                    [one for one in callbacks if one.ticket_id == file.ticket.id],
                    _worked(file, mine, at=at),
                )
            )
        return parts

    def _found_contacts(self, ids: Sequence[UUID], as_of: AsOf | None) -> list[Contact]:
        found = (
            self._bench.store.find(Contact, one, as_of=as_of) for one in self._contacts.ids_of(*ids)
        )
        return [one for one in found if one is not None]

    def _found_callbacks(self, ids: Sequence[UUID], as_of: AsOf | None) -> list[Callback]:
        found = (
            self._bench.store.find(Callback, one, as_of=as_of)
            for one in self._callbacks.of_tickets(ids)
        )
        return [one for one in found if one is not None]

    def _clocks(self, file: TicketFile, *, at: datetime, as_of: AsOf | None) -> list[ReadClock]:
        found = self._bench.clocks.all_of(file.ticket, as_of=as_of)
        read = self._bench.clocks.reading
        return [ReadClock(one, read(one, file.ticket, at=at)) for one in found]

    def _moment(self, as_of: AsOf | None, files: Sequence[TicketFile]) -> datetime:
        if as_of is None:
            return self._bench.now
        if as_of.time is not None:
            return as_of.time
        return max(one.ticket.modified_on for one in files)


def _concerns(contact: Contact, file: TicketFile) -> bool:
    return file.ticket.id in contact.ticket_ids or file.ticket.contact_id == contact.id


def _worked(file: TicketFile, contacts: Sequence[Contact], *, at: datetime) -> Worked:
    moments = file.ticket.moments
    ends = [*(one.at for one in moments[1:]), max(at, moments[-1].at)]
    at_work = timedelta()
    for moment, end in zip(moments, ends, strict=True):
        if moment.state == terms.IN_PROGRESS:
            at_work += end - moment.at
    measures = [one.measures for one in contacts if one.measures is not None]
    return Worked(
        in_progress_seconds=at_work // _SECOND,
        talk_seconds=sum(one.talk_seconds for one in measures),
        after_call_work_seconds=sum(one.after_call_work_seconds for one in measures),
    )
