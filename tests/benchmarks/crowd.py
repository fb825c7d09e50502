"""Many people, each with a connection of their own, who do one thing after the other."""

import heapq
import selectors
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from tests.benchmarks.http_load import Line, RequestRefused


@dataclass(frozen=True)
class Step:
    """Something that somebody does.

    Args:
        kind: by which its times are collected.
        after: seconds after the step before, or after the beginning.
        request: the whole request.
        status: what it must be answered with.
    """

    kind: str
    after: float
    request: bytes
    status: int


Script = Generator[Step, bytes, None]
"""Yields steps, and is sent the body of the answer to each."""


class Crowd:
    """Lets people follow their scripts side by side; a late answer delays only its own person.

    Args:
        port: of the server, on the loopback address.
        scripts: one for each of them.
    """

    def __init__(self, port: int, scripts: Sequence[Script]) -> None:
        self._scripts = scripts
        self._lines = [Line(port) for _ in scripts]
        self._due: list[tuple[float, int]] = []
        self._steps: list[Step] = [next(one) for one in scripts]
        self._due_at = [0.0] * len(scripts)
        self.seconds: dict[str, list[float]] = {}
        """From when a step was due to its answer, by kind."""

    def run(self) -> None:
        """Runs all scripts to their ends.

        Raises:
            RequestRefused: an answer had another status.
        """
        begin = time.perf_counter()
        for number, step in enumerate(self._steps):
            heapq.heappush(self._due, (begin + step.after, number))
        waiting = 0
        with selectors.DefaultSelector() as selector:
            for number, line in enumerate(self._lines):
                selector.register(line.socket, selectors.EVENT_READ, number)
            while self._due or waiting:
                waiting += self._send_due()
                for key, _ in selector.select(self._patience()):
                    waiting -= self._receive(key.data)
        for line in self._lines:
            line.socket.close()

    def _send_due(self) -> int:
        sent = 0
        while self._due and self._due[0][0] <= time.perf_counter():
            due_at, number = heapq.heappop(self._due)
            self._due_at[number] = due_at
            self._lines[number].send(self._steps[number].request)
            sent += 1
        return sent

    def _patience(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, self._due[0][0] - time.perf_counter())

    def _receive(self, number: int) -> bool:
        answer = self._lines[number].receive()
        if answer is None:
            return False
        now, step = time.perf_counter(), self._steps[number]
        self.seconds.setdefault(step.kind, []).append(now - self._due_at[number])
        if not answer.startswith(f"HTTP/1.1 {step.status} ".encode()):
            raise RequestRefused(answer.decode(errors="replace"))
        try:
            following = self._scripts[number].send(answer.partition(b"\r\n\r\n")[2])
        except StopIteration:
            return True
        self._steps[number] = following
        heapq.heappush(self._due, (now + following.after, number))
        return True
