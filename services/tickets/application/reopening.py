"""Taking a ticket up again, by a person or because the customer has written."""

from __future__ import annotations

from services.tickets.application.workbench import Effects, Workbench
from services.tickets.domain import sla, terms
from services.tickets.domain.ticket import Ticket


def reopened(bench: Workbench, ticket: Ticket, *, reason: str | None) -> Effects:
    """Reopens a ticket: its agent has it again, and another resolution clock starts.

    An agent who is certified for it no more does not get it back: it waits in the queue.

    Args:
        bench: what all use cases stand on.
        ticket: a resolved or closed ticket.
        reason: why, in the words of who reopens it; None where the customer has written.
    """
    beside = []
    former_id = ticket.assignee_id
    has_it_back = former_id is not None and not bench.gate.lacking_for(ticket, former_id)
    if former_id is not None and has_it_back and not ticket.is_open:
        beside = bench.loads.taken(ticket, by=former_id)
    if reason is None:
        ticket.reopen(cause="customer_replied")
    else:
        ticket.reopen(cause="asked_for", reason=bench.seal(ticket.data_subject, reason))
    if former_id is not None and not has_it_back:
        ticket.return_to_queue(reason=None, cause=terms.NOT_CERTIFIED)
    clocks = bench.clocks.started(
        ticket, sla.RESOLUTION, ordinal=ticket.reopenings + 1, at=bench.now
    )
    return Effects(aggregates=clocks, beside=beside)


def taken_up_again(bench: Workbench, ticket: Ticket) -> Effects:
    """What a reply of the customer does to the ticket: what waited for it goes on."""
    if ticket.state == terms.WAITING_FOR_CUSTOMER:
        ticket.resume()
    elif not ticket.is_open:
        return reopened(bench, ticket, reason=None)
    return Effects()
