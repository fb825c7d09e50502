"""The bus process: hosts services with nameko, all of an installation or those named.

Start it by `loopdesk bus`, never by importing it into another program: it changes the process.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

# The persistence module keeps its own queue only if it is imported before the patching.
import eventlet
import eventsourcing.persistence  # noqa: F401

eventlet.monkey_patch()

from nameko.runners import ServiceRunner  # noqa: E402
from prometheus_client import start_http_server  # noqa: E402

from services.catalog import NAMES, build_services, bus_class  # noqa: E402
from services.operations.verification import works_of  # noqa: E402
from shared.bus.host import ServiceHost  # noqa: E402
from shared.bus.hosting import (  # noqa: E402
    HOSTS,
    MemoryTransport,
    RabbitTransport,
    nameko_config,
    run_to_end,
)
from shared.bus.memory import MemoryHub  # noqa: E402
from shared.bus.wake import DOORBELL, Doorbell, FileWatcher  # noqa: E402
from shared.clock import ScriptedClock  # noqa: E402
from shared.crash_points import arm_to_die  # noqa: E402
from shared.platform import Platform, platform_of  # noqa: E402
from shared.settings import Settings  # noqa: E402
from shared.telemetry import configure_logging  # noqa: E402

if TYPE_CHECKING:
    from shared.bus.notify_listener import NotifyListener


class FolderTaken(RuntimeError):
    """The data folder is not there, or another bus process works on it."""


def run(settings: Settings, names: Sequence[str] = NAMES) -> None:
    """Hosts the services named until SIGTERM or SIGINT; says `bus ready` when all can be called.

    Args:
        settings: the process's settings.
        names: services to host.

    Raises:
        FolderTaken: on SQLite, another bus process works on the data folder.
    """
    configure_logging(settings)
    arm_to_die(settings.crash_at)
    lock = _lock_folder(settings.data_dir) if settings.is_embedded else None
    platform = platform_of(settings)
    hosts = _build_hosts(platform, names)
    watcher = _watcher(settings, hosts)
    watching = eventlet.spawn(watcher.run)
    if settings.bus_metrics_port:
        start_http_server(settings.bus_metrics_port, addr="127.0.0.1")
    run_to_end([_runner(name, platform, hosts) for name in hosts], ready=_say_ready)
    watcher.stop()
    watching.wait()
    if lock is not None:
        lock.close()


def _say_ready() -> None:
    sys.stdout.write("bus ready\n")
    sys.stdout.flush()


def _runner(name: str, platform: Platform, hosts: dict[str, ServiceHost]) -> ServiceRunner:
    """Runs one service under nameko, on the broker with the service's own user."""
    settings = platform.settings
    url = settings.amqp_url_of(name) if settings.has_broker else "memory://"
    runner = ServiceRunner({**nameko_config(url), HOSTS: hosts})
    runner.add_service(_bus_class(name, settings, platform))
    return runner


def _build_hosts(platform: Platform, names: Sequence[str]) -> dict[str, ServiceHost]:
    hosts: dict[str, ServiceHost] = {}
    settings = platform.settings
    transport: Any = MemoryTransport(MemoryHub(), hosts)
    if settings.has_broker:
        transport = RabbitTransport(settings.amqp_url_of, platform.service_tokens().sign)
    for service in build_services(platform, names):
        hosts[service.name] = ServiceHost(service, transport, platform, works=works_of)
    return hosts


def _watcher(
    settings: Settings, hosts: dict[str, ServiceHost]
) -> FileWatcher | Doorbell | NotifyListener:
    if settings.is_embedded and settings.scripted_clock_file:
        return Doorbell(settings.data_dir / DOORBELL, [host.wake for host in hosts.values()])
    if settings.is_embedded:
        return FileWatcher(
            {settings.data_dir / f"{name}.sqlite": host.wake for name, host in hosts.items()}
        )
    from shared.bus.notify_listener import NotifyListener  # noqa: PLC0415

    url = settings.database_url_of(next(iter(hosts)))
    return NotifyListener(url, {name: host.wake for name, host in hosts.items()})


def _bus_class(name: str, settings: Settings, platform: Platform) -> type:
    """The service's nameko class, without what this process does not need.

    Without a broker nobody can ask over RPC; with a scripted clock timers run when asked to.
    """
    base = bus_class(name)
    hidden: dict[str, None] = {}
    if not settings.has_broker:
        hidden["read_events"] = None
    if isinstance(platform.clock, ScriptedClock):
        hidden["run_timers"] = None
    return type(base.__name__, (base,), hidden)


def _lock_folder(folder: Path) -> IO[str]:
    if not folder.is_dir():
        raise FolderTaken(f"There is no installation in {folder}; run `loopdesk migrate` first.")
    lock = (folder / "bus.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as refusal:
        raise FolderTaken(f"Another bus process works on {folder}; stop it first.") from refusal
    return lock
