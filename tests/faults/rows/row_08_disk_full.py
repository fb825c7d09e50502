"""The disk is full: commands are refused, none is lost, and work goes on when there is room."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.faults.live import LiveInstallation
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground
from tests.faults.rows.shift import Shift
from tests.faults.rows.small_disk import fill, make_room, small_disk, why_not
from tests.support.run_folder import ensure_keeper, make_run_folder
from tests.support.server_process import is_running, remove_servers
from tests.support.servers import PrivatePostgres

ROW = "8 disk full"
TIMES = 2
WORK_BEFORE = 3.0
FULL_FOR = 8.0
SQLITE_MEGABYTES = 64
POSTGRES_MEGABYTES = 160


def run(context: RowContext) -> RowResult:
    """Fills the disk of an embedded installation, then that of a PostgreSQL server."""
    reason = why_not()
    if reason is not None:
        return RowResult(ROW, skipped=reason)
    on_sqlite = _on_sqlite(context)
    on_postgres = _on_postgres(context)
    return _together(on_sqlite, on_postgres)


def _on_sqlite(context: RowContext) -> RowResult:
    ensure_keeper(context.folder)
    installation = LiveInstallation(make_run_folder(context.folder), environment={})
    with ExitStack() as disk:
        disk.enter_context(small_disk(installation.data, megabytes=SQLITE_MEGABYTES))
        disk.callback(installation.kill)
        installation.start()
        return _fill_under_load(context, installation, installation.data, revive=lambda: None)


def _on_postgres(context: RowContext) -> RowResult:
    folder = make_run_folder(context.folder)
    with ExitStack() as disk:
        disk.enter_context(small_disk(folder, megabytes=POSTGRES_MEGABYTES))
        server = PrivatePostgres(folder / "server")
        disk.callback(remove_servers, folder / "server")
        server.start()
        environment = {"LOOPDESK_DATABASE_URL": server.create_database("loopdesk")}
        installation = LiveInstallation(make_run_folder(context.folder), environment=environment)
        disk.callback(installation.kill)
        installation.start()

        def revive() -> None:
            """A server that gave up without room is started by its service manager."""
            if not is_running(server.pid):
                server.start()

        return _fill_under_load(context, installation, folder, revive=revive)


def _fill_under_load(
    context: RowContext, installation: LiveInstallation, disk: Path, *, revive: Callable[[], None]
) -> RowResult:
    ground = Ground(installation)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        with shift.workload.running():
            for _ in range(TIMES):
                shift.wait(WORK_BEFORE)
                fill(disk)
                shift.wait(FULL_FOR)
                make_room(disk)
                revive()
                shift.recover()
        shift.result.notes = _summary(shift, installation)
    return shift.result


def _summary(shift: Shift, installation: LiveInstallation) -> str:
    again = [one for one in shift.workload.attempts if one.sent > 1]
    name = "SQLite" if installation.settings.is_embedded else "PostgreSQL"
    return (
        f"{name}: full {TIMES} times for {FULL_FOR:.0f} s,"
        f" {len(again)} commands were refused for it and went through later"
    )


def _together(one: RowResult, other: RowResult) -> RowResult:
    return RowResult(
        ROW,
        injections=one.injections + other.injections,
        attempts=one.attempts + other.attempts,
        findings=[*one.findings, *other.findings],
        absorbed=one.absorbed + other.absorbed,
        recovery_seconds=[*one.recovery_seconds, *other.recovery_seconds],
        peak_memory=max(one.peak_memory, other.peak_memory),
        seeds=one.seeds,
        notes=f"{one.notes}; {other.notes}",
    )
