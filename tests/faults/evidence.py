"""What a run that is over leaves to the checkers, and what they find in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from shared.service import Service

Outcome = Literal["acknowledged", "refused", "unknown"]

FindingKind = Literal["lost", "recovered", "unexpected", "duplicated"]
"""The four words of Jepsen; what was recovered is no fault, the others are."""


@dataclass(frozen=True)
class Attempt:
    """A command that a client sent, once or again with the same key, and what it knows at the end.

    Args:
        key: its Idempotency-Key; `<source>/<id>` of a message of the CRM.
        service: whose log it goes to.
        kind: name of the operation, or the type of the CRM's message.
        correlation_id: carried by all events that it causes in that service's log.
        outcome: what the client knows.
        entity_id: the entity that the answer named.
        version: that entity's version in the answer.
        sent: how often it went out.
        position: last position of the log when the answer came, where a row asks for it.
    """

    key: str
    service: str
    kind: str
    correlation_id: str
    outcome: Outcome
    entity_id: UUID | None = None
    version: int | None = None
    sent: int = 1
    position: int | None = None


@dataclass(frozen=True)
class Evidence:
    """A run that is over.

    Args:
        attempts: the commands of its clients.
        services: by name, wired over the stores as they stand at the end.
        seconds_to_recover: for each injection, from the fault's end until all had caught up.
        peak_memory: bytes of its processes at their peak.
        memory_limit: bytes that no process may exceed.
        operator_steps: what a person had to do.
        absorbed: deliveries that were dropped as duplicates.
        vanished: service and the position that it was restored to: what was acknowledged after
            that is expected to be lost.
        refusals: codes of the refusals seen under overload.
        parked: ids of the messages that are meant to be parked at the end.
    """

    attempts: Sequence[Attempt]
    services: Mapping[str, Service]
    seconds_to_recover: Sequence[float] = ()
    peak_memory: Sequence[int] = ()
    memory_limit: int | None = None
    operator_steps: int = 0
    absorbed: int = 0
    vanished: Mapping[str, int] = field(default_factory=dict)
    refusals: Sequence[str] = ()
    parked: Collection[str] = ()


@dataclass(frozen=True)
class Finding:
    """Something that an invariant does not allow, or an unknown outcome that did happen.

    Args:
        invariant: `I1` to `I9`.
        kind: what it is.
        what: one sentence that names key, entity or position.
    """

    invariant: str
    kind: FindingKind
    what: str

    @property
    def is_fault(self) -> bool:
        """Whether it must not be."""
        return self.kind != "recovered"
