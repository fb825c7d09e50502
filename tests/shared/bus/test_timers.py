"""Timers of a hosted service run as often as each of them asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shared.bus.host import ServiceHost
from shared.bus.hosting import MemoryTransport
from shared.bus.memory import MemoryHub
from shared.clock import SetClock
from shared.context import current_context
from shared.platform import Platform
from shared.service import Service, Timer
from shared.settings import read_settings
from tests.shared.bus.toys import NOON, PUBLICATIONS, sqlite_pair


class Tower:
    """A clock tower: one timer strikes each minute, one each five seconds."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(NOON)
        self.strikes: list[str] = []
        self.jammed: set[str] = set()
        pair = sqlite_pair(folder)
        timers = (
            Timer("strike_the_minute", 60, self._striking("minute")),
            Timer("strike_five_seconds", 5, self._striking("five")),
        )
        service = Service("shop", pair.shop, pair.read_database, (), PUBLICATIONS, timers=timers)
        settings = read_settings({"LOOPDESK_DATA_DIR": str(folder)})
        platform = Platform(settings=settings, clock=self.clock)
        self.host = ServiceHost(service, MemoryTransport(MemoryHub(), {}), platform)

    def _striking(self, name: str) -> Callable[[datetime], int]:
        def strike(now: datetime) -> int:
            assert (now, "timer") == (self.clock.now(), current_context().channel)
            if name in self.jammed:
                raise OSError("jammed")
            self.strikes.append(name)
            return 1

        return strike

    def after(self, seconds: float) -> list[str]:
        """What strikes when so many seconds have passed since noon."""
        self.clock.move_to(NOON + timedelta(seconds=seconds))
        self.strikes.clear()
        assert self.host.run_waiting_timers() == len(self.strikes)
        return list(self.strikes)


@pytest.fixture
def tower(tmp_path: Path) -> Tower:
    return Tower(tmp_path)


def test_every_timer_runs_at_the_start(tower: Tower) -> None:
    assert ["minute", "five"] == tower.after(0)


def test_a_timer_waits_until_its_interval_is_over(tower: Tower) -> None:
    tower.after(0)

    assert [] == tower.after(4.9)
    assert ["five"] == tower.after(5)
    assert [] == tower.after(9.9)
    assert ["minute", "five"] == tower.after(60)


def test_a_clock_that_is_put_back_delays_no_timer(tower: Tower) -> None:
    tower.after(3600)

    assert ["minute", "five"] == tower.after(0)


def test_an_operator_who_asks_does_not_wait(tower: Tower) -> None:
    tower.after(0)

    assert 2 == tower.host.run_timers()


def test_a_timer_that_fails_is_told_of_holds_up_no_other_and_runs_again(tower: Tower) -> None:
    tower.jammed.add("minute")
    with capture_logs() as logs:
        assert ["five"] == tower.after(0)
    tower.jammed.clear()

    assert [("loop-failed", "strike_the_minute")] == [(one["event"], one["loop"]) for one in logs]
    assert ["minute", "five"] == tower.after(60)


def test_an_operator_who_asks_is_told_what_failed(tower: Tower) -> None:
    tower.jammed.add("minute")

    with pytest.raises(OSError, match="jammed"):
        tower.host.run_timers()
