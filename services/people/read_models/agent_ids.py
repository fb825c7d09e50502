"""Which agent IDs are there, whose, and in which state; which machines may sign in?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, String, select

from services.people.domain.account import Account
from services.people.domain.client import MachineClient
from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

ACCOUNTS = read_table(
    "agent_ids",
    Column("agent_id", String, primary_key=True),
    Column("account_id", String, nullable=False),
    Column("employee_id", String, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("locked_until", String),
    Column("last_signed_in_at", String),
    Column("is_closed", Boolean, nullable=False),
)
CLIENTS = read_table(
    "machine_clients",
    Column("name", String, primary_key=True),
    Column("client_id", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("is_closed", Boolean, nullable=False),
)


@dataclass(frozen=True)
class ListedAccount:
    """An account as the agent-ID administrator sees it; the fields are those of `Account`."""

    agent_id: str
    employee_id: UUID
    must_change_password: bool
    locked_until: datetime | None
    last_signed_in_at: datetime | None
    is_closed: bool


@dataclass(frozen=True)
class ListedClient:
    """A machine client as lists show it; the fields are those of `MachineClient`."""

    name: str
    client_id: UUID
    roles: tuple[str, ...]
    is_closed: bool


class AgentIds(ReadModel):
    """All accounts and machine clients."""

    name = "agent_ids"
    source = "people"
    tables = (ACCOUNTS, CLIENTS)

    @projects("people.account.opened")
    def opened(self, rows: Rows, event: Account.Created) -> None:
        """An agent ID was issued."""
        rows[ACCOUNTS].put(
            agent_id=event.agent_id,
            account_id=str(event.originator_id),
            employee_id=str(event.employee_id),
            must_change_password=True,
            locked_until=None,
            last_signed_in_at=None,
            is_closed=False,
        )

    @projects("people.account.password_reset")
    def password_reset(self, rows: Rows, event: Any) -> None:
        """A new initial password was set."""
        self._change(rows, event, must_change_password=True, locked_until=None)

    @projects("people.account.password_changed")
    def password_changed(self, rows: Rows, event: Any) -> None:
        """The holder has a password of their own."""
        self._change(rows, event, must_change_password=False)

    @projects("people.account.locked_out")
    def locked_out(self, rows: Rows, event: Any) -> None:
        """Too many wrong passwords."""
        self._change(rows, event, locked_until=iso(event.until))

    @projects("people.account.signed_in")
    def signed_in(self, rows: Rows, event: Any) -> None:
        """The holder has signed in."""
        self._change(rows, event, last_signed_in_at=iso(event.at), locked_until=None)

    @projects("people.account.closed")
    def closed(self, rows: Rows, event: Any) -> None:
        """An agent ID was withdrawn."""
        self._change(rows, event, is_closed=True)

    @projects("people.client.registered")
    def client_registered(self, rows: Rows, event: MachineClient.Created) -> None:
        """A machine client is new."""
        rows[CLIENTS].put(
            name=event.name,
            client_id=str(event.originator_id),
            roles=" ".join(event.roles),
            is_closed=False,
        )

    @projects("people.client.closed")
    def client_closed(self, rows: Rows, event: Any) -> None:
        """A machine client signs in no more."""
        rows[CLIENTS].change_where({"client_id": str(event.originator_id)}, is_closed=True)

    def accounts(self, *, after: str | None = None, limit: int) -> Sequence[ListedAccount]:
        """Accounts by agent ID, after that of the page before."""
        query = select(ACCOUNTS).order_by(ACCOUNTS.c.agent_id).limit(limit)
        if after is not None:
            query = query.where(ACCOUNTS.c.agent_id > after)
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query)]

    def clients(self, *, after: str | None = None, limit: int) -> Sequence[ListedClient]:
        """Machine clients by name, after that of the page before."""
        query = select(CLIENTS).order_by(CLIENTS.c.name).limit(limit)
        if after is not None:
            query = query.where(CLIENTS.c.name > after)
        with self.database.reading() as connection:
            return [
                ListedClient(row.name, UUID(row.client_id), tuple(row.roles.split()), row.is_closed)
                for row in connection.execute(query)
            ]

    def _change(self, rows: Rows, event: Any, **values: Any) -> None:
        rows[ACCOUNTS].change_where({"account_id": str(event.originator_id)}, **values)


def _listed(row: Any) -> ListedAccount:
    return ListedAccount(
        agent_id=row.agent_id,
        employee_id=UUID(row.employee_id),
        must_change_password=row.must_change_password,
        locked_until=_moment(row.locked_until),
        last_signed_in_at=_moment(row.last_signed_in_at),
        is_closed=row.is_closed,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
