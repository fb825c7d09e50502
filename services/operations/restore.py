"""Brings back an installation from a backup."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.catalog import build_services
from services.operations.attachments import ATTACHMENTS, check_attachments, copy_attachments
from services.operations.backup_files import KEYS_FILE, read_lines, read_manifest
from services.operations.key_file import merge_key_lines
from services.operations.log_file import LogFile, log_file
from services.operations.migrate import create_keys, make_data_folder
from shared.event_store import LogIdentity, Recorder, SideRow
from shared.event_store.log_copy import LogNotEmpty
from shared.event_store.recorder import Ancestor
from shared.ids import TimeOrderedIds
from shared.numbers import NUMBERS, moved_on
from shared.platform import platform_of
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


def restore(settings: Settings, *, source: Path, newer_keys: Collection[Path]) -> list[Restored]:
    """New logs and keys from the backup in `source`; read models are built by `migrate` and bus.

    Args:
        settings: of the installation, whose master key is in place.
        source: the backup's folder.
        newer_keys: key files of later backups, for erasures since.
    """
    make_data_folder(settings)
    create_keys(settings)
    services = build_services(platform_of(settings))
    recorders = [one.store.recorder for one in services]
    return restore_logs(settings, recorders=recorders, source=source, newer_keys=newer_keys)


def restore_logs(
    settings: Settings,
    *,
    recorders: Sequence[Recorder],
    source: Path,
    newer_keys: Collection[Path] = (),
) -> list[Restored]:
    """Makes new logs, files and keys from the backup in `source`, on the same database or another.

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
    check_attachments(source / ATTACHMENTS, count=manifest.attachments)
    for path in (source / KEYS_FILE, *newer_keys):
        merge_key_lines(settings, read_lines(path))
    copy_attachments(source / ATTACHMENTS, settings.attachments_dir)
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
