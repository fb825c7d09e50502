"""Clocks that are wrong, jump back, or go through a change of summer time: no promise breaks."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from services.demo.client import Refused
from services.tickets.domain.sla_clock import SlaClock
from shared.calendars import BusinessCalendar
from tests.faults.evidence import Finding
from tests.faults.office import GROUP, TICKETS
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift
from tests.faults.rows.wrong_clock import ERROR
from tests.support.host_process import HostProcess
from tests.support.installation import READY_WITHIN

ROW = "16 clocks wrong, jumping back, summer time"
LASTS = 4.0
HOUR = 3600.0
PROBES = 5

AHEAD = {
    "web 1 h ahead": {"web": HOUR},
    "web 30 s ahead": {"web": 30.0},
}
"""Nothing may be accepted meanwhile."""

WORKABLE = {
    "web 30 s behind": {"web": -30.0},
    "bus 1 h behind": {"bus": -HOUR},
    "bus 1 h ahead": {"bus": HOUR},
    "both jump back by 20 s": {"web": -20.0, "bus": -20.0},
}
"""Work goes on, or waits and is made up for."""

CHANGING_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai")
PROMISE = 4 * 3600
"""Seconds of opening hours."""


def run(context: RowContext) -> RowResult:
    """One wrong clock after the other, then every hour of a year of changing clocks."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift, _wrong_clocks(ground, shift) as clocks:
        customer_id = shift.new_customer()
        refusals = [
            code
            for error in AHEAD.values()
            for code in _probe(ground, clocks, error, customer_id=customer_id)
        ]
        with shift.workload.running():
            for error in WORKABLE.values():
                clocks.set_wrong(error)
                shift.wait(LASTS)
                clocks.set_right()
                shift.recover()
        ground.installation.settle()
        checked, wrong = _promises_through_a_year()
        shift.result.findings += [*_accepted(refusals), *_disorder(ground), *wrong]
        shift.result.injections += len(AHEAD)
        codes = ", ".join(f"{code} {times}" for code, times in Counter(refusals).items())
        shift.result.notes = (
            f"with a clock ahead: {codes}, not ready; {checked} promises in"
            f" {len(CHANGING_ZONES)} zones fall due after exactly their open seconds"
        )
    return shift.result


@dataclass(frozen=True)
class Clocks:
    """The clocks of both processes.

    Args:
        files: by process, the file with its error.
    """

    files: dict[str, Path]

    def set_wrong(self, errors: dict[str, float]) -> None:
        """Puts the clocks of some processes wrong by so many seconds."""
        for name, error in errors.items():
            self.files[name].write_text(str(error))

    def set_right(self) -> None:
        """All show the machine's time."""
        self.set_wrong(dict.fromkeys(self.files, 0.0))


@contextmanager
def _wrong_clocks(ground: Ground, shift: Shift) -> Iterator[Clocks]:
    """Both processes run with clocks that can be put wrong, right at first."""
    installation = ground.installation
    usual = installation.processes
    folder = installation.folder / f"clocks-{shift.name}"
    folder.mkdir()
    clocks = Clocks({name: folder / f"{name}.error" for name in usual})
    clocks.set_right()
    shift.before_the_bus_ends()
    for name, process in usual.items():
        process.end()
        other = HostProcess(
            folder / name,
            name,
            environment={**installation.environment, ERROR: str(clocks.files[name])},
            program=(sys.executable, "-m", "tests.faults.rows.wrong_clock"),
        )
        setattr(installation, name, other)
        other.start()
    _await_ready(ground)
    yield clocks
    shift.before_the_bus_ends()
    for name, process in usual.items():
        installation.processes[name].end()
        setattr(installation, name, process)
        process.start()
    _await_ready(ground)


def _await_ready(ground: Ground) -> None:
    for name in ground.installation.processes:
        ground.installation.await_ready(name)


def _probe(
    ground: Ground, clocks: Clocks, error: dict[str, float], *, customer_id: str
) -> list[str]:
    """Codes of the refusals of some commands, and of readiness; `accepted` where there was none."""
    clocks.set_wrong(error)
    agent = ground.office.agents[0]
    codes = [_readiness(ground.installation.port)]
    for number in range(PROBES):
        new = {
            "kind": "suggestion",
            "channel": "web",
            "subject": "建议",
            "skill_group": GROUP,
            "customer_id": customer_id,
        }
        key = f"probe-{error['web']:.0f}-{number}"
        try:
            agent.send("POST", f"{TICKETS}/tickets", new, key=key)
        except Refused as refusal:
            codes.append(refusal.code)
        else:
            codes.append("accepted")
    clocks.set_right()
    return codes


def _readiness(port: int) -> str:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=READY_WITHIN):
            return "accepted"
    except HTTPError as refusal:
        return f"readyz-{refusal.code}"


def _accepted(codes: list[str]) -> list[Finding]:
    count = codes.count("accepted")
    if not count:
        return []
    return [Finding("I4", "unexpected", f"{count} were accepted with a clock that was ahead.")]


def _disorder(ground: Ground) -> list[Finding]:
    """Times that fall or lie in the future, and breaches before their deadline."""
    found = []
    latest = datetime.now(tz=UTC) + timedelta(seconds=2)
    for name, service in ground.installation.services.items():
        records = service.store.recorder.select_records(after=0, limit=1_000_000)
        falls = sum(one.recorded_at > other.recorded_at for one, other in pairwise(records))
        late = sum(one.recorded_at > latest for one in records)
        if falls or late:
            found.append(f"{name}: {falls} times fall, {late} lie in the future.")
    store = ground.installation.services["tickets"].store
    for one in store.recorder.select_records(
        after=0, limit=1_000_000, topics=["tickets.sla_clock.breached"]
    ):
        clock = store.get(SlaClock, one.originator_id)
        if clock.breached_at is not None and clock.breached_at > one.recorded_at:
            found.append(f"Clock {clock.id} was breached before {clock.breached_at}.")
    return [Finding("I4", "unexpected", one) for one in found]


def _promises_through_a_year() -> tuple[int, list[Finding]]:
    """A promise made in every hour of a year is due when the open seconds have passed.

    The open time is counted anew, minute by minute on the zone's own wall clock.
    """
    checked, wrong = 0, []
    for zone in CHANGING_ZONES:
        calendar = BusinessCalendar.from_content(
            {
                "name": zone,
                "zone": zone,
                "weekly": {day: ["00:00-03:30", "22:00-24:00"] for day in _WEEK},
            }
        )
        for start in _hours_around_changes(ZoneInfo(zone)):
            checked += 1
            due = calendar.add(start, PROMISE)
            counted = _open_minutes(start, due, ZoneInfo(zone)) * 60
            if counted != PROMISE or calendar.seconds_between(start, due) != PROMISE:
                what = f"A promise of {start} in {zone} is due at {due}, after {counted} s."
                wrong.append(Finding("I4", "unexpected", what))
    return checked, wrong


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _hours_around_changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Every hour of the days around each change of the zone's offset in 2026; else of May Day."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    days = [first + timedelta(days=one) for one in range(365)]
    changes = [
        one
        for one, following in pairwise(days)
        if one.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset()
    ]
    for day in changes or [datetime(2026, 5, 1, tzinfo=UTC)]:
        yield from (day + timedelta(hours=one) for one in range(-24, 48))


def _open_minutes(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Minutes from `start` to `end` in which a wall clock of the zone shows opening hours."""
    minutes = round((end - start) / timedelta(minutes=1))
    shown = ((start + timedelta(minutes=one)).astimezone(zone) for one in range(minutes))
    return sum(one.hour >= 22 or (one.hour, one.minute) < (3, 30) for one in shown)
