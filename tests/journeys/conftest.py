"""What the stories stand on: installations, a broker of their own, and logs when one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.broker import ProductBroker, draw_secrets
from tests.journeys.centre import Centre, found_centre
from tests.journeys.crm_side import CrmSide
from tests.shared.bus.broker import deployed_settings
from tests.support.fixtures import NewRabbitMQNode
from tests.support.installation import Installation, Installations

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""When every story begins."""


PATIENCE_SECONDS = 900
"""A story starts and ends several servers; on a busy machine that alone takes minutes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives the stories more time than other tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(PATIENCE_SECONDS))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Adds to a failure what the installations' processes have said."""
    report = (yield).get_result()
    fixtures = item.funcargs if isinstance(item, pytest.Function) else {}
    if report.failed and "installations" in fixtures:
        for number, one in enumerate(fixtures["installations"].made, start=1):
            report.sections.append((f"Installation {number}", one.log()))


def environment_on(broker: ProductBroker, database_url: str) -> dict[str, str]:
    """The settings of an installation on this broker and database."""
    return {
        "LOOPDESK_DATABASE_URL": database_url,
        "LOOPDESK_AMQP_URL": broker.url_template,
        "LOOPDESK_SECRETS_DIR": str(broker.secrets_dir),
    }


@pytest.fixture
def installations(run_folder: Path) -> Iterator[Installations]:
    """Makes installations; they end with the test."""
    made = Installations(run_folder)
    yield made
    made.end()


@pytest.fixture(scope="module")
def broker(
    new_rabbitmq_node: NewRabbitMQNode, tmp_path_factory: pytest.TempPathFactory
) -> ProductBroker:
    """The module's node, with the product's definitions and settings."""
    folder = tmp_path_factory.mktemp("broker")
    definitions = draw_secrets(folder)
    node = new_rabbitmq_node(definitions=definitions, settings=deployed_settings())
    return ProductBroker(node, folder / "secrets")


@pytest.fixture
def new_installation(
    installations: Installations, broker: ProductBroker, new_database: Callable[[], str]
) -> Callable[[], Installation]:
    """Makes an installation on PostgreSQL and RabbitMQ, not started."""

    def make() -> Installation:
        environment = environment_on(broker, new_database())
        return installations.new(starts_at=MONDAY, environment=environment)

    return make


@pytest.fixture
def installation(new_installation: Callable[[], Installation]) -> Installation:
    """An installation on PostgreSQL and RabbitMQ, running."""
    made = new_installation()
    made.start()
    return made


@pytest.fixture
def crm_side(
    installation: Installation, centre: Centre, broker: ProductBroker, tmp_path: Path
) -> CrmSide:
    """The company's CRM, on the broker."""
    return CrmSide(installation, secret=centre.crm_secret, folder=tmp_path, url=broker.crm_url)


@pytest.fixture
def centre(installation: Installation) -> Centre:
    """The centre of the installation."""
    return found_centre(installation)
