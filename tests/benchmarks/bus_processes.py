"""Bus processes, started together and stopped together."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.benchmarks.workbench import Workbench
from tests.support.eventually import eventually
from tests.support.run_folder import PROJECT
from tests.support.server_process import (
    ServerDied,
    end_process,
    is_running,
    note_process,
    start_process,
)


@contextmanager
def running(
    bench: Workbench, *commands: Sequence[str], environment: Mapping[str, str]
) -> Iterator[Callable[[], bool]]:
    """Bus processes, ready to be called, while it lasts; gives what says whether all still run.

    Args:
        bench: what they run on.
        commands: arguments of Python for each of them.
        environment: variables of all of them.
    """
    processes = [_BusProcess(bench, one, environment) for one in commands]
    try:
        for one in processes:
            eventually(one.is_ready, within=60)
        yield lambda: all(one.is_ready() for one in processes)
    finally:
        for one in processes:
            one.stop()


class _BusProcess:
    def __init__(
        self, bench: Workbench, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._folder = bench.new_folder("bus")
        self._pid = start_process(
            [sys.executable, *command],
            folder=self._folder,
            environment={"PYTHONPATH": str(PROJECT), **environment},
        )
        note_process(self._pid, folder=self._folder, ending=signal.SIGTERM)

    def is_ready(self) -> bool:
        """Whether it says so; one that has ended raises what it said last."""
        log = (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")
        if not is_running(self._pid):
            raise ServerDied(log[-4000:])
        return "bus ready" in log

    def stop(self) -> None:
        end_process(self._pid, ending=signal.SIGTERM)
