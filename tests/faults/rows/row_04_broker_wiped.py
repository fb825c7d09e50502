"""The broker loses all its data under load: nothing is lost, and nobody moves a hand."""

from __future__ import annotations

from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import ground_of

ROW = "4 broker wiped"
TIMES = 2
WORK_BEFORE = 5.0


def run(context: RowContext) -> RowResult:
    """Wipes the broker under load, twice.

    The CRM sends by the API here: what it had handed to the broker alone goes with the broker,
    which is why it is asked to send it again until it is answered.
    """
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        times = []
        with shift.workload.running():
            for _ in range(TIMES):
                shift.wait(WORK_BEFORE)
                ground.node.wipe()
                times.append(shift.recover())
        caught_up = ", ".join(f"{one:.1f} s" for one in times)
        shift.result.notes = f"operator's steps 0; caught up under load after {caught_up}"
    return shift.result
