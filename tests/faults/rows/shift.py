"""A shift: one row's clients at work on its ground, timed and, in the end, judged."""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from services.crm.examples.crm_client import cloud_event
from services.demo.client import Answer
from shared.errors import Unavailable
from tests.faults.checkers import check_running
from tests.faults.couriers import Courier
from tests.faults.evidence import Attempt, Evidence
from tests.faults.results import RowResult
from tests.faults.rows.progress import Mark
from tests.faults.workers import SOURCE
from tests.faults.workload import Workload
from tests.support.eventually import eventually

if TYPE_CHECKING:
    from tests.faults.rows.ground import Ground

CAUGHT_UP_WITHIN = 150.0
LOOKS_EVERY = 0.1
"""Seconds between two looks at how far everything has come; a look costs some thirty queries."""

PULLED = re.compile(r"^loopdesk_pulled_excerpts_total\{.*\} ([0-9.e+]+)$", re.MULTILINE)


class Shift:
    """One row's clients at work, with the times of recovery and, in the end, what was found.

    Args:
        ground: where they work.
        row: number and name.
        seed: of what they do.
        by_broker: whether the CRM sends through the broker too.
        name: prefix of all keys.
    """

    def __init__(self, ground: Ground, row: str, *, seed: int, by_broker: bool, name: str) -> None:
        self.ground = ground
        self.installation = ground.installation
        self.result = RowResult(row, seeds=[seed])
        self.name = name
        crm_url = ground.broker.crm_url if by_broker else None
        self.workload = Workload(ground.office, seed=seed, name=name, crm_url=crm_url)
        self.extra: list[Attempt] = []
        """Commands that the row has sent itself."""
        self.memory_limit: int | None = None
        self.refusals: list[str] = []
        self.vanished: dict[str, int] = {}
        self.placed: list[Attempt] = []
        """The clients' commands with their positions, where a row has read them."""
        self._absorbed_before = self.installation.absorbed()

    def tell(self, message_type: str, data: dict[str, Any], *, message_id: str) -> Answer:
        """One message of the CRM by the API, beside those of the clients."""
        event = cloud_event(message_type, data, source=SOURCE, message_id=message_id)
        courier = Courier(self.ground.office.crm[2], has_ended=threading.Event())
        answer = courier.tell({**event, "correlationid": message_id})
        self.extra += courier.attempts
        assert answer is not None
        return answer

    def new_customer(self, number: str = "customer") -> str:
        """The id of a customer that nobody else works for."""
        message_id = f"{self.name}-{number}"
        data = {"customer_number": message_id, "name": "李四", "phones": [], "level": "gold"}
        told = self.tell("crm.customer.upserted.v1", data, message_id=message_id)
        found: str = told.content["entities"]["customer_id"]
        return found

    def recover(self) -> float:
        """Seconds from now, the fault's end, until all that stands in the logs is taken."""
        self.result.injections += 1
        began_at = time.monotonic()
        mark = eventually(self._mark, within=CAUGHT_UP_WITHIN)
        eventually(lambda: self._looked(mark), within=CAUGHT_UP_WITHIN)
        seconds = time.monotonic() - began_at
        self.result.recovery_seconds.append(seconds)
        self.installation.note_memory()
        return seconds

    def wait(self, seconds: float) -> None:
        """Lets the clients work, or the fault last, for so long."""
        threading.Event().wait(seconds)

    def before_the_bus_ends(self) -> None:
        """Keeps what its process has counted; called before it is ended or killed."""
        self.installation.note_memory()
        self.result.absorbed += self.installation.absorbed() - self._absorbed_before
        self._absorbed_before = 0

    def judge(self) -> None:
        """Waits until all is quiet and lets the checkers look at everything."""
        self.installation.settle()
        self.before_the_bus_ends()
        attempts = [*(self.placed or self.workload.attempts), *self.extra]
        self.ground.attempts += attempts
        self.result.attempts = len(attempts)
        self.result.peak_memory = self.installation.peak_memory
        self.result.findings += check_running(self.evidence(), settle=self.installation.settle)

    def evidence(self) -> Evidence:
        """What the row leaves to the checkers."""
        return Evidence(
            attempts=self.ground.attempts,
            services=self.installation.services,
            seconds_to_recover=self.result.recovery_seconds,
            peak_memory=[self.installation.peak_memory],
            memory_limit=self.memory_limit,
            absorbed=self.result.absorbed,
            vanished=self.vanished,
            refusals=self.refusals,
        )

    def _mark(self) -> Mark | None:
        """What stands in the logs; None while a fault keeps this process, too, from looking."""
        try:
            return Mark(self.installation.services)
        except Unavailable:
            return None

    def _looked(self, mark: Mark) -> bool:
        self.wait(LOOKS_EVERY)
        try:
            return mark.is_passed()
        except Unavailable:
            return False


def metrics_at(port: int) -> str:
    """What a bus process tells Prometheus."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def pulled_at(port: int) -> int:
    """Excerpts that the readers of a bus process have asked for since its start."""
    return int(sum(float(one) for one in PULLED.findall(metrics_at(port))))
