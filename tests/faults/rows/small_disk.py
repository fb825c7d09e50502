"""A disk of a few megabytes that can be filled to its last byte: a tmpfs, mounted by root only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BALLAST = "ballast"
CHUNKS = (1024 * 1024, 4096, 1)


def why_not() -> str | None:
    """Why this machine mounts none, if it does not."""
    if os.geteuid() != 0:
        return "only root mounts a tmpfs"
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    return None if tried.returncode == 0 else f"no tmpfs here: {tried.stderr.strip()}"


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[None]:
    """Lays an empty disk over `folder`, which gets its own content back at the end."""
    options = f"size={megabytes}m,mode=0711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    """Leaves no byte of the disk free."""
    with (folder / BALLAST).open("ab", buffering=0) as ballast:
        for size in CHUNKS:
            _fill_with(ballast.fileno(), bytes(size))


def make_room(folder: Path) -> None:
    """Gives back what `fill` has taken."""
    (folder / BALLAST).unlink()


def _fill_with(file: int, chunk: bytes) -> None:
    try:
        while os.write(file, chunk):
            pass
    except OSError:
        return
