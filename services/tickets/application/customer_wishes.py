"""What customers wish of outbound calls: not to be called, or to be thought of on a day (TK-13)."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.access import RUN_CAMPAIGNS, WORK
from services.tickets.application.workbench import Workbench
from services.tickets.domain.do_not_call import ASKED_OTHERWISE, DoNotCall
from services.tickets.domain.occasion import Occasion, day_of_year
from services.tickets.domain.outbound_errors import NotOnTheList, OccasionNotFound
from shared.context import current_context


class CustomerWishes:
    """Keeps the do-not-call list and the occasions of customers.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def do_not_call(self, entry_id: UUID) -> DoNotCall:
        """An entry of the do-not-call list."""
        return self._bench.store.get(DoNotCall, entry_id)

    def see_do_not_call(self, customer_id: UUID) -> DoNotCall:
        """Whether a customer is on the list, for whoever works with customers.

        Raises:
            NotOnTheList: nothing was ever said.
        """
        current_context().require(WORK)
        found = self._bench.store.find(DoNotCall, DoNotCall.id_for(customer_id))
        if found is None:
            raise NotOnTheList(key=customer_id)
        return found

    def record_do_not_call(self, customer_id: UUID) -> DoNotCall:
        """A customer has asked not to be called, by whatever way.

        Raises:
            AlreadyNotToBeCalled: it is known already.
        """
        current_context().require(WORK)
        entry = self.entry_of(customer_id)
        entry.record(cause=ASKED_OTHERWISE)
        self._bench.store.save(entry)
        return entry

    def lift_do_not_call(self, customer_id: UUID) -> DoNotCall:
        """A customer has said that they may be called again.

        Raises:
            NotOnTheList: nothing forbids it.
        """
        current_context().require(RUN_CAMPAIGNS)
        entry = self._bench.store.find(DoNotCall, DoNotCall.id_for(customer_id))
        if entry is None:
            raise NotOnTheList(key=customer_id)
        entry.lift()
        self._bench.store.save(entry)
        return entry

    def entry_of(self, customer_id: UUID) -> DoNotCall:
        """The customer's entry; a new one, which says nothing, where there is none."""
        found = self._bench.store.find(DoNotCall, DoNotCall.id_for(customer_id))
        return found or DoNotCall.open(customer_id)

    def occasion(self, occasion_id: UUID) -> Occasion:
        """An occasion of a customer."""
        return self._bench.store.get(Occasion, occasion_id)

    def note_occasion(self, customer_id: UUID, *, occasion: str, day: str) -> Occasion:
        """Notes a day of the year on which the centre thinks of a customer.

        Args:
            customer_id: the customer.
            occasion: code of the occasion, such as `birthday`.
            day: `MM-DD`; it is sealed under the customer's key.

        Raises:
            OccasionInvalid: there is no such day.
        """
        current_context().require(WORK)
        found = self._bench.store.find(Occasion, Occasion.id_for(customer_id, occasion=occasion))
        noted = found or Occasion.open(customer_id, occasion=occasion)
        noted.note_day(self._bench.seal(f"customer:{customer_id}", day_of_year(day)))
        self._bench.store.save(noted)
        return noted

    def forget_occasion(self, customer_id: UUID, *, occasion: str) -> Occasion:
        """The customer is not to be thought of on that day any more.

        Raises:
            OccasionNotFound: no day is known.
        """
        current_context().require(WORK)
        found = self._bench.store.find(Occasion, Occasion.id_for(customer_id, occasion=occasion))
        if found is None:
            raise OccasionNotFound(key=customer_id)
        found.forget()
        self._bench.store.save(found)
        return found
