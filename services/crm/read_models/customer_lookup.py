"""Which customer files hold a telephone number or e-mail address? By keyed hashes alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, select

from services.crm.domain.customer import Customer
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table
from shared.sealed import KeyStore, Sealed

PURPOSE = "hash-for-lookup"
"""Why sealed values are opened here: the tables hold keyed hashes only (SE-2)."""

_kind = Column("kind", String, primary_key=True)
_hashed = Column("hashed", String, primary_key=True)

ADDRESSES = read_table(
    "customer_lookup",
    Column("customer_id", String, primary_key=True),
    _kind,
    _hashed,
    Column("file_id", String, nullable=False),
    Index("customer_lookup_by_hash", _kind, _hashed),
)


class CustomerLookupTable(ReadModel):
    """Files by address; a merged file's addresses lead to the surviving one.

    Args:
        database: the service's read database.
        keys: opens the addresses in order to hash them.
    """

    name = "customer_lookup"
    source = "crm"
    tables = (ADDRESSES,)

    def __init__(self, database: ReadDatabase, *, keys: KeyStore) -> None:
        super().__init__(database)
        self._keys = keys

    @projects("crm.customer.contact_details_changed")
    def addresses_changed(self, rows: Rows, event: Customer.ContactDetailsChanged) -> None:
        """Puts the hashes of all addresses in the place of the former ones."""
        rows[ADDRESSES].remove_where(customer_id=str(event.originator_id))
        self.addresses_known(rows, event)

    @projects("crm.customer.registered")
    def addresses_known(
        self, rows: Rows, event: Customer.Created | Customer.ContactDetailsChanged
    ) -> None:
        """Puts the hashes of all addresses of a new customer."""
        customer_id = str(event.originator_id)
        for kind, sealed in (("phone", event.phones), ("email", event.emails)):
            for hashed in self._hashes(kind, sealed):
                rows[ADDRESSES].put(
                    customer_id=customer_id, kind=kind, hashed=hashed, file_id=customer_id
                )

    @projects("crm.customer.merged")
    def merged(self, rows: Rows, event: Any) -> None:
        """Leads all addresses of the duplicate to the survivor."""
        rows[ADDRESSES].change_where(
            {"file_id": str(event.originator_id)}, file_id=str(event.survivor_id)
        )

    @projects("crm.customer.erased")
    def erased(self, rows: Rows, event: Any) -> None:
        """Removes the customer's rows."""
        rows[ADDRESSES].remove_where(customer_id=str(event.originator_id))

    def customers_with(self, kind: str, *, hashed: str) -> Sequence[UUID]:
        """The files that hold an address, merged ones followed."""
        query = (
            select(ADDRESSES.c.file_id)
            .where(ADDRESSES.c.kind == kind, ADDRESSES.c.hashed == hashed)
            .distinct()
            .order_by(ADDRESSES.c.file_id)
        )
        with self.database.reading() as connection:
            return [UUID(row.file_id) for row in connection.execute(query)]

    def _hashes(self, kind: str, sealed: Iterable[Sealed]) -> list[str]:
        opened = (self._keys.open_or_none(one, purpose=PURPOSE) for one in sealed)
        return [self._keys.lookup_hash(kind, one) for one in opened if one is not None]
