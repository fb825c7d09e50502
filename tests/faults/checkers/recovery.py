"""I8: after the fault everything catches up, within bounds and by itself."""

from __future__ import annotations

from collections.abc import Iterator

from services.operations.status import ServiceStatus, statuses
from shared.bus.parking import ParkingLot
from tests.faults.evidence import Evidence, Finding

WITHIN = 120.0
"""Seconds from a fault's end until all have caught up; what is slower did not recover by itself."""


def everything_recovers(evidence: Evidence) -> list[Finding]:
    """I8: all have caught up in time, none has stopped, nothing waits and nobody had to help."""
    found = [one for status in statuses(list(evidence.services.values())) for one in _late(status)]
    for service in evidence.services.values():
        for one in ParkingLot(service.store).messages():
            if one.message.id not in evidence.parked:
                cause = one.cause.splitlines()[0] if one.cause else "no cause"
                found.append(_unexpected(f"{service.name}: {one.key} is parked: {cause}"))
    if evidence.operator_steps:
        found.append(_unexpected(f"An operator had to do {evidence.operator_steps} things."))
    slow = [f"{one:.1f}" for one in evidence.seconds_to_recover if one > WITHIN]
    if slow:
        found.append(_unexpected(f"Catching up took {', '.join(slow)} s."))
    return found


def _late(status: ServiceStatus) -> Iterator[Finding]:
    for one in status.readers:
        name = f"{status.service}: {one.name} at {one.position}"
        if one.stopped_by is not None:
            yield _unexpected(f"{name} has stopped: {one.stopped_by}")
        elif one.lag:
            yield _unexpected(f"{name} lags {one.lag} behind {one.log}.")


def _unexpected(what: str) -> Finding:
    return Finding("I8", "unexpected", what)
