"""The keys of personal data, as one service may use them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable

import structlog

from shared.context import NoContext, current_context
from shared.sealed.cipher import DataKey, open_text, seal_text
from shared.sealed.envelope import Sealed
from shared.sealed.errors import Erased, KeyLost, KeyUseNotGranted
from shared.sealed.key_rows import Right, WrappedKey, kind_of
from shared.sealed.master_key import SIZE, MasterKey
from shared.sealed.vault import Vault
from shared.settings import BadSettings

LONGEST_USE = 60.0
"""Seconds that a key or grant is used before it is asked for again: so fast is an erasure."""

_MOST_KEPT = 10_000

_log = structlog.get_logger("loopdesk.sealed")


class KeyStore:
    """Seals and opens personal texts with the key of the person that they are about (SE-2).

    Every method raises `KeyStoreUnavailable` while the store cannot be reached, and
    `KeyUseNotGranted` where the service has no such right over that kind of subject.

    Args:
        vault: the stored keys.
        master: the key that wraps them.
        service: name of the service that uses this store.
        seconds: a clock that only moves forward, in seconds.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        master: MasterKey,
        service: str,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service = service
        self._vault = vault
        self._master = master
        self._seconds = seconds
        self._guard = threading.Lock()
        self._kept: dict[str, tuple[float, DataKey]] = {}
        self._rights: tuple[float, frozenset[tuple[str, str]]] | None = None

    def seal(self, subject: str, text: str) -> Sealed:
        """`text` sealed under `subject`'s newest key, which is made and committed if need be.

        Raises:
            Erased: the subject was erased.
        """
        self._require("seal", subject)
        return seal_text(text, self._newest_key(subject))

    def open(self, sealed: Sealed, *, purpose: str) -> str:
        """The text of `sealed`; the opening is logged with actor, subject and purpose.

        Args:
            sealed: the sealed value.
            purpose: why it is opened, in kebab-case (`show-customer`).

        Raises:
            Erased: the key was destroyed (`KeyLost`: it is missing without an erasure).
            SealBroken: the value was altered.
        """
        self._require("open", sealed.subject)
        text = open_text(sealed, self._key(sealed))
        _log.info("personal_data_opened", subject=sealed.subject, purpose=purpose, **self._who())
        return text

    def open_or_none(self, sealed: Sealed | None, *, purpose: str) -> str | None:
        """Like `open`; None where there is no value or its subject was erased."""
        if sealed is None:
            return None
        try:
            return self.open(sealed, purpose=purpose)
        except Erased:
            return None

    def fetch(self, values: Iterable[Sealed | None]) -> None:
        """Reads at once the keys of values that will be opened one by one, as for a list."""
        asked_at = self._seconds()
        named = {one.key_id for one in values if one is not None}
        missing = [one for one in named if self._kept_key(one) is None]
        for stored in self._vault.keys_named(missing) if missing else ():
            self._keep(stored, name=stored.key_id, since=asked_at)

    def lookup_hash(self, field: str, text: str) -> str:
        """A keyed hash for equality look-ups: 64 hex digits.

        Args:
            field: what the text is (`phone`); equal texts of other fields get other hashes.
            text: the text in the one form in which it is compared.
        """
        return self._master.lookup_hash(field, text)

    def ensure(self, subject: str) -> None:
        """Makes and commits `subject`'s key unless it has one.

        Raises:
            Erased: the subject was erased.
        """
        self._require("seal", subject)
        self._newest_key(subject)

    def rotate(self, subject: str) -> None:
        """Gives `subject` a further key for what is sealed from now on; older ones stay readable.

        Raises:
            Erased: the subject was erased.
        """
        self._require("seal", subject)
        newest = self._vault.newest_key(subject)
        self._make_key(subject, ordinal=newest.ordinal + 1 if newest else 1)
        self._forget({subject})

    def erase(self, subject: str) -> None:
        """Destroys all keys of `subject` for ever and leaves a tombstone; repeating is harmless.

        Other processes may use a kept key for `LONGEST_USE` seconds more.
        """
        self.erase_together([subject])

    def erase_together(self, subjects: Iterable[str]) -> None:
        """Erases all files of one person (merged customers) in one transaction."""
        together = list(subjects)
        for subject in together:
            self._require("erase", subject)
        try:
            self._vault.erase(together)
        finally:
            self._forget(set(together))
        for subject in together:
            _log.info("personal_data_erased", subject=subject, **self._who())

    def is_erased(self, subject: str) -> bool:
        """Whether `subject` was erased."""
        return self._vault.is_erased(subject)

    def close(self) -> None:
        """Gives back all connections and forgets all keys."""
        with self._guard:
            self._kept.clear()
        self._vault.close()

    def _who(self) -> dict[str, str | None]:
        try:
            context = current_context()
        except NoContext:
            return {"service": self.service, "actor": None, "correlation_id": None}
        return {
            "service": self.service,
            "actor": context.actor,
            "correlation_id": context.correlation_id,
        }

    def _require(self, right: Right, subject: str) -> None:
        kind = kind_of(subject)
        if (kind, right) not in self._granted():
            raise KeyUseNotGranted(service=self.service, right=right, kind=kind)

    def _granted(self) -> frozenset[tuple[str, str]]:
        rights = self._rights
        if rights is None or self._seconds() - rights[0] >= LONGEST_USE:
            self._check_master()
            rights = (self._seconds(), self._vault.rights_of(self.service))
            self._rights = rights
        return rights[1]

    def _check_master(self) -> None:
        if self._vault.master() != self._master.fingerprint:
            raise BadSettings(
                "LOOPDESK_MASTER_KEY_FILE: this is not the key that wrapped the keys in the store."
            )

    def _newest_key(self, subject: str) -> DataKey:
        kept = self._kept_key(subject)
        if kept is not None:
            return kept
        asked_at = self._seconds()
        stored = self._vault.newest_key(subject) or self._make_key(subject, ordinal=1)
        return self._keep(stored, name=subject, since=asked_at)

    def _make_key(self, subject: str, *, ordinal: int) -> WrappedKey:
        wrapped = self._master.wrap(os.urandom(SIZE))
        self._vault.add_key(subject, ordinal=ordinal, wrapped=wrapped)
        stored = self._vault.newest_key(subject)
        if stored is None:
            raise Erased(subject=subject)
        return stored

    def _key(self, sealed: Sealed) -> DataKey:
        kept = self._kept_key(sealed.key_id)
        if kept is not None:
            return kept
        asked_at = self._seconds()
        stored = self._vault.key(sealed.key_id)
        if stored is None:
            is_erased = self._vault.is_erased(sealed.subject)
            raise (Erased if is_erased else KeyLost)(subject=sealed.subject)
        return self._keep(stored, name=stored.key_id, since=asked_at)

    def _kept_key(self, name: str) -> DataKey | None:
        with self._guard:
            kept = self._kept.get(name)
        if kept is None or self._seconds() - kept[0] >= LONGEST_USE:
            return None
        return kept[1]

    def _keep(self, stored: WrappedKey, *, name: str, since: float) -> DataKey:
        secret = self._master.unwrap(stored.wrapped)
        key = DataKey(subject=stored.subject, key_id=stored.key_id, secret=secret)
        with self._guard:
            self._kept.pop(name, None)
            self._kept[name] = (since, key)
            while len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return key

    def _forget(self, subjects: set[str]) -> None:
        with self._guard:
            for name in [n for n, kept in self._kept.items() if kept[1].subject in subjects]:
                del self._kept[name]
