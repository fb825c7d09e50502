"""What public events about tickets are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from marshmallow import Schema

from shared.bus.publication import PublicEvent
from shared.event_store import Aggregate

Data = Callable[[Any], dict[str, Any]]


def about_ticket(
    aggregate: type[Aggregate],
    event_name: str,
    name: str,
    schema: type[Schema],
    *,
    data: Data = lambda _: {},
    also: Callable[[Any], tuple[str, ...]] = lambda _: (),
) -> PublicEvent:
    """A public event about a ticket.

    Args:
        aggregate: class of the aggregate whose event it is.
        event_name: name of the private event.
        name: public name.
        schema: its shape.
        data: the data besides the ticket's facts; where a fact has changed, the new one.
        also: other entities concerned.
    """

    def facts(one: Any) -> dict[str, Any]:
        return {**msgspec.structs.asdict(one.about), **data(one)}

    def subjects(one: Any) -> tuple[str, ...]:
        customer_id = facts(one)["customer_id"]
        whose = () if customer_id is None else (f"customer:{customer_id}",)
        return (f"ticket:{one.about.ticket_id}", *whose, *also(one))

    event_class = getattr(aggregate, event_name)
    return PublicEvent(event_class, name, 1, schema, data=facts, subjects=subjects)


def named(one: Any, *kinds: str) -> tuple[str, ...]:
    """The entities of these kinds that an event names by `<kind>_id`."""
    found = [(kind, getattr(one, f"{kind}_id")) for kind in kinds]
    return tuple(f"{kind}:{entity_id}" for kind, entity_id in found if entity_id is not None)


def new(*names: str) -> Data:
    """The event's own fields of these names."""
    return lambda one: {name: getattr(one, name) for name in names}


def of_entity(about: str, *names: str) -> Data:
    """The event's own fields, and the id of the entity whose event it is."""
    return lambda one: {f"{about}_id": one.originator_id, **new(*names)(one)}
