"""How far everything of a service has come: what `loopdesk status` shows and the demo waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.bus.parking import ParkingLot
from shared.bus.place import Place
from shared.bus.reactions import REFUSALS
from shared.bus.relay import relay_row, stored_place
from shared.bus.trail import FORKS
from shared.service import Service


@dataclass(frozen=True)
class ReaderStatus:
    """One reader or relay beside the log that it reads.

    Args:
        name: `relay/<stream>`, `reactions/<producer>`, or the read model's name.
        log: the service whose log it reads.
        position: how far it has come.
        lag: published records (of own logs: all records) that it has not taken.
        stopped_by: what stopped it, if it has stopped.
    """

    name: str
    log: str
    position: int
    lag: int
    stopped_by: str | None = None


@dataclass(frozen=True)
class ServiceStatus:
    """One service at a glance.

    Args:
        service: its name.
        log_id: id of its log.
        generation: how often the log was restored.
        last_position: its newest record.
        readers: its relays and readers.
        parked: messages that wait for a decision.
        refusals: messages that its own rules refused.
        forks: forks of producers that it has seen.
    """

    service: str
    log_id: str
    generation: int
    last_position: int
    readers: tuple[ReaderStatus, ...]
    parked: int
    refusals: int
    forks: int


def statuses(services: Sequence[Service]) -> list[ServiceStatus]:
    """The status of all services of an installation, read from their stores."""
    published = _published(services)
    return [_status(one, published) for one in services]


def are_settled(services: Sequence[Service]) -> bool:
    """Whether nothing is under way: every reader is at its head and no log grew meanwhile."""
    before = [one.store.recorder.last_position() for one in services]
    # The relays first: nobody lags behind what was not published yet.
    for service, last in zip(services, before, strict=True):
        if any(one.lag for one in _relays(service, last)):
            return False
    # Nothing more is published unless a log grows, which is looked at last.
    published = _published(services)
    for service, last in zip(services, before, strict=True):
        if any(one.lag and not one.stopped_by for one in _followers(service, published, last)):
            return False
    return before == [one.store.recorder.last_position() for one in services]


def _published(services: Sequence[Service]) -> dict[str, int]:
    """How far each service has published, read once for all who follow it."""
    relay = relay_row("loopdesk.events")
    return {one.name: _stored(one, relay).position for one in services}


def _status(service: Service, published: Mapping[str, int]) -> ServiceStatus:
    recorder = service.store.recorder
    identity = recorder.log()
    last = recorder.last_position()
    return ServiceStatus(
        service=service.name,
        log_id=str(identity.log_id),
        generation=identity.generation,
        last_position=last,
        readers=(*_relays(service, last), *_followers(service, published, last)),
        parked=len(ParkingLot(service.store).messages()),
        refusals=len(recorder.side_rows(REFUSALS)),
        forks=len(recorder.side_rows(FORKS)),
    )


def _relays(service: Service, last: int) -> list[ReaderStatus]:
    return [_relay_status(service, stream, last) for stream in service.publications.streams]


def _followers(service: Service, published: Mapping[str, int], last: int) -> list[ReaderStatus]:
    readers = [_reactions_status(service, one, published[one]) for one in service.reactions]
    places = service.read_database.places()
    for model in service.read_models:
        place, stopped_by = places.get(model.name, (Place(), None))
        if model.source == service.name:
            lag = last - place.through
        else:
            lag = _lag(place, published[model.source])
        readers.append(ReaderStatus(model.name, model.source, place.through, lag, stopped_by))
    return readers


def _relay_status(service: Service, stream: str, last: int) -> ReaderStatus:
    place = _stored(service, relay_row(stream))
    # A relay notes its place when it publishes; what lies behind it may be private.
    waiting = service.store.recorder.select_records(
        after=place.through, limit=1, topics=service.publications.topics_of(stream)
    )
    lag = last - place.through if waiting else 0
    return ReaderStatus(relay_row(stream), service.name, place.through, lag)


def _reactions_status(service: Service, producer: str, published: int) -> ReaderStatus:
    name = f"reactions/{producer}"
    place = _stored(service, name)
    return ReaderStatus(name, producer, place.through, _lag(place, published))


def _lag(place: Place, published: int) -> int:
    return 0 if place.through >= published else published - place.position


def _stored(service: Service, key: str) -> Place:
    row = service.store.side_row("positions", key)
    return stored_place(row.content if row else None)
