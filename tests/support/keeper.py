"""The last one out: ends a run's servers when the run's main process has gone, however it went."""

import sys
from pathlib import Path

from tests.support.server_process import remove_servers, wait_until_gone


def main(run_folder: Path) -> None:
    """Wait for the end of the process that owns the run, then end its servers."""
    owner = int((run_folder / "owner").read_text())
    wait_until_gone(owner, within=None)
    remove_servers(run_folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
