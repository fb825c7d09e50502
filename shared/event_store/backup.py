"""Backup and restore of all logs and keys; read models are left out, since events rebuild them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.clock import SystemClock
from shared.event_store.backup_files import (
    FORMAT,
    KEYS_FILE,
    MANIFEST_FILE,
    Manifest,
    encoded,
    read_lines,
    read_manifest,
    write_lines,
)
from shared.event_store.log_copy import LogNotEmpty
from shared.event_store.log_file import LogFile, log_file, log_lines
from shared.event_store.recorder import Ancestor, LogIdentity, Recorder
from shared.event_store.side_rows import SideRow
from shared.ids import TimeOrderedIds
from shared.numbers import NUMBERS, moved_on
from shared.sealed.key_backup import key_lines, merge_key_lines
from shared.settings import Settings

SESSIONS = "sessions"
"""Kind of the side rows that hold sessions; a restore ends them all."""

NUMBERS_LEFT_OUT = 100_000
"""How far a restore moves number counters on: more than were handed out since the backup."""


@dataclass(frozen=True)
class Restored:
    """What became of one service's log.

    Args:
        service: the service.
        identity: the new identity; the last of its lineage is the log in the backup.
    """

    service: str
    identity: LogIdentity

    @property
    def taken_from(self) -> Ancestor:
        """The log in the backup, with its last position."""
        return self.identity.lineage[-1]


def back_up(settings: Settings, *, recorders: Sequence[Recorder], target: Path) -> Manifest:
    """Writes a backup into the new folder `target` while the services go on.

    Each log is read in one snapshot; the keys are read last, so that no event is without its key.

    Raises:
        FileExistsError: `target` exists already.
    """
    target.mkdir(mode=0o700, parents=True)
    files = []
    for recorder in recorders:
        with recorder.snapshot() as copy:
            lines = log_lines(recorder.service, copy)
            files.append(write_lines(target / log_file(recorder.service), lines))
    files.append(write_lines(target / KEYS_FILE, key_lines(settings)))
    manifest = Manifest(format=FORMAT, made_at=SystemClock().now(), files=tuple(files))
    write_lines(target / MANIFEST_FILE, [encoded(manifest)])
    return manifest


def restore(
    settings: Settings,
    *,
    recorders: Sequence[Recorder],
    source: Path,
    newer_keys: Collection[Path] = (),
) -> list[Restored]:
    """Makes new logs and keys from the backup in `source`; its SQLite or PostgreSQL may be another.

    Each log gets a new id, the next generation and the backup's log as its ancestor, so that
    followers can tell what vanished. Nothing is written before every line was checked. Keys and
    tombstones are merged with those that are there: an erased person stays erased.

    Args:
        settings: of the new installation, whose master key is there already.
        recorders: the logs of all services, without tables or empty.
        source: the backup's folder, treated as hostile.
        newer_keys: key files of later backups, for keys and erasures since.

    Raises:
        BadBackup: the backup is incomplete or altered, or holds what it must not.
        LogNotEmpty: there is something already.
    """
    known = {log_file(one.service): one for one in recorders}
    manifest = read_manifest(source, known={*known, KEYS_FILE})
    found = [known[entry.name] for entry in manifest.files if entry.name in known]
    plans = [_plan(recorder, source=source) for recorder in found]
    for path in (source / KEYS_FILE, *newer_keys):
        merge_key_lines(settings, read_lines(path))
    return [_fill(recorder, file, identity) for recorder, file, identity in plans]


def _plan(recorder: Recorder, *, source: Path) -> tuple[Recorder, LogFile, LogIdentity]:
    """Checks source and target; says what the new log will be called."""
    file = LogFile(source / log_file(recorder.service), recorder.service, recorder.side_kinds)
    old, ancestor = file.check()
    new_id = TimeOrderedIds().new_id()
    recorder.create_tables(log_id=new_id)
    if recorder.last_position():
        raise LogNotEmpty(f"The log of {recorder.service} holds events already.")
    identity = LogIdentity(new_id, old.generation + 1, (*old.lineage, ancestor))
    return recorder, file, identity


def _fill(recorder: Recorder, file: LogFile, identity: LogIdentity) -> Restored:
    recorder.take_over(
        identity, records=file.records(), side_rows=file.side_rows(kept=_after_restore)
    )
    return Restored(recorder.service, identity)


def _after_restore(row: SideRow) -> SideRow | None:
    """A row as it must stand in the restored log."""
    if row.kind == SESSIONS:
        return None
    if row.kind == NUMBERS:
        for write in moved_on([row], by=NUMBERS_LEFT_OUT):
            return SideRow(row.kind, row.key, write.value or b"", row.expires_at)
    return row
