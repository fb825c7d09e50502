"""The pair of services on both databases, and a broker that may be broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.shared.bus.broker import LoopdeskBroker
from tests.shared.bus.toys import Pair, postgres_pair, sqlite_pair
from tests.support.run_folder import ensure_keeper, make_run_folder


@pytest.fixture(params=["sqlite", "postgres"])
def pair(
    request: pytest.FixtureRequest, tmp_path: Path, new_database: Callable[[], str]
) -> Iterator[Pair]:
    if request.param == "sqlite":
        pair = sqlite_pair(tmp_path)
    else:
        pair = postgres_pair(new_database(), tmp_path)
    yield pair
    pair.close()


@pytest.fixture(scope="session")
def broker(run_folder: Path) -> LoopdeskBroker:
    """A private node with the product's definitions; it ends with the run."""
    ensure_keeper(run_folder)
    broker = LoopdeskBroker(make_run_folder(run_folder))
    broker.node.start()
    return broker
