"""Signing in and out, renewal of tokens and one's own password (SE-6).

All times here are the real clock's, even where the centre's own clock is a scripted one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.people.application.accounts import AGENT_IDS
from services.people.application.credentials import Credentials
from services.people.application.finding import existing_employee
from services.people.application.permissions import SELF
from services.people.application.questions import SignsTokens
from services.people.application.sessions import (
    Session,
    end_session,
    session_row,
    standing_session,
)
from services.people.application.tries import Tries
from services.people.domain.account import NEWER_SIGN_IN, SIGNED_OUT, Account
from services.people.domain.account_errors import (
    LockedOut,
    PasswordTooWeak,
    SessionOver,
    WrongCredentials,
)
from services.people.domain.authority import AuthorityRules
from services.people.domain.passwords import PasswordRules, in_normal_form
from services.people.domain.roles import RoleRecord
from services.people.domain.rules import AUTHORITY, PASSWORDS, SIGN_IN, SignInRules
from shared.clock import Clock, iso
from shared.context import acting, current_context
from shared.errors import FieldError
from shared.event_store import SideWrite
from shared.event_store.store import Store
from shared.rules import Rules


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in or renewal gives.

    Args:
        employee_id: who.
        token: signed token, good for minutes.
        must_change_password: whether the token is good for that alone.
    """

    employee_id: UUID
    token: str
    must_change_password: bool


class SignIn:
    """The door for people.

    Args:
        store: the log of `people`.
        rules: the rules in force.
        credentials: the passwords.
        tries: the wrong passwords.
        tokens: signs tokens.
        clock: the real clock.
    """

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules,
        credentials: Credentials,
        tries: Tries,
        tokens: SignsTokens,
        clock: Clock,
    ) -> None:
        self._store = store
        self._rules = rules
        self._credentials = credentials
        self._tries = tries
        self._tokens = tokens
        self._clock = clock

    def sign_in(self, *, agent_id: str, password: str) -> SignedIn:
        """A session for who proves to be the holder of an agent ID; ends their older one.

        Args:
            agent_id: the agent ID.
            password: its password.

        Raises:
            WrongCredentials: they do not fit; it is never said which is wrong.
            LockedOut: too many wrong passwords.
        """
        now = self._clock.now()
        self._tries.refuse_if_locked(agent_id, at=now)
        account = self._proven(
            self._open_account_of(agent_id), agent_id=agent_id, password=password, at=now
        )
        with _acting_for(account):
            session, row = self._begin_session(account, at=now)
        self._store.save(account, beside=[row, self._tries.forgotten(agent_id)])
        return self._signed_in(account, session)

    def renew_token(self, session_id: str) -> SignedIn:
        """A fresh token for a session that stands, with the roles as they are now.

        Raises:
            SessionOver: it was ended, or has lasted as long as the rules allow.
        """
        return self._signed_in(*self._standing(session_id))

    def sign_out(self, session_id: str) -> None:
        """The session is over at once.

        Raises:
            SessionOver: it was over already.
        """
        account, _ = self._standing(session_id)
        self._store.save(account, beside=end_session(self._store, account, cause=SIGNED_OUT))

    def change_password(self, *, old_password: str, new_password: str) -> Account:
        """The actor chooses a password of their own; the initial one must be changed so.

        Raises:
            WrongCredentials: the old password is wrong; it counts as a try.
            PasswordTooWeak: the new one breaks the policy or was used before.
        """
        account = self._own_account()
        now = self._clock.now()
        self._tries.refuse_if_locked(account.agent_id, at=now)
        self._proven(account, agent_id=account.agent_id, password=old_password, at=now)
        rules = self._rules.read(PASSWORDS, PasswordRules, at=now)
        plain = in_normal_form(new_password)
        rules.check(plain, agent_id=account.agent_id, field="new_password")
        if self._credentials.was_used(account.id, plain):
            raise PasswordTooWeak(
                fields=(FieldError("new_password", "was used before.", "近期已使用过。"),)
            )
        row = self._credentials.replaced(account.id, plain, remembered=rules.remembered)
        account.change_password()
        self._store.save(account, beside=[row, self._tries.forgotten(account.agent_id)])
        return account

    def _proven(
        self, account: Account | None, *, agent_id: str, password: str, at: datetime
    ) -> Account:
        holder = None if account is None else account.id
        if self._credentials.fit(holder, in_normal_form(password)) and account is not None:
            return account
        rules = self._rules.read(SIGN_IN, SignInRules, at=at)
        until = self._tries.count_wrong(agent_id, at=at, rules=rules)
        if until is None:
            raise WrongCredentials
        if account is not None and account.locked_until != until:
            with _acting_for(account):
                account.lock_out(until=until)
            self._store.save(account)
        raise LockedOut(until=iso(until))

    def _begin_session(self, account: Account, *, at: datetime) -> tuple[Session, SideWrite]:
        before = session_row(self._store, account.id)
        end_session(self._store, account, cause=NEWER_SIGN_IN)
        session = Session(account.id, str(current_context().ids.new_id()))
        account.sign_in(session_id=session.session_id, at=at)
        rules = self._rules.read(SIGN_IN, SignInRules, at=at)
        ends = at + timedelta(seconds=rules.session_seconds)
        return session, session.begun(before=before, expires_at=ends)

    def _standing(self, session_id: str) -> tuple[Account, Session]:
        session = standing_session(self._store, session_id, at=self._clock.now())
        account = None if session is None else self._account_by_id(session.holder_id)
        if session is None or account is None:
            raise SessionOver
        return account, session

    def _signed_in(self, account: Account, session: Session) -> SignedIn:
        return SignedIn(
            employee_id=account.employee_id,
            token=self._token(account, session.session_id),
            must_change_password=account.must_change_password,
        )

    def _token(self, account: Account, session_id: str) -> str:
        employee = existing_employee(self._store, account.employee_id)
        level = min(account.level, employee.level)
        roles = () if account.must_change_password else self._roles(account, level=level)
        return self._tokens.sign(
            subject=str(account.employee_id),
            session_id=session_id,
            agent_id=account.agent_id,
            roles=roles,
            permissions=self._permissions(account, roles),
            site_id=str(employee.site_id),
            level=level,
        )

    def _roles(self, account: Account, *, level: int) -> tuple[str, ...]:
        now = current_context().occurred_at
        record = self._store.get(RoleRecord, RoleRecord.id_for(account.employee_id))
        return self._authority().within_level(record.roles_at(now), level=level)

    def _permissions(self, account: Account, roles: tuple[str, ...]) -> list[str]:
        if account.must_change_password:
            return []
        return sorted({SELF, *self._authority().permissions_of(roles)})

    def _authority(self) -> AuthorityRules:
        at = current_context().occurred_at
        return self._rules.read(AUTHORITY, AuthorityRules, at=at)

    def _open_account_of(self, agent_id: str) -> Account | None:
        row = self._store.side_row(AGENT_IDS, agent_id)
        if row is None:
            return None
        account = self._store.find(Account, Account.id_for(UUID(row.content)))
        return None if account is None or account.is_closed else account

    def _account_by_id(self, account_id: UUID) -> Account | None:
        account = self._store.find(Account, account_id)
        return None if account is None or account.is_closed else account

    def _own_account(self) -> Account:
        actor = current_context().actor
        account = None
        if current_context().kind == "person" and actor is not None:
            account = self._account_by_id(Account.id_for(UUID(actor)))
        if account is None:
            raise SessionOver
        return account


@contextmanager
def _acting_for(account: Account) -> Iterator[None]:
    """Whoever signs in acts as themselves, though no token says so yet."""
    with acting(replace(current_context(), actor=str(account.employee_id))):
        yield
