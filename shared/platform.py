"""The infrastructure of one process, built from its settings: clock, logs, read databases, keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from shared.bus.leadership import AloneInTheFolder, Leadership
from shared.bus.service_tokens import ServiceTokens
from shared.clock import Clock, ScriptedClock, SystemClock
from shared.databases.sqlite_file import SQLiteFile
from shared.event_store import Aggregate, EventStore, Recorder
from shared.event_store.receipt import RECEIPTS
from shared.event_store.sqlite import SQLiteRecorder
from shared.ids import IdSource, ReproducibleIds, TimeOrderedIds
from shared.read_models import ReadDatabase
from shared.sealed import KeyStore, open_key_store
from shared.settings import Settings

KERNEL_SIDE_ROWS = frozenset(
    {
        RECEIPTS,
        "positions",
        "parked",
        "attempts",
        "refusals",
        "requests",
        "numbers",
        "trail",
        "forks",
    }
)
"""Side rows that every service's log may hold."""


@dataclass(frozen=True)
class Platform:
    """Builds what services stand on.

    Args:
        settings: the process's settings.
        clock: the process's clock.
    """

    settings: Settings
    clock: Clock

    def event_store(
        self, service: str, *, aggregates: Iterable[type[Aggregate]], side_kinds: Collection[str]
    ) -> EventStore:
        """The log of `service`, which may write its own kinds of side rows beside the kernel's."""
        recorder = self.recorder(service, side_kinds=KERNEL_SIDE_ROWS | set(side_kinds))
        return EventStore(
            service=service, recorder=recorder, aggregates=aggregates, clock=self.clock
        )

    def recorder(self, service: str, *, side_kinds: Collection[str]) -> Recorder:
        """The recorder of the service's log on the database of the settings."""
        if self.settings.is_embedded:
            path = self.settings.data_dir / f"{service}.sqlite"
            # A day on a scripted clock is played again, not restored.
            file = SQLiteFile(path, is_durable=self.settings.scripted_clock_file is None)
            return SQLiteRecorder(file, service=service, side_kinds=side_kinds)
        from shared.event_store.postgres import PostgresRecorder

        url = self.settings.database_url_of(service)
        return PostgresRecorder(url, service=service, side_kinds=side_kinds)

    def read_database(self, service: str) -> ReadDatabase:
        """Where the read models of `service` lie."""
        if self.settings.is_embedded:
            path = self.settings.data_dir / f"{service}-read.sqlite"
            return ReadDatabase(f"sqlite:///{path}")
        url = self.settings.database_url_of(service)
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return ReadDatabase(url, schema=f"{service}_read")

    def key_store(self, service: str) -> KeyStore:
        """The keys of personal data that `service` may use."""
        return open_key_store(self.settings, service=service)

    def leadership(self, service: str, *, name: str) -> Leadership:
        """What lets one bus process of many do `name` for `service`."""
        if self.settings.is_embedded:
            return AloneInTheFolder()
        from shared.bus.session_lock import SessionLock

        return SessionLock(self.settings.database_url_of(service), f"{service}/{name}")

    def service_tokens(self) -> ServiceTokens:
        """The tokens with which services prove themselves in RPC."""
        return ServiceTokens(self.settings.service_keys_dir)

    def ids(self, cause: str) -> IdSource:
        """Where new ids come from: reproducible ones of `cause` where the settings name a seed."""
        if self.settings.seed:
            return ReproducibleIds(self.settings.seed, cause=cause, moment=self.clock.now())
        return TimeOrderedIds()

    def new_log_id(self, service: str) -> UUID:
        """The id of a log that is being made."""
        return self.ids(f"log/{service}").new_id()


def platform_of(settings: Settings) -> Platform:
    """The platform of a process that runs with `settings`."""
    clock: Clock = SystemClock()
    if settings.scripted_clock_file is not None:
        clock = ScriptedClock(settings.scripted_clock_file)
    return Platform(settings=settings, clock=clock)
