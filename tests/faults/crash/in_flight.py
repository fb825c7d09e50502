"""Deaths between a save and its reply on PostgreSQL: the client is gone, the server commits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import psycopg
from psycopg import sql

from shared.event_store import Recorder
from shared.event_store.postgres import PostgresRecorder
from tests.faults.crash.places import ProcessName
from tests.faults.crash.sites import Site
from tests.faults.evidence import Finding
from tests.faults.results import RowResult
from tests.support.eventually import eventually

WAITING_WITHIN = 60.0
"""Seconds in which a save must wait; far more than it takes."""

GATE = 40_014
"""Key of the lock at which transactions wait before they commit."""

BUILD_GATE = """
CREATE OR REPLACE FUNCTION {schema}.wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({gate});
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON {schema}.events
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (convert_from(NEW.state, 'UTF8') LIKE {mark})
    EXECUTE FUNCTION {schema}.wait_at_gate()
"""
REMOVE_GATE = "DROP TRIGGER gate ON {schema}.events"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s"

CHANNELS: dict[ProcessName, str] = {"web": "api", "bus": "bus"}
"""By process, the channel that its events carry."""

Meta = msgspec.defstruct("Meta", [("channel", str)])
State = msgspec.defstruct("State", [("meta", Meta)])


class Server:
    """The server behind the log of `tickets`, with a gate before the commit of a process's saves.

    Args:
        recorder: the log.
        process: whose saves wait.
    """

    def __init__(self, recorder: Recorder, process: ProcessName) -> None:
        assert isinstance(recorder, PostgresRecorder)
        self.recorder = recorder
        self._channel = CHANNELS[process]
        self._connection = psycopg.connect(recorder.url, autocommit=True)

    @contextmanager
    def gate(self) -> Iterator[None]:
        """The gate is there, and open."""
        self._run(BUILD_GATE)
        try:
            yield
        finally:
            self._run(REMOVE_GATE)
            self._connection.close()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Saves are written and wait with their commit."""
        self._connection.execute("SELECT pg_advisory_lock(%s)", [GATE])
        try:
            yield
        finally:
            self._connection.execute("SELECT pg_advisory_unlock(%s)", [GATE])

    def has_waiting(self) -> bool:
        """Whether a save waits at the gate."""
        return bool(self._connection.execute(WAITING, [GATE]).fetchall()[0][0])

    def events_after(self, position: int) -> int:
        """How many events of the process lie behind a position."""
        records = self.recorder.select_records(after=position, limit=1000)
        states = [msgspec.json.decode(one.state, type=State) for one in records]
        return [one.meta.channel for one in states].count(self._channel)

    def _run(self, statement: str) -> None:
        self._connection.execute(
            sql.SQL(statement).format(
                schema=sql.Identifier(self.recorder.service),
                gate=sql.Literal(GATE),
                mark=sql.Literal(f'%"channel":"{self._channel}"%'),
            )
        )


def run_in_flight(process: ProcessName, *, site: Site, seeds: Sequence[int]) -> RowResult:
    """Kills a process while a save of its own is written and not committed; then it is."""
    number = {"web": "c3-c4", "bus": "c9-c10"}[process]
    result = RowResult(f"1 {number} save in flight, {site.installation.database}")
    result.seeds = list(seeds)
    committed = 0
    for seed in seeds:
        came = _kill_in_flight(process, seed=seed, site=site, result=result)
        if not came:
            what = f"Seed {seed}: nothing was committed after the death of {process}."
            result.findings.append(Finding("run", "unexpected", what))
        committed += came
    site.check(result)
    result.notes = f"{committed} events were committed after the process that sent them had died"
    return result


def _kill_in_flight(process: ProcessName, *, seed: int, site: Site, result: RowResult) -> int:
    installation = site.installation
    server = Server(installation.services["tickets"].store.recorder, process)
    workload = site.workload(seed, name=f"flight-{process}")
    with workload.running(), server.gate():
        with server.closed():
            eventually(server.has_waiting, within=WAITING_WITHIN)
            died_at = server.recorder.last_position()
            installation.processes[process].kill()
        eventually(lambda: not server.has_waiting(), within=WAITING_WITHIN)
        committed = eventually(lambda: server.events_after(died_at), within=WAITING_WITHIN)
        started = time.monotonic()
        installation.start_again(process)
        installation.await_ready(process)
    installation.settle()
    result.recovery_seconds.append(time.monotonic() - started)
    result.injections += 1
    site.take_in(workload, result)
    return committed
