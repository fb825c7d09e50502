"""Messages as CloudEvents 1.0 in structured mode: one JSON body for every client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.bus.message import Message
from shared.bus.place import Place
from shared.bus.publication import Publications, PublicEvent
from shared.clock import iso
from shared.event_store import EventStore, LogIdentity, Mapper, Record
from shared.event_store.mapper import canonical

CONTENT_TYPE = "application/cloudevents+json"
HEAD_TYPE = "loopdesk.head.v1"
RECORDS_A_READ = 1000


class BadEnvelope(ValueError):
    """A delivery is no message of ours; the sentence says what is wrong with it."""


@dataclass(frozen=True)
class Head:
    """Says how far a producer has published, so that nothing lost stays unnoticed.

    Args:
        source: name of the producing service.
        log: id of its log.
        generation: the log's generation.
        position: position of the last published record.
        event_id: that record's event id.
        through: position up to which the log has been read.
    """

    source: str
    log: str
    generation: int
    position: int
    event_id: str
    through: int


class Translator:
    """Makes the messages of one service and stream from its records.

    Args:
        publications: the service's public events.
        mapper: reads its records.
        stream: the stream, one of `publications.streams`.
    """

    def __init__(self, publications: Publications, mapper: Mapper, *, stream: str) -> None:
        self._publications = publications
        self._mapper = mapper
        self._stream = stream
        self._topics = publications.topics_of(stream)
        self.service = publications.service

    def public_records(self, store: EventStore, *, after: int, up_to: int) -> list[Record]:
        """The next records that are public, `RECORDS_A_READ` at most."""
        return store.recorder.select_records(
            after=after, up_to=up_to, limit=RECORDS_A_READ, topics=self._topics
        )

    def message_for(
        self, record: Record, identity: LogIdentity, before: Place
    ) -> dict[str, Any] | None:
        """The CloudEvent of `record`, or None if it is private.

        Args:
            record: one record of the log.
            identity: the log's identity.
            before: the last published record before it.
        """
        public = self._publications.public_form_of(record.topic, stream=self._stream)
        if public is None:
            return None
        event = self._mapper.to_domain_event(record)
        return cloud_event(
            self._publications, public, event, record=record, identity=identity, before=before
        )


def cloud_event(
    publications: Publications,
    public: PublicEvent,
    event: Any,
    *,
    record: Record,
    identity: LogIdentity,
    before: Place,
) -> dict[str, Any]:
    """One public event as a CloudEvent with the ordering attributes of its log."""
    subjects = public.subjects(event)
    content = {
        "specversion": "1.0",
        "type": publications.type_of(public),
        "source": publications.service,
        "id": str(event.meta.event_id),
        "time": iso(event.meta.occurred_at),
        "subject": subjects[0],
        "datacontenttype": "application/json",
        "log": str(identity.log_id),
        "generation": str(identity.generation),
        "partition": "0",
        "position": str(record.id),
        "previous": str(before.position),
        "previousid": before.event_id,
        "subjects": ",".join(subjects),
        "data": canonical(public.content_of(event)),
    }
    if event.meta.correlation_id is not None:
        content["correlationid"] = event.meta.correlation_id
    if event.meta.causation_id is not None:
        content["causationid"] = event.meta.causation_id
    return content


def head_event(head: Head) -> dict[str, Any]:
    """A head as a CloudEvent."""
    return {
        "specversion": "1.0",
        "type": HEAD_TYPE,
        "source": head.source,
        "id": f"{head.log}/{head.through}",
        "log": head.log,
        "generation": str(head.generation),
        "partition": "0",
        "position": str(head.position),
        "previousid": head.event_id,
        "through": str(head.through),
    }


def encoded(content: Mapping[str, Any]) -> bytes:
    """The body of a message."""
    return msgspec.json.encode(content)


def place_after(content: Mapping[str, Any]) -> Place:
    """The producer's place after publishing the message `content`."""
    position = int(content["position"])
    return Place(content["log"], int(content["generation"]), position, content["id"], position)


def read_envelope(body: bytes | Mapping[str, Any]) -> Message | Head:
    """The message or head that a delivery holds.

    Raises:
        BadEnvelope: it is not JSON, not a CloudEvent, or lacks an ordering attribute.
    """
    try:
        content = msgspec.json.decode(body) if isinstance(body, bytes) else dict(body)
        if content["specversion"] != "1.0":
            raise BadEnvelope(f"specversion is {content['specversion']!r}, not 1.0.")
        return _head(content) if content["type"] == HEAD_TYPE else _message(content)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, RecursionError) as refusal:
        raise BadEnvelope(f"No readable CloudEvent: {refusal!r}") from refusal


def _head(content: Mapping[str, Any]) -> Head:
    return Head(
        source=content["source"],
        log=content["log"],
        generation=int(content["generation"]),
        position=int(content["position"]),
        event_id=content["previousid"],
        through=int(content["through"]),
    )


def _message(content: Mapping[str, Any]) -> Message:
    return Message(
        type=content["type"],
        source=content["source"],
        id=str(UUID(content["id"])),
        time=datetime.fromisoformat(content["time"]),
        subject=content["subject"],
        subjects=tuple(content["subjects"].split(",")),
        data=dict(content["data"]),
        correlation_id=content.get("correlationid"),
        causation_id=content.get("causationid"),
        log=content["log"],
        generation=int(content["generation"]),
        partition=int(content["partition"]),
        position=int(content["position"]),
        previous=int(content["previous"]),
        previous_id=content["previousid"],
    )
