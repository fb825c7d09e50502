"""Keys and tombstones in a file, and back: tombstones win, no key is ever lost.

The file holds one JSON object a line: first `{"type": "keys", "master": ...}` with the
fingerprint of the master key, then the tombstones, then the keys, still wrapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from shared.errors import DomainError
from shared.sealed.installation import agree_on_master
from shared.sealed.key_database import key_database
from shared.sealed.key_rows import Tombstone, WrappedKey, kind_of
from shared.sealed.master_key import MasterKey, read_master_key
from shared.sealed.vault import Vault
from shared.settings import Settings


class Head(msgspec.Struct, frozen=True, kw_only=True, tag="keys"):
    """First line of the file."""

    master: str


class BadKeyBackup(DomainError):
    """The file is no key backup, or not one of this installation."""

    code = "bad-key-backup"


_LINES = msgspec.json.Decoder(Head | Tombstone | WrappedKey)


def key_lines(settings: Settings) -> Iterator[bytes]:
    """All tombstones and wrapped keys of the installation, as lines of the file."""
    vault = Vault(key_database(settings))
    try:
        keys = vault.keys()
        tombstones = vault.tombstones()
        master = vault.master() or read_master_key(settings.master_key_file).fingerprint
    finally:
        vault.close()
    yield msgspec.json.encode(Head(master=master))
    yield from (msgspec.json.encode(one) for one in tombstones)
    yield from (msgspec.json.encode(one) for one in keys)


def merge_key_lines(settings: Settings, lines: Iterable[bytes]) -> None:
    """Adds what `lines` hold to the installation's key store, which may hold newer rows.

    Raises:
        BadKeyBackup: a line is not what it should be, or another master key wrapped the keys.
        BadSettings: the master key is missing, or not the one of the store.
    """
    master = read_master_key(settings.master_key_file)
    keys: list[WrappedKey] = []
    tombstones: list[Tombstone] = []
    for one in _read(lines, master=master):
        (keys if isinstance(one, WrappedKey) else tombstones).append(one)  # type: ignore[arg-type]
    vault = Vault(key_database(settings))
    try:
        vault.create_tables()
        agree_on_master(vault, settings)
        vault.merge(keys, tombstones=tombstones)
    finally:
        vault.close()


def _read(lines: Iterable[bytes], *, master: MasterKey) -> Iterator[WrappedKey | Tombstone]:
    try:
        for number, line in enumerate(lines):
            one = _LINES.decode(line)
            if isinstance(one, Head) != (number == 0):
                raise BadKeyBackup(f"Line {number + 1} of the key backup is out of place.")
            if isinstance(one, Head):
                _check_head(one, master=master)
                continue
            kind_of(one.subject)
            if isinstance(one, WrappedKey):
                master.unwrap(one.wrapped)
            yield one
    except (msgspec.MsgspecError, ValueError) as refusal:
        raise BadKeyBackup(f"The key backup is refused: {refusal}") from refusal


def _check_head(head: Head, *, master: MasterKey) -> None:
    if head.master != master.fingerprint:
        raise BadKeyBackup("Another master key wrapped the keys of this backup.")
