"""The pair of services on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.shared.bus.toys import Pair, postgres_pair, sqlite_pair


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
