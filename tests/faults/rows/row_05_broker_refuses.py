"""The broker loses a queue, an exchange, refuses messages, and blocks its publishers."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift

ROW = "5 queue or exchange gone, unroutable, nack, alarms"
QUEUE = "tickets.from.crm"
EXCHANGE = "loopdesk.events"
VHOST = "loopdesk"
LASTS = 6.0
BETWEEN = 2.0
POLICY = "nothing-is-taken"


def run(context: RowContext) -> RowResult:
    """One after the other, under the same load."""
    ground = ground_of(context)
    faults: dict[str, Callable[[Ground, Shift], None]] = {
        "queue deleted": _delete_queue,
        "messages refused": _refuse,
        "memory alarm": _raise_memory_alarm,
        "disk alarm": _raise_disk_alarm,
        "exchange deleted": _delete_exchange,
    }
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        times = []
        with shift.workload.running():
            for name, fault in faults.items():
                shift.wait(BETWEEN)
                fault(ground, shift)
                times.append(f"{name} {shift.recover():.1f} s")
        shift.result.notes = f"back after: {', '.join(times)}"
    return shift.result


def _delete_queue(ground: Ground, shift: Shift) -> None:
    ground.node.ctl("delete_queue", "--vhost", VHOST, QUEUE)


def _refuse(ground: Ground, shift: Shift) -> None:
    """The queue refuses what is published, and the broker does not confirm it."""
    definition = '{"max-length": 0, "overflow": "reject-publish"}'
    words = ("--vhost", VHOST, "--priority", "9", "--apply-to", "queues")
    ground.node.ctl("set_policy", *words, POLICY, f"^{QUEUE}$", definition)
    shift.wait(LASTS)
    ground.node.ctl("clear_policy", "--vhost", VHOST, POLICY)


def _raise_memory_alarm(ground: Ground, shift: Shift) -> None:
    ground.node.ctl("set_vm_memory_high_watermark", "0.000001")
    shift.wait(LASTS)
    ground.node.ctl("set_vm_memory_high_watermark", "0.5")


def _raise_disk_alarm(ground: Ground, shift: Shift) -> None:
    ground.node.ctl("set_disk_free_limit", "1000000GB")
    shift.wait(LASTS)
    ground.node.ctl("set_disk_free_limit", "1GB")


def _delete_exchange(ground: Ground, shift: Shift) -> None:
    """No service may declare it, so whoever has deleted it puts it back, without its bindings.

    Until the followers have bound their queues anew, everything is unroutable.
    """
    code = (
        f'rabbit_exchange:delete(rabbit_misc:r(<<"{VHOST}">>, exchange, <<"{EXCHANGE}">>),'
        ' false, <<"tests">>).'
    )
    ground.node.ctl("eval", code)
    shift.wait(LASTS)
    assert ground.definitions is not None
    ground.node.ctl("import_definitions", str(ground.definitions))
