"""A few deaths at crash points with real processes; `make faults` runs all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.crash.crash_runs import run_place
from tests.faults.crash.in_flight import run_in_flight
from tests.faults.crash.places import PLACES
from tests.faults.crash.sites import embedded_installation, installation_on_servers, site_on
from tests.faults.results import RowContext
from tests.support.servers import PrivatePostgres
from tests.support.shared_servers import SharedServers

PATIENCE_SECONDS = 600
BY_NUMBER = {one.number: one for one in PLACES}

pytestmark = pytest.mark.timeout(PATIENCE_SECONDS)


@pytest.fixture
def context(run_folder: Path, shared_servers: SharedServers) -> RowContext:
    return RowContext(run_folder, [1], is_long=False, servers=shared_servers)


def test_nothing_is_lost_or_doubled_when_an_embedded_bus_process_dies_in_a_reaction(
    context: RowContext,
) -> None:
    with site_on(embedded_installation, context) as site:
        result = run_place(BY_NUMBER["c9"], site=site, seeds=context.seeds)
    assert (1, []) == (result.injections, result.faults)


def test_nothing_is_lost_or_doubled_when_a_web_process_dies_before_the_database_has_answered(
    context: RowContext, postgres_server: PrivatePostgres
) -> None:
    with site_on(installation_on_servers, context) as site:
        result = run_in_flight("web", site=site, seeds=context.seeds)
    assert (1, []) == (result.injections, result.faults)
