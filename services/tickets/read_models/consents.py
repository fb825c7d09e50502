"""What has a customer agreed to, and what refused?"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Boolean, Column, String, select

from shared.bus.message import Message
from shared.read_models import ReadModel, Rows, projects, read_table

CONSENTS = read_table(
    "consents",
    Column("customer_id", String, primary_key=True),
    Column("purpose", String, primary_key=True),
    Column("is_granted", Boolean, nullable=False),
)


class Consents(ReadModel):
    """The last word of each customer file on each purpose, told by `crm` (SE-2)."""

    name = "consents"
    source = "crm"
    tables = (CONSENTS,)

    @projects("loopdesk.crm.customer_consent_recorded.v1")
    def recorded(self, rows: Rows, message: Message) -> None:
        """The customer has agreed or refused."""
        data = message.data
        rows[CONSENTS].put(
            customer_id=data["customer_id"], purpose=data["purpose"], is_granted=data["is_granted"]
        )

    @projects("loopdesk.crm.customer_erased.v1")
    def erased(self, rows: Rows, message: Message) -> None:
        """The person's data is gone; so are the rows."""
        rows[CONSENTS].remove_where(customer_id=message.data["customer_id"])

    def words_of(self, customer_ids: Collection[UUID], *, purpose: str) -> frozenset[bool]:
        """What the files of one person say on a purpose; empty where none says anything."""
        query = select(CONSENTS.c.is_granted).where(
            CONSENTS.c.customer_id.in_([str(one) for one in customer_ids]),
            CONSENTS.c.purpose == purpose,
        )
        with self.database.reading() as connection:
            return frozenset(connection.execute(query).scalars())
