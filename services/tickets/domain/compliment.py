"""A compliment [表扬] and the agent whom it praises (TK-1)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.errors import NotACompliment
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of


class Compliment(Aggregate):
    """The praise of one agent, told in one ticket; it counts once."""

    TOPIC = "tickets.compliment"

    class Created(Aggregate.Created):
        TOPIC = "tickets.compliment.recorded"
        about: AboutTicket
        praised_employee_id: UUID

    def __init__(self, about: AboutTicket, praised_employee_id: UUID) -> None:
        self.ticket_id = about.ticket_id
        self.praised_employee_id = praised_employee_id

    @staticmethod
    def id_for(ticket_id: UUID) -> UUID:
        """The one id of a ticket's compliment."""
        return id_of("compliment", ticket_id)

    @classmethod
    def record(cls, about: AboutTicket, *, praised_employee_id: UUID) -> Self:
        """Attributes the compliment of a ticket to an agent.

        Raises:
            NotACompliment: the ticket is of another kind.
        """
        if about.kind != "compliment":
            raise NotACompliment(number=about.number)
        return cls._create(
            cls.Created,
            id=cls.id_for(about.ticket_id),
            about=about,
            praised_employee_id=praised_employee_id,
        )
