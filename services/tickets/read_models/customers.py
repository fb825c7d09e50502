"""Of which level is a customer, and which files are the same person?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Column, Index, String, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

CUSTOMERS = read_table(
    "customers",
    Column("customer_id", String, primary_key=True),
    Column("level", String),
)

_survivor_id = Column("survivor_id", String, nullable=False)

MERGERS = read_table(
    "customer_mergers",
    Column("customer_id", String, primary_key=True),
    _survivor_id,
    Index("customer_mergers_by_survivor", _survivor_id),
)


class Customers(ReadModel):
    """The customers of whom `crm` has told; nothing personal is kept."""

    name = "customers"
    source = "crm"
    tables = (CUSTOMERS, MERGERS)

    @projects("loopdesk.crm.customer_upserted.v1")
    def upserted(self, rows: Rows, message: Message) -> None:
        """A file was opened, or has another level."""
        rows[CUSTOMERS].put(customer_id=message.data["customer_id"], level=message.data["level"])

    @projects("loopdesk.crm.customers_merged.v1")
    def merged(self, rows: Rows, message: Message) -> None:
        """A file, and all that were merged into it, belong to another one."""
        duplicate = message.data["customer_id"]
        survivor = message.data["survivor_id"]
        rows[MERGERS].change_where({"survivor_id": duplicate}, survivor_id=survivor)
        rows[MERGERS].put(customer_id=duplicate, survivor_id=survivor)

    @projects("loopdesk.crm.customer_erased.v1")
    def erased(self, rows: Rows, message: Message) -> None:
        """The person's data is gone; so are the rows."""
        rows[CUSTOMERS].remove(message.data["customer_id"])
        rows[MERGERS].remove(message.data["customer_id"])

    def same_person(self, customer_id: UUID) -> frozenset[UUID]:
        """All files of the person, merged ones included."""
        own = str(customer_id)
        with self.database.reading() as connection:
            survivor = connection.execute(
                select(MERGERS.c.survivor_id).where(MERGERS.c.customer_id == own)
            ).scalar()
            root = survivor or own
            merged = connection.execute(
                select(MERGERS.c.customer_id).where(MERGERS.c.survivor_id == root)
            ).scalars()
            return frozenset({customer_id, UUID(root), *(UUID(one) for one in merged)})

    def levels_of(self, customer_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Levels of the customers that are known."""
        query = select(CUSTOMERS).where(
            CUSTOMERS.c.customer_id.in_([str(one) for one in customer_ids])
        )
        with self.database.reading() as connection:
            return {UUID(one.customer_id): one.level for one in connection.execute(query)}
