"""Warm starts: forks are processes of their own, however much they share with their template."""

from pathlib import Path

import pytest

from tests.support.eventually import eventually
from tests.support.host_process import HostProcess, family_of, run_loopdesk
from tests.support.run_folder import ensure_keeper, kept_run_folder, make_run_folder
from tests.support.server_process import is_running

READY_WITHIN = 240.0


@pytest.fixture
def folder(run_folder: Path) -> Path:
    """A folder of a run that has a keeper, and so templates."""
    ensure_keeper(run_folder)
    return make_run_folder(run_folder)


def bus_of(folder: Path, name: str, *, is_warm: bool = True) -> HostProcess:
    data = folder / f"{name}-data"
    environment = {"LOOPDESK_DATA_DIR": str(data), "LOOPDESK_LOG_LEVEL": "WARNING"}
    run_loopdesk("migrate", environment=environment)
    process = HostProcess(folder / name, "bus", environment=environment, is_warm=is_warm)
    process.start()
    eventually(lambda: process.has_said("bus ready"), within=READY_WITHIN)
    return process


def parent_of(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1])


def test_forks_have_environment_folder_and_log_of_their_own(folder: Path) -> None:
    first, second = bus_of(folder, "first"), bus_of(folder, "second")
    assert first.pid is not None
    assert second.pid is not None
    # Two that shared a data folder would not both be ready: the second is refused.
    assert first.pid != second.pid
    for process, name in ((first, "first"), (second, "second")):
        assert Path(f"/proc/{process.pid}/cwd").readlink() == (folder / name).resolve()
        assert process.log().count("bus ready") == 1
    first.end()
    second.end()


def test_a_killed_fork_takes_neither_its_template_nor_another_fork_along(folder: Path) -> None:
    first, second = bus_of(folder, "first"), bus_of(folder, "second")
    assert first.pid is not None
    assert second.pid is not None
    template = parent_of(second.pid)
    killed = first.pid
    first.kill()
    assert not is_running(killed)
    assert is_running(second.pid)
    assert killed not in family_of(template)
    first.start()
    eventually(lambda: first.has_said("bus ready"), within=READY_WITHIN)
    first.end()
    second.end()


def test_whoever_wants_no_fork_gets_a_process_from_nothing(folder: Path) -> None:
    process = bus_of(folder, "cold", is_warm=False)
    assert process.pid is not None
    assert "warm_process" not in Path(f"/proc/{process.pid}/cmdline").read_text()
    process.end()


def test_only_folders_of_a_run_with_a_keeper_have_templates(folder: Path, tmp_path: Path) -> None:
    assert kept_run_folder(folder) == folder.parent
    assert kept_run_folder(tmp_path / "elsewhere") is None
