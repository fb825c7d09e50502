"""A bash that runs one block of commands after another, as somebody types them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

_DONE = "--- block done ---"


class BlockFailed(RuntimeError):
    """A command of a block failed; what it has said is the message."""


class Bash:
    """Runs blocks in one shell, which keeps its variables and stops at the first error.

    Args:
        folder: its working folder.
        environment: variables beside those of this process.
    """

    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        self._shell = subprocess.Popen(
            ["bash", "-eu", "-o", "pipefail"],
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shell.communicate()

    def run(self, block: str) -> str:
        """What the block has said, once it has ended.

        Raises:
            BlockFailed: one of its commands failed.
        """
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(f"{block}\necho '{_DONE}'\n")
        self._shell.stdin.flush()
        said = ""
        for line in self._shell.stdout:
            if line.strip() == _DONE:
                return said
            said += line
        raise BlockFailed(f"{said}\n{block}")
