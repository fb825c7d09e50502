"""Starting: `up`, `web`, `bus` and `mail`."""

from __future__ import annotations

import os

import click

from services.commands.settings import settings_or_exit
from services.loading import loading


def _known(
    _context: click.Context, _option: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    if names:
        from services.catalog import NAMES

        for name in names:
            if name not in NAMES:
                raise click.BadParameter(
                    f"there is no service {name}; choose from {', '.join(NAMES)}."
                )
    return names


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (LOOPDESK_PORT).")
def up(port: int | None) -> None:
    """启动整个平台。Start the whole platform on this machine (SQLite, no broker)."""
    if port is not None:
        os.environ["LOOPDESK_PORT"] = str(port)
    settings = settings_or_exit()
    from services.operations.processes import Processes, ProcessFailed

    processes = Processes(settings, {})
    try:
        processes.start()
        click.echo(f"Loopdesk is ready: http://{settings.host}:{settings.port}/")
        click.echo("Stop it with Ctrl+C. 按 Ctrl+C 停止。")
        processes.watch()
    except ProcessFailed as failure:
        raise click.ClickException(str(failure)) from failure
    finally:
        processes.stop()


@click.command()
@click.option(
    "--service",
    "names",
    multiple=True,
    callback=_known,
    help="Serve only this service; repeatable.",
)
@click.option(
    "--await-migration", "is_early", is_flag=True, help="Wait for the first `loopdesk migrate`."
)
def web(names: tuple[str, ...], *, is_early: bool) -> None:
    """启动接口服务。Serve the API."""
    settings = settings_or_exit()
    from services.web_process import serve

    serve(settings, names=names, is_early=is_early)


@click.command()
@click.option(
    "--service", "names", multiple=True, callback=_known, help="Host only this service; repeatable."
)
@click.option("--migrate", "is_migrating", is_flag=True, help="Run `loopdesk migrate` first.")
def bus(names: tuple[str, ...], *, is_migrating: bool) -> None:
    """启动总线进程。Host relays, followers, read models and timers."""
    settings = settings_or_exit()
    with loading():
        from services import bus_process
        from services.catalog import NAMES, load_services
        from services.operations.migrate import migrate
        from shared.platform import platform_of

        load_services(names or NAMES)
    try:
        if is_migrating:
            migrate(platform_of(settings))
        bus_process.run(settings, names or NAMES)
    except bus_process.FolderTaken as refusal:
        raise click.ClickException(str(refusal)) from refusal


@click.command()
@click.option("--once", "is_once", is_flag=True, help="Fetch and send what there is, then end.")
def mail(*, is_once: bool) -> None:
    """收发邮件。Fetch the centre's mailbox and send replies (LOOPDESK_MAIL_ADDRESS)."""
    settings = settings_or_exit()
    from services import mail_process
    from services.crm.messages.mail_settings import read_mail_settings
    from shared.settings import BadSettings

    try:
        mailbox = read_mail_settings()
        if mailbox is None:
            raise click.UsageError("LOOPDESK_MAIL_ADDRESS: no mailbox is named.")
        fetched, sent = mail_process.run(settings, mailbox, is_once=is_once)
    except BadSettings as refusal:
        raise click.UsageError(str(refusal)) from refusal
    if is_once:
        click.echo(f"{fetched} fetched, {sent} attempted")
