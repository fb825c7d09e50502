"""A process of `loopdesk` whose clock is wrong: `python -m tests.faults.rows.wrong_clock web|bus`.

Its clock is off by the seconds that the file in `LOOPDESK_TEST_CLOCK_ERROR` names, now.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from services import cli
from shared.clock import SystemClock

ERROR = "LOOPDESK_TEST_CLOCK_ERROR"
"""Variable that names the file."""


class WrongClock(SystemClock):
    """The machine's clock, put wrong."""

    def now(self) -> datetime:
        """The wrong time."""
        error = float(Path(os.environ[ERROR]).read_text())
        return super().now() + timedelta(seconds=error)


def main() -> None:
    """Runs the subcommand with the wrong clock."""
    if sys.argv[1] == "bus":
        # It changes the process, and must do so before anything else is imported.
        from services import bus_process  # noqa: F401
    from shared import platform

    platform.SystemClock = WrongClock  # type: ignore[misc]
    sys.argv[0] = "loopdesk"
    cli.main()


if __name__ == "__main__":
    main()
