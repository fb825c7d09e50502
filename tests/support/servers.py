"""Private PostgreSQL and RabbitMQ servers, each wholly inside one folder.

A server is told by its folder: whoever makes the object on the same folder again, in any process,
speaks to the same server. Ports, passwords and names are drawn once and kept in `facts.json`.
"""

import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from tests.support.eventually import eventually
from tests.support.server_process import (
    ServerDied,
    end_process,
    free_ports,
    is_running,
    note_process,
    start_process,
    wait_until_gone,
)

READY_WITHIN_SECONDS = 120.0


class ServerNotInstalled(RuntimeError):
    """A Debian package that the suite needs is missing; `make test` installs it."""


class PrivateServer:
    """What both servers share: the folder, the facts drawn once, the log that tells readiness.

    Args:
        folder: the server's own folder, made when missing.
    """

    ready_text: str
    ending: signal.Signals

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Ports, names and passwords, drawn by the first process that asks."""
        kept = self.folder / "facts.json"
        if not kept.exists():
            kept.write_text(json.dumps(self._draw_facts()))
        return dict(json.loads(kept.read_text()))

    @property
    def pid(self) -> int:
        return int((self.folder / "pid").read_text())

    @property
    def port(self) -> int:
        return int(self.facts["port"])

    def start(self) -> None:
        """Start the server and return when it takes connections."""
        log = self.folder / "server.log"
        read_so_far = log.stat().st_size if log.exists() else 0
        pid = self._launch()
        (self.folder / "pid").write_text(str(pid))
        note_process(pid, folder=self.folder, ending=self.ending)
        eventually(lambda: self._is_ready(pid, after=read_so_far), within=READY_WITHIN_SECONDS)

    def kill(self) -> None:
        """End the server as a power cut would, and return when it has gone."""
        end_process(self.pid, ending=signal.SIGKILL)

    def _is_ready(self, pid: int, *, after: int) -> bool:
        new_lines = (self.folder / "server.log").read_bytes()[after:].decode(errors="replace")
        if not is_running(pid):
            raise ServerDied(f"The server in {self.folder} ended:\n{new_lines[-4000:]}")
        return self.ready_text in new_lines

    def _launch(self) -> int:
        raise NotImplementedError

    def _draw_facts(self) -> dict[str, Any]:
        raise NotImplementedError


class PrivatePostgres(PrivateServer):
    """A PostgreSQL cluster on a loopback port, with fsync on and one superuser `loopdesk`.

    PostgreSQL refuses to run as root; there, it runs as the account of Debian's package.
    """

    ready_text = "database system is ready to accept connections"
    ending = signal.SIGQUIT

    def stop(self) -> None:
        """Shut down cleanly: open sessions are ended, the log is checkpointed."""
        end_process(self.pid, ending=signal.SIGINT)

    def kill(self) -> None:
        """End the postmaster and every backend as a power cut would."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        super().kill()
        for child in map(int, children):
            end_process(child, ending=signal.SIGKILL)

    def run(self, program: str, *arguments: str, database: str) -> str:
        """Run a program of the server's own version, such as pg_dump, and return its output."""
        command: list[str] = [str(_postgres_bin() / program), *arguments, self.url(database)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise RuntimeError(f"{program}: {ended.stderr.strip()}")
        return ended.stdout

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, password included."""
        return f"postgresql://loopdesk:{self.facts['password']}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        self._administer(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _draw_facts(self) -> dict[str, Any]:
        return {"port": free_ports(1)[0], "password": secrets.token_urlsafe(12)}

    def _launch(self) -> int:
        if not (self.folder / "data").exists():
            self._initialise()
        return start_process(
            [_postgres_bin() / "postgres", "-D", self.folder / "data"],
            folder=self.folder,
            user=_unprivileged_user(),
        )

    def _initialise(self) -> None:
        password = self.folder / "password"
        password.write_text(self.facts["password"])
        if user := _unprivileged_user():
            shutil.chown(self.folder, user, user)
            shutil.chown(password, user, user)
        initdb: list[str | Path] = [
            _postgres_bin() / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            "loopdesk",
        ]
        initdb += ["--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
        pid = start_process(initdb, folder=self.folder, user=user)
        wait_until_gone(pid, within=READY_WITHIN_SECONDS)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": 400,
            "fsync": "on",
        }
        with (self.folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


class PrivateRabbitMQ(PrivateServer):
    """A RabbitMQ node with a name, ports, cookie and port mapper of its own, without plugins.

    Args:
        folder: the node's own folder.
        definitions: a definitions file loaded at each start of the node; without one the node
            has the administrator `tests` and the vhost `/`.
        settings: further lines of rabbitmq.conf by name.
    """

    ready_text = "Server startup complete"
    ending = signal.SIGKILL

    def __init__(
        self,
        folder: Path,
        *,
        definitions: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(folder)
        self._definitions = definitions
        self._settings = dict(settings or {})

    def stop(self) -> None:
        """Shut the node down in order; its data stay for the next start."""
        self.resume()
        end_process(self.pid, ending=signal.SIGTERM)

    def wipe(self) -> None:
        """Stop, lose all data, and start again: only what the definitions say comes back."""
        self.stop()
        shutil.rmtree(self.folder / "mnesia")
        self.start()

    def flush_new_queues(self) -> None:
        """Have the node write its tables of queues to disk, which it does every few seconds.

        A node of RabbitMQ 3.10 that is killed before leaves a new quorum queue without a leader
        for good, whatever the queue had confirmed: a test of a kill flushes first.
        """
        self.ctl("eval", "[ok = dets:sync(Table) || Table <- dets:all()].")

    def suspend(self) -> None:
        """Stop the node from running, with its connections left open."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a suspended node run on."""
        os.kill(self.pid, signal.SIGCONT)

    def url(self, vhost: str = "/", *, user: str = "tests", password: str | None = None) -> str:
        """Return the AMQP address of a vhost for a user."""
        password = self.facts["password"] if password is None else password
        path = "%2F" if vhost == "/" else vhost
        return f"amqp://{user}:{password}@127.0.0.1:{self.port}/{path}"

    def create_vhost(self, name: str) -> str:
        """Create a vhost in which `tests` may do all, and return its address."""
        self.ctl(
            "eval",
            f'rabbit_vhost:add(<<"{name}">>, <<"tests">>), '
            f'rabbit_auth_backend_internal:set_permissions(<<"tests">>, <<"{name}">>, '
            f'<<".*">>, <<".*">>, <<".*">>, <<"tests">>).',
        )
        return self.url(name)

    def ctl(self, *arguments: str) -> str:
        """Run rabbitmqctl against this node and return what it printed."""
        answer = subprocess.run(
            [_rabbitmq_bin() / "rabbitmqctl", "--quiet", *arguments],
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=READY_WITHIN_SECONDS,
        )
        if answer.returncode:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)}: {answer.stderr.strip()}")
        return answer.stdout

    @cached_property
    def _environment(self) -> dict[str, str]:
        loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
        return {
            "HOME": str(self.folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.facts["epmd_port"]),
            # With input "allowed" the start script becomes the node instead of its parent.
            "RABBITMQ_ALLOW_INPUT": "true",
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "no-settings-of-this-machine"),
            "RABBITMQ_CTL_ERL_ARGS": loopback,
            "RABBITMQ_DIST_PORT": str(self.facts["dist_port"]),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_LOG_BASE": str(self.folder),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_NODENAME": self.facts["node"],
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": loopback,
        }

    def _draw_facts(self) -> dict[str, Any]:
        port, dist_port, epmd_port = free_ports(3)
        return {
            "node": f"loopdesk-{secrets.token_hex(4)}@localhost",
            "port": port,
            "dist_port": dist_port,
            "epmd_port": epmd_port,
            "password": secrets.token_urlsafe(12),
        }

    def _launch(self) -> int:
        if not (self.folder / "rabbitmq.conf").exists():
            self._configure()
            self._launch_port_mapper()
        return start_process(
            [_rabbitmq_bin() / "rabbitmq-server", "-noinput"],
            folder=self.folder,
            environment=self._environment,
        )

    def _launch_port_mapper(self) -> None:
        command = ["epmd", "-address", "127.0.0.1", "-port", str(self.facts["epmd_port"])]
        pid = start_process(command, folder=self.folder)
        note_process(pid, folder=self.folder, ending=signal.SIGKILL)

    def _configure(self) -> None:
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)
        (self.folder / "enabled_plugins").write_text("[].\n")
        settings = {
            "listeners.tcp.1": f"127.0.0.1:{self.port}",
            "load_definitions": str(self._definitions or self._own_definitions()),
            "log.console": "true",
            "log.file": "false",
            **self._settings,
        }
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self.folder / "rabbitmq.conf").write_text(lines)

    def _own_definitions(self) -> Path:
        everything = dict.fromkeys(("configure", "write", "read"), ".*")
        tests = {
            "name": "tests",
            "password_hash": rabbitmq_password_hash(self.facts["password"]),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "administrator",
        }
        definitions = {
            "users": [tests],
            "vhosts": [{"name": "/"}],
            "permissions": [{"user": "tests", "vhost": "/", **everything}],
        }
        path = self.folder / "definitions.json"
        path.write_text(json.dumps(definitions))
        return path


def rabbitmq_password_hash(password: str) -> str:
    """Return a password as a definitions file holds it: salted SHA-256 in base64."""
    salt = secrets.token_bytes(4)
    return b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _postgres_bin() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major_version)
    if not versions:
        raise ServerNotInstalled("PostgreSQL is missing: apt-get install postgresql")
    return versions[-1].parent


def _major_version(program: Path) -> int:
    return int(program.parents[1].name)


def _rabbitmq_bin() -> Path:
    folder = Path("/usr/lib/rabbitmq/bin")
    if not (folder / "rabbitmq-server").exists():
        raise ServerNotInstalled("RabbitMQ is missing: apt-get install rabbitmq-server")
    return folder


def _unprivileged_user() -> str | None:
    return "postgres" if os.geteuid() == 0 else None
