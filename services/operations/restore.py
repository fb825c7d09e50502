"""Brings back an installation from a backup."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from services.catalog import build_services
from services.operations.migrate import create_keys
from shared.event_store.backup import Restored
from shared.event_store.backup import restore as restore_logs
from shared.platform import platform_of
from shared.settings import Settings


def restore(settings: Settings, *, source: Path, newer_keys: Collection[Path]) -> list[Restored]:
    """New logs and keys from the backup in `source`; read models are built by `migrate` and bus.

    Args:
        settings: of the installation, whose master key is in place.
        source: the backup's folder.
        newer_keys: key files of later backups, for erasures since.
    """
    create_keys(settings)
    services = build_services(platform_of(settings))
    recorders = [one.store.recorder for one in services]
    return restore_logs(settings, recorders=recorders, source=source, newer_keys=newer_keys)
