"""A whole installation for stories: its processes, its clock, its doors; on servers or embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from services.catalog import build_services
from services.demo.client import Client
from services.demo.founding import first_administrator
from services.demo.seats import Seat
from services.operations.status import are_settled
from shared.bus.requests import ask, await_request
from shared.bus.wake import ring
from shared.clock import ScriptedClock
from shared.platform import Platform, platform_of
from shared.service import Service
from shared.settings import DEMO_MARK, Settings, read_settings
from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, run_loopdesk
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import free_ports

READY_WITHIN = 240.0
SETTLED_WITHIN = 240.0
"""Seconds after which a wait counts as failed; no test is meant to come near them."""


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
        return run_loopdesk(*command, environment=self.environment)

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
        """Stops its processes in order and gives back the connections of this one."""
        self.bus.end()
        self.web.end()
        self._give_back()

    def kill(self) -> None:
        """Ends its processes as a power cut would."""
        self.bus.kill()
        self.web.kill()
        self._give_back()

    def client(self, *, language: str = "zh-CN") -> Client:
        """A connection to its API, for somebody who reads this language."""
        return Client("127.0.0.1", self.port, told=self.ring, language=language)

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
        ring(self.data)

    def run_timers(self, *named: str) -> None:
        """Lets the named services, or all, do what is due at the time that the clock shows."""
        self._ask_all("run-timers", of=named)

    def verify(self) -> None:
        """Has every service proven by `loopdesk verify`; what is not as promised fails."""
        self._ask_all("verify")

    def rebuild(self) -> None:
        """Has all read models built anew."""
        self._ask_all("rebuild", read_model="")

    def log(self) -> str:
        """What its processes have said, the last of it at least."""
        return "\n".join(
            f"--- {name}\n{one.log()[-20_000:]}" for name, one in self._processes().items()
        )

    def _give_back(self) -> None:
        if "services" in vars(self):
            for service in self.services.values():
                service.store.recorder.close()
                service.read_database.close()
            del self.services

    def _processes(self) -> dict[str, HostProcess]:
        return {"bus": self.bus, "web": self.web}

    def _ask_all(self, what: str, *, of: Sequence[str] = (), **arguments: str) -> None:
        for service in [self.services[one] for one in of or self.services]:
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
        """Ends all at once: how processes stop in order is no matter of whoever has finished."""
        for one in self.made:
            one.kill()
