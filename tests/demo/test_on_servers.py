"""The same day on PostgreSQL and RabbitMQ: the same figures, event by event."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.broker import ProductBroker, draw_secrets
from tests.shared.bus.broker import deployed_settings
from tests.support.fixtures import NewRabbitMQNode

pytestmark = pytest.mark.timeout(900)

COMMAND = [sys.executable, "-m", "services.cli", "demo", "--until", "07:20"]


@pytest.fixture
def broker(new_rabbitmq_node: NewRabbitMQNode, tmp_path: Path) -> ProductBroker:
    """A node with the product's definitions and settings."""
    definitions = draw_secrets(tmp_path)
    node = new_rabbitmq_node(definitions=definitions, settings=deployed_settings())
    return ProductBroker(node, tmp_path / "secrets")


def report_of(*options: str, environment: dict[str, str]) -> list[str]:
    run = subprocess.run(
        [*COMMAND, *options],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr)
    return [one for one in run.stdout.splitlines() if not one.startswith("用时")]


def test_the_figures_do_not_depend_on_database_and_broker(
    broker: ProductBroker, new_database: Callable[[], str]
) -> None:
    servers = ["--database-url", new_database(), "--amqp-url", broker.url_template]
    secrets = {"LOOPDESK_SECRETS_DIR": str(broker.secrets_dir)}
    assert report_of(environment={}) == report_of(*servers, environment=secrets)
