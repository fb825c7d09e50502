"""The private RabbitMQ node with the product's own settings, users and rights."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import kombu

from tests.support.run_folder import PROJECT
from tests.support.servers import PrivateRabbitMQ, rabbitmq_password_hash

DEPLOYED = PROJECT / "deploy" / "rabbitmq"
VHOST = "loopdesk"
OWN_SETTINGS = ("listeners.", "load_definitions", "log.")
"""What a private node settles itself."""


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
        self.node = PrivateRabbitMQ(folder, definitions=definitions, settings=_settings())

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
        plain = json.loads((DEPLOYED / "definitions.json").read_text(encoding="utf-8"))
        for user in plain["users"]:
            (self.secrets_dir / user["name"]).write_text(secrets.token_urlsafe(18))
        made = subprocess.run(
            [sys.executable, DEPLOYED / "make_definitions.py"],
            env={**os.environ, "LOOPDESK_SECRETS_DIR": str(self.secrets_dir)},
            capture_output=True,
            text=True,
            check=True,
        )
        definitions: dict[str, list[dict[str, object]]] = json.loads(made.stdout)
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


def _settings() -> dict[str, str]:
    lines = (DEPLOYED / "rabbitmq.conf").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" = ", 1) for line in lines if " = " in line and line[0] != "#"]
    return {name: value for name, value in pairs if not name.startswith(OWN_SETTINGS)}
