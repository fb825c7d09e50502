"""Time travel in the API: an entity's history, its state as of a moment, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import fields

from shared.context import current_context
from shared.errors import FieldError, Invalid
from shared.event_store import Aggregate, AsOf
from shared.event_store.history import Changes, HistoryEntry, diff, history
from shared.event_store.mapper import canonical
from shared.sealed.envelope import Sealed
from shared.service import Service
from shared.web.blueprint import Blueprint, Schema
from shared.web.commands import query
from shared.web.host import current_operation
from shared.web.paging import PageQuery, after, page_of, page_schema

HISTORY_PERMISSION = "audit.read"

_SEALED = frozenset(Sealed.__struct_fields__)

_MOMENT_FORM = (
    r"^([0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}))$"
)

MaySee = Callable[[str, UUID], bool]
"""Whether the caller may see the history of the entity of this name and id as its owner."""


class EntrySchema(Schema):
    """One event: what happened, who did it, when, through which door and why."""

    position = fields.Integer(required=True)
    version = fields.Integer(required=True)
    topic = fields.String(required=True)
    recorded_at = fields.String(required=True)
    circumstances = fields.Dict(required=True)
    changes = fields.Dict(required=True)


class DiffQuery(Schema):
    """Two moments, each a position of the log or a time with its offset."""

    since = fields.String(required=True, data_key="from", metadata={"pattern": _MOMENT_FORM})
    until = fields.String(required=True, data_key="to", metadata={"pattern": _MOMENT_FORM})


class DiffSchema(Schema):
    """What differs between the two moments, field by field: what it was and what it became."""

    changes = fields.Dict(required=True)


def as_of() -> AsOf | None:
    """The moment asked for by `?as_of=<time>` or `?position=<n>`; None for the present.

    Raises:
        Invalid: both are given, or one has not its form.
        RuntimeError: something else than the handler itself has called it.
    """
    operation = current_operation()
    if operation is None or not operation.takes_moment:
        raise RuntimeError("Call as_of() in the handler itself: that documents its parameters.")
    time, position = request.args.get("as_of"), request.args.get("position")
    if time is not None and position is not None:
        raise Invalid(
            fields=(FieldError("position", en="give it or as_of.", zh="与 as_of 只能给出一个。"),)
        )
    if time is not None:
        return AsOf(time=_time(time, field="as_of"))
    return None if position is None else AsOf(position=_position(position, field="position"))


def history_routes(
    blueprint: Blueprint, service: Service, *, may_see: MaySee | None = None
) -> None:
    """Adds history and diff of every aggregate of `service`, below its entity's address.

    Args:
        blueprint: the service's part of the API.
        service: whose aggregates they are; `skill_group` is found at `/skill-groups/<id>`.
        may_see: lets owners see without `audit.read`; nobody else may without it.
    """
    for name, aggregate in service.aggregates.items():
        address = f"/{_plural(name).replace('_', '-')}/<uuid:{name}_id>"
        _history_route(blueprint, service, name, aggregate, address=address, may_see=may_see)
        _diff_route(blueprint, service, name, aggregate, address=address, may_see=may_see)


def _history_route(
    blueprint: Blueprint,
    service: Service,
    name: str,
    aggregate: type[Aggregate],
    *,
    address: str,
    may_see: MaySee | None,
) -> None:
    def list_history(asked: dict[str, Any], **path: UUID) -> dict[str, Any]:
        entity_id = path[f"{name}_id"]
        _require(may_see, name, entity_id)
        service.store.get(aggregate, entity_id)
        entries = history(service.store, entity_id)
        last = after(asked["cursor"], tuple[int])
        shown = [one for one in entries if last is None or one.version > last[0]]
        page = page_of(shown, asked["limit"], key=lambda one: (one.version,))
        return {**page, "items": [_shown_entry(one) for one in page["items"]]}

    list_history.__name__ = f"list_history_of_{name}"
    list_history.__doc__ = f"Every event of a {name.replace('_', ' ')}: what, who, when and why."
    view = blueprint.response(200, page_schema(EntrySchema))(query(list_history))
    view = blueprint.arguments(PageQuery, location="query")(view)
    blueprint.add_url_rule(f"{address}/history", view_func=view, methods=["GET"])


def _diff_route(
    blueprint: Blueprint,
    service: Service,
    name: str,
    aggregate: type[Aggregate],
    *,
    address: str,
    may_see: MaySee | None,
) -> None:
    def compare(asked: dict[str, str], **path: UUID) -> dict[str, Any]:
        entity_id = path[f"{name}_id"]
        _require(may_see, name, entity_id)
        service.store.get(aggregate, entity_id)
        since = _moment(asked["since"], field="from")
        until = _moment(asked["until"], field="to")
        return {"changes": _shown(diff(service.store, aggregate, entity_id, since, until))}

    compare.__name__ = f"compare_{name}"
    compare.__doc__ = f"What changed in a {name.replace('_', ' ')} between two moments."
    view = blueprint.response(200, DiffSchema)(query(compare))
    view = blueprint.arguments(DiffQuery, location="query")(view)
    blueprint.add_url_rule(f"{address}/diff", view_func=view, methods=["GET"])


def without_sealed(value: Any) -> Any:
    """Plain data with every sealed personal text reduced to whose it is (SE-2)."""
    if isinstance(value, Mapping):
        if value.keys() == _SEALED:
            return {"sealed": True, "subject": value["subject"]}
        return {name: without_sealed(one) for name, one in value.items()}
    return [without_sealed(one) for one in value] if isinstance(value, list) else value


def _shown_entry(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "version": entry.version,
        "topic": entry.topic,
        "recorded_at": canonical(entry.recorded_at),
        "circumstances": canonical(entry.meta),
        "changes": _shown(entry.changes),
    }


def _shown(changes: Changes) -> dict[str, Any]:
    return {
        name: {"before": without_sealed(before), "after": without_sealed(later)}
        for name, (before, later) in changes.items()
    }


def _require(may_see: MaySee | None, name: str, entity_id: UUID) -> None:
    context = current_context()
    if context.may(HISTORY_PERMISSION) or (may_see is not None and may_see(name, entity_id)):
        return
    context.require(HISTORY_PERMISSION)


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _moment(text: str, *, field: str) -> AsOf:
    if text.isdecimal():
        return AsOf(position=_position(text, field=field))
    return AsOf(time=_time(text, field=field))


def _position(text: str, *, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise Invalid(
            fields=(
                FieldError(field, en="must be a position of the log.", zh="应为日志中的位置。"),
            )
        )
    return int(text)


def _time(text: str, *, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(
            fields=(
                FieldError(
                    field,
                    en="must be a time with its offset, such as 2026-01-31T08:00:00Z.",
                    zh="时间须带时区，例如 2026-01-31T08:00:00Z。",
                ),
            )
        )
    return found
