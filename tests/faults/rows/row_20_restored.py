"""One service's database is restored from a backup made under load; its followers are ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psycopg

from tests.faults.checkers.commands import vanished_commands
from tests.faults.checkers.logs import ReadLog
from tests.faults.evidence import Attempt, Finding
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground
from tests.faults.rows.progress import last_position
from tests.faults.rows.shift import Shift
from tests.faults.workload import Workload
from tests.journeys.logs import forks_seen, tickets_by_request

ROW = "20 restored from a backup, followers ahead"
RESTORED = "crm"
SCHEMAS = ("crm", "crm_read")
WORK_BEFORE = 4.0
WORK_AFTER = 4.0


def run(context: RowContext) -> RowResult:
    """Puts the database of `crm` back to a copy made under load; work goes on upon it.

    The copy is the database's own, without any word to Loopdesk: same log id, same generation,
    and the same positions given to other events.
    """
    ground = Ground.on_servers(context)
    try:
        with ground.shift(ROW, seed=context.seeds[0]) as shift:
            _restore_under_load(context, ground, shift)
        shift.result.findings += _differences(shift)
    finally:
        ground.end()
    return shift.result


def _restore_under_load(context: RowContext, ground: Ground, shift: Shift) -> None:
    installation = ground.installation
    copy = installation.folder / "crm.sql"
    with shift.workload.running():
        shift.wait(WORK_BEFORE)
        _copy(context, installation.settings.database_url, copy)
        shift.wait(WORK_AFTER)
    installation.settle()
    placed = _placed(shift, ground)
    shift.before_the_bus_ends()
    installation.stop()
    _put_back(context, installation.settings.database_url, copy)
    shift.vanished = {RESTORED: last_position(installation.services[RESTORED])}
    for name in ("bus", "web"):
        installation.start_again(name)
        installation.await_ready(name)
    shift.placed = placed
    again = Workload(ground.office, seed=context.seeds[0], name=f"{shift.name}-again")
    with again.running():
        shift.wait(WORK_AFTER)
        shift.recover()
    shift.extra += again.attempts
    installation.settle()
    shift.result.findings += _fork_findings(ground)
    shift.result.notes = _summary(ground, shift)


def _copy(context: RowContext, url: str, copy: Path) -> None:
    schemas = [f"--schema={one}" for one in SCHEMAS]
    dump = context.servers.postgres().run("pg_dump", *schemas, database=_name_of(url))
    copy.write_text(dump)


def _put_back(context: RowContext, url: str, copy: Path) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for one in SCHEMAS:
            connection.execute(f"DROP SCHEMA {one} CASCADE".encode())
    context.servers.postgres().run(
        "psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={copy}", database=_name_of(url)
    )


def _name_of(url: str) -> str:
    return url.rpartition("/")[2]


def _placed(shift: Shift, ground: Ground) -> list[Attempt]:
    """The commands with the position that each has taken, read before anything vanishes."""
    logs = {name: ReadLog(service.store) for name, service in ground.installation.services.items()}
    placed = []
    for one in shift.workload.attempts:
        events = logs[one.service].events_of(one)
        placed.append(replace(one, position=events[0].position) if events else one)
    return placed


def _fork_findings(ground: Ground) -> list[Finding]:
    forks = forks_seen(ground.installation)
    found = []
    if set(forks) != {"tickets"}:
        found.append(f"Forks were seen by {sorted(forks)}, and tickets follows the restored log.")
    found += [
        f"A fork of {one['producer']} with {len(one['vanished'])} vanished events."
        for one in forks.get("tickets", [])
        if one["producer"] != RESTORED or not one["vanished"]
    ]
    return [Finding("I8", "unexpected", one) for one in found]


def _summary(ground: Ground, shift: Shift) -> str:
    forks = forks_seen(ground.installation).get("tickets", [])
    vanished = sum(len(one["vanished"]) for one in forks)
    effects = sum(len(one["effects"]) for one in forks)
    tickets = len(tickets_by_request(ground.installation))
    return (
        f"restored to position {shift.vanished[RESTORED]} of {RESTORED}; fork seen by tickets:"
        f" {vanished} vanished events, {effects} of its own for them listed, {tickets} tickets of"
        " requests stand; read models rebuilt; operator's steps 0"
    )


def _differences(shift: Shift) -> list[Finding]:
    """What has vanished must be what was acknowledged after the backup, no more and no less."""
    restored_to = shift.vanished[RESTORED]
    expected = {
        one.key
        for one in shift.placed
        if (one.service, one.outcome) == (RESTORED, "acknowledged")
        and one.position is not None
        and one.position > restored_to
    }
    vanished = _keys(vanished_commands(shift.evidence()))
    shift.result.notes += f"; vanished with the backup: {len(vanished)}: {' '.join(vanished)}"
    if expected == set(vanished):
        return []
    different = sorted(expected ^ set(vanished))
    return [Finding("I1", "lost", f"Other than what the backup lacks: {' '.join(different)}")]


def _keys(attempts: Sequence[Attempt]) -> list[str]:
    return sorted(one.key for one in attempts)
