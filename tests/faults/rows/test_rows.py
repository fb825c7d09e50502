"""The rows without long waits; the others are left to `make faults` and skip with that reason."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.faults.results import RowContext
from tests.faults.rows.ground import end_ground
from tests.support.run_folder import make_run_folder
from tests.support.servers import PrivatePostgres
from tests.support.shared_servers import SharedServers

pytestmark = [pytest.mark.needs_rabbitmq, pytest.mark.timeout(600)]

ROWS = sorted(path.stem for path in Path(__file__).parent.glob("row_*.py"))
QUICK = {"row_13_late_commits", "row_17_one_aggregate", "row_18_sent_again"}


@pytest.fixture(scope="module")
def context(
    run_folder: Path, shared_servers: SharedServers, postgres_server: PrivatePostgres
) -> Iterator[RowContext]:
    made = RowContext(make_run_folder(run_folder), [1], is_long=False, servers=shared_servers)
    yield made
    end_ground(made)


def rows() -> list[ParameterSet]:
    """All rows; a run of the suite names those that it leaves out."""
    left = pytest.mark.skip(reason="it takes long waits and is left to `make faults`")
    return [pytest.param(row, marks=() if row in QUICK else left) for row in ROWS]


@pytest.mark.parametrize("row", rows())
def test_the_row_finds_nothing_lost_doubled_or_unexpected(row: str, context: RowContext) -> None:
    result = import_module(f"tests.faults.rows.{row}").run(context)
    assert 0 < result.injections
    assert [] == result.faults
