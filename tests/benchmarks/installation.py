"""A whole installation on the private servers: made ready, its processes started and stopped."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from services.catalog import build_services
from shared.platform import Platform, platform_of
from shared.service import Service
from shared.settings import Settings, read_settings
from shared.telemetry import configure_logging
from shared.web.tokens import LIFETIME, TokenSigner
from tests.benchmarks.bus_processes import running
from tests.benchmarks.ticket_lives import AGENTS, SITE
from tests.benchmarks.workbench import Workbench
from tests.support.host_process import run_loopdesk


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
        self.environment = {
            "LOOPDESK_DATA_DIR": str(self.folder / "data"),
            "LOOPDESK_DATABASE_URL": self.database_url,
        }
        if has_broker:
            self.environment["LOOPDESK_AMQP_URL"] = bench.broker.url_template
            self.environment["LOOPDESK_SECRETS_DIR"] = str(bench.broker.secrets_dir)
        with bench.preparing("an installation, by `loopdesk migrate`"):
            run_loopdesk("migrate", environment=self.environment)

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
        """Its services, wired in this process, which prints no log lines between the figures."""
        configure_logging(read_settings({**self.environment, "LOOPDESK_LOG_LEVEL": "WARNING"}))
        return {one.name: one for one in build_services(self.platform)}

    def token(self, *permissions: str) -> Callable[[], str]:
        """Gives a token of an agent who may do this, a new one before the last one runs out."""
        signer = TokenSigner(self.settings.token_keys_file)
        signed: list[tuple[float, str]] = []

        def good_one() -> str:
            if not signed or time.monotonic() - signed[-1][0] > LIFETIME / 2:
                token = signer.sign(
                    subject=str(AGENTS[0]),
                    session_id=secrets.token_hex(8),
                    roles=["agent"],
                    permissions=permissions,
                    site_id=str(SITE),
                )
                signed[:] = [(time.monotonic(), token)]
            return signed[-1][1]

        return good_one

    @contextmanager
    def bus(self, *groups: Sequence[str]) -> Iterator[None]:
        """Bus processes, one for each group of services, while it lasts."""
        commands = [
            ["-m", "services.cli", "bus", *(word for name in group for word in ("--service", name))]
            for group in groups
        ]
        with running(self.bench, *commands, environment=self.environment):
            yield
