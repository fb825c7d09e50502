"""Which mails are on their way, which is due next, and which did not arrive?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, select, tuple_

from services.crm.application.questions import ListedMail
from services.crm.domain.outgoing_mail import (
    BOUNCED,
    FAILED,
    QUEUED,
    SENDING,
    SENT,
    UNCERTAIN,
    OutgoingMail,
)
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_mail_id = Column("mail_id", String, primary_key=True)
_state = Column("state", String, nullable=False)
_due_at = Column("due_at", String)
_queued_at = Column("queued_at", String, nullable=False)

MAILS = read_table(
    "outgoing_mails",
    _mail_id,
    Column("kind", String, nullable=False),
    Column("ticket_id", String),
    Column("ticket_number", String),
    _state,
    Column("cause", String),
    Column("attempts", Integer, nullable=False),
    _due_at,
    _queued_at,
    Index("outgoing_mails_due", _due_at, _mail_id),
    Index("outgoing_mails_by_state", _state, _queued_at, _mail_id),
    Index("outgoing_mails_by_time", _queued_at, _mail_id),
)


class OutgoingMails(ReadModel):
    """One row for each mail; nothing personal stands in it."""

    name = "outgoing_mails"
    source = "crm"
    tables = (MAILS,)

    @projects("crm.outgoing_mail.queued")
    def queued(self, rows: Rows, event: OutgoingMail.Created) -> None:
        """A mail is to go out."""
        rows[MAILS].put(
            mail_id=str(event.originator_id),
            kind=event.kind,
            ticket_id=None if event.ticket_id is None else str(event.ticket_id),
            ticket_number=event.ticket_number,
            state=QUEUED,
            cause=None,
            attempts=0,
            due_at=iso(event.due_at),
            queued_at=iso(event.due_at),
        )

    @projects("crm.outgoing_mail.attempted")
    def attempted(self, rows: Rows, event: Any) -> None:
        """An attempt has begun."""
        row = rows[MAILS].get(str(event.originator_id))
        attempts = 1 if row is None else row["attempts"] + 1
        _change(rows, event, state=SENDING, attempts=attempts, due_at=iso(event.looked_at_again_at))

    @projects("crm.outgoing_mail.deferred", "crm.outgoing_mail.deferred_uncertain")
    def deferred(self, rows: Rows, event: Any) -> None:
        """It is tried again later."""
        _change(rows, event, state=QUEUED, cause=event.cause, due_at=iso(event.due_at))

    @projects("crm.outgoing_mail.sent_again")
    def sent_again(self, rows: Rows, event: Any) -> None:
        """A person has it sent once more."""
        _change(rows, event, state=QUEUED, attempts=0, due_at=iso(event.due_at))

    @projects("crm.outgoing_mail.sent")
    def sent(self, rows: Rows, event: Any) -> None:
        """The mail server has it."""
        _change(rows, event, state=SENT, cause=None, due_at=None)

    @projects("crm.outgoing_mail.failed")
    def failed(self, rows: Rows, event: Any) -> None:
        """It was given up."""
        _change(rows, event, state=FAILED, cause=event.cause, due_at=None)

    @projects("crm.outgoing_mail.undelivered")
    def undelivered(self, rows: Rows, event: Any) -> None:
        """One without a reply in it did not arrive, or nobody knows."""
        _change(rows, event, state=event.state, cause=event.cause, due_at=None)

    @projects("crm.outgoing_mail.left_uncertain")
    def left_uncertain(self, rows: Rows, event: Any) -> None:
        """Nobody knows whether it arrived."""
        _change(rows, event, state=UNCERTAIN, cause=event.cause, due_at=None)

    @projects("crm.outgoing_mail.bounced")
    def bounced(self, rows: Rows, event: Any) -> None:
        """It came back."""
        _change(rows, event, state=BOUNCED, cause=f"{event.cause} {event.status}", due_at=None)

    def page(
        self, *, state: str | None, after: tuple[str, UUID] | None, limit: int
    ) -> Sequence[ListedMail]:
        """Mails, the newest first; names as at `OutgoingMailList`."""
        query = select(MAILS).order_by(MAILS.c.queued_at.desc(), MAILS.c.mail_id.desc())
        if state is not None:
            query = query.where(MAILS.c.state == state)
        if after is not None:
            place = tuple_(MAILS.c.queued_at, MAILS.c.mail_id)
            query = query.where(place < tuple_(after[0], str(after[1])))
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query.limit(limit)).mappings()]

    def due(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Mails that are to be looked at by a moment, the earliest first."""
        query = (
            select(MAILS.c.mail_id)
            .where(MAILS.c.due_at <= iso(by))
            .order_by(MAILS.c.due_at, MAILS.c.mail_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [UUID(one) for one in connection.execute(query).scalars()]


def _change(rows: Rows, event: Any, **changes: Any) -> None:
    rows[MAILS].change(str(event.originator_id), **changes)


def _listed(row: Any) -> ListedMail:
    due_at, ticket_id = row["due_at"], row["ticket_id"]
    return ListedMail(
        mail_id=UUID(row["mail_id"]),
        kind=row["kind"],
        ticket_id=None if ticket_id is None else UUID(ticket_id),
        ticket_number=row["ticket_number"],
        state=row["state"],
        cause=row["cause"],
        attempts=row["attempts"],
        due_at=None if due_at is None else datetime.fromisoformat(due_at),
        queued_at=datetime.fromisoformat(row["queued_at"]),
    )
