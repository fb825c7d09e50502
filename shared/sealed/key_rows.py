"""What the key store holds: wrapped keys, tombstones of erased subjects, grants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import msgspec

Right = Literal["seal", "open", "erase"]

_SUBJECT = re.compile(r"[a-z]+:[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True)
class Grant:
    """What a service may do with the personal data of one kind of subject.

    Args:
        service: the service's name.
        kind: kind of subject, such as `customer`.
        rights: `seal`, `open`, `erase`.
    """

    service: str
    kind: str
    rights: frozenset[Right] = frozenset({"seal", "open"})


class WrappedKey(msgspec.Struct, frozen=True, kw_only=True, tag="key"):
    """A stored key, readable only with the master key."""

    key_id: str
    subject: str
    ordinal: int
    wrapped: bytes
    created_at: str


class Tombstone(msgspec.Struct, frozen=True, kw_only=True, tag="tombstone"):
    """The fact that a subject was erased, kept for ever."""

    subject: str
    erased_at: str


def kind_of(subject: str) -> str:
    """The kind of a subject such as `customer:<uuid>`.

    Raises:
        ValueError: the text is no subject.
    """
    if not _SUBJECT.fullmatch(subject):
        raise ValueError(f"{subject!r} is no subject; write it as kind:id, as in customer:<uuid>.")
    return subject.partition(":")[0]
