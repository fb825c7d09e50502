"""Somebody with all files, logs and keys, who wants to know whose an anonymous answer is."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import sqrt
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from shared.sealed.master_key import MasterKey

WRAPPED = 40
"""Bytes of a wrapped key of 32 bytes (RFC 3394)."""

_LIKELY_DISTINCT = 24
"""Of 40 random bytes some 37 are distinct; fewer than this never happens."""

_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

_SEALED = re.compile(
    rb'"algorithm":"A256GCM","key_id":"([0-9a-f-]{36})","nonce":"([\w=-]{16})",'
    rb'"subject":"(survey:[0-9a-f-]{36})","text":"([\w=-]{64,})'
)


@dataclass(frozen=True)
class Batch:
    """Answers that were written together, in the order of their positions, and whose they are.

    Args:
        answers: ids of the answers as they stand in the log.
        event_ids: ids of their events.
        owners: whose each answer is: what the attacker wants to know.
        arrivals: the same people in the order in which they answered; the attacker watched them.
    """

    answers: tuple[UUID, ...]
    event_ids: tuple[UUID, ...]
    owners: tuple[UUID, ...]
    arrivals: tuple[UUID, ...]


@dataclass(frozen=True)
class Sealed:
    """The start of a sealed answer that was found in a file."""

    nonce: bytes
    text: bytes


@dataclass(frozen=True)
class Loot:
    """All that the attacker has carried off.

    Args:
        files: the database files, those of the key store too, by name.
        log: what the processes logged, of each request too, and what was published.
        master: the master key of the installation.
    """

    files: Mapping[str, bytes]
    log: bytes
    master: MasterKey

    def keys(self) -> Iterator[bytes]:
        """Every key that lies wrapped anywhere in the files of the key store, deleted or not."""
        for name, content in self.files.items():
            if not name.startswith("keys"):
                continue
            for start in range(len(content) - WRAPPED + 1):
                window = content[start : start + WRAPPED]
                if len(set(window)) < _LIKELY_DISTINCT:
                    continue
                try:
                    yield self.master.unwrap(window)
                except ValueError:
                    continue

    def sealed(self) -> list[Sealed]:
        """The start of every sealed answer in any file: rows, free pages, write-ahead logs."""
        found = {
            one[2]: Sealed(urlsafe_b64decode(one[2]), one[4])
            for content in self.files.values()
            for one in _SEALED.finditer(content)
        }
        return [*found.values()]

    def opened(self) -> list[bytes]:
        """What of it opens with any key that is left.

        A long value is cut by the end of its page, so its seal cannot be checked; but its start
        opens without, and shows whether it is an answer.
        """
        sealed, found = self.sealed(), []
        for key in self.keys():
            for one in sealed:
                start = _start_of(one, key)
                if _begins_an_answer(start):
                    found.append(start)
        return found

    @cached_property
    def sightings(self) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
        """Where each id stands first and last, by file."""
        return {name: _sightings(content) for name, content in self._contents.items()}

    @property
    def _contents(self) -> dict[str, bytes]:
        return {**self.files, "log": self.log}

    def place_of(self, name: str, which: UUID, *, is_last: bool) -> int:
        """Where an id stands in a file first or last; -1 for nowhere."""
        found = self.sightings[name][is_last].get(str(which))
        if found is not None:
            return found
        content = self._contents[name]
        return -1 if "sqlite" in name else content.find(which.bytes)


def _begins_an_answer(start: bytes) -> bool:
    """Whether it reads like JSON; of thousands of wrong keys one hits two bytes by chance."""
    return (
        start.startswith(b'{"')
        and start[:24].decode("latin-1").isprintable()
        and start[:24].isascii()
    )


def orders_of(batch: Batch, loot: Loot) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Ways to order the people and the answers of a batch, each as a ranking by name."""
    people = {
        "arrival": list(range(len(batch.arrivals))),
        "employee id": _ranking([one.int for one in batch.arrivals]),
    }
    answers = {
        "position": list(range(len(batch.answers))),
        "answer id": _ranking([one.int for one in batch.answers]),
        "event id": _ranking([one.int for one in batch.event_ids]),
    }
    for place, is_last in product(loot.sightings, (False, True)):
        name = f"{'last' if is_last else 'first'} in {place}"

        def standing(which: UUID, place: str = place, *, is_last: bool = is_last) -> int:
            return loot.place_of(place, which, is_last=is_last)

        people[name] = _ranking([standing(one) for one in batch.arrivals])
        answers[name] = _ranking([standing(one) for one in batch.answers])
    return people, answers


def hits_by_strategy(batches: Sequence[Batch], loot: Loot) -> dict[str, int]:
    """How many answers each way of guessing gives to whose they are."""
    hits: dict[str, int] = {}
    for batch in batches:
        people, answers = orders_of(batch, loot)
        for (who, by), (what, ranks) in product(people.items(), answers.items()):
            for direction in ("along", "against"):
                name = f"{who} {direction} {what}"
                hits[name] = hits.get(name, 0) + _hits(batch, by, ranks, direction)
    return hits


def chance(batches: Sequence[Batch]) -> tuple[float, float]:
    """Hits to be expected of blind guessing, and the upper end of their 95 % interval.

    Of one batch, whatever its size, a random order puts 1 on average to its owner, with variance 1.
    """
    expected = float(len(batches))
    return expected, expected + 1.96 * sqrt(expected)


def _sightings(content: bytes) -> tuple[dict[str, int], dict[str, int]]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for one in _ID.finditer(content):
        name = one[0].decode()
        first.setdefault(name, one.start())
        last[name] = one.start()
    return first, last


def _start_of(sealed: Sealed, key: bytes) -> bytes:
    whole = len(sealed.text) // 4 * 4
    counter = sealed.nonce + (2).to_bytes(4, "big")
    decryptor = Cipher(AES(key), CTR(counter)).decryptor()
    return decryptor.update(urlsafe_b64decode(sealed.text[:whole]))


def _hits(batch: Batch, people: Sequence[int], answers: Sequence[int], direction: str) -> int:
    last = len(answers) - 1
    by_rank = {rank: batch.arrivals[n] for n, rank in enumerate(people)}
    guessed = [by_rank[rank if direction == "along" else last - rank] for rank in answers]
    return sum(guess == owner for guess, owner in zip(guessed, batch.owners, strict=True))


def _ranking(values: Sequence[int]) -> list[int]:
    ordered = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0] * len(values)
    for rank, index in enumerate(ordered):
        ranks[index] = rank
    return ranks
