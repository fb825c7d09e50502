"""The do-not-call list [免打扰名单]: who has asked not to be called, until they say otherwise."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.tickets.domain.outbound_errors import AlreadyNotToBeCalled, NotOnTheList
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

ASKED_IN_CALL = "asked_in_call"
ASKED_OTHERWISE = "asked_otherwise"


class DoNotCall(Aggregate):
    """One customer's entry; it stops every outbound call, whatever for."""

    TOPIC = "tickets.do_not_call"

    class Created(Aggregate.Created):
        TOPIC = "tickets.do_not_call.opened"
        customer_id: UUID

    def __init__(self, customer_id: UUID) -> None:
        self.customer_id = customer_id
        self.is_in_force = False

    @staticmethod
    def id_for(customer_id: UUID) -> UUID:
        """The one id of a customer's entry."""
        return id_of("do_not_call", customer_id)

    @classmethod
    def open(cls, customer_id: UUID) -> Self:
        """An entry that says nothing yet."""
        return cls._create(cls.Created, id=cls.id_for(customer_id), customer_id=customer_id)

    def record(self, *, cause: str) -> None:
        """The customer is not to be called.

        Args:
            cause: `asked_in_call`, or `asked_otherwise`.

        Raises:
            AlreadyNotToBeCalled: it is known already.
        """
        if self.is_in_force:
            raise AlreadyNotToBeCalled
        self._record(customer_id=self.customer_id, cause=cause)

    @event("Recorded", topic="tickets.do_not_call.recorded")
    def _record(self, customer_id: UUID, cause: str) -> None:
        self.is_in_force = True

    def lift(self) -> None:
        """The customer may be called again, having said so.

        Raises:
            NotOnTheList: nothing forbids it.
        """
        if not self.is_in_force:
            raise NotOnTheList(key=self.customer_id)
        self._lift(customer_id=self.customer_id)

    @event("Lifted", topic="tickets.do_not_call.lifted")
    def _lift(self, customer_id: UUID) -> None:
        self.is_in_force = False
