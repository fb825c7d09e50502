"""What a service hands to the processes that host it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from shared.bus.message import Message
from shared.bus.publication import Publications
from shared.errors import DomainError
from shared.event_store import Aggregate, EventStore
from shared.event_store.batch import Batch
from shared.read_models import ReadDatabase, ReadModel
from shared.sealed import Grant

if TYPE_CHECKING:
    from flask_smorest import Blueprint

Reaction = Callable[[Message, Batch], None]
"""Carries out, within the batch, what a public event of another service asks for."""

Refusal = Callable[[Message, DomainError, Batch], None]
"""Notes, within the batch, that what a public event asks for was refused, for those who ask."""

Inbox = Callable[[bytes, str | None], None]
"""Takes one body from outside with the sender that the transport has proven, if any."""


@dataclass(frozen=True)
class Timer:
    """Something that is done at intervals in one bus process or many at once.

    Args:
        name: verb and noun of what it does.
        every: seconds between two runs.
        run: does what is due at the given time; returns how much it did.
    """

    name: str
    every: int
    run: Callable[[datetime], int]


@dataclass(frozen=True)
class Service:
    """One service, wired.

    Args:
        name: its name.
        store: its log.
        read_database: where its read models lie.
        read_models: its read models.
        publications: its public events.
        reactions: by producing service and message type, what it does about foreign events.
        refusals: by producing service and message type, how a refused reaction is answered; without
            one it is only counted.
        inboxes: by queue, what takes a body from outside and its proven sender.
        timers: its timers.
        blueprint: makes its part of the API (imported only by web processes).
        aggregates: its aggregate classes by the name used in the API (`ticket`).
        grants: whose personal data it may seal and open.
        install: writes shipped defaults into the log at `loopdesk migrate`; may run again.
        session_check: whether the session of this id still stands; without it a token is good
            until it runs out.
    """

    name: str
    store: EventStore
    read_database: ReadDatabase
    read_models: Sequence[ReadModel]
    publications: Publications
    reactions: Mapping[str, Mapping[str, Reaction]] = field(default_factory=dict)
    refusals: Mapping[str, Mapping[str, Refusal]] = field(default_factory=dict)
    inboxes: Mapping[str, Inbox] = field(default_factory=dict)
    timers: Sequence[Timer] = ()
    blueprint: Callable[[], Blueprint] | None = None
    aggregates: Mapping[str, type[Aggregate]] = field(default_factory=dict)
    grants: Sequence[Grant] = ()
    install: Callable[[], None] | None = None
    session_check: Callable[[str], bool] | None = None

    @property
    def producers(self) -> tuple[str, ...]:
        """The services that it follows."""
        foreign = {one.source for one in self.read_models if one.source != self.name}
        return tuple(sorted(foreign | set(self.reactions)))
