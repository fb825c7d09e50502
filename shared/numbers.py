"""Numbers that people speak: short, with a check digit, reserved before the save.

The check digit is Damm's (a totally anti-symmetric quasigroup of order 10): it finds every wrong
digit and every swap of neighbours, which Luhn misses for 09 and 90, from one small table instead
of Verhoeff's three. Leading zeros do not change it, so a number may be said without them.
"""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from shared.errors import Invalid
from shared.event_store.recorder import SideRowConflict
from shared.event_store.side_rows import SideRow, SideWrite, compare_and_set, insert
from shared.event_store.store import EventStore

NUMBERS = "numbers"
"""Kind of the side rows that hold counters and given numbers."""

SHORTEST = 6
"""Digits of the counter at least."""

_COUNTER = "counter/"
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class NumberMistyped(Invalid):
    """The check digit does not fit: a digit is wrong, or two are swapped."""

    code = "number-mistyped"
    en = "{text} is no valid number: read it again digit by digit."
    zh = "号码 {text} 有误，请逐位核对。"


def check_digit(digits: str) -> int:
    """Damm's check digit of a row of decimal digits; 0 if its last digit is the right one."""
    interim = 0
    for digit in digits:
        interim = _TABLE[interim][int(digit)]
    return interim


def read_number(text: str, *, prefix: str) -> str:
    """The number that a person wrote or said, in its one form (`T-000123-7`).

    Args:
        text: with or without prefix, hyphens, spaces and leading zeros; full-width forms too.
        prefix: letters before the digits.

    Raises:
        NumberMistyped: it is no number of this prefix, or the check digit does not fit.
    """
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    digits = plain.removeprefix(prefix)
    if not re.fullmatch(r"[0-9]{2,18}", digits) or check_digit(digits):
        raise NumberMistyped(text=text)
    return _written(prefix, int(digits[:-1]))


def _written(prefix: str, count: int) -> str:
    digits = f"{count:0{SHORTEST}}"
    return f"{prefix}-{digits}-{check_digit(digits)}"


class Numbers:
    """Hands out the numbers of one kind of entity; some may stay unused, none comes twice.

    A process reserves a block at a time by compare-and-set of the counter's row, so that most
    commands write nothing for their number but the row that makes it unique.

    Args:
        store: the service's log; never a batch, whose writes may be thrown away.
        name: what is numbered, such as `ticket`.
        prefix: letters before the digits, such as `T`.
        block: numbers reserved at a time.
    """

    def __init__(self, store: EventStore, *, name: str, prefix: str, block: int = 20) -> None:
        self._store = store
        self._name = name
        self._prefix = prefix
        self._block = block
        self._left: list[int] = []
        self._guard = threading.Lock()

    def next_number(self) -> str:
        """A number that nobody else gets."""
        with self._guard:
            if not self._left:
                first = self._reserve()
                self._left = list(range(first, first + self._block))
            return _written(self._prefix, self._left.pop(0))

    def given(self, number: str, *, entity_id: UUID) -> SideWrite:
        """The row that makes `number` unique, to be saved beside the event that carries it."""
        return insert(NUMBERS, f"{self._name}/{number}", {"entity_id": str(entity_id)})

    def holder_of(self, number: str) -> UUID | None:
        """The entity that carries `number`, if one does."""
        row = self._store.side_row(NUMBERS, f"{self._name}/{number}")
        return None if row is None else UUID(row.content["entity_id"])

    def _reserve(self) -> int:
        while True:
            row = self._store.side_row(NUMBERS, _COUNTER + self._name)
            first: int = 1 if row is None else row.content["next"]
            try:
                self._store.save(beside=[_advanced(self._name, row, to=first + self._block)])
            except SideRowConflict:
                continue
            return first


def moved_on(counters: Iterable[SideRow], *, by: int) -> list[SideWrite]:
    """Moves restored counters beyond all that may have been handed out since the backup.

    Args:
        counters: the side rows of kind `NUMBERS` whose key starts with `counter/`.
        by: how many numbers to leave out.
    """
    return [
        _advanced(row.key.removeprefix(_COUNTER), row, to=row.content["next"] + by)
        for row in counters
        if row.key.startswith(_COUNTER)
    ]


def _advanced(name: str, row: SideRow | None, *, to: int) -> SideWrite:
    # The mark tells two processes apart that reserve the same block at once: the store takes a
    # refused write for its own, with only the reply lost, if the row holds the very same value.
    value: dict[str, Any] = {"next": to, "mark": secrets.token_hex(8)}
    expected = None if row is None else row.content
    return compare_and_set(NUMBERS, _COUNTER + name, value, expected=expected)
