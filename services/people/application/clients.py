"""Machine clients: other systems with an id, a secret and roles made for machines (TX-2)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.people.application.credentials import Credentials, credentials_removed
from services.people.application.permissions import MANAGE_CLIENTS
from services.people.application.questions import SignsTokens
from services.people.application.sessions import SESSIONS, Session, session_of, session_row
from services.people.domain.account_errors import ClientNotFound, WrongCredentials
from services.people.domain.authority import AuthorityRules
from services.people.domain.client import MachineClient
from services.people.domain.errors import CodeTaken
from services.people.domain.passwords import PasswordRules
from services.people.domain.rules import AUTHORITY, PASSWORDS
from shared.context import current_context
from shared.event_store import SideRowConflict, SideWrite, delete
from shared.event_store.store import Store, expect_version
from shared.rules import Rules, deciding_by


class Clients:
    """The door for machines.

    Args:
        store: the log of `people`.
        rules: the rules in force.
        credentials: the secrets.
        tokens: signs tokens.
    """

    def __init__(
        self, store: Store, *, rules: Rules, credentials: Credentials, tokens: SignsTokens
    ) -> None:
        self._store = store
        self._rules = rules
        self._credentials = credentials
        self._tokens = tokens

    def client(self, client_id: UUID) -> MachineClient:
        """A client, for those who manage clients."""
        current_context().require(MANAGE_CLIENTS)
        found = self._store.find(MachineClient, client_id)
        if found is None:
            raise ClientNotFound(key=client_id)
        return found

    def register_client(self, *, name: str, roles: Sequence[str], secret: str) -> MachineClient:
        """Another system may sign in from now on.

        Args:
            name: its name, with which it signs in.
            roles: roles for machines.
            secret: a long random text, told to the other system alone.

        Raises:
            CodeTaken: the name is in use.
            RoleNotForClients: a role is not for machines.
            PasswordTooWeak: the secret is too short.
        """
        context = current_context()
        context.require(MANAGE_CLIENTS)
        if self._store.find(MachineClient, MachineClient.id_for(name)) is not None:
            raise CodeTaken(taken=name, field="name")
        rule = self._rules.in_force(AUTHORITY, at=context.occurred_at)
        rule.read_as(AuthorityRules).check_client_roles(roles)
        with deciding_by(rule):
            client = MachineClient.register(name, roles=tuple(roles))
        self._store.save(client, beside=[self._new_secret(client, secret)])
        return client

    def replace_client_secret(
        self, client_id: UUID, *, secret: str, expected_version: int | None = None
    ) -> MachineClient:
        """A new secret; what signed in with the old one is out."""
        client = self._to_change(client_id, expected_version)
        client.replace_secret()
        rows = [self._new_secret(client, secret), delete(SESSIONS, str(client.id))]
        self._store.save(client, beside=rows)
        return client

    def close_client(
        self, client_id: UUID, *, expected_version: int | None = None
    ) -> MachineClient:
        """The client signs in no more, and what it has is out."""
        client = self._to_change(client_id, expected_version)
        client.close()
        rows = [credentials_removed(client.id), delete(SESSIONS, str(client.id))]
        self._store.save(client, beside=rows)
        return client

    def sign_in_client(self, *, name: str, secret: str) -> str:
        """A token for a machine that knows its secret.

        Secrets are long and random, so that no lock-out is needed, which anybody could cause.

        Raises:
            WrongCredentials: name and secret do not fit.
        """
        client = self._store.find(MachineClient, MachineClient.id_for(name))
        holder = None if client is None or client.is_closed else client.id
        if not self._credentials.fit(holder, secret) or client is None:
            raise WrongCredentials
        at = current_context().occurred_at
        authority = self._rules.read(AUTHORITY, AuthorityRules, at=at)
        return self._tokens.sign(
            subject=f"client:{client.name}",
            session_id=self._session(client.id).session_id,
            roles=client.roles,
            permissions=sorted(authority.permissions_of(client.roles)),
        )

    def _session(self, client_id: UUID) -> Session:
        """The client's one lasting session; its secret's replacement or its closing ends it."""
        session = session_of(session_row(self._store, client_id))
        if session is not None:
            return session
        session = Session(client_id, str(current_context().ids.new_id()))
        try:
            self._store.save(beside=[session.begun(before=None, expires_at=None)])
        except SideRowConflict:
            return self._session(client_id)
        return session

    def _to_change(self, client_id: UUID, expected_version: int | None) -> MachineClient:
        client = self.client(client_id)
        expect_version(client, expected_version)
        return client

    def _new_secret(self, client: MachineClient, secret: str) -> SideWrite:
        rules = self._rules.read(PASSWORDS, PasswordRules, at=current_context().occurred_at)
        rules.check_secret(secret)
        return self._credentials.replaced(client.id, secret)
