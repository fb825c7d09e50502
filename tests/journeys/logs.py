"""What the logs themselves say, counted straight from their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from services.crm.messages.published import CRM_STREAM
from services.tickets.domain.ticket import Ticket
from shared.bus.parking import PARKED
from shared.bus.reactions import REFUSALS
from shared.bus.trail import FORKS
from tests.support.installation import Installation


def events_of(installation: Installation, service: str, *topics: str) -> Iterator[Any]:
    """The events of a service's log with these topics, in order."""
    store = installation.services[service].store
    records = store.recorder.select_records(after=0, limit=100_000, topics=list(topics))
    return (store.mapper.to_domain_event(one) for one in records)


def published_for_crm(installation: Installation) -> list[str]:
    """The ids of all that `crm` has published for the CRM, in the order of its log."""
    publications = installation.services["crm"].publications
    topics = [one.event_class.TOPIC for one in publications.events if one.stream == CRM_STREAM]
    return [str(one.meta.event_id) for one in events_of(installation, "crm", *topics)]


def tickets_by_request(installation: Installation) -> Counter[str]:
    """How many tickets were opened for each of the CRM's requests, by our id of it."""
    opened = events_of(installation, "tickets", Ticket.Created.TOPIC)
    return Counter(str(one.request_id) for one in opened)


def forks_seen(installation: Installation) -> dict[str, list[Any]]:
    """The forks that each service has seen, as it has noted them."""
    services = installation.services.values()
    rows = {one.name: one.store.recorder.side_rows(FORKS) for one in services}
    return {name: [row.content for row in found] for name, found in rows.items() if found}


def troubles(installation: Installation) -> list[str]:
    """What an operator would have to look at: parked, refused, stopped."""
    found = []
    for service in installation.services.values():
        recorder = service.store.recorder
        for kind in (PARKED, REFUSALS):
            rows = recorder.side_rows(kind)
            found += [f"{service.name} {kind}: {row.content['cause']}" for row in rows]
        for model in service.read_models:
            if stopped_by := service.read_database.stopped_by(model.name):
                found.append(f"{service.name} {model.name}: {stopped_by}")
    return found
