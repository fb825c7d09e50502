"""One command starts the embedded platform from nothing, and its data outlive it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from services.demo.client import Client
from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, family_of, run_loopdesk
from tests.support.installation import READY_WITHIN
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import free_ports, is_running

ADMINISTRATOR = ("--staff-number", "S9001", "--name", "林晓东", "--agent-id", "9001")


class Platform:
    """`loopdesk up` in a folder of its own.

    Args:
        folder: below which it keeps its data.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_ports(1)[0]
        self.environment = {"LOOPDESK_DATA_DIR": str(folder / "data")}
        self._process = HostProcess(
            folder / "up", "up", "--port", str(self.port), environment=self.environment
        )

    def start(self) -> None:
        """Returns when it says that it is ready; says how long that took."""
        started_at = time.monotonic()
        self._process.start()
        eventually(lambda: self._process.has_said("Loopdesk is ready"), within=READY_WITHIN)
        sys.stdout.write(f"ready after {time.monotonic() - started_at:.1f} s\n")

    def pids(self) -> list[int]:
        """All its processes."""
        assert self._process.pid is not None
        return list(family_of(self._process.pid))

    def end(self) -> None:
        """Tells it to stop, as Ctrl+C or a service manager does; returns when it has."""
        self._process.end()

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()

    def log(self) -> str:
        """What it has said."""
        return self._process.log()


@pytest.fixture
def platform(run_folder: Path) -> Iterator[Platform]:
    """The platform, not started."""
    ensure_keeper(run_folder)
    made = Platform(make_run_folder(run_folder))
    yield made
    made.kill()


def initial_password(platform: Platform) -> str:
    """That of the first administrator, whom the operator adds."""
    said = run_loopdesk("people", "add-admin", *ADMINISTRATOR, environment=platform.environment)
    found = re.search(r"Initial password: (\S+)", said)
    assert found is not None
    return found[1]


def sign_in(platform: Platform, password: str) -> bool:
    """Whether the first administrator has to change the password, once signed in."""
    client = Client("127.0.0.1", platform.port, told=lambda: None)
    credentials = {"agent_id": "9001", "password": password}
    answer = client.send("POST", "/api/people/v1/sessions", credentials)
    client.close()
    return bool(answer.content["must_change_password"])


def test_the_platform_starts_from_an_empty_folder_stops_whole_and_starts_again_with_its_data(
    platform: Platform,
) -> None:
    platform.start()
    with urlopen(f"http://127.0.0.1:{platform.port}/readyz", timeout=10) as answer:
        assert 200 == answer.status
    password = initial_password(platform)
    assert sign_in(platform, password)

    pids = platform.pids()
    assert 3 <= len(pids)
    platform.end()
    assert [] == [one for one in pids if is_running(one)]
    assert "Traceback" not in platform.log()

    platform.start()
    assert sign_in(platform, password)
