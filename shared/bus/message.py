"""A public event as its consumers receive it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Message:
    """One public event of another service, in CloudEvents words (CloudEvents 1.0).

    Args:
        type: such as `loopdesk.tickets.ticket_closed.v1`.
        source: name of the producing service.
        id: the event's id.
        time: when it occurred.
        subject: entity that it is about, such as `ticket:<uuid>`.
        subjects: all entities concerned, `subject` among them.
        data: its content as plain data, to be read by a tolerant schema.
        correlation_id: runs through all that one outside cause set off.
        causation_id: what directly caused it.
        log: id of the producer's log.
        generation: how often that log was restored.
        partition: 0 today.
        position: its place in the producer's log.
        previous: position of the published record before it, 0 if none.
        previous_id: that record's event id, empty if none.
    """

    type: str
    source: str
    id: str
    time: datetime
    subject: str
    subjects: tuple[str, ...]
    data: dict[str, Any]
    correlation_id: str | None
    causation_id: str | None
    log: str
    generation: int
    partition: int
    position: int
    previous: int
    previous_id: str
