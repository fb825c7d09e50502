"""Looking after a running installation: `status`, `parked`, `rebuild` and `verify`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from services.commands.installation import open_services, service_named
from services.operations.status import ServiceStatus, statuses
from shared.bus.parking import ParkedMessage, ParkingLot
from shared.bus.requests import RequestState, ask, await_request
from shared.errors import DomainError
from shared.service import Service


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def status(*, as_json: bool) -> None:
    """运行状态。Show positions, lags, what is parked, stopped and refused."""
    found = statuses(open_services())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    console = Console()
    for one in found:
        console.print(_status_table(one))


def _status_table(one: ServiceStatus) -> Table:
    title = (
        f"{one.service}: {one.last_position} records, generation {one.generation},"
        f" {one.parked} parked, {one.refusals} refused, {one.forks} forks"
    )
    table = Table(
        "reader", "log", "position", "lag", "stopped by", title=title, title_justify="left"
    )
    for reader in one.readers:
        table.add_row(
            reader.name, reader.log, str(reader.position), str(reader.lag), reader.stopped_by or ""
        )
    return table


@click.group()
def parked() -> None:
    """暂存的消息。Messages that could not be taken and wait for a decision."""


@parked.command("list")
@click.argument("service")
def list_parked(service: str) -> None:
    """List the parked messages of SERVICE."""
    table = Table("key", "type", "subject", "status", "cause")
    for one in ParkingLot(service_named(service).store).messages():
        cause = one.cause.splitlines()[0][:60]
        table.add_row(one.key, one.message.type, one.message.subject, one.status, cause)
    Console().print(table)


@parked.command("show")
@click.argument("service")
@click.argument("key")
def show_parked(service: str, key: str) -> None:
    """Show one parked message with its cause."""
    one = _parked_message(service_named(service), key)
    shown = {**vars(one.message), "time": one.message.time.isoformat()}
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=list))
    click.echo(f"status: {one.status}, since {one.parked_at.isoformat()}")
    click.echo(f"cause: {one.cause}")


@parked.command()
@click.argument("service")
@click.argument("keys", nargs=-1, required=True)
def retry(service: str, keys: Sequence[str]) -> None:
    """Run the messages KEYS again, in the order of their positions."""
    _mark(service_named(service), keys, "retry")


@parked.command()
@click.argument("service")
@click.argument("keys", nargs=-1, required=True)
@click.confirmation_option(prompt="A discarded message never takes effect. Go on?")
def discard(service: str, keys: Sequence[str]) -> None:
    """Drop the messages KEYS for good."""
    _mark(service_named(service), keys, "discard")


def _mark(service: Service, keys: Sequence[str], status: str) -> None:
    lot = ParkingLot(service.store)
    for key in keys:
        _parked_message(service, key)
        lot.mark(key, "retry" if status == "retry" else "discard")
    _ask_and_show(service, "run-parked")


def _parked_message(service: Service, key: str) -> ParkedMessage:
    try:
        return ParkingLot(service.store).message(key)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal


@click.command()
@click.argument("service")
@click.argument("read_model", default="")
def rebuild(service: str, read_model: str) -> None:
    """重建查询表。Build READ_MODEL (all by default) of SERVICE anew beside the one in use."""
    _ask_and_show(service_named(service), "rebuild", read_model=read_model)


@click.command()
@click.argument("services", nargs=-1)
def verify(services: Sequence[str]) -> None:
    """核对。Check that messages took effect once and in order, and read models equal a replay."""
    failures = []
    for service in open_services():
        if not services or service.name in services:
            try:
                _ask_and_show(service, "verify")
            except click.ClickException as failure:
                failures.append(failure.message)
    if failures:
        raise click.ClickException("\n".join(failures))


def _ask_and_show(service: Service, what: str, **arguments: str) -> None:
    key = ask(service.store, what, **arguments)
    try:
        answer = await_request(service.store, key, within=600, shown=_show)
    except DomainError as refusal:
        raise click.ClickException(f"{refusal} Is it running?") from refusal
    if answer.state == "failed":
        raise click.ClickException(f"{service.name}: {answer.result}")
    click.echo(f"{service.name}: {answer.result}")


def _show(state: RequestState) -> None:
    if state.progress and not state.is_over:
        click.echo(f"  {state.progress}", err=True)
