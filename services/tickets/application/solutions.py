"""The use cases between taking a ticket and resolving it: identity, solution, promise, waiting."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.tickets.application.workbench import Workbench
from services.tickets.domain import sla, terms
from services.tickets.domain.authority import amounts_stay_within_the_authority
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Solution
from shared.errors import FieldError, Invalid


class Solutions:
    """Verifies, proposes, promises and waits.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def verify_identity(
        self, ticket_id: UUID, *, method: str, expected_version: int | None = None
    ) -> Ticket:
        """Records that the customer's identity was verified [身份核实] (TK-2)."""

        def decide(ticket: Ticket) -> None:
            ticket.verify_identity(method)

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def propose_solution(
        self,
        ticket_id: UUID,
        *,
        text: str,
        decision: str | None = None,
        amount_minor: int | None = None,
        currency: str | None = None,
        expected_version: int | None = None,
    ) -> Ticket:
        """Offers the customer a solution within the actor's own authority (TK-2, TK-8).

        Args:
            ticket_id: the ticket.
            text: the solution in words.
            decision: what it decides in money, such as `refund`.
            amount_minor: money granted, in minor units.
            currency: its ISO 4217 code.
            expected_version: version that the caller saw.

        Raises:
            DecisionAuthorityExceeded: the actor's position may not decide so much (RO-7).
        """
        limit = self._limit(decision, amount_minor, currency)

        def decide(ticket: Ticket) -> None:
            solution = Solution(
                text=self._bench.seal(ticket.data_subject, text),
                decision=decision,
                amount_minor=amount_minor,
                currency=currency,
            )
            ticket.propose_solution(solution, limit_minor=limit)

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def answer_solution(
        self, ticket_id: UUID, *, is_confirmed: bool, expected_version: int | None = None
    ) -> Ticket:
        """Records whether the customer agrees (TK-2)."""

        def decide(ticket: Ticket) -> None:
            ticket.answer_solution(is_confirmed=is_confirmed)

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def wait_for(
        self, ticket_id: UUID, state: str, *, reason: str, expected_version: int | None = None
    ) -> Ticket:
        """Lays a ticket aside until the customer or a third party has answered."""
        known = terms.known_word(state, among=terms.WAITING_STATES, field="state")

        def decide(ticket: Ticket) -> None:
            ticket.wait(known, reason=self._bench.seal(ticket.data_subject, reason))

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def resume_ticket(self, ticket_id: UUID, *, expected_version: int | None = None) -> Ticket:
        """Goes on with what waited or was referred."""

        def decide(ticket: Ticket) -> None:
            ticket.resume()

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def promise_follow_up(self, ticket_id: UUID, *, promise: str, due_at: datetime) -> FollowUps:
        """Promises the customer an answer by a time; its clock starts (TK-2, TK-11)."""

        def attempt() -> FollowUps:
            ticket = self._workable(ticket_id)
            follow_ups = self._follow_ups(ticket)
            follow_ups.promise_follow_up(
                self._bench.seal(ticket.data_subject, promise),
                due_at=due_at,
                at=self._bench.now,
                about=ticket.about,
            )
            clocks = self._bench.clocks.started(
                ticket,
                sla.FOLLOW_UP,
                ordinal=follow_ups.count,
                at=self._bench.now,
                due_at=due_at,
            )
            self._bench.store.save(follow_ups, *clocks, unchanged=[ticket])
            return follow_ups

        with self._bench.rules.noted("sla"):
            return self._bench.retried(attempt)

    def record_follow_up(self, ticket_id: UUID, *, reply: str) -> FollowUps:
        """Records that the promise was kept and what the customer said (TK-2).

        A closed ticket has one where the customer's survey answer was low.
        """

        def attempt() -> FollowUps:
            ticket = self._bench.ticket(ticket_id)
            self._bench.access.check_works_on(ticket)
            follow_ups = self._follow_ups(ticket)
            sealed = self._bench.seal(ticket.data_subject, reply)
            follow_ups.record_follow_up(sealed, about=ticket.about)
            clocks = self._bench.clocks.stopped(
                ticket, sla.FOLLOW_UP, ordinal=follow_ups.count, at=self._bench.now
            )
            self._bench.store.save(follow_ups, *clocks)
            return follow_ups

        return self._bench.retried(attempt)

    def _workable(self, ticket_id: UUID) -> Ticket:
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_works_on(ticket)
        ticket.check_not_closed()
        return ticket

    def _follow_ups(self, ticket: Ticket) -> FollowUps:
        found = self._bench.store.find(FollowUps, FollowUps.id_for(ticket.id))
        return found or FollowUps.start(ticket.about)

    def _limit(
        self, decision: str | None, amount_minor: int | None, currency: str | None
    ) -> int | None:
        if amount_minor is None:
            return None
        if decision is None or currency is None:
            what = FieldError(
                "amount_minor", "needs decision and currency.", "须同时填写决定事项与币种。"
            )
            raise Invalid(fields=(what,))
        return amounts_stay_within_the_authority(
            amount_minor,
            currency=currency,
            decision=decision,
            authority=self._bench.access.member().authority,
        )
