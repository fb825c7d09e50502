"""The key store of an installation: made by `loopdesk migrate`, opened by every process."""

from __future__ import annotations

from collections.abc import Iterable

from shared.sealed.key_database import key_database
from shared.sealed.key_rows import Grant
from shared.sealed.key_store import KeyStore
from shared.sealed.master_key import create_master_key, read_master_key
from shared.sealed.vault import Vault
from shared.settings import BadSettings, Settings


def open_key_store(settings: Settings, *, service: str) -> KeyStore:
    """The keys as `service` may use them; its database is asked at the first use only.

    Raises:
        BadSettings: the master key is missing or has the wrong size.
    """
    master = read_master_key(settings.master_key_file)
    return KeyStore(Vault(key_database(settings)), master=master, service=service)


def create_key_store(settings: Settings, *, grants: Iterable[Grant]) -> None:
    """Makes what is missing (master key, tables) and gives the services their grants.

    Args:
        settings: says where master key and keys lie.
        grants: the rights of all services; of a service named here, the only ones.

    Raises:
        BadSettings: the store's keys were wrapped by a master key that is not there.
    """
    vault = Vault(key_database(settings))
    try:
        vault.create_tables()
        agree_on_master(vault, settings)
        vault.replace_grants(grants)
    finally:
        vault.close()


def agree_on_master(vault: Vault, settings: Settings) -> None:
    """Makes the master key of a new store, or checks that the present one wrapped its keys.

    Raises:
        BadSettings: the master key is missing or another one.
    """
    known = vault.master()
    if known is None and not settings.master_key_file.exists():
        create_master_key(settings.master_key_file)
    fingerprint = read_master_key(settings.master_key_file).fingerprint
    vault.adopt_master(fingerprint)
    if known is not None and known != fingerprint:
        raise BadSettings(
            f"LOOPDESK_MASTER_KEY_FILE: {settings.master_key_file} is not the key that wrapped"
            " the keys in the store; put the right one there."
        )
