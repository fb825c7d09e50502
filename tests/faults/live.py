"""An installation on the real clock, whose processes can be armed, watched and started anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import urlopen

from services.operations.status import are_settled
from tests.faults.results import RowContext
from tests.journeys.broker import ProductBroker, draw_secrets
from tests.shared.bus.broker import deployed_settings
from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, family_of
from tests.support.installation import READY_WITHIN, SETTLED_WITHIN, Installation
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import free_ports, is_running, wait_until_gone

ABSORBED = re.compile(r"^loopdesk_absorbed_messages_total\{.*\} ([0-9.e+]+)$", re.MULTILINE)
CRASHED = "crash-point-passed"
GONE_WITHIN = 30.0


class LiveInstallation(Installation):
    """An installation as in production: the machine's clock, timers, and watchers for news.

    Args:
        folder: holds its data and the logs of its processes.
        environment: its database and broker; embedded without.
        crm_url: the broker's address for the CRM, if there is a broker.
    """

    def __init__(
        self, folder: Path, *, environment: Mapping[str, str], crm_url: str | None = None
    ) -> None:
        self.metrics_port = free_ports(1)[0]
        more = {
            "LOOPDESK_BUS_METRICS_PORT": str(self.metrics_port),
            "LOOPDESK_LOG_LEVEL": "WARNING",
        }
        super().__init__(
            folder, starts_at=datetime.now(tz=UTC), environment={**environment, **more}
        )
        del self.environment["LOOPDESK_SCRIPTED_CLOCK_FILE"]
        self.crm_url = crm_url
        self.bus, self.web = self._process("bus"), self._process("web")
        self.peak_memory = 0

    @property
    def database(self) -> str:
        """What its stores lie on, as tables print it."""
        return "SQLite" if self.settings.is_embedded else "PostgreSQL + RabbitMQ"

    def start_again(self, name: str, *, crash_at: str = "") -> None:
        """Starts `web` or `bus`, which has ended, without waiting until it is ready.

        Args:
            name: which.
            crash_at: the crash point and passing at which it will die.
        """
        armed = {"LOOPDESK_CRASH_AT": crash_at} if crash_at else {}
        process = self._process(name, **armed)
        setattr(self, name, process)
        process.start()

    def revive(self) -> None:
        """Starts both anew, whatever state they are in, and returns when they are ready."""
        for process in self.processes.values():
            process.kill()
        for name in self.processes:
            self.start_again(name)
        for name in self.processes:
            self.await_ready(name)

    def await_ready(self, name: str) -> None:
        """Returns when `web` or `bus` is ready."""
        if name == "bus":
            self.await_bus()
        else:
            eventually(self._answers, within=READY_WITHIN)

    def has_died(self, name: str) -> bool:
        """Whether the process has ended; looks at its memory while it lives."""
        pid = self.processes[name].pid
        assert pid is not None
        self.note_memory()
        if is_running(pid):
            return False
        wait_until_gone(pid, within=GONE_WITHIN)
        return True

    def crashes(self, name: str) -> int:
        """How often the process has died by its crash point, in all its lives."""
        return self.processes[name].log().count(CRASHED)

    @property
    def processes(self) -> dict[str, HostProcess]:
        """Its processes by name."""
        return {"bus": self.bus, "web": self.web}

    def note_memory(self) -> None:
        """Keeps the highest memory that one of its processes has had."""
        for process in self.processes.values():
            self.peak_memory = max([self.peak_memory, *_peaks_of(process.pid)])

    def absorbed(self) -> int:
        """Deliveries that readers of the running bus process have dropped as duplicates."""
        with urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        return int(sum(float(one) for one in ABSORBED.findall(text)))

    def settle(self) -> None:
        """Returns when every reader has come to its head and no log grows."""
        services = list(self.services.values())
        eventually(lambda: are_settled(services), within=SETTLED_WITHIN)

    def _process(self, name: str, **more: str) -> HostProcess:
        return HostProcess(self.folder / name, name, environment={**self.environment, **more})


@contextmanager
def embedded_installation(context: RowContext) -> Iterator[LiveInstallation]:
    """A running installation on SQLite; it ends with the block."""
    with _running(_installation(context, {})) as installation:
        yield installation


@contextmanager
def installation_on_servers(context: RowContext) -> Iterator[LiveInstallation]:
    """A running installation on PostgreSQL and RabbitMQ; it ends with the block."""
    folder = Path(mkdtemp(dir=context.folder))
    definitions = draw_secrets(folder)
    with context.rabbitmq_node(definitions=definitions, settings=deployed_settings()) as node:
        broker = ProductBroker(node, folder / "secrets")
        environment = {
            "LOOPDESK_DATABASE_URL": context.servers.postgres().create_database(folder.name),
            "LOOPDESK_AMQP_URL": broker.url_template,
            "LOOPDESK_SECRETS_DIR": str(broker.secrets_dir),
        }
        made = _installation(context, environment, crm_url=broker.crm_url)
        with _running(made) as installation:
            yield installation


def _installation(
    context: RowContext, environment: Mapping[str, str], *, crm_url: str | None = None
) -> LiveInstallation:
    ensure_keeper(context.folder)
    folder = make_run_folder(context.folder)
    return LiveInstallation(folder, environment=environment, crm_url=crm_url)


@contextmanager
def _running(installation: LiveInstallation) -> Iterator[LiveInstallation]:
    try:
        installation.start()
        yield installation
    finally:
        installation.kill()


def _peaks_of(pid: int | None) -> Iterator[int]:
    """Bytes that the process and those that come from it have had at most; none once gone."""
    if pid is None or not is_running(pid):
        return
    for one in list(family_of(pid)):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
        if found:
            yield int(found.group(1)) * 1024
