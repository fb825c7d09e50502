"""Rows 1 and 2: processes die by SIGKILL under a workload, are started anew, and all is checked."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from queue import Queue

from shared.bus.requests import ask, state_of_request
from shared.event_store import EventStore
from tests.faults.crash.in_flight import run_in_flight
from tests.faults.crash.places import PLACES, PROCESSES, Place
from tests.faults.crash.sites import DATABASES, OpenInstallation, Site, site_on
from tests.faults.evidence import Finding
from tests.faults.results import RowContext, RowResult
from tests.support.eventually import eventually

DIES_WITHIN = 180.0
"""Seconds in which an armed process must have passed its point; a rebuild under load takes some."""

BETWEEN_KILLS = (1.0, 6.0)
"""Seconds between two kills of row 2."""

ROW_2_SECONDS = 40.0
ROW_2_SECONDS_OF_A_LONG_RUN = 600.0


class NeverPassed(RuntimeError):
    """The armed process did not die by its crash point: nothing was proven."""


def rows(context: RowContext) -> Iterator[RowResult]:
    """Row 1, a result for each point on each database, and row 2 on each.

    A short run has both databases at work at once: starting processes is most of it, and takes
    one core. The times of a long run are those of one installation alone.
    """
    parts = [_rows_on(one, context) for one in DATABASES.values()]
    return chain(*parts) if context.is_long else _at_once(parts)


def _rows_on(open_installation: OpenInstallation, context: RowContext) -> Iterator[RowResult]:
    seeds = context.seeds
    seconds = ROW_2_SECONDS_OF_A_LONG_RUN if context.is_long else ROW_2_SECONDS
    for process in PROCESSES:
        with site_on(open_installation, context) as site:
            for place in (one for one in PLACES if one.process == process):
                yield _seen_through(site, partial(run_place, place, site=site, seeds=seeds))
            if not site.installation.settings.is_embedded:
                run = partial(run_in_flight, process, site=site, seeds=seeds)
                yield _seen_through(site, run)
    with site_on(open_installation, context) as site:
        yield run_random(site, seed=seeds[0], seconds=seconds)


def _at_once(parts: Sequence[Iterator[RowResult]]) -> Iterator[RowResult]:
    """The results of all parts as they come, each part in a thread of its own."""
    results: Queue[RowResult | None] = Queue()

    def run(part: Iterator[RowResult]) -> None:
        try:
            for one in part:
                results.put(one)
        finally:
            results.put(None)

    with ThreadPoolExecutor(len(parts)) as threads:
        running = [threads.submit(run, one) for one in parts]
        ended = 0
        while ended < len(parts):
            result = results.get()
            if result is None:
                ended += 1
            else:
                yield result
        for one in running:
            one.result()


def _seen_through(site: Site, run: Callable[[], RowResult]) -> RowResult:
    """The result, also where the run broke off: the next one finds all processes running."""
    try:
        return run()
    except Exception as trouble:  # noqa: BLE001 (told, and found unexpected)
        traceback.print_exc()
        site.installation.revive()
        what = f"It broke off: {trouble!r}"
        row = f"1 broken off, {site.installation.database}"
        return RowResult(row, findings=[Finding("run", "unexpected", what)])


def run_place(place: Place, *, site: Site, seeds: Sequence[int]) -> RowResult:
    """Lets the process die at one point, once for each seed.

    Raises:
        NeverPassed: it did not die there.
        NeverHappened: it did not die at all.
    """
    result = RowResult(f"1 {place.name}, {site.installation.database}", seeds=list(seeds))
    for seed in seeds:
        _Death(place, seed, site).carry_out(result)
    site.check(result)
    return result


@dataclass
class _Death:
    """One death of a process at a place.

    Args:
        place: the place.
        seed: chooses the passing and what the clients do.
        site: where.
    """

    place: Place
    seed: int
    site: Site
    _request: str = ""
    _deaths_before: int = 0

    @property
    def passing(self) -> int:
        """The passing at which the process dies."""
        return random.Random(f"{self.place.name}/{self.seed}").randint(1, self.place.passings)

    def carry_out(self, result: RowResult) -> None:
        """Arms, works until the process has died, starts it anew, and waits for all."""
        installation, name = self.site.installation, self.place.process
        if name == "web":
            self._arm()
            installation.await_ready(name)
        erases = self.place.driven_by == "erasures"
        workload = self.site.workload(self.seed, name=self.place.number, erases=erases)
        with workload.running():
            if name == "bus":
                # Killed under load, it finds the work of that time when it is back, armed.
                self._arm()
            if self.place.driven_by == "rebuild":
                # While it starts, it cannot ask the services whose logs a rebuild reads.
                installation.await_ready(name)
                self._request = ask(self._store, "rebuild", read_model="")
            self._await_death()
            started = time.monotonic()
            installation.start_again(name)
            installation.await_ready(name)
        installation.settle()
        result.recovery_seconds.append(time.monotonic() - started)
        if self.place.driven_by == "rebuild":
            self.site.rebuild()
        if name == "bus":
            result.absorbed += installation.absorbed()
        result.injections += 1
        self.site.take_in(workload, result)

    def _arm(self) -> None:
        installation, name = self.site.installation, self.place.process
        installation.processes[name].kill()
        self._deaths_before = installation.crashes(name)
        installation.start_again(name, crash_at=f"{self.place.point}:{self.passing}")

    @property
    def _store(self) -> EventStore:
        return self.site.installation.services["tickets"].store

    def _await_death(self) -> None:
        installation, name = self.site.installation, self.place.process
        eventually(lambda: installation.has_died(name) or self._has_answer(), within=DIES_WITHIN)
        if installation.crashes(name) != self._deaths_before + 1:
            raise NeverPassed(
                f"{self.place.name}, seed {self.seed}: {name} died of something else."
            )

    def _has_answer(self) -> bool:
        """Whether what should have died has come to its end.

        Raises:
            NeverPassed: it has.
        """
        if not self._request:
            return False
        state = state_of_request(self._store, self._request)
        if state.is_over:
            raise NeverPassed(f"{self.place.name}, seed {self.seed}: {state.state}, {state.result}")
        return False


def run_random(site: Site, *, seed: int, seconds: float) -> RowResult:
    """Kills web and bus process at random moments under four writers, and starts them anew."""
    installation = site.installation
    drawn = random.Random(f"row 2/{seed}")
    pause = threading.Event()
    result = RowResult(f"2 killed at random, {installation.database}", seeds=[seed])
    workload = site.workload(seed, name="row2")
    until = time.monotonic() + seconds
    with workload.running():
        while time.monotonic() < until:
            pause.wait(drawn.uniform(*BETWEEN_KILLS))
            name = drawn.choice(PROCESSES)
            installation.note_memory()
            installation.processes[name].kill()
            installation.start_again(name)
            result.injections += 1
        started = time.monotonic()
        for name in PROCESSES:
            installation.await_ready(name)
    installation.settle()
    result.recovery_seconds.append(time.monotonic() - started)
    result.absorbed = installation.absorbed()
    site.take_in(workload, result)
    site.check(result)
    return result
