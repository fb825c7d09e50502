"""Processes of `loopdesk` that start warm: forks of one that has imported the code.

Importing the services takes some seconds of processor, and a run of the suite starts hundreds of
processes. A run therefore keeps one template for each kind of process. What is forked from it is a
process of its own, with its own session, environment and log, which runs the same command and can
be killed alone; only its code was read before.

Run as `python -m tests.support.warm_process FOLDER MODULE`, never imported for its server side.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.eventually import eventually
from tests.support.run_folder import PROJECT, only_one_process_at_a_time
from tests.support.server_process import ServerDied, is_running, note_process, start_process

MODULES: Mapping[str, str] = {"bus": "services.bus_process", "web": "services.web_app"}
"""What a template has imported, by the subcommand that its processes run."""

READY_WITHIN = 120.0
LARGEST = 1 << 20
"""Seconds until a template must answer, and bytes of a request to it."""


def start_warm(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], run_folder: Path
) -> int:
    """Starts `loopdesk` with the command in a session of its own and returns the process's id.

    Args:
        command: subcommand with its arguments; the subcommand is one of `MODULES`.
        folder: working folder; output goes to `server.log` in it.
        environment: variables beside those of this process.
        run_folder: folder of the run, which keeps the templates.
    """
    request = {
        "command": list(command),
        "folder": str(folder),
        "environment": {**os.environ, **environment},
    }
    template = _template(command[0], run_folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("")
        line.sendto(json.dumps(request).encode(), str(template / "line"))
        return int(line.recv(LARGEST))


def _template(kind: str, run_folder: Path) -> Path:
    """The folder of the run's template of that kind, which can be asked; starts all at once."""
    with only_one_process_at_a_time(run_folder, name="warm"):
        for one in MODULES:
            if not (folder := run_folder / f"warm-{one}").exists():
                _start_template(folder, MODULES[one])
    folder = run_folder / f"warm-{kind}"
    eventually(lambda: _is_ready(folder), within=READY_WITHIN)
    return folder


def _start_template(folder: Path, module: str) -> None:
    folder.mkdir()
    pid = start_process(
        [sys.executable, "-m", "tests.support.warm_process", folder, module],
        folder=folder,
        environment={"PYTHONPATH": str(PROJECT)},
    )
    note_process(pid, folder=folder, ending=signal.SIGKILL)


def _is_ready(folder: Path) -> bool:
    if (folder / "ready").exists():
        return True
    pid, _ = (folder / "processes").read_text().split()
    if not is_running(int(pid)):
        raise ServerDied((folder / "server.log").read_text())
    return False


def _serve(folder: Path, module: str) -> list[str]:
    """Forks a process for each request; returns in the forks, with the command of each."""
    before = set(os.environ)
    # Made before the bus process has the classes of sockets replaced: this one is never green.
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    import_module(module)
    # Not before: what is loaded ahead of the bus process's own first lines stays as it was.
    import_module("services.catalog").load_services()
    added = {name: value for name, value in os.environ.items() if name not in before}
    # Whoever waits for the end of a fork has its handle; its id need not be kept.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    line.bind(str(folder / "line"))
    gc.freeze()
    (folder / "ready").touch()
    while True:
        request, sender = line.recvfrom(LARGEST)
        pid = os.fork()
        if not pid:
            line.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return _become(json.loads(request), added)
        line.sendto(str(pid).encode(), sender)


def _become(request: dict[str, Any], added: Mapping[str, str]) -> list[str]:
    os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update({**added, **request["environment"]})
    log = os.open("server.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    os.close(log)
    command: list[str] = request["command"]
    return command


if __name__ == "__main__":
    command = _serve(Path(sys.argv[1]), sys.argv[2])
    from services.cli import main

    sys.argv = ["loopdesk", *command]
    main()
