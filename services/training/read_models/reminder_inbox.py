"""Of what was an employee reminded? One inbox for all parts of training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select, tuple_

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

_employee_id = Column("employee_id", String, nullable=False)
_made_at = Column("made_at", String, nullable=False)
_reminder_id = Column("reminder_id", String, primary_key=True)

INBOX = read_table(
    "training_reminders",
    _reminder_id,
    _employee_id,
    Column("kind", String, nullable=False),
    Column("about_id", String, nullable=False),
    Column("happens_at", String, nullable=False),
    _made_at,
    Column("is_read", Boolean, nullable=False),
    Index("training_reminders_by_employee", _employee_id, _made_at, _reminder_id),
)


@dataclass(frozen=True)
class InboxReminder:
    """A reminder in an inbox.

    Args:
        reminder_id: its id.
        kind: what is near, such as `session`.
        about_id: which.
        happens_at: when it is.
        made_at: when one was reminded.
        is_read: whether the employee has read it.
    """

    reminder_id: UUID
    kind: str
    about_id: UUID
    happens_at: datetime
    made_at: datetime
    is_read: bool


class ReminderInbox(ReadModel):
    """One row for each reminder."""

    name = "reminder_inbox"
    source = "training"
    tables = (INBOX,)

    @projects("training.reminder.made")
    def made(self, rows: Rows, event: Any) -> None:
        """Somebody is reminded."""
        rows[INBOX].put(
            reminder_id=str(event.originator_id),
            employee_id=str(event.employee_id),
            kind=event.kind,
            about_id=str(event.about_id),
            happens_at=iso(event.happens_at),
            made_at=iso(event.meta.occurred_at),
            is_read=False,
        )

    @projects("training.reminder.read")
    def read(self, rows: Rows, event: Any) -> None:
        """The employee has read it."""
        rows[INBOX].change(str(event.originator_id), is_read=True)

    def page(
        self,
        employee_id: UUID,
        *,
        is_unread: bool,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[InboxReminder]:
        """An employee's reminders, the latest first.

        Args:
            employee_id: whose.
            is_unread: only those not read yet.
            after: the last one of the page before.
            limit: how many at most.
        """
        names = ("reminder_id", "kind", "about_id", "happens_at", "made_at", "is_read")
        key = tuple_(INBOX.c.made_at, INBOX.c.reminder_id)
        query = (
            select(*(INBOX.c[name] for name in names))
            .where(INBOX.c.employee_id == str(employee_id))
            .order_by(INBOX.c.made_at.desc(), INBOX.c.reminder_id.desc())
            .limit(limit)
        )
        if is_unread:
            query = query.where(INBOX.c.is_read.is_(False))
        if after is not None:
            query = query.where(key < (iso(after[0]), str(after[1])))
        with self.database.reading() as connection:
            return [_reminder(row) for row in connection.execute(query).mappings()]


def _reminder(row: Any) -> InboxReminder:
    return InboxReminder(
        reminder_id=UUID(row["reminder_id"]),
        kind=row["kind"],
        about_id=UUID(row["about_id"]),
        happens_at=datetime.fromisoformat(row["happens_at"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        is_read=row["is_read"],
    )
