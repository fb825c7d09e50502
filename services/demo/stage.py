"""The installation on which the day is played: its processes, its clock, its curtain calls."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from services.catalog import build_services, load_services
from services.operations.processes import Processes
from services.operations.status import are_settled, statuses
from shared.bus.requests import RequestState, ask, await_request
from shared.bus.wake import ring
from shared.clock import ScriptedClock
from shared.platform import platform_of
from shared.service import Service
from shared.settings import DEMO_MARK, Settings, read_settings
from shared.telemetry import configure_logging

SETTLED_WITHIN = 120.0
"""Seconds after which a phase that does not end counts as failed."""

BETWEEN_LOOKS = 0.005
"""Seconds for which the bus process is left alone before it is looked at again."""

OUTPUT = "processes.log"
"""What the processes have printed, in the data folder."""


class NotSettled(RuntimeError):
    """A phase did not end, or something was left behind: the platform is not at rest."""


class Stage:
    """A fresh installation with a scripted clock.

    Args:
        folder: an empty folder for its data.
        starts_at: first time that the clock shows.
        seed: seed of its ids.
        database_url: PostgreSQL URL; empty for SQLite.
        amqp_url: RabbitMQ URL; empty for none.
    """

    def __init__(
        self,
        folder: Path,
        *,
        starts_at: datetime,
        seed: str,
        database_url: str = "",
        amqp_url: str = "",
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DEMO_MARK).touch()
        self.clock = ScriptedClock(folder / "clock")
        self.clock.move_to(starts_at)
        environment = {
            **_settings_in(folder),
            "LOOPDESK_SEED": seed,
            "LOOPDESK_DATABASE_URL": database_url,
            "LOOPDESK_KEYS_DATABASE_URL": os.environ.get("LOOPDESK_KEYS_DATABASE_URL", ""),
            "LOOPDESK_AMQP_URL": amqp_url,
        }
        if database_url and not environment["LOOPDESK_KEYS_DATABASE_URL"]:
            environment["LOOPDESK_KEYS_DATABASE_URL"] = database_url
        self.settings: Settings = read_settings(environment)
        self.services: Sequence[Service] = ()
        self._processes = Processes(self.settings, environment, output=folder / OUTPUT)

    def open(self) -> None:
        """Starts the processes, which migrate first; only warnings are logged, here too."""
        configure_logging(self.settings)
        self._processes.start(meanwhile=load_services)
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
        self.ring()
        time.sleep(BETWEEN_LOOKS)
        while not are_settled(self.services):
            if time.monotonic() > deadline:
                raise NotSettled(f"The platform did not come to rest; see {OUTPUT}.")
            time.sleep(BETWEEN_LOOKS)

    def check_nothing_is_left(self) -> None:
        """Looks whether every message was taken.

        Raises:
            NotSettled: one was parked or refused, or a read model has stopped.
        """
        for one in statuses(self.services):
            stopped = [each.name for each in one.readers if each.stopped_by]
            if stopped or one.parked or one.refusals:
                raise NotSettled(
                    f"{one.service}: {one.parked} parked, {one.refusals} refused, stopped:"
                    f" {', '.join(stopped) or 'none'}."
                )

    def run_timers(self) -> int:
        """Lets every service do what is due at the scripted time; returns how much it was."""
        answers = self._ask_all("run-timers")
        return sum(int(state.result.partition(" ")[0]) for _, state in answers)

    def verify(self) -> list[tuple[str, str]]:
        """Compares every read model with a fresh replay.

        Returns:
            What each service answered.

        Raises:
            NotSettled: a read model differs.
        """
        return [(name, state.result) for name, state in self._ask_all("verify")]

    def _ask_all(self, what: str) -> list[tuple[str, RequestState]]:
        """Asks all services, then waits for each: none waits until another has answered."""
        has_work = [one for one in self.services if what != "run-timers" or one.timers]
        asked = [(one, ask(one.store, what)) for one in has_work]
        self.ring()
        return [(one.name, _answered(one, key)) for one, key in asked]

    def ring(self) -> None:
        """Tells the bus process that there is news."""
        ring(self.settings.data_dir)


def _settings_in(folder: Path) -> Mapping[str, str]:
    """Every setting that could come from outside, so that none does."""
    return {
        "LOOPDESK_DATA_DIR": str(folder),
        "LOOPDESK_SECRETS_DIR": os.environ.get("LOOPDESK_SECRETS_DIR", str(folder / "secrets")),
        "LOOPDESK_MASTER_KEY_FILE": str(folder / "master.key"),
        "LOOPDESK_TOKEN_KEYS_FILE": str(folder / "token-keys.json"),
        "LOOPDESK_SERVICE_KEYS_DIR": str(folder / "service-keys"),
        "LOOPDESK_SCRIPTED_CLOCK_FILE": str(folder / "clock"),
        "LOOPDESK_LANGUAGE": "zh-CN",
        "LOOPDESK_TIME_ZONE": "Asia/Shanghai",
        "LOOPDESK_HOST": "127.0.0.1",
        "LOOPDESK_PORT": str(_free_port()),
        "LOOPDESK_WEB_WORKERS": "1",
        "LOOPDESK_LOG_LEVEL": "WARNING",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _answered(service: Service, key: str) -> RequestState:
    state = await_request(service.store, key, within=SETTLED_WITHIN, shown=_nothing)
    if state.state == "failed":
        raise NotSettled(f"{service.name}: {state.result}")
    return state


def _nothing(_state: RequestState) -> None:
    """Progress of a request, which the demo does not show."""
