"""Files on disk: encrypted with the key of the person whose they are, named by their hash (SE-2).

A file has one form whichever service wrote it: one service takes over another's by its name alone.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import msgspec

from shared.errors import DomainError
from shared.sealed.envelope import Sealed
from shared.sealed.key_store import KeyStore


class SealedFiles:
    """Keeps files in a folder that all processes of an installation share.

    A file is written before the event that names it, so that a crash leaves at most a file that
    nobody names; without the person's key nobody can read any of them.

    Args:
        folder: the folder; made at the first file.
        keys: encrypts and decrypts.
        purpose: what files are opened for, as it is logged.
        missing: makes the error for a file that is not there, of its name.
    """

    def __init__(
        self, folder: Path, *, keys: KeyStore, purpose: str, missing: Callable[[str], DomainError]
    ) -> None:
        self._folder = folder
        self._keys = keys
        self._purpose = purpose
        self._missing = missing

    def keep(self, subject: str, content: bytes) -> str:
        """Writes a file durably.

        Args:
            subject: whose data it is.
            content: the file in clear.

        Returns:
            The SHA-256 of the ciphertext as hexadecimal digits: its name.
        """
        ciphertext = msgspec.json.encode(self._keys.seal(subject, b64encode(content).decode()))
        return self._write(ciphertext, name=hashlib.sha256(ciphertext).hexdigest())

    def read(self, name: str) -> bytes:
        """The file in clear.

        Raises:
            DomainError: there is no such file, or it was altered.
            Erased: the person's key was destroyed.
        """
        ciphertext = path.read_bytes() if (path := self._folder / name).is_file() else b""
        if hashlib.sha256(ciphertext).hexdigest() != name:
            raise self._missing(name)
        sealed = msgspec.json.decode(ciphertext, type=Sealed)
        return b64decode(self._keys.open(sealed, purpose=self._purpose))

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""
        (self._folder / name).unlink(missing_ok=True)

    def _write(self, ciphertext: bytes, *, name: str) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._folder / f".{secrets.token_hex(8)}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(ciphertext)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return name
