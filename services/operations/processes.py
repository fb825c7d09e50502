"""Starts and stops the processes of an installation on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from shared.settings import Settings

READY_WITHIN = 120.0
"""Seconds after which a process that is not ready counts as failed."""


SPARING = {"MALLOC_ARENA_MAX": "2"}
"""The C library would keep a heap for each thread, most of it empty."""


def _nothing() -> None:
    """Nothing else is to be done."""


class ProcessFailed(RuntimeError):
    """A process of the installation ended or did not get ready; its output says why."""


class Processes:
    """The web, bus and mail processes of one machine.

    Args:
        settings: settings of all.
        environment: variables that they get beside the present ones.
        output: file for all that they print; by default they print where this process does.
    """

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        output: Path | None = None,
    ) -> None:
        self._settings = settings
        self._output = output
        self._environment = {**SPARING, **os.environ, **environment}
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *, meanwhile: Callable[[], object] = _nothing) -> None:
        """Migrates, starts all and returns when web and bus are ready.

        Args:
            meanwhile: what is done here while they get ready.

        Raises:
            ProcessFailed: one of them ended or was not ready in time.
        """
        deadline = time.monotonic() + READY_WITHIN
        self._running.append(self._spawn(["bus", "--migrate"]))
        self._running.append(self._spawn(["web", "--await-migration"]))
        meanwhile()
        self._wait_for(self._answers, deadline)
        if self._environment.get("LOOPDESK_MAIL_ADDRESS"):
            self._running.append(self._spawn(["mail"]))

    def _wait_for(self, fact: Callable[[], bool], deadline: float) -> None:
        while not fact():
            self._check()
            if time.monotonic() > deadline:
                self.stop()
                raise ProcessFailed("The platform was not ready in time.")
            time.sleep(0.05)

    def watch(self) -> None:
        """Returns when SIGTERM or SIGINT came; ends when a process has ended by itself.

        Raises:
            ProcessFailed: a process ended by itself.
        """
        stop = threading.Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        while not stop.wait(0.5):
            self._check()

    def stop(self) -> None:
        """Stops all, gently first."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def _spawn(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "services.cli", *arguments]
        if self._output is None:
            return subprocess.Popen(command, env=self._environment)
        with self._output.open("ab") as output:
            return subprocess.Popen(
                command, env=self._environment, stdout=output, stderr=subprocess.STDOUT
            )

    def _check(self) -> None:
        for process in self._running:
            if process.poll() is not None:
                self.stop()
                raise ProcessFailed(f"A process of the platform ended with {process.returncode}.")

    def _answers(self) -> bool:
        url = f"http://{self._settings.host}:{self._settings.port}/readyz"
        try:
            with urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False
