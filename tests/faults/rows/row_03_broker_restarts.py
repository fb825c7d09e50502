"""The broker restarts in order, is killed, and hangs; and so does a bus process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift
from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, family_of
from tests.support.installation import READY_WITHIN

ROW = "3 broker restarts, is killed, hangs; a consumer hangs"
HANGS_FOR = 30.0
DOWN_FOR = 3.0
BETWEEN = 2.0


def run(context: RowContext) -> RowResult:
    """All four, one after the other, under the same load."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0], by_broker=True) as shift:
        with shift.workload.running():
            times = [
                f"{name} {one(ground, shift):.1f} s"
                for name, one in (
                    ("restarted", _restart),
                    ("killed", _kill),
                    ("hanging", _hang),
                    ("consumer hanging", _hang_consumer),
                )
            ]
        shift.result.notes = f"back after: {', '.join(times)}"
    return shift.result


def _restart(ground: Ground, shift: Shift) -> float:
    shift.wait(BETWEEN)
    ground.node.stop()
    shift.wait(DOWN_FOR)
    ground.node.start()
    return shift.recover()


def _kill(ground: Ground, shift: Shift) -> float:
    shift.wait(BETWEEN)
    ground.node.flush_new_queues()
    ground.node.kill()
    shift.wait(DOWN_FOR)
    ground.node.start()
    return shift.recover()


def _hang(ground: Ground, shift: Shift) -> float:
    shift.wait(BETWEEN)
    ground.node.suspend()
    shift.wait(HANGS_FOR)
    ground.node.resume()
    return shift.recover()


def _hang_consumer(ground: Ground, shift: Shift) -> float:
    """A second bus process stands by; the first hangs, goes on, and finds itself replaced."""
    stand_by, _ = ground.second_bus()
    with running(stand_by):
        shift.wait(BETWEEN)
        pid = ground.installation.bus.pid
        assert pid is not None
        for one in list(family_of(pid)):
            os.kill(one, signal.SIGSTOP)
        shift.wait(HANGS_FOR)
        for one in list(family_of(pid)):
            os.kill(one, signal.SIGCONT)
        return shift.recover()


@contextmanager
def running(process: HostProcess) -> Iterator[None]:
    """A further bus process, ready; it is told to stop at the end."""
    process.start()
    try:
        eventually(lambda: process.has_said("bus ready"), within=READY_WITHIN)
        yield
    finally:
        process.end()
