"""Time travel in the API: an entity's history, its state as of a moment, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import request
from marshmallow import fields

from shared.context import current_context
from shared.event_store import Aggregate, AsOf
from shared.event_store.history import Changes, HistoryEntry, diff, history
from shared.event_store.mapper import canonical
from shared.sealed.envelope import Sealed
from shared.service import Service
from shared.web.blueprint import Blueprint, Schema
from shared.web.commands import query
from shared.web.host import current_operation
from shared.web.paging import PageQuery, after, page_of, page_schema
from shared.web.refusals import wrong

HISTORY_PERMISSION: Final = "audit.read"

MaySee = Callable[[str, UUID], bool]
"""Whether the caller may see the history of the entity of this name and id as its owner."""

_SEALED: Final = frozenset(Sealed.__struct_fields__)
_MOMENT: Final = {
    "pattern": r"^([0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))$",
    "description": "A position of the log, or a time with its offset.",
}


class EntrySchema(Schema):
    """One event: what happened, who did it, when, through which door and why."""

    position = fields.Integer(required=True)
    version = fields.Integer(required=True)
    topic = fields.String(required=True)
    recorded_at = fields.String(required=True)
    circumstances = fields.Dict(required=True)
    changes = fields.Dict(required=True)


class DiffQuery(Schema):
    """Two moments."""

    since = fields.String(required=True, data_key="from", metadata=_MOMENT)
    until = fields.String(required=True, data_key="to", metadata=_MOMENT)


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
        raise wrong("position", en="give it or as_of, not both.", zh="与 as_of 只能给出一个。")
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

    def require(name: str, entity_id: UUID) -> None:
        context = current_context()
        if may_see is None or context.may(HISTORY_PERMISSION) or not may_see(name, entity_id):
            context.require(HISTORY_PERMISSION)

    for name, aggregate in service.aggregates.items():
        _add_routes(blueprint, service, name, aggregate, require)


def collection_of(name: str) -> str:
    """Where entities of a name are found: `skill-groups`, `queries`, `surveys`, `curricula`."""
    if name.endswith("um"):
        return f"{name[:-2]}a".replace("_", "-")
    takes_ies = name.endswith("y") and name[-2] not in "aeiou"
    return (f"{name[:-1]}ies" if takes_ies else f"{name}s").replace("_", "-")


def _add_routes(
    blueprint: Blueprint,
    service: Service,
    name: str,
    aggregate: type[Aggregate],
    require: Callable[[str, UUID], None],
) -> None:
    address = f"/{collection_of(name)}/<uuid:{name}_id>"

    def list_history(asked: dict[str, Any], **path: UUID) -> dict[str, Any]:
        entity_id = path[f"{name}_id"]
        require(name, entity_id)
        service.store.get(aggregate, entity_id)
        last = after(asked["cursor"], tuple[int]) or (0,)
        entries = [one for one in history(service.store, entity_id) if one.version > last[0]]
        page = page_of(entries, asked["limit"], key=lambda one: (one.version,))
        return {**page, "items": [_shown_entry(one) for one in page["items"]]}

    def compare(asked: dict[str, str], **path: UUID) -> dict[str, Any]:
        entity_id = path[f"{name}_id"]
        require(name, entity_id)
        service.store.get(aggregate, entity_id)
        moments = [_moment(asked[at], field=at) for at in ("since", "until")]
        return {"changes": _shown(diff(service.store, aggregate, entity_id, *moments))}

    list_history.__name__ = f"list_history_of_{name}"
    list_history.__doc__ = f"Every event of a {name.replace('_', ' ')}: what, who, when and why."
    compare.__name__ = f"compare_{name}"
    compare.__doc__ = f"What changed in a {name.replace('_', ' ')} between two moments."
    for part, handler, asks, shows in (
        ("history", list_history, PageQuery, page_schema(EntrySchema)),
        ("diff", compare, DiffQuery, DiffSchema),
    ):
        view = blueprint.response(200, shows)(query(handler))
        view = blueprint.arguments(asks, location="query")(view)
        blueprint.add_url_rule(f"{address}/{part}", view_func=view, methods=["GET"])


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


def _moment(text: str, *, field: str) -> AsOf:
    if text.isdecimal():
        return AsOf(position=_position(text, field=field))
    return AsOf(time=_time(text, field=field))


def _position(text: str, *, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise wrong(field, en="must be a position of the log.", zh="应为日志中的位置。")
    return int(text)


def _time(text: str, *, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        en, zh = "must be a time with its offset, such as {0}.", "时间须带时区，例如 {0}。"
        example = "2026-01-31T08:00:00Z"
        raise wrong(field, en=en.format(example), zh=zh.format(example))
    return found
