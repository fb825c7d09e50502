"""The bus process is parted from broker and database: both ways, one way, flapping, one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.faults.namespaces import OUTSIDE, SECOND_OUTSIDE, Namespace, NoNamespaces, namespace
from tests.faults.proxy import CLEAR, STALLED, TcpProxy
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.row_07_bad_network import Lines, proxied
from tests.faults.rows.shift import Shift
from tests.support.host_process import LOOPDESK, HostProcess

ROW = "6 partition"
LASTS = 8.0
LONG = 25.0
"""Seconds after which the broker has given up a silent connection."""

BETWEEN = 1.0
FLAPS = 5
FLAP = 1.0

Fault = Callable[[], None]


def run(context: RowContext) -> RowResult:
    """In a network of its own where the machine permits it, else behind proxies that stall.

    Nobody reaches the metrics of a process in a namespace, so what it has absorbed is not counted.
    """
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        shift.before_the_bus_ends()
        try:
            with namespace() as network, _bus_within(context, ground, network):
                times = _part(ground, shift, _real_faults(shift, network))
            how = "in a network namespace"
        except NoNamespaces as reason:
            with proxied(context, ground, seed=context.seeds[0]) as lines:
                times = _part(ground, shift, _stalls(shift, lines))
                shift.before_the_bus_ends()
            how = f"behind a TCP proxy, since there are no network namespaces: {reason}"
        shift.result.notes = f"{how}; back after: {', '.join(times)}"
    return shift.result


def _part(ground: Ground, shift: Shift, faults: dict[str, Fault]) -> list[str]:
    times = []
    with shift.workload.running():
        for name, fault in faults.items():
            shift.wait(BETWEEN)
            fault()
            times.append(f"{name} {shift.recover():.1f} s")
    ground.installation.settle()
    return times


def _real_faults(shift: Shift, network: Namespace) -> dict[str, Fault]:
    def flap() -> None:
        for _ in range(FLAPS):
            _for(shift, FLAP, network.cut, network.mend)
            shift.wait(FLAP)

    def part_from(address: str) -> Fault:
        return lambda: _for(
            shift, LASTS, lambda: network.part_from(address), lambda: network.rejoin(address)
        )

    return {
        "from both": lambda: _for(shift, LONG, network.cut, network.mend),
        "answers lost": lambda: _for(shift, LASTS, network.lose_answers, network.find_answers),
        "flapping": flap,
        "from the broker": part_from(OUTSIDE),
        "from the database": part_from(SECOND_OUTSIDE),
    }


def _stalls(shift: Shift, lines: Lines) -> dict[str, Fault]:
    def stall(seconds: float, *chosen: TcpProxy) -> Fault:
        return lambda: _for(shift, seconds, lambda: _stall(chosen), lambda: _clear(chosen))

    def flap() -> None:
        for _ in range(FLAPS):
            stall(FLAP, *lines.both)()
            shift.wait(FLAP)

    return {
        "from both": stall(LONG, *lines.both),
        "flapping": flap,
        "from the broker": stall(LASTS, lines.broker),
        "from the database": stall(LASTS, lines.database),
    }


def _stall(chosen: tuple[TcpProxy, ...]) -> None:
    for one in chosen:
        one.weather = STALLED


def _clear(chosen: tuple[TcpProxy, ...]) -> None:
    for one in chosen:
        one.weather = CLEAR


def _for(shift: Shift, seconds: float, begin: Fault, end: Fault) -> None:
    begin()
    shift.wait(seconds)
    end()


@contextmanager
def _bus_within(context: RowContext, ground: Ground, network: Namespace) -> Iterator[None]:
    """The bus process runs in the namespace; what it needs is handed on from outside."""
    broker_port, database_port = ground.node.port, context.servers.postgres().port
    seed = context.seeds[0]
    broker = TcpProxy(("127.0.0.1", broker_port), seed=seed, listens_on=OUTSIDE)
    database = TcpProxy(("127.0.0.1", database_port), seed=seed, listens_on=SECOND_OUTSIDE)
    installation = ground.installation
    usual = installation.environment
    environment = {
        **usual,
        "LOOPDESK_AMQP_URL": usual["LOOPDESK_AMQP_URL"].replace(
            f"127.0.0.1:{broker_port}", f"{OUTSIDE}:{broker.port}"
        ),
        "LOOPDESK_DATABASE_URL": usual["LOOPDESK_DATABASE_URL"].replace(
            f"127.0.0.1:{database_port}", f"{SECOND_OUTSIDE}:{database.port}"
        ),
    }
    mended = installation.bus
    mended.end()
    installation.bus = HostProcess(
        installation.folder / f"bus-{network.name}",
        "bus",
        environment=environment,
        program=(*network.program, *LOOPDESK),
    )
    installation.bus.start()
    installation.await_ready("bus")
    yield
    installation.bus.end()
    installation.bus = mended
    mended.start()
    installation.await_ready("bus")
    broker.close()
    database.close()
