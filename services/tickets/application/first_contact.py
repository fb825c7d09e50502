"""Judging first contact resolution when the window of the rules has passed (TK-8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.tickets.application.questions import Customers, FirstContacts, Unassessed
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain.first_contact import FirstContactResolution
from shared.errors import Conflict

AT_A_TIME = 500
"""Tickets judged in one run of the timer at most."""


class FirstContactWatch:
    """Judges resolved tickets, each once.

    Args:
        bench: what all use cases stand on.
        first_contacts: what is known for the judgement.
        customers: who the customers are.
    """

    def __init__(
        self, bench: Workbench, *, first_contacts: FirstContacts, customers: Customers
    ) -> None:
        self._bench = bench
        self._first_contacts = first_contacts
        self._customers = customers

    def assess_first_contacts(self, now: datetime) -> int:
        """Judges the tickets whose window has passed; returns how many."""
        window = timedelta(days=self._bench.rules.fcr.window_days)
        ready = self._first_contacts.unassessed(resolved_by=now - window, limit=AT_A_TIME)
        with self._bench.rules.noted("fcr"):
            return sum(self._assess(one, window) for one in ready)

    def _assess(self, one: Unassessed, window: timedelta) -> bool:
        ticket = self._bench.ticket(one.ticket_id)
        repeated_by = None
        if ticket.customer_id is not None:
            repeated_by = self._first_contacts.repetition(
                ticket.id,
                customer_ids=self._customers.same_person(ticket.customer_id),
                after=one.resolved_at,
                until=one.resolved_at + window,
            )
        with following_from(ticket):
            judged = FirstContactResolution.assess(
                ticket.about,
                resolved_at=one.resolved_at,
                window_days=window.days,
                reason_code=ticket.reason_code,
                repeated_by=repeated_by,
            )
        try:
            self._bench.store.save(judged)
        except Conflict:
            # Another timer has judged it: once is enough.
            return False
        return True
