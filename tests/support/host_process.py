"""Processes of `loopdesk`: started in a folder of their own, told by their own ids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.support.run_folder import PROJECT, kept_run_folder
from tests.support.server_process import (
    ServerDied,
    end_process,
    is_running,
    note_process,
    start_process,
)
from tests.support.warm_process import MODULES, start_warm

LOOPDESK = [sys.executable, "-m", "services.cli"]


def run_loopdesk(*command: str, environment: Mapping[str, str]) -> str:
    """Runs a subcommand to its end, leaving out what it asks for, and returns what it printed.

    Raises:
        RuntimeError: it ended with an error; what it has said is the message.
    """
    ended = subprocess.run(
        [*LOOPDESK, *command],
        cwd=PROJECT,
        env={**os.environ, **environment},
        input="\n\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        said = ended.stdout + ended.stderr
        raise RuntimeError(f"loopdesk {' '.join(command)}: {ended.returncode}\n{said}")
    return ended.stdout


class HostProcess:
    """A process of `loopdesk`, told by its own id, with all that it has said in a file.

    Args:
        folder: its working folder.
        command: the subcommand with its arguments.
        environment: variables beside those of this process.
        program: what is run with the command; `loopdesk` by default.
        is_warm: whether it may be forked from a process that has imported the code.
    """

    def __init__(
        self,
        folder: Path,
        *command: str,
        environment: Mapping[str, str],
        program: Sequence[str] = LOOPDESK,
        is_warm: bool = True,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self._program = program
        self._is_warm = is_warm and program == LOOPDESK and command[0] in MODULES
        self._folder = folder
        self._command = command
        self._environment = {"PYTHONPATH": str(PROJECT), **environment}
        self._said_before = 0
        self.pid: int | None = None

    def start(self, *options: str) -> None:
        """Starts it, with further options, without waiting until it is ready."""
        self._said_before = len(self.log())
        self.pid = self._start([*self._command, *options])
        note_process(self.pid, folder=self._folder, ending=signal.SIGTERM)

    def _start(self, command: Sequence[str]) -> int:
        run_folder = kept_run_folder(self._folder) if self._is_warm else None
        if run_folder is None:
            whole = [*self._program, *command]
            return start_process(whole, folder=self._folder, environment=self._environment)
        return start_warm(
            command, folder=self._folder, environment=self._environment, run_folder=run_folder
        )

    def check(self) -> None:
        """Does nothing while it runs.

        Raises:
            ServerDied: it has ended.
        """
        if self.pid is None or not is_running(self.pid):
            raise ServerDied(f"loopdesk {' '.join(self._command)} ended:\n{self.log()[-4000:]}")

    def has_said(self, text: str) -> bool:
        """Whether it has said so since its start."""
        self.check()
        return text in self.log()[self._said_before :]

    def end(self) -> None:
        """Tells it to stop, if it runs, and returns when it has gone."""
        if self.pid is not None:
            end_process(self.pid, ending=signal.SIGTERM)
        self.pid = None

    def kill(self) -> None:
        """Ends it and all that come from it, as a power cut would; returns when they have gone."""
        if self.pid is not None:
            for pid in list(family_of(self.pid)):
                end_process(pid, ending=signal.SIGKILL)
        self.pid = None

    def log(self) -> str:
        """All that it has said, in all its lives."""
        path = self._folder / "server.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def family_of(pid: int) -> Iterator[int]:
    """The process and all that come from it."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in tasks.read_text().split():
            yield from family_of(int(child))
