"""On which days of the year does the centre think of which customers? By keyed hashes alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, exists, select

from services.tickets.read_models.outbound_list import TASKS
from shared.read_models import ReadDatabase, ReadModel, Rows, projects, read_table
from shared.sealed import KeyStore

PURPOSE = "hash-for-lookup"
"""Why sealed days are opened here: the table holds keyed hashes only (SE-2)."""

_occasion = Column("occasion", String, primary_key=True)
_hashed = Column("hashed", String, nullable=False)
_customer_id = Column("customer_id", String, primary_key=True)

OCCASIONS = read_table(
    "occasions",
    _customer_id,
    _occasion,
    _hashed,
    Index("occasions_by_day", _occasion, _hashed, _customer_id),
)


class Occasions(ReadModel):
    """The days that are known; whoever reads the table cannot tell when somebody was born (TK-13).

    Args:
        database: the service's read database.
        keys: opens the days in order to hash them.
    """

    name = "occasions"
    source = "tickets"
    tables = (OCCASIONS,)

    def __init__(self, database: ReadDatabase, *, keys: KeyStore) -> None:
        super().__init__(database)
        self._keys = keys

    @projects("tickets.occasion.day_noted")
    def day_noted(self, rows: Rows, event: Any) -> None:
        """A day is known; one that was erased meanwhile is passed over."""
        day = self._keys.open_or_none(event.day, purpose=PURPOSE)
        if day is not None:
            rows[OCCASIONS].put(
                customer_id=str(event.customer_id),
                occasion=event.occasion,
                hashed=self._hash(event.occasion, day),
            )

    @projects("tickets.occasion.forgotten")
    def forgotten(self, rows: Rows, event: Any) -> None:
        """The day is not to be thought of any more."""
        rows[OCCASIONS].remove(str(event.customer_id), event.occasion)

    def celebrated(
        self,
        occasion: str,
        days: Collection[str],
        *,
        campaign_id: UUID,
        what_for: str,
        after: UUID | None,
        limit: int,
    ) -> Sequence[UUID]:
        """Customers whose occasion falls on one of the days and who are not listed for it yet.

        Args:
            occasion: code of the occasion.
            days: days of the year, `MM-DD`.
            campaign_id: campaign whose list is looked at.
            what_for: what they would be listed for.
            after: the last customer of the page before.
            limit: customers at most.
        """
        is_listed = exists().where(
            TASKS.c.customer_id == OCCASIONS.c.customer_id,
            TASKS.c.campaign_id == str(campaign_id),
            TASKS.c.what_for == what_for,
        )
        query = select(OCCASIONS.c.customer_id).where(
            OCCASIONS.c.occasion == occasion,
            OCCASIONS.c.hashed.in_([self._hash(occasion, one) for one in days]),
            ~is_listed,
        )
        if after is not None:
            query = query.where(OCCASIONS.c.customer_id > str(after))
        query = query.order_by(OCCASIONS.c.customer_id).limit(limit)
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]

    def of_customer(self, customer_id: UUID) -> Sequence[str]:
        """Names of a customer's occasions."""
        query = (
            select(OCCASIONS.c.occasion)
            .where(OCCASIONS.c.customer_id == str(customer_id))
            .order_by(OCCASIONS.c.occasion)
        )
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def _hash(self, occasion: str, day: str) -> str:
        return self._keys.lookup_hash(f"occasion:{occasion}", day)
