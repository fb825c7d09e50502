"""Fills the log of `tickets` and its read models, as `save` and the projectors do it."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from services.tickets.service import build
from shared.ids import LOOPDESK
from shared.platform import platform_of
from shared.read_models.readers import OwnReaders
from shared.service import Service
from shared.settings import read_settings
from tests.benchmarks.said_tickets import TalkingDesk, said_lives
from tests.benchmarks.ticket_lives import WHOLE_LIFE, Desk

EVENTS_A_SAVE = 1000
WRITERS = 2
WORKED_TOGETHER = 1000
"""Tickets whose events lie between each other: more than a projector takes at a time."""

TICKETS_OF_ONE = 20
"""Tickets of one customer, where a million are made."""


@dataclass(frozen=True)
class Share:
    """What one writer process stores.

    Args:
        environment: settings of the installation.
        number: which writer it is.
        tickets: how many tickets it makes.
    """

    environment: Mapping[str, str]
    number: int
    tickets: int


def store_whole_lives(environment: Mapping[str, str], *, tickets: int) -> None:
    """Stores tickets from opening to closure with their contacts and clocks."""
    _in_writers(_store_whole_lives, environment, tickets)


def store_brief_tickets(environment: Mapping[str, str], *, tickets: int) -> None:
    """Stores many tickets with little text, truly sealed; one in ten was worked, more or less far.

    Those of one customer are made together, so that few keys are asked for, and lie anywhere in
    the last thirty days, so that a page shows many customers.
    """
    _in_writers(_store_brief_tickets, environment, tickets)


def store_said_tickets(environment: Mapping[str, str], *, tickets: int) -> None:
    """The same, in which customers say different things."""
    _in_writers(_store_said_tickets, environment, tickets)


def project(service: Service, *, only: str | None = None) -> None:
    """Takes the read models of the own log to its end (one of them, or all)."""
    models = [
        one
        for one in service.read_models
        if one.source == service.name and only in (None, one.name)
    ]
    readers = OwnReaders(models, service.store)
    while readers.step():
        pass


def _in_writers(
    store: Callable[[Share], None], environment: Mapping[str, str], tickets: int
) -> None:
    shares = [Share(environment, number, tickets // WRITERS) for number in range(WRITERS)]
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        pool.map(store, shares, chunksize=1)


def _store_whole_lives(share: Share) -> None:
    keys = platform_of(read_settings(share.environment)).key_store("tickets")
    desk = Desk(seed=100 + share.number, seal=keys.seal)
    _save(share, desk.whole_lives(share.tickets, beside=WORKED_TOGETHER))


def _store_brief_tickets(share: Share) -> None:
    keys = platform_of(read_settings(share.environment)).key_store("tickets")
    desk = Desk(seed=200 + share.number, seal=keys.seal)
    _save(share, _brief_lives(desk, share))


def _store_said_tickets(share: Share) -> None:
    keys = platform_of(read_settings(share.environment)).key_store("tickets")
    desk = TalkingDesk(seed=300 + share.number, seal=keys.seal)
    _save(share, said_lives(desk, writer=share.number, tickets=share.tickets))


def _brief_lives(desk: Desk, share: Share) -> Iterator[Sequence[Any]]:
    for number in range(share.tickets):
        name = f"benchmarks/customer/{share.number}/{number // TICKETS_OF_ONE}"
        ticket = desk.opened_at_any_time(customer_id=uuid5(LOOPDESK, name))
        if number % 10 == 0:
            desk.worked(ticket, steps=1 + number // 10 % WHOLE_LIFE)
        yield ticket.collect_events()


def _save(share: Share, lives: Iterator[Sequence[Any]]) -> None:
    store = build(platform_of(read_settings(share.environment))).store
    waiting: list[Any] = []
    for events in lives:
        waiting += events
        if len(waiting) >= EVENTS_A_SAVE:
            store.save_events(waiting)
            waiting = []
    store.save_events(waiting)
