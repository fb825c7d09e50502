"""The key outside all databases that wraps every subject's key."""

from __future__ import annotations

import hmac
import os
import unicodedata
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from shared.settings import BadSettings

SIZE = 32
"""Bytes of the master key and of every data key."""


class MasterKey:
    """Wraps data keys (RFC 3394) and makes keyed hashes for look-ups.

    Args:
        secret: 32 bytes that never leave the process.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._hashing_key = self._derived("loopdesk lookup hashes v1")
        self.fingerprint = self._derived("loopdesk master key fingerprint v1").hex()[:32]

    def wrap(self, data_key: bytes) -> bytes:
        """`data_key` in the form that may be stored."""
        return aes_key_wrap(self._secret, data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key inside `wrapped`.

        Raises:
            ValueError: it was wrapped by another master key, or altered.
        """
        try:
            return aes_key_unwrap(self._secret, wrapped)
        except InvalidUnwrap as refusal:
            raise ValueError("The key was wrapped by another master key, or altered.") from refusal

    def lookup_hash(self, field: str, text: str) -> str:
        """The keyed hash (HMAC-SHA256) of `text`, another one for each `field`."""
        message = f"{field}\0{unicodedata.normalize('NFC', text)}".encode()
        return hmac.digest(self._hashing_key, message, "sha256").hex()

    def _derived(self, purpose: str) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=SIZE, salt=None, info=purpose.encode())
        return kdf.derive(self._secret)


def read_master_key(path: Path) -> MasterKey:
    """The master key in the file `path` (base64 of 32 bytes).

    Raises:
        BadSettings: the file is missing or holds anything else.
    """
    try:
        secret = b64decode(path.read_bytes().strip(), validate=True)
    except OSError as refusal:
        raise BadSettings(
            f"LOOPDESK_MASTER_KEY_FILE: {path} cannot be read ({refusal.strerror});"
            " `loopdesk migrate` makes one for a new installation."
        ) from refusal
    except ValueError as refusal:
        raise BadSettings(f"LOOPDESK_MASTER_KEY_FILE: {path} is not base64.") from refusal
    if len(secret) != SIZE:
        raise BadSettings(
            f"LOOPDESK_MASTER_KEY_FILE: {path} holds {len(secret)} bytes; {SIZE} are needed."
        )
    return MasterKey(secret)


def create_master_key(path: Path) -> None:
    """Writes a new random master key that only its owner may read.

    Raises:
        FileExistsError: there is a file already; it is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b64encode(os.urandom(SIZE)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
