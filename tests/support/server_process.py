"""Processes of private servers: started in a folder of their own, ended by their own ids.

A run of the suite owns one folder. Every process that serves it is noted there with the signal
that ends it, so that whoever outlives the run (see `keeper`) can end exactly those processes.
"""

import os
import random
import select
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

# Below the range from which the kernel takes the ports of outgoing connections.
PORTS = range(20_000, 32_000)

_children: dict[int, subprocess.Popen[bytes]] = {}


class ServerDied(RuntimeError):
    """A private server ended by itself; the message carries the end of its log."""


def free_ports(count: int) -> list[int]:
    """Return different ports of the loopback address on which nobody listens."""
    candidates = random.sample(PORTS, k=200 + count)
    free = [port for port in candidates if _is_free(port)]
    return free[:count]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start_process(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
) -> int:
    """Start a server's process in a session of its own and return its id.

    Args:
        command: program and arguments.
        folder: working folder; output goes to `server.log` in it.
        environment: variables beside those of this process.
        user: the account to run as; only root may name one.
    """
    with (folder / "server.log").open("ab") as log:
        child = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
    _children[child.pid] = child
    return child.pid


def note_process(pid: int, *, folder: Path, ending: signal.Signals) -> None:
    """Note in `folder` that the process serves this run and which signal ends it at once."""
    with (folder / "processes").open("a") as notes:
        notes.write(f"{pid} {int(ending)}\n")


def is_running(pid: int) -> bool:
    """Tell whether the process is there and has not ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        return not select.select([handle], [], [], 0)[0]
    finally:
        os.close(handle)


def wait_until_gone(pid: int, *, within: float | None) -> None:
    """Return when the process has ended.

    Raises:
        TimeoutError: it still runs after `within` seconds (None: wait for ever).
    """
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            if not select.select([handle], [], [], within)[0]:
                raise TimeoutError(f"Process {pid} still runs after {within} s.")
        finally:
            os.close(handle)
    if child := _children.pop(pid, None):
        child.wait()


def end_process(pid: int, *, ending: signal.Signals, within: float = 60.0) -> None:
    """Send the signal and wait until the process has gone; one that has gone already is fine."""
    with suppress(ProcessLookupError):
        os.kill(pid, ending)
    wait_until_gone(pid, within=within)


def remove_servers(run_folder: Path) -> None:
    """End every process noted below the folder and remove it."""
    # A server at work makes and removes folders meanwhile, over which a glob would fail.
    folders = [Path(folder) for folder, _, files in os.walk(run_folder) if "processes" in files]
    for folder in sorted(folders):
        for line in (folder / "processes").read_text().splitlines():
            pid, ending = map(int, line.split())
            if _works_below(pid, folder=run_folder):
                end_process(pid, ending=signal.Signals(ending))
    shutil.rmtree(run_folder, ignore_errors=True)


def _works_below(pid: int, *, folder: Path) -> bool:
    """Guard against an id that the system has given to another process since."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder.resolve())
    except OSError:
        return False
