"""The encrypted files beside the logs: copied as they are, each named by what it holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from services.operations.backup_files import BadBackup

ATTACHMENTS = "attachments"
"""Folder of a backup that holds them."""

_DIGITS = frozenset("0123456789abcdef")


def copy_attachments(source: Path, target: Path) -> int:
    """Copies all files of `source` that `target` does not hold; only their owner may read them.

    Returns:
        How many there are.
    """
    paths = list(_files(source))
    if paths:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in paths:
        if not (target / path.name).exists():
            _copy(path, target)
    return len(paths)


def check_attachments(folder: Path, *, count: int) -> None:
    """Refuses a folder that does not hold just `count` files, each named by its SHA-256.

    Raises:
        BadBackup: a file is missing, altered or no attachment.
    """
    paths = list(folder.iterdir()) if folder.is_dir() else []
    if len(paths) != count:
        raise BadBackup(f"{folder.name} holds {len(paths)} files; the manifest names {count}.")
    for path in paths:
        if path.is_symlink() or not path.is_file() or _digest(path) != path.name:
            raise BadBackup(f"{folder.name}/{path.name} is not the file that its name says.")


def _files(folder: Path) -> Iterator[Path]:
    """The finished files; one under way has another name."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if len(path.name) == 64 and set(path.name) <= _DIGITS:
            yield path


def _copy(path: Path, target: Path) -> None:
    beside = target / f".{path.name}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target / path.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
