"""Finding the customer that a message names."""

from __future__ import annotations

from uuid import UUID

from services.crm.application.incoming import CustomerName
from services.crm.application.questions import CustomerLookup
from services.crm.application.refusal import Unacceptable
from services.crm.domain.customer import Customer
from shared.event_store import SideWrite, insert
from shared.event_store.store import Store
from shared.sealed import KeyStore

CUSTOMER_NUMBERS = "customer_numbers"
"""Kind of the side rows that name the file behind a customer's number, by keyed hash."""


class CustomerFinder:
    """Finds customer files by number, exactly, and by address, as far as projected.

    Args:
        store: the log.
        keys: makes the keyed hashes.
        lookup: finds files by their addresses.
    """

    def __init__(self, store: Store, *, keys: KeyStore, lookup: CustomerLookup) -> None:
        self._store = store
        self._keys = keys
        self._lookup = lookup

    def file_of(self, *, source: str, number: str) -> Customer | None:
        """The file that was opened for `number`, whatever has become of it."""
        row = self._store.side_row(CUSTOMER_NUMBERS, self._key_of(source, number))
        return None if row is None else self._store.get(Customer, UUID(row.content["customer_id"]))

    def number_taken(self, *, source: str, number: str, customer_id: UUID) -> SideWrite:
        """The row that gives `number` to a file, to be saved beside its first event."""
        key = self._key_of(source, number)
        return insert(CUSTOMER_NUMBERS, key, {"customer_id": str(customer_id)})

    def known_customer(self, name: CustomerName, *, source: str) -> Customer | None:
        """The surviving file of the customer that a message names; None for an unknown caller.

        A customer whose data was erased is an unknown caller from then on.

        Raises:
            Unacceptable: there is no customer of that number.
        """
        found = self._named(name, source=source)
        return None if found is None else self._survivor_of(found)

    def surviving(self, customer_id: UUID) -> Customer | None:
        """The file that stands for `customer_id` now; None if the person was erased."""
        return self._survivor_of(self._store.get(Customer, customer_id))

    def _named(self, name: CustomerName, *, source: str) -> Customer | None:
        if name.number is None:
            return self._with_address(name)
        found = self.file_of(source=source, number=name.number)
        if found is None:
            raise Unacceptable("unknown-customer", field="data.customer.number")
        return found

    def _with_address(self, name: CustomerName) -> Customer | None:
        for kind, address in (("phone", name.phone), ("email", name.email)):
            if address is not None:
                hashed = self._keys.lookup_hash(kind, address)
                found = self._lookup.customers_with(kind, hashed=hashed)
                # An address that several customers share names none of them.
                if len(found) == 1:
                    return self._store.get(Customer, found[0])
        return None

    def _survivor_of(self, customer: Customer) -> Customer | None:
        found = customer
        while found.survivor_id is not None:
            found = self._store.get(Customer, found.survivor_id)
        return None if found.is_erased else found

    def _key_of(self, source: str, number: str) -> str:
        return self._keys.lookup_hash("customer-number", f"{source}\n{number}")
