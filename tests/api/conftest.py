"""One working centre for the whole run, and copies of it for those who change it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.operations.migrate import migrate
from shared.clock import SetClock
from shared.platform import Platform
from shared.settings import read_settings
from tests.api.centre import MONDAY, Centre
from tests.api.founding import found_centre
from tests.api.good import GOOD
from tests.support.logs import without_logs
from tests.support.run_folder import only_one_process_at_a_time


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test runs for each `operation_name` of its class's service, or for each `actor`."""
    if "operation_name" in metafunc.fixturenames:
        names = [*GOOD[metafunc.cls.service]]
        metafunc.parametrize("operation_name", names[getattr(metafunc.cls, "share", slice(None))])
    if "actor" in metafunc.fixturenames and hasattr(metafunc.cls, "actors"):
        metafunc.parametrize("actor", metafunc.cls.actors)


@pytest.fixture(scope="session")
def founded(run_folder: Path) -> Path:
    """The data of a founded centre; the first worker of the run that needs it makes it."""
    folder = run_folder / "founded-centre"
    with only_one_process_at_a_time(run_folder, name="founded-centre"):
        if not folder.exists():
            found_in(folder.with_suffix(".unfinished"))
            folder.with_suffix(".unfinished").rename(folder)
    return folder


def found_in(folder: Path) -> None:
    settings = read_settings({"LOOPDESK_DATA_DIR": str(folder)})
    migrate(Platform(settings=settings, clock=SetClock(MONDAY)))
    centre = Centre(folder, now=MONDAY)
    found_centre(centre)
    centre.close()


@pytest.fixture(scope="class")
def centre(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre of the test class's own, of whose log only warnings and failures are shown."""
    made = Centre(Path(shutil.copytree(founded, tmp_path_factory.mktemp("centre") / "data")))
    with without_logs(below=logging.WARNING):
        yield made
    made.close()
