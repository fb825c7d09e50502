"""Clients that go on working, whatever happens to the processes that serve them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

from services.demo.seats import Seat
from tests.faults.couriers import BrokerLine, Courier
from tests.faults.eraser import Eraser
from tests.faults.evidence import Attempt
from tests.faults.examiner import Examiner
from tests.faults.office import Office
from tests.faults.workers import Agent, CrmClient

LONGEST_PAUSE = 0.25
"""Seconds between two commands of one worker at most."""


class Worker(Protocol):
    """One who sends command after command."""

    @property
    def attempts(self) -> list[Attempt]:
        """What it has sent."""

    def step(self) -> None:
        """Sends one command, and sees it through."""


class Workload:
    """Two agents, an examiner and two clients of the CRM at work, each in a thread of its own.

    Args:
        office: where they work.
        seed: of what they do; what is answered first depends on the machine, too.
        name: prefix of all keys; another for each workload of an installation.
        crm_url: the broker's address for the CRM, if there is a broker.
        erases: whether one more worker has customers come and go.
    """

    def __init__(
        self,
        office: Office,
        *,
        seed: int,
        name: str,
        crm_url: str | None = None,
        erases: bool = False,
    ) -> None:
        self._is_over = threading.Event()
        self._has_ended = threading.Event()
        self._customers: list[str] = []
        self._random = random.Random(seed)
        self.workers: list[Worker] = []
        for number, seat in enumerate(office.agents):
            agent = f"{name}-{seed}-a{number}"
            courier = self._courier(seat)
            self.workers.append(Agent(courier, name=agent, customers=self._customers))
        for number, seat in enumerate(office.crm[:2]):
            client = f"{name}-{seed}-c{number}"
            line = BrokerLine(crm_url, has_ended=self._has_ended) if crm_url else None
            courier = self._courier(seat)
            self.workers.append(
                CrmClient(courier, name=client, customers=self._customers, line=line)
            )
        examiner = f"{name}-{seed}-x"
        self.workers.append(Examiner(self._courier(office.trainer), name=examiner))
        if erases:
            crm, manager = self._courier(office.crm[2]), self._courier(office.manager)
            self.workers.append(Eraser(crm, manager, name=f"{name}-{seed}-e"))

    def _courier(self, seat: Seat) -> Courier:
        """Sends what a worker wants sent; ends with the workload."""
        return Courier(seat, has_ended=self._has_ended)

    @property
    def attempts(self) -> list[Attempt]:
        """All that was sent so far."""
        return [one for worker in self.workers for one in worker.attempts]

    @contextmanager
    def running(self) -> Iterator[None]:
        """They work as long as the block lasts, then see through what is under way."""
        pauses = [random.Random(self._random.random()) for _ in self.workers]
        with ThreadPoolExecutor(len(self.workers)) as threads:
            at_work: list[Future[None]] = [
                threads.submit(self._work, worker, pause)
                for worker, pause in zip(self.workers, pauses, strict=True)
            ]
            try:
                yield
            except BaseException:
                self._has_ended.set()
                raise
            finally:
                self._is_over.set()
            for one in at_work:
                one.result()

    def _work(self, worker: Worker, pause: random.Random) -> None:
        while not self._is_over.wait(pause.uniform(0, LONGEST_PAUSE)):
            worker.step()
