"""Of which level is a customer, and which files are the same person?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, Index, String, or_, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

_survivor_id = Column("survivor_id", String)

CUSTOMERS = read_table(
    "customers",
    Column("customer_id", String, primary_key=True),
    Column("level", String),
    _survivor_id,
    Index("customers_by_survivor", _survivor_id),
)


class Customers(ReadModel):
    """The customers of whom `crm` has told; nothing personal is kept."""

    name = "customers"
    source = "crm"
    tables = (CUSTOMERS,)

    @projects("loopdesk.crm.customer_upserted.v1")
    def upserted(self, rows: Rows, message: Message) -> None:
        """A file was opened, or has another level."""
        data = message.data
        customer_id = data["customer_id"]
        if rows[CUSTOMERS].get(customer_id) is None:
            rows[CUSTOMERS].add(customer_id=customer_id, level=data["level"], survivor_id=None)
        else:
            rows[CUSTOMERS].change(customer_id, level=data["level"])

    @projects("loopdesk.crm.customers_merged.v1")
    def merged(self, rows: Rows, message: Message) -> None:
        """A file, and all that were merged into it, belong to another one."""
        duplicate = message.data["customer_id"]
        survivor = message.data["survivor_id"]
        rows[CUSTOMERS].change_where({"survivor_id": duplicate}, survivor_id=survivor)
        rows[CUSTOMERS].change(duplicate, survivor_id=survivor)

    @projects("loopdesk.crm.customer_erased.v1")
    def erased(self, rows: Rows, message: Message) -> None:
        """The person's data is gone; so is the row."""
        rows[CUSTOMERS].remove(message.data["customer_id"])

    def same_person(self, customer_id: UUID) -> frozenset[UUID]:
        """All files of the person, merged ones included."""
        own = str(customer_id)
        with self.database.reading() as connection:
            survivor = connection.execute(
                select(CUSTOMERS.c.survivor_id).where(CUSTOMERS.c.customer_id == own)
            ).scalar()
            root = survivor or own
            found = connection.execute(
                select(CUSTOMERS.c.customer_id).where(
                    or_(CUSTOMERS.c.customer_id == root, CUSTOMERS.c.survivor_id == root)
                )
            ).scalars()
            return frozenset({customer_id, *(UUID(one) for one in found)})
