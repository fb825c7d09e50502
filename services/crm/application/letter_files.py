"""Files and originals of letters on disk: encrypted with the person's key, named by their hash.

The folder is the installation's folder of attachments, and a file in it has one form whichever
service wrote it: `tickets` takes over a file by its name alone, without a copy.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

import msgspec

from services.crm.domain.letter_errors import LetterNotFound
from shared.sealed import KeyStore, Sealed

PURPOSE = "show-letter"


class LetterFiles:
    """Keeps files durably before the event that names them; without the key nobody reads them.

    Args:
        folder: the folder; made at the first file.
        keys: encrypts and decrypts.
    """

    def __init__(self, folder: Path, *, keys: KeyStore) -> None:
        self._folder = folder
        self._keys = keys

    def keep(self, subject: str, content: bytes) -> str:
        """Writes a file.

        Args:
            subject: whose data it is.
            content: the file in clear.

        Returns:
            The SHA-256 of the ciphertext as hexadecimal digits: its name.
        """
        sealed = self._keys.seal(subject, b64encode(content).decode())
        ciphertext = msgspec.json.encode(sealed)
        name = hashlib.sha256(ciphertext).hexdigest()
        self._write(name, ciphertext)
        return name

    def read(self, name: str) -> bytes:
        """The file in clear.

        Raises:
            LetterNotFound: there is no such file, or it was altered.
            Erased: the person's key was destroyed.
        """
        path = self._folder / name
        ciphertext = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(ciphertext).hexdigest() != name:
            raise LetterNotFound(letter_id=name)
        sealed = msgspec.json.decode(ciphertext, type=Sealed)
        return b64decode(self._keys.open(sealed, purpose=PURPOSE))

    def _write(self, name: str, ciphertext: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._folder / f".{secrets.token_hex(8)}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(ciphertext)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
