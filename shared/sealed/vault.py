"""The rows of the key store: wrapped keys, tombstones of erased subjects, grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

from shared.clock import SystemClock, iso
from shared.crash_points import CrashPoint, reached
from shared.databases.session import Row, Session
from shared.sealed.errors import Erased
from shared.sealed.key_database import KeyDatabase, named_outage
from shared.sealed.key_rows import Grant, Tombstone, WrappedKey

_TABLES = (
    """CREATE TABLE IF NOT EXISTS installation (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        master TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS subjects (
        subject TEXT PRIMARY KEY,
        erased_at TEXT
    )""",
    """CREATE TABLE IF NOT EXISTS subject_keys (
        key_id TEXT PRIMARY KEY,
        subject TEXT NOT NULL REFERENCES subjects (subject),
        ordinal INTEGER NOT NULL,
        wrapped BLOB NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (subject, ordinal)
    )""",
    """CREATE TABLE IF NOT EXISTS grants (
        service TEXT NOT NULL,
        kind TEXT NOT NULL,
        allowed TEXT NOT NULL,
        PRIMARY KEY (service, kind, allowed)
    )""",
)

_SELECT_KEYS = "SELECT key_id, subject, ordinal, wrapped, created_at FROM subject_keys"


class Vault:
    """Stored keys of all subjects.

    Args:
        database: where the rows lie.
    """

    def __init__(self, database: KeyDatabase) -> None:
        self._database = database

    def create_tables(self) -> None:
        """Creates what is missing."""
        self._database.create(_TABLES)

    def master(self) -> str | None:
        """The fingerprint of the master key that wrapped the keys; None while there is none."""
        with self._reading() as session:
            rows = session.run("SELECT master FROM installation")
        return str(rows[0][0]) if rows else None

    def adopt_master(self, fingerprint: str) -> None:
        """Notes which master key wraps the keys of this store, once and for all."""
        with self._transaction() as session:
            session.run(
                "INSERT INTO installation VALUES (1, ?) ON CONFLICT DO NOTHING", (fingerprint,)
            )

    def replace_grants(self, grants: Iterable[Grant]) -> None:
        """Gives the services named in `grants` exactly these rights."""
        rows = [(one.service, one.kind, right) for one in grants for right in sorted(one.rights)]
        with self._transaction() as session:
            for service in sorted({row[0] for row in rows}):
                session.run("DELETE FROM grants WHERE service = ?", (service,))
            for row in rows:
                session.run("INSERT INTO grants VALUES (?, ?, ?)", row)

    def rights_of(self, service: str) -> frozenset[tuple[str, str]]:
        """All (kind, right) of `service`."""
        with self._reading() as session:
            rows = session.run("SELECT kind, allowed FROM grants WHERE service = ?", (service,))
        return frozenset((str(kind), str(right)) for kind, right in rows)

    def is_erased(self, subject: str) -> bool:
        """Whether a tombstone of `subject` stands."""
        with self._reading() as session:
            rows = session.run("SELECT erased_at FROM subjects WHERE subject = ?", (subject,))
        return bool(rows) and rows[0][0] is not None

    def key(self, key_id: str) -> WrappedKey | None:
        """The key with this id."""
        return self._one_key("key_id = ?", key_id)

    def keys_named(self, key_ids: Sequence[str]) -> list[WrappedKey]:
        """The keys with these ids, as far as they are there."""
        marks = ", ".join("?" * len(key_ids))
        with self._reading() as session:
            rows = session.run(f"{_SELECT_KEYS} WHERE key_id IN ({marks})", key_ids)
        return [_wrapped_key(row) for row in rows]

    def newest_key(self, subject: str) -> WrappedKey | None:
        """The key with which `subject`'s data is sealed now."""
        return self._one_key("subject = ? ORDER BY ordinal DESC LIMIT 1", subject)

    def add_key(self, subject: str, *, ordinal: int, wrapped: bytes) -> None:
        """Stores the `ordinal`-th key of `subject`; of two at once the first one stays.

        Raises:
            Erased: the subject was erased; it never gets a key again.
        """
        with self._transaction() as session:
            _lock(session, subject)
            session.run(
                "INSERT INTO subject_keys VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (subject, ordinal) DO NOTHING",
                (str(uuid4()), subject, ordinal, wrapped, iso(SystemClock().now())),
            )

    def erase(self, subjects: Sequence[str]) -> None:
        """Destroys all keys of `subjects` in one transaction and leaves a tombstone of each."""
        now = iso(SystemClock().now())
        with self._transaction() as session:
            for subject in sorted(set(subjects)):
                _bury(session, Tombstone(subject=subject, erased_at=now))
        reached(CrashPoint.IN_ERASURE)
        self._database.forget_deleted()

    def tombstones(self) -> list[Tombstone]:
        """All tombstones."""
        with self._reading() as session:
            rows = session.run(
                "SELECT subject, erased_at FROM subjects WHERE erased_at IS NOT NULL"
                " ORDER BY subject"
            )
        return [Tombstone(subject=subject, erased_at=at) for subject, at in rows]

    def keys(self) -> list[WrappedKey]:
        """All keys."""
        with self._reading() as session:
            rows = session.run(f"{_SELECT_KEYS} ORDER BY subject, ordinal")
        return [_wrapped_key(row) for row in rows]

    def merge(self, keys: Iterable[WrappedKey], *, tombstones: Iterable[Tombstone]) -> None:
        """Takes over what a backup holds; a tombstone on either side destroys the keys."""
        with self._transaction() as session:
            for tombstone in tombstones:
                _bury(session, tombstone)
            for key in keys:
                _take_over(session, key)
        self._database.forget_deleted()

    def close(self) -> None:
        """Gives back all connections."""
        self._database.sessions.close()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with named_outage(), self._database.sessions.reading() as session:
            yield session

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with named_outage(), self._database.sessions.transaction() as session:
            yield session

    def _one_key(self, condition: str, value: str) -> WrappedKey | None:
        with self._reading() as session:
            rows = session.run(f"{_SELECT_KEYS} WHERE {condition}", (value,))
        return _wrapped_key(rows[0]) if rows else None


def _wrapped_key(row: Row) -> WrappedKey:
    key_id, subject, ordinal, wrapped, created_at = row
    return WrappedKey(
        key_id=key_id,
        subject=subject,
        ordinal=ordinal,
        wrapped=bytes(wrapped),
        created_at=created_at,
    )


def _is_buried(session: Session, subject: str) -> bool:
    """Locks the subject's row until the transaction ends; tells whether it is a tombstone."""
    rows = session.run(
        "INSERT INTO subjects VALUES (?, NULL)"
        " ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING erased_at",
        (subject,),
    )
    return rows[0][0] is not None


def _lock(session: Session, subject: str) -> None:
    if _is_buried(session, subject):
        raise Erased(subject=subject)


def _bury(session: Session, tombstone: Tombstone) -> None:
    session.run(
        "INSERT INTO subjects VALUES (?, ?) ON CONFLICT (subject) DO UPDATE"
        " SET erased_at = coalesce(subjects.erased_at, excluded.erased_at)",
        (tombstone.subject, tombstone.erased_at),
    )
    session.run("DELETE FROM subject_keys WHERE subject = ?", (tombstone.subject,))


def _take_over(session: Session, key: WrappedKey) -> None:
    if _is_buried(session, key.subject):
        return
    last = session.run(
        "SELECT coalesce(max(ordinal), 0) FROM subject_keys WHERE subject = ?", (key.subject,)
    )
    session.run(
        "INSERT INTO subject_keys VALUES (?, ?, ?, ?, ?) ON CONFLICT (key_id) DO NOTHING",
        (key.key_id, key.subject, last[0][0] + 1, key.wrapped, key.created_at),
    )
