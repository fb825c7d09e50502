"""Makers of key stores, so that the same cases run on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from shared.sealed import Grant, KeyStore, create_key_store
from shared.sealed.key_database import key_database
from shared.sealed.master_key import read_master_key
from shared.sealed.vault import Vault
from shared.settings import Settings, read_settings

EVERYTHING = frozenset({"seal", "open", "erase"})
GRANTS = [
    Grant("crm", "customer", EVERYTHING),
    Grant("tickets", "customer", frozenset({"open"})),
    Grant("tickets", "contact"),
]


class Seconds:
    """A clock in seconds that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class OpenKeys(Protocol):
    """Opens the installation's key store for a service, as another process would."""

    def __call__(self, service: str = "crm", *, seconds: Seconds | None = None) -> KeyStore: ...


class OnSQLite:
    """The cases of a class run on a file."""

    @pytest.fixture
    def keys_url(self) -> str:
        return ""


class OnPostgreSQL:
    """The cases of a class run in the schema `keys` of an empty database."""

    @pytest.fixture
    def keys_url(self, empty_databases: tuple[str, str]) -> str:
        return empty_databases[0]


@pytest.fixture
def installation(keys_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation whose key store was made."""
    settings = read_settings(
        {"LOOPDESK_DATA_DIR": str(tmp_path / "data"), "LOOPDESK_KEYS_DATABASE_URL": keys_url}
    )
    create_key_store(settings, grants=GRANTS)
    return settings


@pytest.fixture
def open_keys(installation: Settings) -> Iterator[OpenKeys]:
    """Opens key stores; they are closed after the test."""
    opened: list[KeyStore] = []

    def make(service: str = "crm", *, seconds: Seconds | None = None) -> KeyStore:
        opened.append(
            KeyStore(
                Vault(key_database(installation)),
                master=read_master_key(installation.master_key_file),
                service=service,
                seconds=seconds or Seconds(),
            )
        )
        return opened[-1]

    yield make
    for one in opened:
        one.close()
