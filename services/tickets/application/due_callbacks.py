"""Callbacks at the promised time: given to an agent when the window begins, signalled if late."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.matching import RULES, Matching
from services.tickets.application.pushing import Pushing
from services.tickets.application.questions import Callbacks as CallbackQuestions
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain.callback import Callback
from services.tickets.domain.ticket import Ticket
from shared.errors import Conflict
from shared.event_store import Aggregate, SideRowConflict, SideWrite

AT_A_TIME = 500
"""Due callbacks that are looked at in one run at most."""

BY_TELEPHONE = "phone"


class DueCallbacks:
    """Sees to it that somebody calls within the window (TK-6).

    The ticket's own agent calls, if they take calls now. Else a free agent of the skill group
    does, least loaded and longest idle first, and gets the ticket with the callback.

    Args:
        bench: what all use cases stand on.
        booked: which callbacks are booked.
        pushing: whose turn it is.
        matching: finds desks.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        booked: CallbackQuestions,
        pushing: Pushing,
        matching: Matching,
    ) -> None:
        self._bench = bench
        self._booked = booked
        self._pushing = pushing
        self._matching = matching

    def push_callbacks(self, now: datetime) -> int:
        """Gives due callbacks to agents and signals late ones; returns how many were changed."""
        with self._bench.rules.noted("callbacks", *RULES):
            late_after = timedelta(seconds=self._bench.rules.callbacks.late_after_seconds)
            due = self._booked.due(at=now, late_if_before=now - late_after, limit=AT_A_TIME)
            return sum(self._see_to(one, now) for one in due)

    def _see_to(self, callback_id: UUID, now: datetime) -> bool:
        callback = self._bench.store.get(Callback, callback_id)
        if not callback.is_due(now):
            return False
        ticket = self._bench.going_on(callback.ticket_id)
        with following_from(callback):
            late_after = self._bench.rules.callbacks.late_after_seconds
            callback.note_late(at=now, late_after_seconds=late_after)
            beside, beside_it = self._given(callback, ticket)
        if not callback.pending_events:
            return False
        unchanged = [] if beside_it else [ticket]
        try:
            self._bench.store.save(callback, *beside_it, beside=beside, unchanged=unchanged)
        except (Conflict, SideRowConflict):
            # Made, cancelled or given by somebody else meanwhile: theirs stands.
            return False
        return True

    def _given(self, callback: Callback, ticket: Ticket) -> tuple[list[SideWrite], list[Aggregate]]:
        """Gives the callback, with the ticket where that is another's; what is saved with it."""
        if self._takes_calls(callback.employee_id):
            return [], []
        if ticket.assignee_id is not None and self._may_call(ticket, ticket.assignee_id):
            callback.give_to(ticket.assignee_id, why="own_ticket")
            return [], []
        seats = [
            one
            for one in self._pushing.seats_of(ticket.skill_group)
            if self._may_call(ticket, one.agent.employee_id)
        ]
        if not ticket.is_open:
            seat = min(seats, key=lambda one: one.turn, default=None)
            if seat is not None:
                callback.give_to(seat.agent.employee_id, why="free_agent")
            return [], []
        seat = self._pushing.next_for(ticket, seats, through=BY_TELEPHONE)
        if seat is None:
            return [], []
        beside = self._bench.loads.taken(ticket, by=seat.agent.employee_id)
        ticket.assign(seat.agent.employee_id, why="callback")
        callback.give_to(seat.agent.employee_id, why="free_agent")
        return beside, [ticket]

    def _may_call(self, ticket: Ticket, employee_id: UUID) -> bool:
        is_certified = not self._bench.gate.lacking_for(ticket, employee_id)
        return is_certified and self._takes_calls(employee_id)

    def _takes_calls(self, employee_id: UUID | None) -> bool:
        if employee_id is None:
            return False
        return self._matching.desk(employee_id).is_available_for(BY_TELEPHONE)
