"""The ground that rows share: one installation on servers of its own, and shifts of work on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from services.demo.seats import Seat
from tests.faults.evidence import Attempt
from tests.faults.live import LiveInstallation
from tests.faults.office import PEOPLE, Office, found_office
from tests.faults.results import RowContext
from tests.faults.rows.shift import Shift
from tests.journeys.broker import ProductBroker, draw_secrets
from tests.journeys.centre import seat_with
from tests.shared.bus.broker import deployed_settings
from tests.support.host_process import HostProcess
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import free_ports, is_running
from tests.support.servers import PrivateRabbitMQ

AGENTS = 2


class Ground:
    """A running installation with an office in it.

    Args:
        installation: the installation, running.
        broker: its broker; None where there is none.
        definitions: the broker's definitions.
    """

    def __init__(
        self,
        installation: LiveInstallation,
        broker: ProductBroker | None = None,
        *,
        definitions: Path | None = None,
    ) -> None:
        self.installation = installation
        self._broker = broker
        self.definitions = definitions
        self.office: Office = found_office(installation, agents=AGENTS)
        self.attempts: list[Attempt] = []
        """All that rows have sent so far."""
        self._names = count(1)

    @classmethod
    def on_servers(cls, context: RowContext) -> Ground:
        """An installation on PostgreSQL and a RabbitMQ node of its own."""
        ensure_keeper(context.folder)
        folder = Path(mkdtemp(dir=context.folder))
        definitions = draw_secrets(folder)
        node = PrivateRabbitMQ(
            make_run_folder(context.folder), definitions=definitions, settings=deployed_settings()
        )
        node.start()
        broker = ProductBroker(node, folder / "secrets")
        installation = LiveInstallation(
            make_run_folder(context.folder),
            environment={
                "LOOPDESK_DATABASE_URL": context.servers.postgres().create_database(folder.name),
                "LOOPDESK_AMQP_URL": broker.url_template,
                "LOOPDESK_SECRETS_DIR": str(broker.secrets_dir),
            },
            crm_url=broker.crm_url,
        )
        installation.start()
        return cls(installation, broker, definitions=definitions)

    @property
    def broker(self) -> ProductBroker:
        """Its broker."""
        assert self._broker is not None
        return self._broker

    @property
    def node(self) -> PrivateRabbitMQ:
        """The broker's node."""
        return self.broker.node

    @contextmanager
    def started_with(self, **environment: str) -> Iterator[None]:
        """Its processes run with other settings for as long as the block lasts."""
        usual = {name: self.installation.environment.get(name, "") for name in environment}
        self._start_again_with(environment)
        yield
        self._start_again_with(usual)

    def _start_again_with(self, environment: Mapping[str, str]) -> None:
        self.installation.environment.update(environment)
        for name, process in self.installation.processes.items():
            process.end()
            self.installation.start_again(name)
        for name in self.installation.processes:
            self.installation.await_ready(name)

    @contextmanager
    def shift(self, row: str, *, seed: int, by_broker: bool = False) -> Iterator[Shift]:
        """A row's work, judged when the block has ended.

        Args:
            row: number and name.
            seed: of what its clients do.
            by_broker: whether the CRM sends through the broker too.
        """
        self._ensure_running()
        shift = Shift(self, row, seed=seed, by_broker=by_broker, name=f"row{next(self._names)}")
        try:
            yield shift
        except BaseException as trouble:
            trouble.add_note(self.installation.log())
            # The next row shall not fail for what this one has left behind.
            _forget(self)
            raise
        shift.judge()

    def _ensure_running(self) -> None:
        """A row that has failed may have left a process down."""
        for name, process in self.installation.processes.items():
            if process.pid is None or not is_running(process.pid):
                self.installation.start_again(name)
                self.installation.await_ready(name)

    def second_bus(self) -> tuple[HostProcess, int]:
        """Another bus process of the installation, not started, and its port for metrics."""
        port = free_ports(1)[0]
        folder = self.installation.folder / f"bus-{next(self._names)}"
        environment = {
            **self.installation.environment,
            "LOOPDESK_BUS_METRICS_PORT": str(port),
        }
        return HostProcess(folder, "bus", environment=environment), port

    def seats_like(self, seat: Seat, count: int) -> list[Seat]:
        """More connections of whoever has the seat, each for one thread."""
        token = seat.send("POST", f"{PEOPLE}/sessions/renewals").content["token"]
        return [seat_with(self.installation.client(), token) for _ in range(count)]

    def end(self) -> None:
        """Ends the processes and the broker."""
        self.installation.kill()
        if self._broker is not None:
            self.node.kill()


_grounds: dict[Path, Ground] = {}


def ground_of(context: RowContext) -> Ground:
    """The run's ground, made by the first row that asks; it goes with the run's folder."""
    if context.folder not in _grounds:
        _grounds[context.folder] = Ground.on_servers(context)
    return _grounds[context.folder]


def _forget(ground: Ground) -> None:
    for folder in [one for one, known in _grounds.items() if known is ground]:
        _grounds.pop(folder).end()


def end_ground(context: RowContext) -> None:
    """Ends the run's ground, if a row has asked for it."""
    ground = _grounds.pop(context.folder, None)
    if ground is not None:
        ground.end()
