"""One PostgreSQL and one RabbitMQ for all workers of a run, started by the first test that asks."""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests.support.run_folder import ensure_keeper, only_one_process_at_a_time
from tests.support.servers import PrivatePostgres, PrivateRabbitMQ, PrivateServer


class SharedServers:
    """Starts what the run's tests will need, together, when the first of them asks.

    Args:
        run_folder: the folder that all workers of the run share.
        wanted: which of `postgres` and `rabbitmq` the selected tests use.
    """

    def __init__(self, run_folder: Path, *, wanted: Collection[str]) -> None:
        self._run_folder = run_folder
        self._wanted = wanted
        self._starting: dict[str, Future[PrivateServer]] = {}

    def postgres(self) -> PrivatePostgres:
        """Return the run's PostgreSQL cluster, started."""
        server = self._ask_for("postgres")
        assert isinstance(server, PrivatePostgres)
        return server

    def rabbitmq(self) -> PrivateRabbitMQ:
        """Return the run's RabbitMQ node, started."""
        server = self._ask_for("rabbitmq")
        assert isinstance(server, PrivateRabbitMQ)
        return server

    def _ask_for(self, kind: str) -> PrivateServer:
        if not self._starting:
            self._start_all()
        return self._starting[kind].result()

    def _start_all(self) -> None:
        ensure_keeper(self._run_folder)
        kinds: dict[str, Callable[[Path], PrivateServer]] = {
            "postgres": PrivatePostgres,
            "rabbitmq": PrivateRabbitMQ,
        }
        threads = ThreadPoolExecutor()
        for kind in self._wanted:
            self._starting[kind] = threads.submit(self._started_once, kind, kinds[kind])
        threads.shutdown(wait=False)

    def _started_once(self, kind: str, make: Callable[[Path], PrivateServer]) -> PrivateServer:
        with only_one_process_at_a_time(self._run_folder, name=kind):
            server = make(self._run_folder / kind)
            if not (server.folder / "started").exists():
                server.start()
                (server.folder / "started").touch()
        return server
