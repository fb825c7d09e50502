"""Work of agents who went away goes back to the queue, after the rules' time and once (TX-2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.matching import Matching
from services.tickets.application.questions import AvailableAgents, WorkOfAbsent
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain import terms
from services.tickets.domain.availability import AwayReason
from services.tickets.domain.desk import AgentDesk
from shared.errors import Conflict
from shared.event_store import SideRowConflict

AT_A_TIME = 500
"""Tickets of one reason and state that are taken back in one run at most."""

HELD_STATES = tuple(one for one in terms.OPEN_STATES if one != terms.QUEUED)


class TakingBack:
    """Takes work back from those who are away.

    Args:
        bench: what all use cases stand on.
        available: who is away.
        matching: finds desks.
    """

    def __init__(self, bench: Workbench, *, available: AvailableAgents, matching: Matching) -> None:
        self._bench = bench
        self._available = available
        self._matching = matching

    def note_gone(self, employee_id: UUID, *, reason: str, at: datetime) -> None:
        """`people` tells that an agent has signed off, was locked out or has left.

        Who has neither desk nor tickets is not noted; nor is what an agent did before they came
        back.

        Args:
            employee_id: the agent.
            reason: one of `availability.OF_THE_SYSTEM`.
            at: when.
        """
        desk = self._bench.store.find(AgentDesk, AgentDesk.id_for(employee_id))
        if desk is None and not self._bench.loads.load_of(employee_id).tickets:
            return
        if desk is not None and desk.channels and desk.modified_on > at:
            return
        desk = desk or self._matching.desk(employee_id)
        desk.go_unavailable(reason=reason)
        self._bench.store.save(desk)

    def take_back_work(self, now: datetime) -> int:
        """Returns what the rules do not leave to agents who are away; returns how many tickets.

        The cause in the event is the code of the reason for which the agent is away.
        """
        with self._bench.rules.noted("availability"):
            reasons = self._bench.rules.availability.reasons
            return sum(
                self._take_back(reason, state, grace, now)
                for reason in reasons
                for state in HELD_STATES
                if (grace := reason.grace_of(state)) is not None
            )

    def _take_back(self, reason: AwayReason, state: str, grace: int, now: datetime) -> int:
        found = self._available.work_of_absent(
            reason=reason.code,
            state=state,
            by=now - timedelta(seconds=grace),
            limit=AT_A_TIME,
        )
        return sum(self._return(one, reason.code, state) for one in found)

    def _return(self, one: WorkOfAbsent, reason: str, state: str) -> bool:
        """Whether the ticket was returned: if agent and ticket stand as the read model said."""
        ticket = self._bench.ticket(one.ticket_id)
        desk = self._matching.desk(one.employee_id)
        is_theirs = ticket.assignee_id == one.employee_id and ticket.state == state
        if not is_theirs or desk.away_for(ticket.channel) != reason:
            return False
        beside = self._bench.loads.left(ticket)
        with following_from(ticket):
            ticket.return_to_queue(reason=None, cause=reason)
        try:
            self._bench.store.save(ticket, beside=beside, unchanged=[desk])
        except (Conflict, SideRowConflict):
            # Another timer took it back, or its agent is at work again: theirs stands.
            return False
        return True
