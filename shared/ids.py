"""Where ids come from: time-ordered random ones, or reproducible ones for a scripted day."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import datetime
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

LOOPDESK = uuid5(NAMESPACE_URL, "urn:loopdesk")


class IdSource(Protocol):
    """Makes ids for new entities and events."""

    def new_id(self) -> UUID:
        """An id never given before."""


def uuid7_from(milliseconds: int, randomness: bytes) -> UUID:
    """A version 7 UUID (RFC 9562, 5.7) of a Unix time and at least 10 random bytes."""
    number = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(randomness[:10], "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=number)


class TimeOrderedIds:
    """UUIDv7 of the machine's time: the ids of ordinary work."""

    def new_id(self) -> UUID:
        """A time-ordered random id."""
        return uuid7_from(time.time_ns() // 1_000_000, os.urandom(10))


class RandomIds:
    """UUIDv4: ids that say nothing of when, for anonymous contexts."""

    def new_id(self) -> UUID:
        """A random id."""
        return uuid4()


class ReproducibleIds:
    """Ids that are hashes of a seed, the causing message or command, and an ordinal.

    Args:
        seed: the run's seed.
        cause: id of the causing message or command, or the name of the timer and its entity.
        moment: time that the ids carry.
    """

    def __init__(self, seed: str, *, cause: str, moment: datetime) -> None:
        self._seed = seed
        self._cause = cause
        self._milliseconds = int(moment.timestamp() * 1000)
        self._ordinal = 0

    def new_id(self) -> UUID:
        """The next id of this cause."""
        self._ordinal += 1
        text = f"{self._seed}|{self._cause}|{self._ordinal}"
        return uuid7_from(self._milliseconds, hashlib.sha256(text.encode()).digest())


def id_of(*parts: object) -> UUID:
    """The one id that belongs to `parts` for ever, such as an SLA clock's of ticket and name."""
    return uuid5(LOOPDESK, "/".join(str(part) for part in parts))
