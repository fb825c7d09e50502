"""What holds for the whole suite: the servers' fixtures, markers by folder, patience."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.routes import compile_routes_once

pytest_plugins = ["tests.support.fixtures"]

LEVELS = {
    "domain",
    "application",
    "read_models",
    "entrypoints",
    "contracts",
    "api",
    "architecture",
    "journeys",
    "faults",
    "browser",
}
NEEDS = {
    "postgres_server": "needs_postgres",
    "rabbitmq_server": "needs_rabbitmq",
    "new_rabbitmq_node": "needs_rabbitmq",
}

LONGEST_FIRST = ("api", "faults", "journeys", "demo")
"""Folders with tests that take minutes: begun early, none runs alone when all else is done."""

# A slow machine is no failure: no deadline, and building a large example may take its time.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("suite")

compile_routes_once()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its level, which is its folder, and by the servers that it needs.

    `make test` hands out the tests in the order that they have here.
    """
    items.sort(key=_turn)
    for item in items:
        folders = set(Path(item.path).parts)
        fixtures = item.fixturenames if isinstance(item, pytest.Function) else []
        names = LEVELS & folders | {NEEDS[name] for name in fixtures if name in NEEDS}
        for name in sorted(names):
            item.add_marker(name)


def _turn(item: pytest.Item) -> int:
    folder = Path(item.path).relative_to(Path(__file__).parent).parts[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
