"""The AsyncAPI 3.0 document of what services publish and take, made from their schemas.

The schemas stay within JSON Schema draft-07, which is what AsyncAPI 3.0 builds on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from shared.bus.envelope import CONTENT_TYPE
from shared.bus.publication import Publications, PublicEvent

VERSION = "3.0.0"
"""Version of AsyncAPI."""

TEXT = {"type": "string", "minLength": 1}
_NUMBER = {"type": "string", "pattern": "^[0-9]+$"}

PUBLISHED_EVENT: dict[str, Any] = {
    "description": "CloudEvents 1.0 in structured mode, with the ordering attributes of a log.",
    "type": "object",
    "required": [
        "specversion",
        "type",
        "source",
        "id",
        "time",
        "subject",
        "datacontenttype",
        "log",
        "generation",
        "partition",
        "position",
        "previous",
        "previousid",
        "subjects",
        "data",
    ],
    "properties": {
        "specversion": {"const": "1.0"},
        "type": TEXT,
        "source": {**TEXT, "description": "Name of the producing service."},
        "id": {**TEXT, "format": "uuid", "description": "The event's id; the same on a repeat."},
        "time": {"type": "string", "format": "date-time", "description": "When it occurred."},
        "subject": {**TEXT, "description": "The entity that it is about, `ticket:<uuid>`."},
        "subjects": {**TEXT, "description": "All entities concerned, separated by commas."},
        "datacontenttype": {"const": "application/json"},
        "log": {**TEXT, "format": "uuid", "description": "The producer's log."},
        "generation": {**_NUMBER, "description": "How often that log was restored, plus 1."},
        "partition": _NUMBER,
        "position": {**_NUMBER, "description": "Its place in the log."},
        "previous": {**_NUMBER, "description": "Position of the message before it; 0: none."},
        "previousid": {"type": "string", "description": "That message's id; empty: none."},
        "correlationid": {**TEXT, "description": "Runs through all that one cause set off."},
        "causationid": {**TEXT, "description": "What directly caused it."},
        "data": {"type": "object"},
    },
}
"""The envelope of what is published, as `shared.bus.envelope` makes it."""

RECEIVED_EVENT: dict[str, Any] = {
    "description": "CloudEvents 1.0 in structured mode.",
    "type": "object",
    "required": ["specversion", "type", "source", "id", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "type": TEXT,
        "source": {**TEXT, "maxLength": 200, "description": "The system that you may speak for."},
        "id": {**TEXT, "maxLength": 200, "description": "Your id; a repeat changes nothing."},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "correlationid": {**TEXT, "maxLength": 200, "description": "Is carried through."},
        "data": {"type": "object"},
    },
}
"""The envelope of what is taken from outside."""


@dataclass(frozen=True)
class Inbound:
    """A queue that messages from outside are taken from.

    Args:
        exchange: topic exchange to publish to; the message's type is the routing key.
        queue: the durable queue behind it.
        description: what it is for.
        types: the schema of the data of each message type.
    """

    exchange: str
    queue: str
    description: str
    types: dict[str, type[Schema]]


def asyncapi_document(
    *,
    title: str,
    version: str,
    description: str,
    published: Iterable[Publications],
    streams: Sequence[str] = (),
    received: Iterable[Inbound] = (),
) -> dict[str, Any]:
    """An AsyncAPI 3.0 document, from the point of view of Loopdesk: it sends and receives.

    Args:
        title: what the document is about.
        version: version of the interface.
        description: for whom and what for, in Markdown.
        published: the services' public events.
        streams: exchanges to describe; all by default.
        received: queues that messages are taken from.
    """
    parts = _Parts(title, version)
    for publications in published:
        for event in publications.events:
            if not streams or event.stream in streams:
                parts.add_published(publications, event)
    for inbound in received:
        parts.add_inbound(inbound)
    return parts.document(description)


class _Parts:
    """Collects channels, operations, messages and schemas."""

    def __init__(self, title: str, version: str) -> None:
        plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
        self._spec = APISpec(title, version, "3.1.0", plugins=[plugin])
        self._channels: dict[str, Any] = {}
        self._operations: dict[str, Any] = {}
        self._messages: dict[str, Any] = {}

    def add_published(self, publications: Publications, event: PublicEvent) -> None:
        """Adds a public event to the channel of its stream."""
        name = publications.type_of(event)
        if event.stream not in self._channels:
            self._add_channel(event.stream, exchange=event.stream, action="send")
        self._add_message(event.stream, name, event.schema, envelope="PublishedEvent")

    def add_inbound(self, inbound: Inbound) -> None:
        """Adds a queue and the messages that it takes."""
        self._add_channel(
            inbound.queue, exchange=inbound.exchange, action="receive", about=inbound.description
        )
        for name, schema in inbound.types.items():
            self._add_message(inbound.queue, name, schema, envelope="ReceivedEvent")

    def document(self, description: str) -> dict[str, Any]:
        """The document of all that was added."""
        spec = self._spec.to_dict()
        schemas = spec["components"]["schemas"]
        return {
            "asyncapi": VERSION,
            "info": {**spec["info"], "description": description},
            "defaultContentType": CONTENT_TYPE,
            "channels": self._channels,
            "operations": self._operations,
            "components": {
                "messages": self._messages,
                "schemas": {
                    "PublishedEvent": PUBLISHED_EVENT,
                    "ReceivedEvent": RECEIVED_EVENT,
                    **schemas,
                },
            },
        }

    def _add_channel(self, name: str, *, exchange: str, action: str, about: str = "") -> None:
        self._channels[name] = {
            "address": "{type}",
            "title": name,
            "description": about or f"Public events on the topic exchange {name}.",
            "parameters": {"type": {"description": "The message's type is the routing key."}},
            "messages": {},
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {"name": exchange, "type": "topic", "durable": True},
                }
            },
        }
        self._operations[f"{action}.{name}"] = {
            "action": action,
            "channel": {"$ref": f"#/channels/{name}"},
            "messages": [],
        }

    def _add_message(self, channel: str, name: str, schema: type[Schema], *, envelope: str) -> None:
        if name in self._messages:
            return
        self._spec.components.schema(name, schema=schema)
        summary = (schema.__doc__ or "").strip().splitlines()[0]
        self._messages[name] = {
            "name": name,
            "title": name,
            "summary": summary,
            "contentType": CONTENT_TYPE,
            "payload": {
                "allOf": [
                    {"$ref": f"#/components/schemas/{envelope}"},
                    {
                        "type": "object",
                        "properties": {
                            "type": {"const": name},
                            "data": {"$ref": f"#/components/schemas/{name}"},
                        },
                    },
                ]
            },
        }
        self._channels[channel]["messages"][name] = {"$ref": f"#/components/messages/{name}"}
        operation = next(
            one
            for one in self._operations.values()
            if one["channel"]["$ref"] == f"#/channels/{channel}"
        )
        operation["messages"].append({"$ref": f"#/channels/{channel}/messages/{name}"})


def _schema_name(schema: Any) -> str:
    """A name for a nested schema that no schema of another service has."""
    cls = schema if isinstance(schema, type) else type(schema)
    service = cls.__module__.split(".")[1]
    return f"{service}.{cls.__name__.removesuffix('Schema')}"
