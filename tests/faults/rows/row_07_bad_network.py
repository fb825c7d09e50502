"""A slow, narrow, stalled, half-open and torn network between processes, broker and database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.faults.proxy import CLEAR, NARROW, SLOW, STALLED, TORN, TcpProxy, Weather
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift

ROW = "7 slow, stalled, half-open, torn"
LASTS = 8.0
BETWEEN = 1.0


@dataclass(frozen=True)
class Lines:
    """The two lines that lead through a proxy.

    Args:
        broker: from the bus process to the broker.
        database: from both processes to the database.
    """

    broker: TcpProxy
    database: TcpProxy

    @property
    def both(self) -> tuple[TcpProxy, TcpProxy]:
        """Both."""
        return self.broker, self.database


def run(context: RowContext) -> RowResult:
    """One kind of weather after the other, under the same load."""
    ground = ground_of(context)
    seed = context.seeds[0]
    with ground.shift(ROW, seed=seed) as shift:
        shift.before_the_bus_ends()
        with proxied(context, ground, seed=seed) as lines:
            faults: dict[str, Callable[[], None]] = {
                "slow database": lambda: _endure(shift, SLOW, lines.database),
                "slow broker": lambda: _endure(shift, SLOW, lines.broker),
                "1 Mbit/s": lambda: _endure(shift, NARROW, *lines.both),
                "stalled database": lambda: _endure(shift, STALLED, lines.database),
                "stalled broker": lambda: _endure(shift, STALLED, lines.broker),
                "torn frames": lambda: _endure(shift, TORN, *lines.both),
                "all reset": lambda: _reset(lines),
                "half-open broker": lines.broker.half_open_all,
            }
            times = []
            with shift.workload.running():
                for name, fault in faults.items():
                    shift.wait(BETWEEN)
                    fault()
                    times.append(f"{name} {shift.recover():.1f} s")
            ground.installation.settle()
            shift.before_the_bus_ends()
        shift.result.notes = _summary(shift, lines, times)
    return shift.result


@contextmanager
def proxied(context: RowContext, ground: Ground, *, seed: int) -> Iterator[Lines]:
    """Both processes reach the broker and the database through proxies."""
    broker_port, database_port = ground.node.port, context.servers.postgres().port
    lines = Lines(
        TcpProxy(("127.0.0.1", broker_port), seed=seed),
        TcpProxy(("127.0.0.1", database_port), seed=seed + 1),
    )
    environment = ground.installation.environment
    amqp = environment["LOOPDESK_AMQP_URL"]
    database = environment["LOOPDESK_DATABASE_URL"]
    with ground.started_with(
        LOOPDESK_AMQP_URL=amqp.replace(f":{broker_port}/", f":{lines.broker.port}/"),
        LOOPDESK_DATABASE_URL=database.replace(f":{database_port}/", f":{lines.database.port}/"),
    ):
        yield lines
        for one in lines.both:
            one.weather = CLEAR
    for one in lines.both:
        one.close()


def _endure(shift: Shift, weather: Weather, *lines: TcpProxy) -> None:
    for one in lines:
        one.weather = weather
    shift.wait(LASTS)
    for one in lines:
        one.weather = CLEAR


def _reset(lines: Lines) -> None:
    for one in lines.both:
        one.reset_all()


def _summary(shift: Shift, lines: Lines, times: list[str]) -> str:
    attempts = shift.workload.attempts
    again = sum(one.sent - 1 for one in attempts)
    resets = sum(one.resets for one in lines.both)
    return (
        f"back after: {', '.join(times)}; {resets} connections cut;"
        f" {again} of {len(attempts)} commands were sent again"
    )
