"""Wrong passwords are counted, and too many lock out (SE-6); all on the real clock."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import msgspec

from services.people.domain.account_errors import LockedOut
from services.people.domain.rules import SignInRules
from shared.clock import iso
from shared.event_store import SideRow, SideRowConflict, SideWrite, compare_and_set, delete
from shared.event_store.store import Store
from shared.sealed import KeyStore

TRIES = "tries"
"""Kind of the side rows that count wrong passwords, by the keyed hash of what was typed."""


@dataclass(frozen=True)
class Count:
    """Wrong passwords so far.

    Args:
        since: when the first of them was typed.
        wrong: how many.
        locked_until: end of the lock-out that they led to.
    """

    since: datetime
    wrong: int
    locked_until: datetime | None

    def locks(self, at: datetime) -> bool:
        """Whether the lock-out goes on."""
        return self.locked_until is not None and at < self.locked_until


class Tries:
    """Counts wrong passwords for each agent ID, whether it exists or not.

    Args:
        store: the log of `people`.
        keys: hashes what was typed, which may have been a password in the wrong field.
    """

    def __init__(self, store: Store, keys: KeyStore) -> None:
        self._store = store
        self._keys = keys

    def refuse_if_locked(self, agent_id: str, *, at: datetime) -> None:
        """Nobody signs in during a lock-out, the right password or not.

        Raises:
            LockedOut: it is not over yet.
        """
        count = self._count(self._row(agent_id))
        if count is not None and count.locks(at):
            raise LockedOut(until=iso(count.locked_until or at))

    def count_wrong(self, agent_id: str, *, at: datetime, rules: SignInRules) -> datetime | None:
        """Counts one wrong password; until when it locks out, if it was one too many."""
        while True:
            row = self._row(agent_id)
            counted = _one_more(self._count(row), at=at, rules=rules)
            try:
                self._store.save(beside=[self._written(agent_id, counted, row=row, rules=rules)])
            except SideRowConflict:
                continue
            return counted.locked_until

    def forgotten(self, agent_id: str) -> SideWrite:
        """The count begins anew."""
        return delete(TRIES, self._key(agent_id))

    def _written(
        self, agent_id: str, counted: Count, *, row: SideRow | None, rules: SignInRules
    ) -> SideWrite:
        # The mark tells two tries at the same moment apart: the store takes a refused write for
        # its own, with only the reply lost, if the row holds the very same value.
        content = {**asdict(counted), "mark": secrets.token_hex(8)}
        kept = timedelta(seconds=rules.tries_within_seconds + rules.locked_seconds)
        return compare_and_set(
            TRIES,
            self._key(agent_id),
            content,
            expected=None if row is None else row.content,
            expires_at=counted.since + 2 * kept,
        )

    def _row(self, agent_id: str) -> SideRow | None:
        return self._store.side_row(TRIES, self._key(agent_id))

    @staticmethod
    def _count(row: SideRow | None) -> Count | None:
        return None if row is None else msgspec.json.decode(row.value, type=Count)

    def _key(self, agent_id: str) -> str:
        return self._keys.lookup_hash("agent_id", agent_id)


def _one_more(before: Count | None, *, at: datetime, rules: SignInRules) -> Count:
    within = timedelta(seconds=rules.tries_within_seconds)
    if before is not None and before.locks(at):
        return before
    if before is None or before.locked_until is not None or at - before.since >= within:
        before = Count(since=at, wrong=0, locked_until=None)
    wrong = before.wrong + 1
    until = at + timedelta(seconds=rules.locked_seconds) if wrong >= rules.tries else None
    return Count(since=before.since, wrong=wrong, locked_until=until)
