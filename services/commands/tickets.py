"""Tickets from the command line: `tickets import` takes those of an earlier system over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from services.commands.settings import settings_or_exit

if TYPE_CHECKING:
    from services.tickets.application.imports import ImportReport


@click.group()
def tickets() -> None:
    """工单。The tickets of the installation."""


@tickets.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(["zammad", "zendesk", "csv"]), required=True)
@click.option("--rehearse", is_flag=True, help="只检查，不写入 Report only, write nothing.")
def import_(file: Path, format_: str, rehearse: bool) -> None:  # noqa: FBT001 (click's option)
    """从其他系统导入工单。Take over the tickets of Zammad, Zendesk or a CSV file.

    Words of the other system are mapped by the rule set `imports`. A second run of the same file
    changes nothing.
    """
    from services.operations.ticket_imports import import_tickets
    from shared.errors import DomainError
    from shared.platform import platform_of
    from shared.settings import BadSettings

    try:
        report = import_tickets(
            platform_of(settings_or_exit()),
            file,
            format_=format_,
            is_rehearsal=rehearse,
            progress=lambda so_far: click.echo(f"{so_far.rows}", err=True),
        )
    except DomainError as refusal:
        raise click.ClickException(f"{refusal.in_language('zh-CN')}\n{refusal}") from refusal
    except (BadSettings, OSError) as refusal:
        raise click.ClickException(f"{refusal} Run `loopdesk migrate` first.") from refusal
    _tell(report, is_rehearsal=rehearse)


def _tell(report: ImportReport, *, is_rehearsal: bool) -> None:
    for refused in report.told:
        for fault in refused.faults:
            where = f"第 {refused.row} 行 row {refused.row} ({refused.source_id or '?'})"
            click.echo(f"{where}: {fault.field}: {fault.zh} {fault.en}")
    verb = "可导入 would import" if is_rehearsal else "已导入 imported"
    click.echo(
        f"{report.rows} 行 rows: {verb} {report.imported},"
        f" 已存在 known before {report.known}, 未导入 refused {report.refused}"
    )
    if report.refused:
        raise SystemExit(1)
