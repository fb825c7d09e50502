"""A whole installation in one thread: services, broker, clock and clients, driven by a seed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from services.catalog import NAMES, build_services
from services.operations.backup import back_up
from services.operations.restore import restore_logs
from services.operations.status import are_settled
from shared.bus.transport import TransportFailed
from shared.clock import SetClock
from shared.crash_points import CrashPoint, arm
from shared.ids import IdSource, uuid7_from
from shared.platform import Platform
from shared.service import Service
from shared.settings import read_settings
from tests.api.centre import NOW
from tests.faults.evidence import Finding
from tests.faults.simulation.clients import Clients
from tests.faults.simulation.founding import founded, memory_folder
from tests.faults.simulation.orders import Order
from tests.faults.simulation.processes import BusProcess, Process, WebProcess
from tests.faults.simulation.transport import ScriptedBroker

QUIET_ROUNDS = 8
"""Rounds without a change after which nothing is under way: some heads have been told meanwhile."""

MOST_ROUNDS = 400
"""Rounds after which an installation without faults counts as stuck."""


class SeededIds:
    """Ids that come again with the seed, but not with the command: a repeat gets others."""

    def __init__(self, rng: random.Random, clock: SetClock) -> None:
        self._rng = rng
        self._clock = clock

    def new_id(self) -> UUID:
        """The next id."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return uuid7_from(milliseconds, self._rng.randbytes(10))


@dataclass(frozen=True)
class SimulatedPlatform(Platform):
    """The platform of every process of a world.

    Args:
        source: where ids come from.
    """

    source: IdSource

    def ids(self, cause: str) -> IdSource:
        """The world's ids, whatever the cause."""
        return self.source


@dataclass(frozen=True)
class Backup:
    """A copy of one service's log, made at some time of the run."""

    service: str
    folder: Path


class World:
    """Everything that a run consists of; the same seed makes the same run.

    Args:
        seed: decides everything.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self._folder = memory_folder()
        self.data = Path(shutil.copytree(founded().folder, Path(self._folder.name) / "data"))
        self.clock = SetClock(NOW)
        self.platform = SimulatedPlatform(
            settings=read_settings({"LOOPDESK_DATA_DIR": str(self.data)}),
            clock=self.clock,
            source=SeededIds(random.Random(f"ids {seed}"), self.clock),
        )
        self.claims = founded().claims
        self.story: list[str] = []
        self.faults: list[str] = []
        self.findings: list[Finding] = []
        self.backups: list[Backup] = []
        self._backups_made = 0
        self.trouble: dict[str, int] = {}
        self._troubled: dict[str, int] = {}
        self.leaders: dict[str, BusProcess] = {}
        self.running: Process | None = None
        self.broker = ScriptedBroker(random.Random(f"broker {seed}"), self._report_untaken)
        self.buses: list[BusProcess] = []
        self._started = 0
        self.web = WebProcess(self)
        for name in NAMES:
            self.start_bus(name)
        self.clients = Clients(self, random.Random(f"clients {seed}"))

    def __enter__(self) -> Self:
        arm(self._pass_point)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        arm(None)
        for one in (*self.buses, self.web):
            one.die()
        self._folder.cleanup()

    def note(self, what: str) -> None:
        """Adds a line to the story of the run."""
        self.story.append(what)

    def note_fault(self, what: str) -> None:
        """A fault has been brought about."""
        self.faults.append(what)
        self.note(f"FAULT {what}")

    def report_trouble(self, what: str) -> None:
        """Something failed in a way that no fault explains."""
        self.note(f"TROUBLE {what}")
        self.findings.append(Finding("I8", "unexpected", what))

    def is_troubled(self, service: str, message_id: str) -> bool:
        """Whether the reaction to a message fails this time; never so often that it is parked."""
        so_far = self._troubled.get(message_id, 0)
        if not self.trouble.get(service) or so_far == 3:
            return False
        self.trouble[service] -= 1
        self._troubled[message_id] = so_far + 1
        self.note_fault(f"a reaction of {service} fails")
        return True

    def customer_id(self, number: str) -> UUID:
        """The id of a customer of the founding."""
        return founded().customers[number]

    def log_of_producer(self, name: str) -> Callable[[int, str], dict[str, object]]:
        """What answers `read_events` for a service.

        Raises:
            TransportFailed: no bus process of it runs.
        """
        for one in self.buses:
            if one.service.name == name and one.is_alive and not one.is_frozen:
                return one.host.log_reader().reply
        raise TransportFailed(f"{name} does not answer.")

    def start_bus(self, name: str) -> BusProcess:
        """One more bus process of a service."""
        self._started += 1
        made = BusProcess(self, name, number=self._started)
        self.buses.append(made)
        return made

    def buses_of(self, name: str) -> list[BusProcess]:
        """The living bus processes of a service, the oldest first."""
        return [one for one in self.buses if one.service.name == name and one.is_alive]

    def bury(self) -> None:
        """Puts new processes in the place of those that died."""
        if not self.web.is_alive:
            self.web = WebProcess(self)
        self.buses = [one for one in self.buses if one.is_alive]
        for name in NAMES:
            if not self.buses_of(name):
                self.start_bus(name)

    def pass_time(self, seconds: float) -> None:
        """Moves the clock; a negative time sets it back."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))

    def send(self, order: Order) -> None:
        """A client sends a command to whatever web process there is."""
        self.note(f"{order.key} {order.kind} ({order.sent + 1})")
        self.clients.send(order)
        self.note(f"{order.key} {order.outcome} {order.code}")

    def step(self, bus: BusProcess, loop: str) -> None:
        """One round of one loop of a bus process."""
        if bus.is_alive and not bus.is_frozen:
            bus.step(loop)

    def make_backup(self, name: str) -> None:
        """Copies the log of one service, as it stands."""
        self._backups_made += 1
        target = Path(self._folder.name) / f"backup-{self._backups_made}"
        recorders = [self.web.stores[name].recorder]
        back_up(self.platform.settings, recorders=recorders, target=target)
        self.backups.append(Backup(name, target))
        self.note(f"backup of {name} at {recorders[0].last_position()}")

    def restore(self, backup: Backup, *, keeps_read_models: bool) -> None:
        """Puts a backup in the place of a service's log; followers are ahead of it."""
        name = backup.service
        self.web.die()
        for one in self.buses_of(name):
            one.die()
        patterns = [f"{name}.sqlite*"] + ([] if keeps_read_models else [f"{name}-read.sqlite*"])
        for file in [file for pattern in patterns for file in self.data.glob(pattern)]:
            file.unlink()
        [service] = build_services(self.platform, [name])
        restore_logs(
            self.platform.settings, recorders=[service.store.recorder], source=backup.folder
        )
        tables = [table for model in service.read_models for table in model.tables]
        service.read_database.create_tables(tables)
        kept = _correlations_in(service)
        vanished = self.clients.forget(name, lambda order: order.key in kept)
        last = service.store.recorder.last_position()
        _close(service)
        self.bury()
        self.note_fault(f"{name} restored to {last}, {vanished} acknowledged commands vanished")

    def heal(self) -> None:
        """Ends all faults; whoever stood still goes on, clients get their answers."""
        broker = self.broker
        broker.is_up = True
        broker.mischief.clear()
        broker.answers.clear()
        broker.unreachable.clear()
        broker.slow_answers = 0
        self.trouble.clear()
        for one in (*self.buses, self.web):
            one.plan = None
            one.is_frozen = False
        self.finish_steps()
        broker.deliver_delayed()
        self.bury()
        for order in self.clients.unanswered:
            if self.rng.random() < 0.8:
                self.send(order)

    def finish_steps(self) -> None:
        """Lets all that waits in the middle go on to its end."""
        for one in (*self.buses, self.web):
            while one.is_alive and one.waiting:
                one.do(next(iter(one.waiting)), _nothing)

    def settle(self) -> None:
        """Runs all loops until nothing is under way; a run that never comes there is a finding."""
        services = build_services(self.platform)
        quiet = 0
        for _ in range(MOST_ROUNDS):
            self.pass_time(1)
            for bus in list(self.buses):
                for loop in bus.loops:
                    self.step(bus, loop)
            quiet = quiet + 1 if are_settled(services) else 0
            if quiet == QUIET_ROUNDS:
                break
        else:
            self.findings.append(Finding("I8", "unexpected", "The installation never settles."))
        for one in services:
            _close(one)

    @contextmanager
    def services_at_the_end(self) -> Iterator[dict[str, Service]]:
        """The services, wired over the stores as they stand."""
        services = build_services(self.platform)
        try:
            yield {one.name: one for one in services}
        finally:
            for one in services:
                _close(one)

    def _pass_point(self, point: CrashPoint) -> None:
        if self.running is not None:
            self.running.pass_point(point)

    def _report_untaken(self, what: str) -> None:
        self.note(f"UNTAKEN {what}")
        self.findings.append(Finding("I3", "lost", what))


def _nothing() -> None:
    """Stands for the step that is under way already."""


def _close(service: Service) -> None:
    service.store.recorder.close()
    service.read_database.close()


def _correlations_in(service: Service) -> set[str]:
    recorder = service.store.recorder
    records = recorder.select_records(after=0, limit=1_000_000)
    to_event = service.store.mapper.to_domain_event
    return {str(to_event(one).meta.correlation_id) for one in records}
