"""The private RabbitMQ node with the product's own settings, users and rights."""

import json
import secrets
from pathlib import Path

import kombu

from services.catalog import NAMES
from tests.shared.bus.broker import deployed_settings, made_definitions
from tests.support.servers import PrivateRabbitMQ, rabbitmq_password_hash

VHOST = "loopdesk"


class MessageBroker:
    """The node as an installation is told of it.

    Args:
        folder: the node's own folder.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.secrets_dir = folder / "secrets"
        self.secrets_dir.mkdir()
        self._password = secrets.token_urlsafe(18)
        definitions = folder / "definitions-with-passwords.json"
        definitions.write_text(json.dumps(self._definitions()), encoding="utf-8")
        self.node = PrivateRabbitMQ(folder, definitions=definitions, settings=deployed_settings())

    @property
    def url_template(self) -> str:
        """What `LOOPDESK_AMQP_URL` is set to."""
        return self.node.url(VHOST, user="{service}", password="{password}")

    @property
    def url(self) -> str:
        """The address of the same vhost for a user who may do all, for raw messages."""
        return self.node.url(VHOST, user="bench", password=self._password)

    def delete_queue(self, name: str) -> None:
        """Deletes a queue with what an earlier round has left in it."""
        with kombu.Connection(self.url) as connection:
            connection.channel().queue_delete(name)

    def _definitions(self) -> dict[str, list[dict[str, object]]]:
        """Those of the product, and a user who may do all."""
        for user in (*NAMES, "crm_client"):
            (self.secrets_dir / user).write_text(secrets.token_urlsafe(18))
        definitions: dict[str, list[dict[str, object]]]
        definitions = json.loads(made_definitions(self.secrets_dir))
        definitions["users"].append(
            {
                "name": "bench",
                "password_hash": rabbitmq_password_hash(self._password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": [],
            }
        )
        everything = dict.fromkeys(("configure", "write", "read"), ".*")
        definitions["permissions"].append({"user": "bench", "vhost": VHOST, **everything})
        return definitions
