"""The broker is down for a minute: no command is refused, and the backlog drains after."""

from __future__ import annotations

import time

from tests.faults.evidence import Finding
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import ground_of
from tests.faults.rows.progress import backlog
from tests.faults.rows.shift import Shift

ROW = "broker down for 60 s"
DOWN_FOR = 60.0
WORK_BEFORE = 3.0


def run(context: RowContext) -> RowResult:
    """Stops the broker under load and starts it a minute later, when the clients have stopped."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        with shift.workload.running():
            shift.wait(WORK_BEFORE)
            ground.node.stop()
            sent_before = len(shift.workload.attempts)
            shift.wait(DOWN_FOR)
            sent_while_down = len(shift.workload.attempts) - sent_before
        waiting = backlog(ground.installation.services)
        ground.node.start()
        began_at = time.monotonic()
        seconds = shift.recover()
        shift.result.findings += _not_answered(shift)
        rate = waiting / (time.monotonic() - began_at)
        shift.result.notes = (
            f"{sent_while_down} commands answered while it was down, none sent twice;"
            f" {waiting} records waited and were taken everywhere in {seconds:.1f} s"
            f" ({rate:.0f} a second, from the moment that the broker was up)"
        )
    return shift.result


def _not_answered(shift: Shift) -> list[Finding]:
    """Commands whose first try was not answered, though no part that they need was away."""
    return [
        Finding("I1", "unexpected", f"{one.key} ({one.kind}) was sent {one.sent} times")
        for one in shift.workload.attempts
        if one.sent > 1
    ]
