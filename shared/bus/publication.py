"""Which events of a service are public, under which name and in which shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from marshmallow import Schema

Stream = Literal["loopdesk.events", "loopdesk.crm"]


@dataclass(frozen=True)
class PublicEvent:
    """One kind of public event.

    Args:
        event_class: the private event that is translated, such as `Ticket.Closed`.
        name: public name in snake case, such as `ticket_closed`.
        version: version of the public shape.
        schema: marshmallow schema of the data; dumped when published, documented in AsyncAPI.
        data: makes the data from the private event.
        subjects: names the entities concerned, the main one first (`ticket:<uuid>`).
        stream: the exchange that it goes to.
    """

    event_class: type[Any]
    name: str
    version: int
    schema: type[Schema]
    data: Callable[[Any], dict[str, Any]]
    subjects: Callable[[Any], tuple[str, ...]]
    stream: Stream = "loopdesk.events"

    def content_of(self, event: Any) -> dict[str, Any]:
        """The public data of a private event, in the public shape."""
        content: dict[str, Any] = self._form.dump(self.data(event))
        return content

    @cached_property
    def _form(self) -> Schema:
        # Making a schema costs several times what a dump does.
        return self.schema()


class Publications:
    """All public events of one service: its event API.

    Args:
        service: the service's name.
        events: at most one public event per private event and stream.
    """

    def __init__(self, service: str, events: Iterable[PublicEvent]) -> None:
        self.service = service
        self.events = tuple(events)
        self._by_topic: dict[tuple[str, str], PublicEvent] = {}
        for one in self.events:
            key = (one.stream, one.event_class.TOPIC)
            if key in self._by_topic:
                raise ValueError(f"{key[1]} is published twice on {key[0]}.")
            self._by_topic[key] = one

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that the service publishes on."""
        return tuple(dict.fromkeys(["loopdesk.events", *(one.stream for one in self.events)]))

    def topics_of(self, stream: str) -> list[str]:
        """The private topics whose events are published on `stream`."""
        return [topic for one, topic in self._by_topic if one == stream]

    def public_form_of(self, topic: str, *, stream: str) -> PublicEvent | None:
        """How events of a private topic are published on `stream`, if at all."""
        return self._by_topic.get((stream, topic))

    def type_of(self, event: PublicEvent) -> str:
        """The public type, such as `loopdesk.tickets.ticket_closed.v1`."""
        return f"loopdesk.{self.service}.{event.name}.v{event.version}"
