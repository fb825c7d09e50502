"""The files of a backup, and their reading as something that a stranger may have written.

A backup is a folder. `<service>.log.jsonl` holds one JSON object a line: first the log
(`{"type": "log", "service", "log_id", "generation", "lineage"}`), then its events by position
(`{"type": "event", "position", "originator_id", "version", "topic", "state", "recorded_at",
"log_id"}`, the state's bytes as base64), then its side rows (`{"type": "row", "kind", "key",
"value", "expires_at"}`, the value's bytes as base64). `keys.jsonl` is that of `key_file`. In
`attachments` lie the encrypted files, each named by the SHA-256 of its content. `manifest.json`,
written last, names each other file with size and SHA-256, and says how many attachments there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from shared.errors import DomainError

FORMAT = "loopdesk-backup/1"
KEYS_FILE = "keys.jsonl"
MANIFEST_FILE = "manifest.json"

_LONGEST_LINE = 8 * 1024 * 1024


class BadBackup(DomainError):
    """The folder is no whole backup of this product; the sentence says why."""

    code = "bad-backup"


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a backup."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a whole backup consists of."""

    format: str
    made_at: datetime
    files: tuple[FileEntry, ...]
    attachments: int = 0


_MANIFESTS = msgspec.json.Decoder(Manifest)


def write_lines(path: Path, lines: Iterable[bytes]) -> FileEntry:
    """Writes a file that only its owner may read; returns its entry for the manifest."""
    digest = hashlib.sha256()
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        for line in lines:
            digest.update(line + b"\n")
            file.write(line + b"\n")
    return FileEntry(name=path.name, size=path.stat().st_size, sha256=digest.hexdigest())


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, none longer than 8 MiB."""
    with path.open("rb") as file:
        while line := file.readline(_LONGEST_LINE):
            if not line.endswith(b"\n"):
                raise BadBackup(f"{path.name} holds a line that is too long or cut off.")
            yield line


def encoded(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2)


def read_manifest(source: Path, *, known: Collection[str]) -> Manifest:
    """The manifest of the backup in `source`, after its files were compared with it.

    Args:
        source: the backup's folder.
        known: names of the files that may be there.

    Raises:
        BadBackup: something is missing, altered or unknown.
    """
    try:
        manifest = _MANIFESTS.decode((source / MANIFEST_FILE).read_bytes())
    except (OSError, msgspec.MsgspecError) as refusal:
        raise BadBackup(f"{source} has no readable manifest: {refusal}") from refusal
    if manifest.format != FORMAT:
        raise BadBackup(f"The backup has the format {manifest.format}; {FORMAT} is read.")
    names = [entry.name for entry in manifest.files]
    strangers = sorted(set(names) - set(known))
    if strangers or len(set(names)) != len(names) or KEYS_FILE not in names:
        raise BadBackup(f"The manifest names files it must not, or not all: {strangers or names}.")
    for entry in manifest.files:
        _compare(source / entry.name, entry)
    return manifest


def _compare(path: Path, entry: FileEntry) -> None:
    if not path.is_file() or path.is_symlink() or path.stat().st_size != entry.size:
        raise BadBackup(f"{path.name} is missing or has another size than in the manifest.")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
            raise BadBackup(f"{path.name} is not the file that the manifest describes.")
