"""Messages that a release cannot take: parked in order, alone, and taken in order after the fix."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from services.tickets.application.reactions import ticket_id_of_request
from shared.bus.parking import ParkingLot
from tests.faults.evidence import Finding
from tests.faults.office import GROUP
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift
from tests.faults.workers import INFORMATION
from tests.support.eventually import eventually
from tests.support.host_process import HostProcess
from tests.support.installation import READY_WITHIN
from tests.support.server_process import is_running

ROW = "15 poison"
REQUESTS = 5
"""Requests of each poisoned customer."""

PARKED_WITHIN = 120.0
BUGGY_BUS = (sys.executable, "-m", "tests.faults.rows.buggy_bus")


def run(context: RowContext) -> RowResult:
    """A reaction that raises, one that kills the process, and a read model that fails."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift, _buggy_release(ground, shift) as row:
        with shift.workload.running():
            row.raise_in_a_reaction()
            row.kill_the_process()
            row.fail_in_a_read_model()
            row.mend()
        shift.recover()
        shift.result.findings += row.findings
        shift.result.injections = 3
        shift.result.notes = row.summary()
    return shift.result


@contextmanager
def _buggy_release(ground: Ground, shift: Shift) -> Iterator[_Poison]:
    """The bus process of a release with bugs, until the mended one is back."""
    installation = ground.installation
    bugs = installation.folder / f"bugs-{shift.name}"
    bugs.mkdir()
    shift.before_the_bus_ends()
    installation.bus.end()
    mended = installation.bus
    installation.bus = HostProcess(
        bugs / "bus",
        environment=installation.environment,
        program=(*BUGGY_BUS, str(bugs)),
    )
    _start(installation.bus)
    yield _Poison(ground, shift, bugs)
    shift.before_the_bus_ends()
    installation.bus.end()
    installation.bus = mended
    _start(mended)


def _start(process: HostProcess) -> None:
    process.start()
    eventually(lambda: process.has_said("bus ready"), within=READY_WITHIN)


class _Poison:
    """Brings the bugs to light, one by one.

    Args:
        ground: where.
        shift: the row's clients.
        bugs: the folder that names those with whom they show.
    """

    def __init__(self, ground: Ground, shift: Shift, bugs: Path) -> None:
        self._ground = ground
        self._shift = shift
        self._bugs = bugs
        self._tickets = ground.installation.services["tickets"]
        self._lot = ParkingLot(self._tickets.store)
        self._requested: dict[str, list[str]] = {}
        self._deaths = 0
        self._delays: list[float] = []
        self.findings: list[Finding] = []

    def raise_in_a_reaction(self) -> None:
        """All requests of the customer are parked, in order; those of others are not."""
        self._poison("failing")

    def kill_the_process(self) -> None:
        """A service manager starts it again; the message is parked after three deaths."""
        self._poison("deadly")

    def fail_in_a_read_model(self) -> None:
        """It stops, alone: the reactions of its own service go on."""
        customer_id = self._shift.new_customer("healthy-before")
        self._name("cursed", customer_id)
        number = f"{self._shift.name}-healthy-before"
        data = {"customer_number": number, "name": "李四", "phones": [], "level": "silver"}
        self._shift.tell("crm.customer.upserted.v1", data, message_id=f"{number}-2")
        database = self._tickets.read_database
        eventually(lambda: database.stopped_by("customers"), within=PARKED_WITHIN)
        self._expect_no_delay("a read model had stopped")

    def mend(self) -> None:
        """The bugs are gone; an operator has the parked run again, and the model built anew."""
        for file in self._bugs.glob("*"):
            if file.is_file():
                file.unlink()
        self._shift.wait(1.0)
        keys = [one.key for one in self._lot.messages()]
        # The operator names them the wrong way round; they run in their own order all the same.
        self._ground.installation.run("parked", "retry", "tickets", *reversed(keys))
        self._ground.installation.run("rebuild", "tickets", "customers")
        self._expect_order()

    def summary(self) -> str:
        """What was seen, in one line."""
        waiting = sum(map(len, self._requested.values()))
        delay = max(self._delays)
        return (
            f"{waiting} requests parked behind two bugs and run in order after the fix;"
            f" {self._deaths} deaths by one message; a healthy request had its ticket after"
            f" {delay:.1f} s at most meanwhile"
        )

    def _poison(self, bug: str) -> None:
        customer_id = self._shift.new_customer(bug)
        self._name(bug, customer_id)
        self._requested[bug] = [self._request(bug, number) for number in range(REQUESTS)]
        wanted = set(self._requested[bug])
        eventually(lambda: self._are_parked(wanted), within=PARKED_WITHIN)
        self._expect_no_delay(f"{bug} requests were parked")

    def _name(self, bug: str, customer_id: str) -> None:
        (self._bugs / bug).write_text(customer_id)

    def _request(self, customer: str, number: int) -> str:
        """Our id of a request that a customer of this row has made."""
        message_id = f"{self._shift.name}-{customer}-{number}"
        data = {
            "request_id": message_id,
            "customer": {"number": f"{self._shift.name}-{customer}"},
            "channel": "web",
            "kind": "suggestion",
            "priority": "normal",
            "skill_group": GROUP,
            "subject": "建议",
            "description": "建议",
            "key_information": INFORMATION,
            "requested_at": datetime.now(tz=UTC).isoformat(),
        }
        told = self._shift.tell("crm.ticket.requested.v1", data, message_id=message_id)
        found: str = told.content["entities"]["request_id"]
        return found

    def _are_parked(self, request_ids: set[str]) -> bool:
        bus = self._ground.installation.bus
        if bus.pid is not None and not is_running(bus.pid):
            self._deaths += 1
            bus.start()
        self._shift.wait(0.1)
        parked = {one.message.data.get("request_id") for one in self._lot.messages()}
        return request_ids <= parked

    def _expect_no_delay(self, meanwhile: str) -> None:
        """A request of another customer leads to its ticket at once."""
        self._shift.new_customer(f"healthy-{len(self._delays)}")
        began_at = time.monotonic()
        request_id = self._request(f"healthy-{len(self._delays)}", 0)
        eventually(lambda: self._opened_at(request_id), within=PARKED_WITHIN)
        self._delays.append(time.monotonic() - began_at)
        if self._opened_at(request_id) == 0:
            what = f"A healthy request had no ticket while {meanwhile}."
            self.findings.append(Finding("I3", "unexpected", what))

    def _expect_order(self) -> None:
        for bug, request_ids in self._requested.items():
            opened = [self._opened_at(one) for one in request_ids]
            if opened != sorted(opened) or 0 in opened:
                what = f"The {bug} requests took effect at {opened}."
                self.findings.append(Finding("I4", "unexpected", what))

    def _opened_at(self, request_id: str) -> int:
        """Position at which the request's ticket was opened; 0 if it was not."""
        recorder = self._tickets.store.recorder
        ticket_id = ticket_id_of_request(UUID(request_id))
        records = recorder.select_history(ticket_id)
        return records[0].id if records else 0
