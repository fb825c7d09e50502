"""The private servers of a run of benchmarks, its folder and its sizes."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg

from tests.benchmarks.message_broker import MessageBroker
from tests.benchmarks.sampling import stopwatch
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import remove_servers
from tests.support.servers import PrivatePostgres


class Workbench:
    """What a figure needs beside itself; servers start when first asked for.

    Args:
        is_quick: small sizes, to see in minutes that everything runs.
    """

    def __init__(self, *, is_quick: bool) -> None:
        self.is_quick = is_quick
        self.folder = make_run_folder()
        self._numbers = itertools.count(1)

    def size(self, full: int, *, quick: int) -> int:
        """The size of this run."""
        return quick if self.is_quick else full

    @contextmanager
    def preparing(self, what: str) -> Iterator[None]:
        """Prints how long the block took, which no figure contains."""
        with stopwatch() as watch:
            yield
        print(f"  prepared in {watch.seconds:5.1f} s: {what}", flush=True)

    @cached_property
    def postgres(self) -> PrivatePostgres:
        """A PostgreSQL cluster that also notes when each transaction was committed."""
        ensure_keeper(self.folder)
        server = PrivatePostgres(self.folder / "postgres")
        with self.preparing("PostgreSQL"):
            server.start()
            server.create_database("settings")
            _keep_commit_times(server)
        return server

    @cached_property
    def broker(self) -> MessageBroker:
        """A RabbitMQ node."""
        ensure_keeper(self.folder)
        broker = MessageBroker(self.folder / "rabbitmq")
        with self.preparing("RabbitMQ"):
            broker.node.start()
        return broker

    def new_database(self) -> str:
        """The address of an empty database."""
        return self.postgres.create_database(f"bench_{next(self._numbers)}")

    def new_folder(self, name: str) -> Path:
        """An empty folder."""
        folder = self.folder / f"{name}-{next(self._numbers)}"
        folder.mkdir()
        return folder

    def server_versions(self) -> dict[str, str]:
        """Versions of the servers that were used."""
        with psycopg.connect(self.postgres.url()) as connection:
            postgres = connection.info.parameter_status("server_version") or ""
        return {"postgresql": postgres, "rabbitmq": self.broker.node.ctl("version").strip()}

    def close(self) -> None:
        """Ends the servers and removes the folder."""
        remove_servers(self.folder)


def _keep_commit_times(server: PrivatePostgres) -> None:
    server.stop()
    with (server.folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("track_commit_timestamp = on\n")
    server.start()
