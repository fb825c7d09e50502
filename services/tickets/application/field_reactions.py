"""What field-service orders do about facts of other services."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.questions import OpenOrders
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_terms import UNARRIVED_STATES, Reason
from shared.event_store.store import Store

CUSTOMER_ERASED = "customer_erased"


class FieldReactions:
    """Acts within the batch of a message.

    Args:
        store: the batch.
        open_orders: which orders of a customer are open.
    """

    def __init__(self, store: Store, *, open_orders: OpenOrders) -> None:
        self._store = store
        self._open_orders = open_orders

    def when_customer_was_erased_cancel_orders(self, customer_id: UUID) -> None:
        """Nobody goes to an address that nobody can read any more."""
        for order_id in self._open_orders.open_of(customer_id):
            order = self._store.get(FieldOrder, order_id)
            if order.state in UNARRIVED_STATES:
                order.cancel(Reason(code=CUSTOMER_ERASED))
                self._store.save(order)
