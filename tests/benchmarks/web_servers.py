"""The web servers that are measured, all under gunicorn with the same settings."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.workbench import Workbench
from tests.support.eventually import eventually
from tests.support.run_folder import PROJECT
from tests.support.server_process import (
    ServerDied,
    end_process,
    free_ports,
    is_running,
    note_process,
    start_process,
)

WORKERS = 2
THREADS = 4
KEEP_ALIVE = 15
PEER_PYTHON = PROJECT / ".venv-bench" / "bin" / "python"


class PeerNotInstalled(RuntimeError):
    """The peer's environment is missing; `make bench` installs it."""


class WebServer:
    """A gunicorn in a folder of its own.

    Args:
        bench: what it runs on.
        name: of the folder.
        command: starts it, with `{port}` where its port stands.
        environment: variables beside those of this process.
        ready_path: asked until it is answered with anything but a failure of the server.
    """

    def __init__(
        self,
        bench: Workbench,
        name: str,
        *,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        ready_path: str,
    ) -> None:
        self.port = free_ports(1)[0]
        self._folder = bench.new_folder(name)
        self._command = [str(word).replace("{port}", str(self.port)) for word in command]
        self._environment = {"PYTHONPATH": str(PROJECT)} | {
            name: value.replace("{port}", str(self.port)) for name, value in environment.items()
        }
        self._address = f"http://127.0.0.1:{self.port}{ready_path}"
        self._pid = 0

    def start(self) -> None:
        """Starts it and returns when it answers."""
        self._pid = start_process(self._command, folder=self._folder, environment=self._environment)
        note_process(self._pid, folder=self._folder, ending=signal.SIGTERM)
        eventually(self._answers, within=60)

    def stop(self) -> None:
        """Stops it gently."""
        end_process(self._pid, ending=signal.SIGTERM)

    def _answers(self) -> bool:
        if not is_running(self._pid):
            log = (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")
            raise ServerDied(log[-4000:])
        try:
            with urlopen(self._address, timeout=5) as answer:
                return bool(answer.status < 500)
        except HTTPError as answer:
            return answer.code < 500
        except (URLError, OSError):
            return False


def gunicorn(python: str | Path, app: str) -> list[str | Path]:
    """The command that serves `app` with the settings of `loopdesk web`."""
    settings = ["--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread"]
    settings += ["--keep-alive", str(KEEP_ALIVE), "--bind", "127.0.0.1:{port}"]
    return [python, "-m", "gunicorn", *settings, app]


def loopdesk_server(bench: Workbench, environment: Mapping[str, str]) -> WebServer:
    """`loopdesk web` of an installation."""
    settings = {
        "LOOPDESK_PORT": "{port}",
        "LOOPDESK_WEB_WORKERS": str(WORKERS),
        "LOOPDESK_WEB_THREADS": str(THREADS),
    }
    return WebServer(
        bench,
        "web",
        command=[sys.executable, "-m", "services.cli", "web"],
        environment={**environment, **settings},
        ready_path="/readyz",
    )


def bare_server(bench: Workbench, database_url: str) -> WebServer:
    """Flask, JSON and one save."""
    return WebServer(
        bench,
        "bare",
        command=gunicorn(sys.executable, "tests.benchmarks.bare_app:make_app()"),
        environment={"BARE_DATABASE_URL": database_url},
        ready_path="/",
    )


def helpdesk_server(bench: Workbench, *, tickets: int) -> tuple[WebServer, str]:
    """django-helpdesk with some tickets; returns it with the token of an agent.

    Raises:
        PeerNotInstalled: its environment is missing.
    """
    if not PEER_PYTHON.exists():
        raise PeerNotInstalled(f"{PEER_PYTHON} is missing: run `make bench`.")
    facts = conninfo_to_dict(bench.new_database())
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.helpdesk_site.settings",
        "PEER_SECRET_KEY": secrets.token_urlsafe(40),
        "PEER_DATABASE_HOST": str(facts["host"]),
        "PEER_DATABASE_PORT": str(facts["port"]),
        "PEER_DATABASE_NAME": str(facts["dbname"]),
        "PEER_DATABASE_USER": str(facts["user"]),
        "PEER_DATABASE_PASSWORD": str(facts["password"]),
    }
    filled = subprocess.run(
        [PEER_PYTHON, "-m", "tests.benchmarks.helpdesk_site.fill", str(tickets)],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    server = WebServer(
        bench,
        "helpdesk",
        command=gunicorn(PEER_PYTHON, "tests.benchmarks.helpdesk_site.wsgi:application"),
        environment=environment,
        ready_path="/api/tickets/999999999/",
    )
    return server, filled.stdout.split()[-1]
