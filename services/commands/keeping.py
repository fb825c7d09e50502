"""Keeping an installation: `migrate`, `backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import click

from services.commands.installation import open_services
from services.commands.settings import settings_or_exit
from services.operations.backup import back_up
from services.operations.migrate import migrate as migrate_installation
from services.operations.restore import restore as restore_installation
from shared.errors import DomainError
from shared.platform import platform_of
from shared.settings import BadSettings


@click.command()
@click.option("--owner", default="", help="PostgreSQL URL of the role that owns the logs.")
def migrate(owner: str) -> None:
    """建库与升级。Create keys and tables, add shipped rules; at every upgrade."""
    try:
        services = migrate_installation(platform_of(settings_or_exit()), owner_url=owner)
    except BadSettings as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Ready: {', '.join(one.name for one in services)}.")


@click.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
def backup(target: Path) -> None:
    """备份。Back up all logs and attachments, then the keys, into the new folder TARGET."""
    recorders = [one.store.recorder for one in open_services()]
    try:
        back_up(settings_or_exit(), recorders=recorders, target=target)
    except (DomainError, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for one in recorders:
        click.echo(f"{one.service}: {one.last_position()} records")
    click.echo(f"Written to {target}. Keep it apart from the master key.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--newer-keys",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Key file of a later backup, for erasures since; repeatable.",
)
def restore(source: Path, newer_keys: tuple[Path, ...]) -> None:
    """恢复。Restore the backup in SOURCE into an empty installation."""
    settings = settings_or_exit()
    try:
        restored = restore_installation(settings, source=source, newer_keys=newer_keys)
    except (DomainError, BadSettings, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for one in restored:
        taken = one.taken_from.position
        click.echo(f"{one.service}: {taken} records, generation {one.identity.generation}")
    click.echo("All sessions have ended. Run `loopdesk migrate`, then start the processes.")
