"""Runs of the simulation: one for each seed, with faults first, then healing, then the checks."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from shared.bus.envelope import Translator
from shared.bus.place import Place
from shared.bus.relay import relay_row, stored_place
from shared.event_store import EventStore
from shared.service import Service
from tests.faults.checkers import check
from tests.faults.evidence import Evidence, Finding
from tests.faults.results import RowResult
from tests.faults.simulation import faults
from tests.faults.simulation.founding import founded
from tests.faults.simulation.world import World
from tests.support.logs import without_logs

COMMANDS = 60
"""Commands of a run at least; repeats not counted."""

FAULTS = 3
"""Faults of a run at least."""

ROW = "24 simulation"


@dataclass(frozen=True)
class Run:
    """What became of one seed.

    Args:
        seed: its seed.
        commands: commands sent, repeats not counted.
        faults: what was brought about, in order.
        absorbed: deliveries dropped as duplicates.
        findings: what must not be, and what was recovered.
        digest: of all logs at the end; the same for the same seed.
        story: all that happened.
    """

    seed: int
    commands: int
    faults: tuple[str, ...]
    absorbed: int
    findings: tuple[Finding, ...]
    digest: str
    story: tuple[str, ...]

    @property
    def faulty(self) -> list[Finding]:
        """The findings that must not be."""
        return [one for one in self.findings if one.is_fault]

    def report(self) -> str:
        """What a person needs to run it again and to see what happened."""
        found = "\n".join(f"  {one.kind}: {one.invariant}: {one.what}" for one in self.faulty)
        again = f"python -m tests.faults.simulation {self.seed} --story"
        return f"seed {self.seed}; run it again by `{again}`\n{found}"


def run_seed(seed: int, *, commands: int = COMMANDS) -> Run:
    """One run: commands and faults as the seed says, then healing, settling and all checks."""
    with without_logs(), World(seed) as world:
        while len(world.clients.orders) < commands or len(world.faults) < FAULTS:
            tick(world)
        world.heal()
        world.settle()
        return outcome_of(world)


def run(*, seconds: float, first_seed: int) -> RowResult:
    """Seed after seed, for a time.

    Args:
        seconds: when to stop.
        first_seed: the first; the others count on from it.
    """
    result = RowResult(ROW)
    started = time.monotonic()
    with_faults = []
    for seed in count(first_seed):
        if time.monotonic() - started >= seconds:
            break
        try:
            done = run_seed(seed)
        except Exception as trouble:  # noqa: BLE001 (told with its seed; the others go on)
            what = f"seed {seed} broke off: {trouble!r}"
            result.findings.append(Finding("run", "unexpected", what))
            with_faults.append(seed)
            continue
        result.injections += len(done.faults)
        result.attempts += done.commands
        result.findings += [replace(one, what=f"seed {seed}: {one.what}") for one in done.findings]
        result.absorbed += done.absorbed
        result.seeds.append(seed)
        if done.faulty:
            with_faults.append(seed)
    result.notes = f"{len(result.seeds)} seeds in {time.monotonic() - started:.0f} s"
    if with_faults:
        result.notes += f"; failing seeds: {with_faults}"
    return result


def tick(world: World) -> None:
    """The next thing that happens."""
    [act] = world.rng.choices(
        (_command, _step, _repeat, _time, _timers, faults.strike, faults.hand_over, faults.wake),
        (22, 60, 6, 4, 1, 4, 3, 3),
    )
    act(world)
    world.bury()


def outcome_of(world: World) -> Run:
    """Checks a world that has settled."""
    with world.services_at_the_end() as services:
        evidence = Evidence(
            attempts=[one.attempt() for one in world.clients.orders if not one.changes_nothing],
            services=services,
            absorbed=world.broker.absorbed,
        )
        findings = [*world.findings, *undelivered(world, services), *check(evidence)]
        return Run(
            seed=world.seed,
            commands=len(world.clients.orders),
            faults=tuple(world.faults),
            absorbed=world.broker.absorbed,
            findings=tuple(findings),
            digest=digest_of(services),
            story=tuple(world.story),
        )


def undelivered(world: World, services: dict[str, Service]) -> list[Finding]:
    """Public events which their relay has passed and which the broker has never confirmed."""
    findings = []
    for service in services.values():
        for stream in service.publications.streams:
            row = service.store.side_row("positions", relay_row(stream))
            through = stored_place(row.content if row else None).through
            confirmed = world.broker.confirmed.get(stream, set())
            for message_id in _published(service, stream, through):
                if message_id not in confirmed:
                    what = f"{service.name}: {message_id} was passed on {stream}, never confirmed"
                    findings.append(Finding("I3", "lost", what))
    return findings


def digest_of(services: dict[str, Service]) -> str:
    """A hash of all logs but for what is random in a seal, and for the ids of logs."""
    digest = hashlib.sha256()
    for name, service in sorted(services.items()):
        for record in service.store.recorder.select_records(after=0, limit=1_000_000):
            place = (name, record.id, str(record.originator_id), record.originator_version)
            state = _without_seals(json.loads(record.state))
            digest.update(repr((place, record.topic, sorted(state.items()))).encode())
    return digest.hexdigest()


def _command(world: World) -> None:
    order = world.clients.noted(world.clients.commands.next())
    if order.body is not None and world.broker.is_up and world.rng.random() < 0.4:
        world.clients.send_by_broker(order)
        world.note(f"{order.key} sent by the broker")
    else:
        world.send(order)


def _step(world: World) -> None:
    bus = world.rng.choice(world.buses)
    world.step(bus, world.rng.choice(list(bus.loops)))


def _repeat(world: World) -> None:
    """A client without an answer asks again, or a command goes on that stood still."""
    waiting = list(world.web.waiting)
    impatient = [one for one in world.clients.orders if one.under_way]
    if waiting and world.rng.random() < 0.7:
        world.web.do(world.rng.choice(waiting), lambda: None)
    elif impatient:
        world.send(world.rng.choice(impatient))
    elif world.clients.unanswered:
        world.send(world.rng.choice(world.clients.unanswered))


def _time(world: World) -> None:
    world.pass_time(world.rng.choice((0.2, 3, 60, 3600)))


def _timers(world: World) -> None:
    bus = world.rng.choice(world.buses)
    if not bus.is_frozen:
        bus.run_timers()


def _published(service: Service, stream: str, through: int) -> list[str]:
    translator = Translator(service.publications, service.store.mapper, stream=stream)
    store: EventStore = service.store
    identity = store.recorder.log()
    start = founded().last_positions[service.name]
    records = store.recorder.select_records(after=start, up_to=through, limit=1_000_000)
    contents = [translator.message_for(one, identity, Place()) for one in records]
    return [one["id"] for one in contents if one is not None]


def _without_seals(value: Any) -> Any:
    if isinstance(value, dict):
        if "nonce" in value:
            return value["subject"]
        return {name: _without_seals(one) for name, one in value.items()}
    return [_without_seals(one) for one in value] if isinstance(value, list) else value
