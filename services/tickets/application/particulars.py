"""The use cases that say more of a ticket: its fields, customer, kind, priority, channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from services.tickets.application.workbench import Effects, Workbench
from services.tickets.domain import terms
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.errors import ComplimentAlreadyAttributed
from services.tickets.domain.ticket import Ticket
from shared.event_store import SideWrite
from shared.sealed import Sealed


class Particulars:
    """Completes and classifies tickets.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def record_information(
        self, ticket_id: UUID, information: Mapping[str, str], *, expected_version: int | None
    ) -> Ticket:
        """Fills fields of a ticket, key information points among them (TK-10)."""

        def decide(ticket: Ticket) -> None:
            subject = ticket.data_subject
            ticket.record_information(
                {name: self._bench.seal(subject, text) for name, text in information.items()}
            )

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def name_customer(
        self, ticket_id: UUID, customer_id: UUID, *, expected_version: int | None
    ) -> Ticket:
        """Says whose ticket it is, where that was unknown."""

        def decide(ticket: Ticket) -> None:
            ticket.name_customer(customer_id)

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def reclassify_ticket(
        self, ticket_id: UUID, kind: str, *, reason: str, expected_version: int | None
    ) -> Ticket:
        """Gives a ticket another kind; its clocks follow the policy of the new one."""
        known = terms.known_word(kind, among=terms.KINDS, field="kind")
        return self._reclocked(
            ticket_id,
            lambda ticket: ticket.reclassify(known, reason=self._sealed(ticket, reason)),
            expected_version=expected_version,
        )

    def reprioritise_ticket(
        self, ticket_id: UUID, priority: str, *, reason: str, expected_version: int | None
    ) -> Ticket:
        """Gives a ticket another priority; its clocks follow and keep their pauses (TK-11)."""
        known = terms.known_word(priority, among=terms.PRIORITIES, field="priority")
        return self._reclocked(
            ticket_id,
            lambda ticket: ticket.reprioritise(known, reason=self._sealed(ticket, reason)),
            expected_version=expected_version,
        )

    def hand_over_channel(
        self, ticket_id: UUID, channel: str, *, said: str, expected_version: int | None
    ) -> Ticket:
        """Goes on by another channel with what the customer said already (TK-6)."""
        known = terms.known_word(channel, among=terms.CHANNELS, field="channel")

        def hand_over(ticket: Ticket) -> None:
            ticket.hand_over_channel(known, said=self._sealed(ticket, said))

        return self._reclocked(ticket_id, hand_over, expected_version=expected_version)

    def attribute_compliment(self, ticket_id: UUID, *, praised_employee_id: UUID) -> Compliment:
        """Says which agent a compliment praises (TK-1) [表扬].

        Raises:
            ComplimentAlreadyAttributed: it counts for an agent already.
        """
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_works_on(ticket)
        if self._bench.store.find(Compliment, Compliment.id_for(ticket_id)) is not None:
            raise ComplimentAlreadyAttributed(number=ticket.number)
        compliment = Compliment.record(ticket.about, praised_employee_id=praised_employee_id)
        self._bench.store.save(compliment)
        return compliment

    def _sealed(self, ticket: Ticket, text: str) -> Sealed:
        return self._bench.seal(ticket.data_subject, text)

    def _reclocked(
        self,
        ticket_id: UUID,
        change: Callable[[Ticket], None],
        *,
        expected_version: int | None,
    ) -> Ticket:
        """A change after which another SLA policy may fit, and other certificates be asked for.

        Whose agent is not certified for what the ticket has become waits in the queue.
        """
        bench = self._bench

        def decide(ticket: Ticket) -> Effects:
            lacked = bench.gate.lacking_of_agent(ticket)
            change(ticket)
            beside: list[SideWrite] = []
            if set(bench.gate.lacking_of_agent(ticket)) - set(lacked):
                beside = bench.loads.left(ticket)
                ticket.return_to_queue(reason=None, cause=terms.NOT_CERTIFIED)
            clocks = bench.clocks.under_present_policy(ticket, at=bench.now)
            return Effects(aggregates=clocks, beside=beside)

        with bench.rules.noted("sla", "skills", "gate"):
            return bench.change_ticket(ticket_id, decide, expected_version=expected_version)
