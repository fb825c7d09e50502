"""A bus process is replaced under load: the new one pulls once, and nothing else is felt."""

from __future__ import annotations

from tests.faults.evidence import Finding
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift, pulled_at
from tests.support.eventually import eventually
from tests.support.installation import READY_WITHIN

ROW = "rolling stop of the bus process"
TIMES = 3
WORK_BEFORE = 3.0
SETTLES_FOR = 5.0
PULLS_OF_A_READER = 5
"""Excerpts that a reader of the new process may ask for; more of them would be a storm."""


def run(context: RowContext) -> RowResult:
    """Starts a second process, tells the first to stop, and again."""
    ground = ground_of(context)
    readers = sum(_foreign_readers(ground))
    with ground.shift(ROW, seed=context.seeds[0], by_broker=True) as shift:
        pulls = []
        with shift.workload.running():
            for _ in range(TIMES):
                shift.wait(WORK_BEFORE)
                pulls.append(_replace(ground, shift))
        most = PULLS_OF_A_READER * readers
        shift.result.findings += [
            Finding("I8", "unexpected", f"a new bus process asked for {one} excerpts")
            for one in pulls
            if one > most
        ]
        asked = ", ".join(map(str, pulls))
        shift.result.notes = (
            f"{readers} readers of other logs; excerpts that each new process asked for: {asked}"
        )
    return shift.result


def _replace(ground: Ground, shift: Shift) -> int:
    """Puts a new bus process in the old one's place; the excerpts that it has asked for."""
    installation = ground.installation
    new, port = ground.second_bus()
    new.start()
    eventually(lambda: new.has_said("bus ready"), within=READY_WITHIN)
    shift.before_the_bus_ends()
    old, installation.bus = installation.bus, new
    installation.metrics_port = port
    old.end()
    shift.recover()
    shift.wait(SETTLES_FOR)
    return pulled_at(port)


def _foreign_readers(ground: Ground) -> list[int]:
    services = ground.installation.services.values()
    return [
        len(one.reactions) + sum(model.source != one.name for model in one.read_models)
        for one in services
    ]
