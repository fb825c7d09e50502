"""Tickets, contacts and callbacks in every state, worked on by Li through the use cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.crm.domain.customer import Customer
from services.tickets.application.tickets import NewTicket
from services.tickets.domain.ticket import Ticket
from tests.api.centre import Centre

SECRET_WORDS = "卡号6222-0001被盗刷"
"""What Li's customers say, and nobody else may read."""

COMPLETE = {"product": "信用卡", "question": "年费", "answer_source": "收费公告"}


class TicketDesk:
    """Brings forth what the API is asked about.

    Args:
        centre: where.
    """

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._cases = centre.tickets.use_cases

    def fill(self) -> None:
        """One of everything."""
        for state in self.STATES:
            self.ticket(state)
        self.ticket("in_progress", by="agent", skill_group="loans")
        ...
