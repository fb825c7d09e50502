"""The count of the kernel's lines counts what its ceilings mean; `make lint` holds them."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.project import PROJECT

MODULE = '''"""What it is for.

At some length.
"""

import os  # why


# A comment of its own.
class Ticket:
    """A request."""

    def close(
        self,
    ) -> str:
        """Close it."""
        return """SELECT 1

        FROM tickets"""
'''


def count(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "tools" / "count_kernel_lines.py"), str(project)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_blank_lines_comments_and_docstrings_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "shared" / "bus").mkdir(parents=True)
    (tmp_path / "shared" / "bus" / "relay.py").write_text(MODULE)
    (tmp_path / "shared" / "bus" / "tables.sql").write_text("-- why\n\nSELECT 1\nFROM t -- b\n")
    (tmp_path / "shared" / "clock.py").write_text("import time\n")
    counted = count(tmp_path)
    assert [
        "Kernel: 9 lines, meant 3000, at most 4994 (bus 9)",
        "Kernel: 1 lines, meant 2000, at most 3093 (clock 1)",
    ] == counted.stdout.splitlines()
    assert 0 == counted.returncode


def test_a_kernel_beyond_its_ceiling_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "clock.py").write_text("import time\n" * 3_094)
    assert 1 == count(tmp_path).returncode
