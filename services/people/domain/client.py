"""A machine client: another system that signs in with an id and a secret."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.people.domain.account_errors import ClientClosed
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class MachineClient(Aggregate):
    """Another system and the roles made for machines that it holds (TX-2)."""

    TOPIC = "people.client"

    class Created(Aggregate.Created):
        """A client was registered with a first secret."""

        TOPIC = "people.client.registered"
        name: str
        roles: tuple[str, ...]

    def __init__(self, name: str, roles: tuple[str, ...]) -> None:
        self.name = name
        self.roles = roles
        self.is_closed = False

    @staticmethod
    def id_for(name: str) -> UUID:
        """The one id of the client `name`."""
        return id_of("people.client", name)

    @classmethod
    def register(cls, name: str, *, roles: tuple[str, ...]) -> Self:
        """A new client.

        Args:
            name: its name, the id that it signs in with.
            roles: roles for machines that it holds.
        """
        return cls._create(cls.Created, id=cls.id_for(name), name=name, roles=roles)

    def replace_secret(self) -> None:
        """A new secret was set; what was signed in with the old one has ended."""
        self.require_open()
        self._replace_secret()

    @event("SecretReplaced", topic="people.client.secret_replaced")
    def _replace_secret(self) -> None:
        pass

    def close(self) -> None:
        """The client signs in no more."""
        self.require_open()
        self._close()

    @event("Closed", topic="people.client.closed")
    def _close(self) -> None:
        self.is_closed = True

    def require_open(self) -> None:
        """Refuses what cannot be done with a closed client."""
        if self.is_closed:
            raise ClientClosed
