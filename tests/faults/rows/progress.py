"""How far an installation has come with what stood in its logs at one moment."""

from __future__ import annotations

from collections.abc import Mapping

from shared.bus.place import Place
from shared.bus.relay import relay_row, stored_place
from shared.service import Service


class Mark:
    """What stands in all logs now; it is passed when every relay and every reader has taken it.

    Args:
        services: the installation's services by name.
    """

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services
        self._heads = {one: last_position(service) for one, service in services.items()}
        self._published: dict[str, int] = {}

    def is_passed(self) -> bool:
        """Whether nothing of it is on its way any more; a reader that has stopped does not count.

        Readers of other services are measured by what was published, since private records reach
        them by the next head only.
        """
        if not self._published and not self._are_relays_past():
            return False
        return all(self._are_readers_past(one) for one in self._services.values())

    def _are_relays_past(self) -> bool:
        for name, service in self._services.items():
            for stream in service.publications.streams:
                if unpublished(service, stream, up_to=self._heads[name]):
                    return False
        self._published = {
            name: relay_place(service, "loopdesk.events").position
            for name, service in self._services.items()
        }
        return True

    def _are_readers_past(self, service: Service) -> bool:
        for producer in service.reactions:
            if reactions_place(service, producer).through < self._published[producer]:
                return False
        places = service.read_database.places()
        for model in service.read_models:
            place, stopped_by = places.get(model.name, (Place(), None))
            wanted = self._heads if model.source == service.name else self._published
            if stopped_by is None and place.through < wanted[model.source]:
                return False
        return True


def last_position(service: Service) -> int:
    """The newest record of the service's log."""
    return service.store.recorder.last_position()


def relay_place(service: Service, stream: str) -> Place:
    """How far the relay of a stream has come."""
    return _stored(service, relay_row(stream))


def reactions_place(service: Service, producer: str) -> Place:
    """How far the reactions to a producer have come."""
    return _stored(service, f"reactions/{producer}")


def unpublished(service: Service, stream: str, *, up_to: int) -> int:
    """Public records of a stream that its relay has still to send; a thousand at most.

    A relay notes its place when it publishes, so what lies behind it may be private.
    """
    topics = service.publications.topics_of(stream)
    after = relay_place(service, stream).through
    recorder = service.store.recorder
    return len(recorder.select_records(after=after, up_to=up_to, limit=1000, topics=topics))


def backlog(services: Mapping[str, Service]) -> int:
    """Records that the relays of the followed streams have still to read, private ones too."""
    return sum(
        last_position(one) - relay_place(one, "loopdesk.events").through
        for one in services.values()
    )


def _stored(service: Service, key: str) -> Place:
    row = service.store.side_row("positions", key)
    return stored_place(row.content if row else None)
