"""Reading what the CRM sends: one CloudEvent, as far as it can be read, without ever failing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from marshmallow import EXCLUDE, Schema, ValidationError

from services.crm.application.incoming import IncomingMessage
from services.crm.domain.gateway_message import Fault
from services.crm.messages.crm_fields import Moment, Text
from services.crm.messages.crm_schemas import SCHEMAS

LARGEST_MESSAGE = 1024 * 1024
"""Bytes of a message at most; the broker itself refuses larger ones."""

DEEPEST = 32
"""Levels of nesting at most."""

MOST_FAULTS = 20
"""Faults named in one answer at most."""

_NO_FIELDS = ("_schema", "key", "value")
"""Names by which marshmallow says where within a field a fault lies."""

_FIELD_NAME = re.compile(r"[\w.-]{1,60}")


class EnvelopeSchema(Schema):
    """The attributes of CloudEvents 1.0 that are read."""

    class Meta:
        unknown = EXCLUDE

    source = Text(longest=200, required=True)
    id = Text(longest=200, required=True)
    type = Text(longest=200, required=True)
    time = Moment(load_default=None, allow_none=True)
    correlationid = Text(longest=200, load_default=None, allow_none=True)


# Making a schema costs more than reading a message with it.
_ENVELOPE = EnvelopeSchema()
_READERS = {name: schema() for name, schema in SCHEMAS.items()}


def read_message(body: bytes) -> IncomingMessage:
    """What `body` says, or what is wrong with it."""
    if len(body) > LARGEST_MESSAGE:
        return _unreadable("too-large")
    try:
        content = msgspec.json.decode(body)
    except RecursionError:
        return _unreadable("too-deep")
    except ValueError:
        return _unreadable("invalid-json")
    if not isinstance(content, dict):
        return _unreadable("invalid-json")
    return _read_event(content)


def _unreadable(cause: str) -> IncomingMessage:
    return IncomingMessage(faults=(Fault(cause=cause),))


def _read_event(content: dict[str, Any]) -> IncomingMessage:
    faults = []
    if content.get("specversion") != "1.0":
        faults.append(Fault(cause="wrong-specversion", field="specversion"))
    try:
        envelope = _ENVELOPE.load(content)
    except ValidationError as refusal:
        envelope = dict(refusal.valid_data)  # type: ignore[arg-type]  # a dict, as one was loaded
        faults.extend(_faults_in(refusal.messages))
    fact = None
    if not faults:
        fact, faults = _read_data(content, message_type=envelope["type"])
    return IncomingMessage(
        source=envelope.get("source"),
        message_id=envelope.get("id"),
        message_type=envelope.get("type"),
        time=envelope.get("time"),
        correlation_id=envelope.get("correlationid"),
        fact=fact,
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _read_data(content: Mapping[str, Any], *, message_type: str) -> tuple[Any, list[Fault]]:
    if message_type not in _READERS:
        return None, [Fault(cause="unknown-type", field="type")]
    data = content.get("data")
    if data is None:
        return None, [Fault(cause="missing", field="data")]
    if not isinstance(data, dict):
        return None, [Fault(cause="not-an-object", field="data")]
    if _is_deeper(data, than=DEEPEST - 1):
        return None, [Fault(cause="too-deep", field="data")]
    try:
        return _READERS[message_type].load(data), []
    except ValidationError as refusal:
        return None, list(_faults_in(refusal.messages, at="data."))


def _is_deeper(value: Any, *, than: int) -> bool:
    level = [value]
    for _ in range(than):
        level = [inner for one in level for inner in _parts(one)]
    return any(isinstance(one, dict | list) for one in level)


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _faults_in(messages: Any, *, at: str = "") -> Iterator[Fault]:
    """Every fault by field; messages of our fields are codes already."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _faults_in(inner, at=at if name in _NO_FIELDS else f"{at}{_shown(name)}.")
    else:
        for cause in messages:
            yield Fault(cause=cause, field=at.rstrip("."))


def _shown(name: object) -> str:
    """The name of a field as it may stand in an answer: nothing that could be a person's words."""
    return str(name) if _FIELD_NAME.fullmatch(str(name)) else "*"
