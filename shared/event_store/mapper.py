"""Events to canonical bytes and back; only registered topics are ever resolved."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NotRequired, TypedDict, get_type_hints
from uuid import UUID

import msgspec
from eventsourcing.domain import CanInitAggregate, CanMutateAggregate
from eventsourcing.persistence import StoredEvent

from shared.clock import iso
from shared.errors import FieldError, Invalid, Unavailable
from shared.event_store.aggregate import Aggregate
from shared.event_store.meta import Meta

LARGEST_STATE = 256 * 1024
"""Bytes of one event's state at most; longer texts are attachments."""

_KEPT_OUT = frozenset({"originator_id", "originator_version", "originator_topic", "timestamp"})


class UnknownTopic(Unavailable):
    """The log holds an event that this release does not know: a newer one wrote it."""

    code = "written-by-newer-release"
    en = "This entry was written by a newer release ({topic}); this process cannot read it yet."
    zh = "该记录由更新的版本写入（{topic}），当前进程暂时无法读取。"


def canonical(value: Any) -> Any:
    """`value` in the plain JSON form of stored records: one form for each value, no floats.

    Raises:
        TypeError: a float or an unknown type.
        ValueError: a naive time.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or kind is int or kind is bool:
        return value
    if kind is datetime:
        return iso(value)
    if kind is UUID or kind is Decimal:
        return str(value)
    if kind is date:
        return value.isoformat()
    if isinstance(value, msgspec.Struct):
        return {
            name: each if type(each) is str and each.isascii() else canonical(each)
            for name in value.__struct_fields__
            if (each := getattr(value, name)) is not None and each != {}
        }
    if isinstance(value, list | tuple):
        return [canonical(each) for each in value]
    if isinstance(value, Mapping):
        return {
            key if type(key) is str and key.isascii() else canonical(str(key)): canonical(each)
            for key, each in value.items()
        }
    raise TypeError(f"{kind.__name__} {value!r} has no canonical form; use text, int or a struct.")


def canonical_bytes(value: Any) -> bytes:
    """`value` as canonical JSON: sorted names, no white space, UTF-8."""
    return msgspec.json.encode(canonical(value), order="sorted")


class Mapper:
    """Translates between the events of one service and their stored form.

    Args:
        aggregates: the aggregate classes of the service, each with its `TOPIC`.
    """

    def __init__(self, aggregates: Iterable[type[Aggregate]]) -> None:
        self._classes: dict[str, type[Any]] = {}
        self._aggregate_topics: dict[str, str] = {}
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        for aggregate in aggregates:
            self._register(aggregate)

    @property
    def topics(self) -> frozenset[str]:
        """The topics of all events that can be read."""
        return frozenset(self._classes)

    def aggregate_topic(self, topic: str) -> str:
        """The topic of the aggregate to which events of `topic` belong."""
        return self._aggregate_topics[topic]

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The stored form of `domain_event`.

        Raises:
            Invalid: the state is larger than `LARGEST_STATE`; the field is named.
            TypeError: a value has no canonical form.
        """
        cls = type(domain_event)
        topic = cls.TOPIC
        facts = {name: value for name, value in vars(domain_event).items() if name not in _KEPT_OUT}
        state = canonical_bytes(facts)
        if len(state) > LARGEST_STATE:
            raise _too_large(facts)
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=topic,
            state=state,
        )

    def to_domain_event(self, stored: StoredEvent) -> Any:
        """The event that `stored` holds, in the present shape of its class.

        Raises:
            UnknownTopic: no class is registered for the topic.
        """
        cls = self._classes.get(stored.topic)
        if cls is None:
            raise UnknownTopic(topic=stored.topic)
        if getattr(cls, "class_version", 1) == 1:
            decoder = self._decoders.get(stored.topic) or self._new_decoder(stored.topic)
            facts = decoder.decode(stored.state)
        else:
            facts = self._upcast(cls, stored)
        facts["timestamp"] = facts["meta"].occurred_at
        facts["originator_id"] = stored.originator_id
        facts["originator_version"] = stored.originator_version
        if issubclass(cls, CanInitAggregate):
            facts["originator_topic"] = self._aggregate_topics[stored.topic]
        domain_event = object.__new__(cls)
        object.__setattr__(domain_event, "__dict__", facts)
        return domain_event

    def _upcast(self, cls: type[Any], stored: StoredEvent) -> dict[str, Any]:
        raw: dict[str, Any] = msgspec.json.decode(stored.state)
        for version in range(raw["meta"].get("class_version", 1), cls.class_version):
            getattr(cls, f"upcast_v{version}_v{version + 1}")(raw)
        facts: dict[str, Any] = msgspec.convert(raw, _shape_of(cls), strict=False)  # type: ignore[arg-type]
        return facts

    def _register(self, aggregate: type[Aggregate]) -> None:
        for cls in vars(aggregate).values():
            if not (isinstance(cls, type) and issubclass(cls, CanMutateAggregate)):
                continue
            if cls.__name__ == "Event":
                continue
            topic = getattr(cls, "TOPIC")  # noqa: B009 (the library's type does not name it)
            if topic in self._classes:
                raise ValueError(f"Topic {topic} is registered twice.")
            self._classes[topic] = cls
            self._aggregate_topics[topic] = aggregate.__dict__["TOPIC"]

    def _new_decoder(self, topic: str) -> msgspec.json.Decoder[Any]:
        # Only now: a process that starts would wait for the decoders of hundreds of events.
        decoder = msgspec.json.Decoder(_shape_of(self._classes[topic]))  # type: ignore[arg-type]
        self._decoders[topic] = decoder
        return decoder


@cache
def _shape_of(cls: type[Any]) -> Any:
    """A typed dict made of the annotations of an event class."""
    hints = get_type_hints(cls)
    names: dict[str, Any] = {"meta": Meta}
    for one in fields(cls):
        if one.name in _KEPT_OUT or one.name == "meta":
            continue
        optional = one.default is not MISSING or _allows_none(hints[one.name])
        names[one.name] = NotRequired[hints[one.name]] if optional else hints[one.name]
    return TypedDict(f"{cls.__qualname__}State", names)  # type: ignore[operator]


def _allows_none(hint: Any) -> bool:
    return type(None) in getattr(hint, "__args__", ())


def _too_large(facts: Mapping[str, Any]) -> Invalid:
    name = max(facts, key=lambda one: len(canonical_bytes(facts[one])))
    return Invalid(
        fields=(
            FieldError(
                field=name,
                en=f"is too long for a record ({LARGEST_STATE // 1024} KiB at most); attach it.",
                zh=f"过长，单条记录最多 {LARGEST_STATE // 1024} KiB，请改为附件。",
            ),
        )
    )
