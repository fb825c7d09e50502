"""Which letters came in, and which were set aside and why?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Index, String, select, tuple_

from services.crm.application.questions import ListedLetter
from services.crm.domain.letter import TAKEN_UP, Letter
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.sealed import Sealed

_letter_id = Column("letter_id", String, primary_key=True)
_outcome = Column("outcome", String, nullable=False)
_customer_id = Column("customer_id", String)
_received_at = Column("received_at", String, nullable=False)

LETTERS = read_table(
    "letters",
    _letter_id,
    Column("door", String, nullable=False),
    _outcome,
    Column("cause", String),
    Column("notes", String, nullable=False),
    Column("sender", String),
    Column("subject", String),
    Column("request_id", String),
    _customer_id,
    _received_at,
    Index("letters_by_outcome", _outcome, _received_at, _letter_id),
    Index("letters_by_time", _received_at, _letter_id),
    Index("letters_by_customer", _customer_id),
)


class LetterListTable(ReadModel):
    """One row for each letter; names and subjects lie sealed, as in the log."""

    name = "letters"
    source = "crm"
    tables = (LETTERS,)

    @projects("crm.letter.received")
    def received(self, rows: Rows, event: Letter.Created) -> None:
        """A letter came in."""
        rows[LETTERS].put(
            letter_id=str(event.originator_id),
            door=event.door,
            outcome=event.outcome,
            cause=event.cause,
            notes=" ".join(event.notes),
            sender=_stored(event.sender),
            subject=_stored(event.subject),
            request_id=_text(event.request_id),
            customer_id=_text(event.customer_id),
            received_at=iso(event.received_at),
        )

    @projects("crm.letter.taken_up")
    def taken_up(self, rows: Rows, event: Any) -> None:
        """A person made a request of it."""
        rows[LETTERS].change(
            str(event.originator_id),
            outcome=TAKEN_UP,
            request_id=_text(event.request_id),
            customer_id=_text(event.customer_id),
        )

    @projects("crm.customer.erased")
    def erased(self, rows: Rows, event: Any) -> None:
        """Removes the customer's letters."""
        rows[LETTERS].remove_where(customer_id=str(event.originator_id))

    def page(
        self,
        *,
        outcome: str | None,
        cause: str | None,
        after: tuple[str, UUID] | None,
        limit: int,
    ) -> Sequence[ListedLetter]:
        """Letters, the newest first; names as at `LetterList`."""
        query = select(LETTERS).order_by(_newest(), LETTERS.c.letter_id.desc()).limit(limit)
        if outcome is not None:
            query = query.where(LETTERS.c.outcome == outcome)
        if cause is not None:
            query = query.where(LETTERS.c.cause == cause)
        if after is not None:
            place = tuple_(LETTERS.c.received_at, LETTERS.c.letter_id)
            query = query.where(place < tuple_(after[0], str(after[1])))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _newest() -> Any:
    return LETTERS.c.received_at.desc()


def _listed(row: Any) -> ListedLetter:
    return ListedLetter(
        letter_id=UUID(row["letter_id"]),
        door=row["door"],
        outcome=row["outcome"],
        cause=row["cause"],
        notes=tuple(row["notes"].split()),
        sender=_sealed(row["sender"]),
        subject=_sealed(row["subject"]),
        request_id=None if row["request_id"] is None else UUID(row["request_id"]),
        received_at=datetime.fromisoformat(row["received_at"]),
    )


def _text(one: UUID | None) -> str | None:
    return None if one is None else str(one)


def _stored(one: Sealed | None) -> str | None:
    return None if one is None else msgspec.json.encode(one).decode()


def _sealed(one: str | None) -> Sealed | None:
    return None if one is None else msgspec.json.decode(one, type=Sealed)
