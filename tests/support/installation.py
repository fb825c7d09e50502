"""A whole installation for stories: its processes, its clock, its doors; on servers or embedded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from services.catalog import build_services
from services.demo.client import Client
from services.demo.founding import first_administrator
from services.demo.seats import Seat
from shared.bus.requests import ask, await_request
from shared.bus.status import are_settled
from shared.bus.wake import DOORBELL
from shared.clock import ScriptedClock
from shared.platform import Platform, platform_of
from shared.service import Service
from shared.settings import DEMO_MARK, Settings, read_settings
from tests.support.eventually import eventually
from tests.support.run_folder import PROJECT, ensure_keeper, make_run_folder
from tests.support.server_process import (
    ServerDied,
    end_process,
    free_ports,
    is_running,
    note_process,
    start_process,
)

READY_WITHIN = 60.0
SETTLED_WITHIN = 90.0
"""Seconds after which a wait counts as failed; no test is meant to come near them."""

LOOPDESK = [sys.executable, "-m", "services.cli"]


class HostProcess:
    """A process of `loopdesk`, told by its own id, with all that it has said in a file.

    Args:
        folder: its working folder.
        command: the subcommand with its arguments.
        environment: variables beside those of this process.
    """

    def __init__(self, folder: Path, *command: str, environment: Mapping[str, str]) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._command = command
        self._environment = {"PYTHONPATH": str(PROJECT), **environment}
        self._said_before = 0
        self.pid: int | None = None

    def start(self, *options: str) -> None:
        """Starts it, with further options, without waiting until it is ready."""
        self._said_before = len(self.log())
        self.pid = start_process(
            [*LOOPDESK, *self._command, *options],
            folder=self._folder,
            environment=self._environment,
        )
        note_process(self.pid, folder=self._folder, ending=signal.SIGTERM)

    def check(self) -> None:
        """Does nothing while it runs.

        Raises:
            ServerDied: it has ended.
        """
        if self.pid is None or not is_running(self.pid):
            raise ServerDied(f"loopdesk {' '.join(self._command)} ended:\n{self.log()[-4000:]}")

    def has_said(self, text: str) -> bool:
        """Whether it has said so since its start."""
        self.check()
        return text in self.log()[self._said_before :]

    def end(self, ending: signal.Signals = signal.SIGTERM) -> None:
        """Ends it, if it runs, and returns when it has gone."""
        if self.pid is not None:
            end_process(self.pid, ending=ending)
        self.pid = None

    def log(self) -> str:
        """All that it has said, in all its lives."""
        path = self._folder / "server.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


class Installation:
    """All services with processes of their own and a clock that only the test moves.

    Args:
        folder: holds its data and the logs of its processes.
        starts_at: first time that its clock shows.
        environment: its database and broker; embedded without.
    """

    def __init__(
        self, folder: Path, *, starts_at: datetime, environment: Mapping[str, str]
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        (self.data / DEMO_MARK).touch()
        self.clock = ScriptedClock(self.data / "clock")
        self.clock.move_to(starts_at)
        self.port = free_ports(1)[0]
        self.environment = {
            "LOOPDESK_DATA_DIR": str(self.data),
            "LOOPDESK_SCRIPTED_CLOCK_FILE": str(self.data / "clock"),
            "LOOPDESK_PORT": str(self.port),
            "LOOPDESK_WEB_THREADS": "4",
            **environment,
        }
        self.bus = HostProcess(folder / "bus", "bus", environment=self.environment)
        self.web = HostProcess(folder / "web", "web", environment=self.environment)

    @cached_property
    def settings(self) -> Settings:
        """The settings of its processes."""
        return read_settings(self.environment)

    @property
    def platform(self) -> Platform:
        """Its infrastructure, as its processes have it."""
        return platform_of(self.settings)

    @cached_property
    def services(self) -> dict[str, Service]:
        """Its services, wired in this process; after `loopdesk migrate`."""
        return {one.name: one for one in build_services(self.platform)}

    def run(self, *command: str) -> str:
        """Runs a subcommand of `loopdesk` to its end and returns what it printed."""
        ended = subprocess.run(
            [*LOOPDESK, *command],
            cwd=PROJECT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            said = ended.stdout + ended.stderr
            raise RuntimeError(f"loopdesk {' '.join(command)}: {ended.returncode}\n{said}")
        return ended.stdout

    def start(self) -> None:
        """Migrates it, starts its processes and returns when both are ready."""
        self.bus.start("--migrate")
        eventually(self._has_keys, within=READY_WITHIN)
        self.web.start()
        self.await_bus()
        eventually(self._answers, within=READY_WITHIN)

    def await_bus(self) -> None:
        """Returns when the bus process can be called."""
        eventually(lambda: self.bus.has_said("bus ready"), within=READY_WITHIN)

    def stop(self) -> None:
        """Stops its processes and gives back the connections of this one."""
        self.bus.end()
        self.web.end()
        if "services" in vars(self):
            for service in self.services.values():
                service.store.recorder.close()
                service.read_database.close()
            del self.services

    def client(self) -> Client:
        """A connection to its API."""
        return Client("127.0.0.1", self.port, told=self.ring)

    def administrator(self) -> Seat:
        """The first administrator, added and signed in."""
        return first_administrator(self.platform, self.client())

    def settle(self) -> None:
        """Returns when every reader has come to its head and no log grows."""
        services = list(self.services.values())
        self.ring()
        eventually(lambda: are_settled(services), within=SETTLED_WITHIN)

    def ring(self) -> None:
        """Wakes an embedded bus process, which does not look by itself on a scripted day."""
        (self.data / DOORBELL).touch()

    def run_timers(self) -> None:
        """Lets every service do what is due at the time that the clock shows."""
        self._ask_all("run-timers")

    def verify(self) -> None:
        """Has every read model compared with a fresh replay; one that differs fails."""
        self._ask_all("verify")

    def rebuild(self) -> None:
        """Has all read models built anew."""
        self._ask_all("rebuild", read_model="")

    def log(self) -> str:
        """What its processes have said, the last of it at least."""
        return "\n".join(
            f"--- {name}\n{one.log()[-20_000:]}" for name, one in self._processes().items()
        )

    def _processes(self) -> dict[str, HostProcess]:
        return {"bus": self.bus, "web": self.web}

    def _ask_all(self, what: str, **arguments: str) -> None:
        for service in self.services.values():
            key = ask(service.store, what, **arguments)
            self.ring()
            answer = await_request(
                service.store, key, within=SETTLED_WITHIN, shown=lambda state: None
            )
            assert answer.state == "done", f"{service.name}: {answer.result}"

    def _has_keys(self) -> bool:
        self.bus.check()
        return self.settings.token_keys_file.exists()

    def _answers(self) -> bool:
        self.web.check()
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


class Installations:
    """Makes the installations of one test, and ends them with it.

    Args:
        run_folder: the run's folder, with which they go at the latest.
    """

    def __init__(self, run_folder: Path) -> None:
        ensure_keeper(run_folder)
        self._run_folder = run_folder
        self.made: list[Installation] = []

    def new(
        self, *, starts_at: datetime, environment: Mapping[str, str] | None = None
    ) -> Installation:
        """An installation without data, not started; `environment` names database and broker."""
        folder = make_run_folder(self._run_folder)
        made = Installation(folder, starts_at=starts_at, environment=environment or {})
        self.made.append(made)
        return made

    def end(self) -> None:
        """Stops all."""
        for one in self.made:
            one.stop()


NewInstallation = Callable[..., Installation]
