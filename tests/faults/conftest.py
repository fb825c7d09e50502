"""What the fault matrix stands on: small runs on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.trade import Trade
from tests.shared.bus.toys import postgres_pair, sqlite_pair


@pytest.fixture(params=["sqlite", "postgres"])
def trade(
    request: pytest.FixtureRequest, tmp_path: Path, new_database: Callable[[], str]
) -> Iterator[Trade]:
    """A shop, its depot and a client."""
    if request.param == "sqlite":
        pair = sqlite_pair(tmp_path)
    else:
        pair = postgres_pair(new_database(), tmp_path)
    yield Trade(pair)
    pair.close()
