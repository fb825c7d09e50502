"""Which partners are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)

PARTNERS = read_table(
    "partners",
    Column("partner_id", String, primary_key=True),
    _code,
    Column("name", String, nullable=False),
    Column("is_suspended", Boolean, nullable=False),
    Index("partners_by_code", _code),
)


@dataclass(frozen=True)
class ListedPartner:
    """A partner in a list."""

    partner_id: UUID
    code: str
    name: str
    is_suspended: bool


class PartnerList(ReadModel):
    """One row for each partner (SR-3)."""

    name = "partner_list"
    source = "tickets"
    tables = (PARTNERS,)

    @projects("tickets.partner.registered")
    def registered(self, rows: Rows, event: Any) -> None:
        """There is a further partner."""
        rows[PARTNERS].put(
            partner_id=str(event.originator_id),
            code=event.code,
            name=event.name,
            is_suspended=False,
        )

    @projects("tickets.partner.suspended")
    def suspended(self, rows: Rows, event: Any) -> None:
        """It gets no orders for now."""
        rows[PARTNERS].change(str(event.originator_id), is_suspended=True)

    @projects("tickets.partner.resumed")
    def resumed(self, rows: Rows, event: Any) -> None:
        """It gets orders again."""
        rows[PARTNERS].change(str(event.originator_id), is_suspended=False)

    def page(self, *, after: str | None, limit: int) -> Sequence[ListedPartner]:
        """Partners in the order of their codes.

        Args:
            after: code of the last one of the page before.
            limit: partners at most.
        """
        query = select(PARTNERS).order_by(PARTNERS.c.code).limit(limit)
        if after is not None:
            query = query.where(PARTNERS.c.code > after)
        with self.database.reading() as connection:
            return [
                ListedPartner(**{**row, "partner_id": UUID(row["partner_id"])})
                for row in connection.execute(query).mappings()
            ]
