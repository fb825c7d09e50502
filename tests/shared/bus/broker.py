"""A private RabbitMQ node with the product's own settings, users and rights.

The toy services stand in the places of two real ones: `shop` has the rights of `tickets`, `depot`
those of `people`. `crm` and `crm_client` are themselves.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pika
from pika.adapters.blocking_connection import BlockingChannel

from shared.bus.rabbitmq import RabbitPublisher, RabbitSubscription
from shared.bus.transport import Outgoing
from tests.support.run_folder import PROJECT
from tests.support.servers import PrivateRabbitMQ

DEPLOYED = PROJECT / "deploy" / "rabbitmq"
OF_THE_TEST_NODE = ("listeners.", "load_definitions", "log.")


class LoopdeskBroker:
    """The node, seen by its users.

    Args:
        folder: the node's own folder.
    """

    def __init__(self, folder: Path) -> None:
        self._secrets = folder / "secrets"
        self._secrets.mkdir()
        for user in ("people", "crm", "training", "tickets", "crm_client"):
            (self._secrets / user).write_text(secrets.token_urlsafe(18))
        definitions = folder / "definitions-of-the-toys.json"
        definitions.write_text(
            made_definitions(self._secrets).replace("tickets", "shop").replace("people", "depot")
        )
        self.node = PrivateRabbitMQ(folder, definitions=definitions, settings=deployed_settings())

    def url(self, user: str) -> str:
        """The address of the product's vhost for a user."""
        return self.node.url("loopdesk", user=user, password=self.password(user))

    def password(self, user: str) -> str:
        """The password of a user."""
        return (self._secrets / {"shop": "tickets", "depot": "people"}.get(user, user)).read_text()

    def publisher(self, service: str) -> RabbitPublisher:
        """The publisher of a service."""
        return RabbitPublisher(self.url(service))

    def subscription(self, consumer: str, *, producer: str) -> RabbitSubscription:
        """The queue of a consumer, bound as the product binds it."""
        return RabbitSubscription(
            self.url(consumer),
            queue=f"{consumer}.from.{producer}",
            bindings=[("loopdesk.events", f"loopdesk.{producer}.#")],
        )

    @contextmanager
    def channel(self, user: str) -> Iterator[BlockingChannel]:
        """A client of another make, with confirms."""
        with pika.BlockingConnection(pika.URLParameters(self.url(user))) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel


def made_definitions(folder: Path) -> str:
    """What the product's script makes of the secrets in `folder`."""
    made = subprocess.run(
        [sys.executable, DEPLOYED / "make_definitions.py"],
        env={**os.environ, "LOOPDESK_SECRETS_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout


def deployed_settings() -> dict[str, str]:
    """The product's rabbitmq.conf, without what a private node settles itself."""
    lines = (DEPLOYED / "rabbitmq.conf").read_text().splitlines()
    pairs = [line.split(" = ", 1) for line in lines if " = " in line and not line.startswith("#")]
    return {name: value for name, value in pairs if not name.startswith(OF_THE_TEST_NODE)}


def messages(service: str, count: int, *, start: int = 1) -> list[Outgoing]:
    """Messages of a service whose bodies are their numbers."""
    numbers = range(start, start + count)
    return [Outgoing(f"loopdesk.{service}.told.v1", f"id-{n}", str(n).encode()) for n in numbers]
