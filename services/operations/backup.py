"""Backs up all logs, attachments and keys; read models are left out, since events rebuild them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.operations.attachments import ATTACHMENTS, copy_attachments
from services.operations.backup_files import (
    FORMAT,
    KEYS_FILE,
    MANIFEST_FILE,
    Manifest,
    encoded,
    write_lines,
)
from services.operations.key_file import key_lines
from services.operations.log_file import log_file, log_lines
from shared.clock import SystemClock
from shared.event_store import Recorder
from shared.settings import Settings


def back_up(settings: Settings, *, recorders: Sequence[Recorder], target: Path) -> Manifest:
    """Writes a backup into the new folder `target` while the services go on.

    Each log is read in one snapshot; attachments and keys are read after them, so that no event is
    without its file or its key.

    Raises:
        FileExistsError: `target` exists already.
    """
    target.mkdir(mode=0o700, parents=True)
    files = []
    for recorder in recorders:
        with recorder.snapshot() as copy:
            lines = log_lines(recorder.service, copy)
            files.append(write_lines(target / log_file(recorder.service), lines))
    attachments = copy_attachments(settings.attachments_dir, target / ATTACHMENTS)
    files.append(write_lines(target / KEYS_FILE, key_lines(settings)))
    manifest = Manifest(
        format=FORMAT,
        made_at=SystemClock().now(),
        files=tuple(files),
        attachments=attachments,
    )
    write_lines(target / MANIFEST_FILE, [encoded(manifest)])
    return manifest
