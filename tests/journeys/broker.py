"""The private RabbitMQ node as an installation and the company's CRM know it."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.shared.bus.broker import made_definitions
from tests.support.servers import PrivateRabbitMQ

USERS = ("people", "crm", "training", "tickets", "crm_client")
VHOST = "loopdesk"


@dataclass(frozen=True)
class ProductBroker:
    """A node with the product's definitions.

    Args:
        node: the node.
        secrets_dir: one file for each user, holding the password.
    """

    node: PrivateRabbitMQ
    secrets_dir: Path

    @property
    def url_template(self) -> str:
        """What `LOOPDESK_AMQP_URL` is set to."""
        return self.node.url(VHOST, user="{service}", password="{password}")

    @property
    def crm_url(self) -> str:
        """The address for the company's CRM."""
        password = (self.secrets_dir / "crm_client").read_text()
        return self.node.url(VHOST, user="crm_client", password=password)

    def lose_all_data(self) -> None:
        """Loses, while the node is down, all that it has ever kept."""
        shutil.rmtree(self.node.folder / "mnesia")


def draw_secrets(folder: Path) -> Path:
    """A definitions file with a new password for each user, kept in `folder`/secrets."""
    passwords = folder / "secrets"
    passwords.mkdir()
    for user in USERS:
        (passwords / user).write_text(secrets.token_urlsafe(18))
    definitions = folder / "definitions.json"
    definitions.write_text(made_definitions(passwords))
    return definitions
