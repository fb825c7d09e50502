"""An account: the agent ID [工号] of one employee and what became of its password (SE-6)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from services.people.domain.account_errors import (
    AccountClosed,
    AgentIdAboveLevel,
    OwnPasswordReset,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

SIGNED_OUT = "signed_out"
NEWER_SIGN_IN = "newer_sign_in"
PASSWORD_RESET = "password_reset"  # noqa: S105 (a cause, no password)
LOCKED_OUT = "locked_out"
ACCOUNT_CLOSED = "account_closed"
ROLE_WITHDRAWN = "role_withdrawn"


class Account(Aggregate):
    """Sign-in of one employee; passwords and tokens are never in events."""

    TOPIC = "people.account"

    class Created(Aggregate.Created):
        """An agent ID was issued with an initial password."""

        TOPIC = "people.account.opened"
        employee_id: UUID
        agent_id: str
        level: int

    def __init__(self, employee_id: UUID, agent_id: str, level: int) -> None:
        self.employee_id = employee_id
        self.agent_id = agent_id
        self.level = level
        self.must_change_password = True
        self.is_closed = False
        self.locked_until: datetime | None = None
        self.last_signed_in_at: datetime | None = None

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of an employee's account."""
        return id_of("people.account", employee_id)

    @classmethod
    def open(cls, employee_id: UUID, *, agent_id: str, level: int, holder_level: int) -> Self:
        """An agent ID for an employee.

        Args:
            employee_id: whose it is, for ever.
            agent_id: the agent ID.
            level: level of authority that it may be used with.
            holder_level: the employee's own level.

        Raises:
            AgentIdAboveLevel: it lies above the holder's own level (SE-6).
        """
        if level > holder_level:
            raise AgentIdAboveLevel(needed=level, level=holder_level)
        return cls._create(
            cls.Created,
            id=cls.id_for(employee_id),
            employee_id=employee_id,
            agent_id=agent_id,
            level=level,
        )

    def reset_password(self, *, reset_by: str | None) -> None:
        """The agent-ID administrator has set a new initial password; it ends a lock-out too.

        Args:
            reset_by: actor; nobody resets their own password.
        """
        self.require_open()
        if reset_by == str(self.employee_id):
            raise OwnPasswordReset
        self._reset_password(employee_id=self.employee_id)

    @event("PasswordReset", topic="people.account.password_reset")
    def _reset_password(self, employee_id: UUID) -> None:
        self.must_change_password = True
        self.locked_until = None

    def change_password(self) -> None:
        """The holder has chosen a password of their own."""
        self.require_open()
        self._change_password(employee_id=self.employee_id)

    @event("PasswordChanged", topic="people.account.password_changed")
    def _change_password(self, employee_id: UUID) -> None:
        self.must_change_password = False

    def lock_out(self, *, until: datetime) -> None:
        """Too many wrong passwords were tried; nobody signs in until then."""
        self._lock_out(employee_id=self.employee_id, until=until)

    @event("LockedOut", topic="people.account.locked_out")
    def _lock_out(self, employee_id: UUID, until: datetime) -> None:
        self.locked_until = until

    def sign_in(self, *, session_id: str, at: datetime) -> None:
        """The holder has proved themselves; a session begins.

        Args:
            session_id: the new session.
            at: when.
        """
        self.require_open()
        self._sign_in(employee_id=self.employee_id, session_id=session_id, at=at)

    @event("SignedIn", topic="people.account.signed_in")
    def _sign_in(self, employee_id: UUID, session_id: str, at: datetime) -> None:
        self.last_signed_in_at = at
        self.locked_until = None

    def end_session(self, *, session_id: str, cause: str) -> None:
        """A session has ended, by sign-out, a newer sign-in, a reset or the like."""
        self._end_session(employee_id=self.employee_id, session_id=session_id, cause=cause)

    @event("SessionEnded", topic="people.account.session_ended")
    def _end_session(self, employee_id: UUID, session_id: str, cause: str) -> None:
        pass

    def close(self) -> None:
        """The agent ID is withdrawn for ever; it is never given to anybody else."""
        self.require_open()
        self._close(employee_id=self.employee_id)

    @event("Closed", topic="people.account.closed")
    def _close(self, employee_id: UUID) -> None:
        self.is_closed = True

    def require_open(self) -> None:
        """Refuses what cannot be done with a closed account."""
        if self.is_closed:
            raise AccountClosed
