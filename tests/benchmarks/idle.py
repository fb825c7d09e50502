"""What the embedded platform costs while nobody works: `python -m tests.benchmarks.idle`."""

import os
import re
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from services.demo.client import Client
from services.demo.seats import Seat, sign_in
from tests.benchmarks.results import Figure, Target, show
from tests.benchmarks.workbench import Workbench
from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, family_of, run_loopdesk
from tests.support.run_folder import ensure_keeper
from tests.support.server_process import free_ports

READY_WITHIN = 120.0
STARTS = 3

TICKS = os.sysconf("SC_CLK_TCK")
ADMINISTRATOR = ("--staff-number", "S9001", "--name", "林晓东", "--agent-id", "9001")


def measure(bench: Workbench) -> Sequence[Figure]:
    """`loopdesk up`: time until ready; processor and memory of all processes while idle."""
    ensure_keeper(bench.folder)
    starts = [_seconds_until_ready(bench) for _ in range(STARTS - 1)]
    with _platform(bench) as (port, pid, seconds, environment), _signed_in(port, environment):
        span = bench.size(60, quick=5)
        _wait(span)
        share, resident, proportional = _cost_of(pid, span)
    return [
        _figure("start of an empty installation", "s", [*starts, seconds], limit=5),
        _figure("idle processor, all processes", "% of a core", [share], limit=5),
        _figure("idle memory, all processes (RSS)", "MB", [resident], limit=300),
        Figure("of which not shared twice (PSS)", "MB", [proportional]),
    ]


def _figure(name: str, unit: str, rounds: Sequence[float], *, limit: float) -> Figure:
    return Figure(name, unit, rounds, target=Target("value at most", limit))


def _seconds_until_ready(bench: Workbench) -> float:
    with _platform(bench) as (_, _, seconds, _):
        return seconds


@contextmanager
def _platform(bench: Workbench) -> Iterator[tuple[int, int, float, dict[str, str]]]:
    """Its port, the id of its first process, how long it took, its variables; while it lasts."""
    folder = bench.new_folder("up")
    port = free_ports(1)[0]
    environment = {"LOOPDESK_DATA_DIR": str(folder / "data")}
    process = HostProcess(folder, "up", "--port", str(port), environment=environment)
    started_at = time.perf_counter()
    process.start()
    eventually(lambda: process.has_said("Loopdesk is ready"), within=READY_WITHIN)
    seconds = time.perf_counter() - started_at
    assert process.pid is not None
    try:
        yield port, process.pid, seconds, environment
    finally:
        process.end()


@contextmanager
def _signed_in(port: int, environment: dict[str, str]) -> Iterator[Seat]:
    """The first administrator's seat."""
    said = run_loopdesk("people", "add-admin", *ADMINISTRATOR, environment=environment)
    found = re.search(r"Initial password: (\S+)", said)
    assert found is not None
    client = Client("127.0.0.1", port, told=lambda: None)
    chosen = f"{secrets.token_urlsafe(12)}-aA1"
    yield sign_in(client, agent_id="9001", password=found[1], new_password=chosen)
    client.close()


def _cost_of(pid: int, span: float) -> tuple[float, float, float]:
    """Percent of a core, megabytes resident and proportional, of a family over `span` seconds."""
    family = list(family_of(pid))
    before, began_at = _ticks(family), time.perf_counter()
    _wait(span)
    used, passed = _ticks(family) - before, time.perf_counter() - began_at
    share = 100 * used / TICKS / passed
    return share, _megabytes(family, "Rss"), _megabytes(family, "Pss")


def _ticks(pids: Sequence[int]) -> int:
    """Processor time of all, user and system."""
    total = 0
    for pid in pids:
        # The name in parentheses may hold spaces; what follows it does not.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total


def _megabytes(pids: Sequence[int], kind: str) -> float:
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE)
        assert found is not None
        total += int(found[1])
    return total / 1024


def _wait(seconds: float) -> None:
    """Time passes: this is what is measured here."""
    threading.Event().wait(seconds)


if __name__ == "__main__":
    on_the_bench = Workbench(is_quick=False)
    try:
        show(measure(on_the_bench))
    finally:
        on_the_bench.close()
