"""AES-256-GCM with a subject's key; the subject and the key's id are bound into the seal."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.sealed.envelope import Sealed
from shared.sealed.errors import SealBroken

ALGORITHM = "A256GCM"
"""Name of the only algorithm there is today (RFC 7518, 5.3)."""


@dataclass(frozen=True, repr=False)
class DataKey:
    """One key of one subject, unwrapped; it has no repr, so that no log ever shows it."""

    subject: str
    key_id: str
    secret: bytes


def seal_text(text: str, key: DataKey) -> Sealed:
    """`text` sealed with `key` under a new random nonce."""
    nonce = os.urandom(12)
    ciphertext = AESGCM(key.secret).encrypt(nonce, text.encode(), _bound_to(key))
    return Sealed(
        subject=key.subject,
        key_id=key.key_id,
        algorithm=ALGORITHM,
        nonce=urlsafe_b64encode(nonce).decode(),
        text=urlsafe_b64encode(ciphertext).decode(),
    )


def open_text(sealed: Sealed, key: DataKey) -> str:
    """The text of `sealed`.

    Raises:
        SealBroken: it was altered, or belongs to another subject or key.
    """
    if sealed.algorithm != ALGORITHM or sealed.subject != key.subject:
        raise SealBroken(subject=sealed.subject)
    try:
        nonce = urlsafe_b64decode(sealed.nonce)
        ciphertext = urlsafe_b64decode(sealed.text)
        return AESGCM(key.secret).decrypt(nonce, ciphertext, _bound_to(key)).decode()
    except (InvalidTag, ValueError) as refusal:
        raise SealBroken(subject=sealed.subject) from refusal


def _bound_to(key: DataKey) -> bytes:
    return f"{ALGORITHM}\n{key.subject}\n{key.key_id}".encode()
