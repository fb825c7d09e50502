"""Asking for the past: `show`, `history` and `diff` of any entity, by time or position."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import click
import msgspec

from services.commands.installation import service_named
from shared.errors import DomainError
from shared.event_store import Aggregate, AsOf
from shared.event_store.history import diff as difference
from shared.event_store.history import history as history_of
from shared.event_store.history import state_of
from shared.service import Service


class _Moment(click.ParamType[AsOf]):
    """A position of the log (digits) or a time with its offset."""

    name = "moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> AsOf:
        if isinstance(value, AsOf):
            return value
        if str(value).isdigit():
            return AsOf(position=int(value))
        try:
            time = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is neither a position nor a time like 2026-01-31T09:00+08:00.")
        if time.tzinfo is None:
            self.fail(f"{value!r} has no offset; write it like 2026-01-31T09:00+08:00.")
        return AsOf(time=time)


MOMENT = _Moment()


@click.command()
@click.argument("service")
@click.argument("kind")
@click.argument("entity_id", type=click.UUID)
@click.option("--as-of", type=MOMENT, help="Position or time; now by default.")
def show(service: str, kind: str, entity_id: UUID, as_of: AsOf | None) -> None:
    """查看（可回到过去）。Show the entity ENTITY_ID of KIND (such as ticket) in SERVICE."""
    found = service_named(service)
    try:
        aggregate = found.store.get(_class_of(found, kind), entity_id, as_of=as_of)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _print(state_of(aggregate))


@click.command()
@click.argument("service")
@click.argument("entity_id", type=click.UUID)
def history(service: str, entity_id: UUID) -> None:
    """查看历史。List every event of the entity ENTITY_ID with who, when and why."""
    found = service_named(service)
    try:
        for entry in history_of(found.store, entity_id):
            _print(entry)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal


@click.command()
@click.argument("service")
@click.argument("kind")
@click.argument("entity_id", type=click.UUID)
@click.argument("before", type=MOMENT)
@click.argument("after", type=MOMENT)
def diff(service: str, kind: str, entity_id: UUID, before: AsOf, after: AsOf) -> None:
    """比较两个时刻。Compare the entity ENTITY_ID of KIND at two moments."""
    found = service_named(service)
    try:
        _print(difference(found.store, _class_of(found, kind), entity_id, before, after))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _class_of(service: Service, kind: str) -> type[Aggregate]:
    if kind not in service.aggregates:
        known = ", ".join(sorted(service.aggregates))
        raise click.BadParameter(f"{service.name} has no {kind!r}; choose from {known}.")
    return service.aggregates[kind]


def _print(value: Any) -> None:
    text = msgspec.json.encode(value, enc_hook=str)
    click.echo(msgspec.json.format(text, indent=2).decode())
