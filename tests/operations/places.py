"""Whole installations of two services, on either database, to back up and restore."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest

from services.operations.backup import back_up
from services.operations.restore import restore_logs
from shared.databases.sqlite_file import SQLiteFile
from shared.event_store import Recorder, insert
from shared.event_store.postgres import PostgresRecorder
from shared.event_store.sqlite import SQLiteRecorder
from shared.sealed import Grant, KeyStore, create_key_store, open_key_store
from shared.settings import Settings, read_settings
from tests.shared.event_store.databases import KINDS
from tests.shared.event_store.samples import now, parcel_store, saved_parcel

GRANTS = [Grant("depot", "customer", frozenset({"seal", "open", "erase"}))]
SERVICES = ("depot", "fleet")


class Place:
    """An installation with two services, on SQLite or in a PostgreSQL database.

    Args:
        folder: its data folder, made with the master key of `master` if one is given.
        url: its database; empty for SQLite.
    """

    def __init__(self, folder: Path, *, url: str = "", master: Path | None = None) -> None:
        self.folder = folder
        folder.mkdir()
        variables = {"LOOPDESK_DATA_DIR": str(folder), "LOOPDESK_DATABASE_URL": url}
        if master is not None:
            variables["LOOPDESK_MASTER_KEY_FILE"] = str(master)
        self.settings: Settings = read_settings(variables)
        self._opened: list[KeyStore] = []
        self.recorders = [self._recorder(service) for service in SERVICES]

    def _recorder(self, service: str) -> Recorder:
        if self.settings.is_embedded:
            path = self.folder / f"{service}.sqlite"
            return SQLiteRecorder(SQLiteFile(path), service=service, side_kinds=KINDS)
        return PostgresRecorder(self.settings.database_url, service=service, side_kinds=KINDS)

    @property
    def depot(self) -> Recorder:
        return self.recorders[0]

    def migrate(self) -> "Place":
        create_key_store(self.settings, grants=GRANTS)
        for recorder in self.recorders:
            recorder.create_tables(log_id=uuid4())
        return self

    def keys(self) -> KeyStore:
        store = open_key_store(self.settings, service="depot")
        self._opened.append(store)
        return store

    def close(self) -> None:
        for one in (*self.recorders, *self._opened):
            one.close()


class NewPlace(Protocol):
    """Makes an installation; it is closed after the test."""

    def __call__(self, name: str, *, url: str = "", master: Path | None = None) -> Place: ...


@pytest.fixture
def new_place(tmp_path: Path) -> Iterator[NewPlace]:
    """Makes installations in the test's folder."""
    made: list[Place] = []

    def make(name: str, *, url: str = "", master: Path | None = None) -> Place:
        made.append(Place(tmp_path / name, url=url, master=master))
        return made[-1]

    yield make
    for place in made:
        place.close()


def live_in(place: Place) -> Place:
    """The same installation with tables, keys, three events and two side rows."""
    place.migrate()
    saved_parcel(parcel_store(place.depot), shelves=("A", "B"))
    rows = [insert("sessions", "s", "open"), insert("receipts", "r", "退款", expires_at=now())]
    place.depot.insert_events([], beside=rows, clock_at=now())
    return place


def restored(source: Path, target: Place) -> Place:
    """`target` filled from the backup in `source`."""
    restore_logs(target.settings, recorders=target.recorders, source=source)
    return target


def backed_up(place: Place, folder: Path) -> Path:
    """The folder of a new backup of `place`."""
    back_up(place.settings, recorders=place.recorders, target=folder)
    return folder
