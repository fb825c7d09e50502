"""A whole installation on the private servers: made ready, its processes started and stopped."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from services.catalog import build_services
from shared.platform import Platform, platform_of
from shared.service import Service
from shared.settings import Settings, read_settings
from tests.benchmarks.bus_processes import running
from tests.benchmarks.workbench import Workbench


class Installation:
    """People, CRM gateway and tickets on PostgreSQL and, where asked for, on RabbitMQ.

    Args:
        bench: what it runs on.
        has_broker: whether messages go through RabbitMQ; else there is no bus.
    """

    def __init__(self, bench: Workbench, *, has_broker: bool) -> None:
        self.bench = bench
        self.folder = bench.new_folder("installation")
        self.database_url = bench.new_database()
        self.environment = environment_of(bench, self.database_url, folder=self.folder)
        if not has_broker:
            del self.environment["LOOPDESK_AMQP_URL"]
        with bench.preparing("an installation, by `loopdesk migrate`"):
            self._run("migrate")

    @cached_property
    def settings(self) -> Settings:
        """The settings of its processes."""
        return read_settings(self.environment)

    @cached_property
    def platform(self) -> Platform:
        """The infrastructure, as its processes have it."""
        return platform_of(self.settings)

    @cached_property
    def services(self) -> dict[str, Service]:
        """Its services, wired in this process."""
        return {one.name: one for one in build_services(self.platform)}

    @contextmanager
    def bus(self, *groups: Sequence[str]) -> Iterator[None]:
        """Bus processes, one for each group of services, while it lasts."""
        commands = [
            ["-m", "services.cli", "bus", *(word for name in group for word in ("--service", name))]
            for group in groups
        ]
        with running(self.bench, *commands, environment=self.environment):
            yield

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "services.cli", *arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def environment_of(bench: Workbench, database_url: str, *, folder: Path) -> dict[str, str]:
    """The settings of processes on the private servers.

    Args:
        bench: the servers.
        database_url: the database of all services.
        folder: where the installation's keys lie.
    """
    return {
        "LOOPDESK_DATA_DIR": str(folder / "data"),
        "LOOPDESK_DATABASE_URL": database_url,
        "LOOPDESK_AMQP_URL": bench.broker.url_template,
        "LOOPDESK_SECRETS_DIR": str(bench.broker.secrets_dir),
    }
