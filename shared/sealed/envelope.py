"""The sealed value that aggregates, records and messages carry unopened."""

from __future__ import annotations

import msgspec


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A personal text, encrypted with the key of the person that it is about (SE-2).

    Args:
        subject: whose data it is, such as `customer:<uuid>` or `employee:<uuid>`.
        key_id: which of the subject's keys sealed it.
        algorithm: always named, so that another one can follow.
        nonce: URL-safe base64 of the nonce.
        text: URL-safe base64 of the ciphertext with its tag.
    """

    subject: str
    key_id: str
    algorithm: str
    nonce: str
    text: str
