"""The installation on which the day is played: its processes, its clock, its curtain calls."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from services.catalog import build_services
from services.operations.processes import Processes
from shared.bus.requests import RequestState, ask, await_request
from shared.bus.status import are_settled
from shared.bus.wake import DOORBELL
from shared.clock import ScriptedClock
from shared.platform import platform_of
from shared.service import Service
from shared.settings import DEMO_MARK, Settings, read_settings

SETTLED_WITHIN = 60.0
"""Seconds after which a phase that does not end counts as failed."""


class NotSettled(RuntimeError):
    """A phase did not end: something does not come to its head."""


class Stage:
    """A fresh installation with a scripted clock.

    Args:
        folder: an empty folder for its data.
        starts_at: first time that the clock shows.
        seed: seed of its ids.
        environment: further settings, such as the URLs of database and broker.
    """

    def __init__(
        self, folder: Path, *, starts_at: datetime, seed: str, environment: Mapping[str, str]
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DEMO_MARK).touch()
        self.clock = ScriptedClock(folder / "clock")
        self.clock.move_to(starts_at)
        self.environment = {
            "LOOPDESK_DATA_DIR": str(folder),
            "LOOPDESK_SCRIPTED_CLOCK_FILE": str(folder / "clock"),
            "LOOPDESK_SEED": seed,
            "LOOPDESK_PORT": str(_free_port()),
            "LOOPDESK_LOG_LEVEL": "WARNING",
            **environment,
        }
        self.settings: Settings = read_settings(self.environment)
        self.services: Sequence[Service] = ()
        self._processes = Processes(self.settings, self.environment)

    def open(self) -> None:
        """Migrates and starts the processes."""
        self._processes.start()
        self.services = build_services(platform_of(self.settings))

    def close(self) -> None:
        """Stops the processes and gives back all connections."""
        self._processes.stop()
        for service in self.services:
            service.store.recorder.close()
            service.read_database.close()

    def service(self, name: str) -> Service:
        """One of the services, for recounting from its log."""
        return next(one for one in self.services if one.name == name)

    def settle(self) -> None:
        """Returns when every reader has come to its head and nothing is under way.

        Raises:
            NotSettled: that does not happen in time.
        """
        deadline = time.monotonic() + SETTLED_WITHIN
        self._ring()
        time.sleep(0.01)
        while not are_settled(self.services):
            if time.monotonic() > deadline:
                raise NotSettled("The platform did not come to rest; see its log lines above.")
            time.sleep(0.005)

    def run_timers(self) -> int:
        """Lets every service do what is due at the scripted time; returns how much it was."""
        answers = self._ask_all("run-timers")
        return sum(int(state.result.partition(" ")[0]) for _, state in answers)

    def verify(self) -> list[str]:
        """Compares every read model with a fresh replay.

        Returns:
            What each service answered.

        Raises:
            NotSettled: a read model differs.
        """
        return [f"{name}: {state.result}" for name, state in self._ask_all("verify")]

    def _ask_all(self, what: str) -> list[tuple[str, RequestState]]:
        answers = []
        for service in self.services:
            if what == "run-timers" and not service.timers:
                continue
            key = ask(service.store, what)
            self._ring()
            state = await_request(service.store, key, within=120, shown=lambda state: None)
            if state.state == "failed":
                raise NotSettled(f"{service.name}: {state.result}")
            answers.append((service.name, state))
        return answers


    def _ring(self) -> None:
        """Tells the bus process that there is news."""
        (self.settings.data_dir / DOORBELL).touch()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
