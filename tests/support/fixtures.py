"""Fixtures for tests that need real servers; nothing starts before a test asks.

- `postgres_url`: a database of this worker, one for the whole session.
- `new_database`: a function that creates an empty database and returns its address.
- `rabbitmq_url`: a vhost of this test module.
- `new_vhost`: a function that creates an empty vhost and returns its address.
- `new_rabbitmq_node`: a function that starts a node of one's own, to break it.
- `postgres_server`, `rabbitmq_server`: the run's servers themselves; tests leave them running.
"""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import remove_servers
from tests.support.servers import PrivatePostgres, PrivateRabbitMQ
from tests.support.shared_servers import SharedServers

RUN_FOLDER = pytest.StashKey[Path]()
SERVERS_BY_FIXTURE = {"postgres_server": "postgres", "rabbitmq_server": "rabbitmq"}


class NewRabbitMQNode(Protocol):
    """Starts a node of the test's own."""

    def __call__(
        self, *, definitions: Path | None = None, settings: dict[str, str] | None = None
    ) -> PrivateRabbitMQ: ...


def pytest_configure(config: pytest.Config) -> None:
    """Take the run's folder from the main process, or be the main process and make it."""
    given: dict[str, str] | None = getattr(config, "workerinput", None)
    config.stash[RUN_FOLDER] = Path(given["run_folder"]) if given else make_run_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker the run's folder."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run's servers with the main process."""
    if not hasattr(config, "workerinput"):
        remove_servers(config.stash[RUN_FOLDER])


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder of this run; what lies in it goes with it."""
    return pytestconfig.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def shared_servers(request: pytest.FixtureRequest, run_folder: Path) -> SharedServers:
    """The servers that all workers share."""
    tests = (item for item in request.session.items if isinstance(item, pytest.Function))
    asked_for = {name for test in tests for name in test.fixturenames}
    wanted = {kind for name, kind in SERVERS_BY_FIXTURE.items() if name in asked_for}
    return SharedServers(run_folder, wanted=wanted)


@pytest.fixture(scope="session")
def postgres_server(shared_servers: SharedServers) -> PrivatePostgres:
    """The run's PostgreSQL cluster."""
    return shared_servers.postgres()


@pytest.fixture(scope="session")
def new_database(postgres_server: PrivatePostgres, worker_id: str) -> Callable[[], str]:
    """A function that creates an empty database and returns its address."""
    numbers = itertools.count(1)
    return lambda: postgres_server.create_database(f"{worker_id}_{next(numbers)}")


@pytest.fixture(scope="session")
def postgres_url(new_database: Callable[[], str]) -> str:
    """A database of this worker, shared by its tests."""
    return new_database()


@pytest.fixture(scope="session")
def rabbitmq_server(shared_servers: SharedServers) -> PrivateRabbitMQ:
    """The run's RabbitMQ node."""
    return shared_servers.rabbitmq()


@pytest.fixture(scope="session")
def new_vhost(rabbitmq_server: PrivateRabbitMQ, worker_id: str) -> Callable[[], str]:
    """A function that creates an empty vhost and returns its address."""
    numbers = itertools.count(1)
    return lambda: rabbitmq_server.create_vhost(f"{worker_id}-{next(numbers)}")


@pytest.fixture(scope="module")
def rabbitmq_url(new_vhost: Callable[[], str]) -> str:
    """A vhost of this test module."""
    return new_vhost()


@pytest.fixture(scope="module")
def new_rabbitmq_node(run_folder: Path, worker_id: str) -> Iterator[NewRabbitMQNode]:
    """A function that starts a node of the module's own; it ends with the module."""
    nodes: list[PrivateRabbitMQ] = []

    def start_node(
        *, definitions: Path | None = None, settings: dict[str, str] | None = None
    ) -> PrivateRabbitMQ:
        ensure_keeper(run_folder)
        folder = make_run_folder(run_folder)
        nodes.append(PrivateRabbitMQ(folder, definitions=definitions, settings=settings))
        nodes[-1].start()
        return nodes[-1]

    yield start_node
    for node in nodes:
        remove_servers(node.folder)
