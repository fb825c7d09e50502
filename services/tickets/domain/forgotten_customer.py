"""A customer whose data is gone: what was kept to find their words goes too."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate
from shared.ids import id_of


class ForgottenCustomer(Aggregate):
    """The fact in this service's own log, from which its read models learn it (SE-2)."""

    TOPIC = "tickets.forgotten_customer"

    class Created(Aggregate.Created):
        TOPIC = "tickets.forgotten_customer.forgotten"
        customer_id: UUID

    def __init__(self, customer_id: UUID) -> None:
        self.customer_id = customer_id

    @staticmethod
    def id_for(customer_id: UUID) -> UUID:
        """The one id of the fact."""
        return id_of("forgotten-customer", customer_id)

    @classmethod
    def forget(cls, customer_id: UUID) -> Self:
        """Notes that the customer's data is gone."""
        return cls._create(cls.Created, id=cls.id_for(customer_id), customer_id=customer_id)
