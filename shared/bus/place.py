"""How far a reader has come in a log, and what a message means to a reader at that place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True)
class Place:
    """How far a reader or relay has come in a log.

    Args:
        log: the log's id; empty before anything was read.
        generation: the log's generation.
        position: position of the last published record that was taken.
        event_id: that record's event id.
        through: position up to which nothing is missing, private records included.
    """

    log: str = ""
    generation: int = 0
    position: int = 0
    event_id: str = ""
    through: int = 0


class Numbered(Protocol):
    """The ordering part of a message."""

    @property
    def log(self) -> str: ...
    @property
    def generation(self) -> int: ...
    @property
    def position(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def previous(self) -> int: ...
    @property
    def previous_id(self) -> str: ...


class Verdict(Enum):
    """What a message means to a reader at its place."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    GAP = "gap"
    OUTDATED = "outdated"
    SUSPICION = "suspicion"


def judge(message: Numbered, place: Place, *, is_known: bool) -> Verdict:
    """What `message` means to a reader that stands at `place` (design: the order of a log).

    Args:
        message: the message with its ordering attributes.
        place: where the reader stands.
        is_known: whether the reader has taken an event with this id.
    """
    if message.generation < place.generation:
        return Verdict.OUTDATED
    if place.log and message.log != place.log:
        return Verdict.SUSPICION
    if message.position <= max(place.position, place.through):
        return Verdict.DUPLICATE if is_known else Verdict.SUSPICION
    if message.previous > place.through:
        return Verdict.GAP
    if (message.previous, message.previous_id) == (place.position, place.event_id):
        return Verdict.NEXT
    return Verdict.SUSPICION


def advanced(place: Place, message: Numbered) -> Place:
    """The place after `message` has been taken."""
    return Place(
        log=message.log,
        generation=message.generation,
        position=message.position,
        event_id=message.id,
        through=max(message.position, place.through),
    )
