"""A small centre, founded once in a process and copied for every world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from services.operations.migrate import migrate
from services.tickets.domain.terms import CHANNELS
from shared.bus.envelope import Translator
from shared.bus.relay import Relay
from shared.bus.transport import Outgoing
from shared.clock import SetClock
from shared.platform import Platform
from shared.service import Service
from shared.settings import read_settings
from shared.web import Claims
from tests.api.centre import CRM_CLIENT, MONDAY, SECRET, Centre
from tests.api.founding import (
    BOSS,
    DAY,
    LI,
    WANG,
    Player,
    acknowledge_position,
    employ,
    open_places,
)
from tests.crm.crm_messages import customer_upserted

CUSTOMERS = ("C-1", "C-2", "C-3")
"""Numbers of the customers of whom the CRM has told."""

TRAINER = Player("trainer", ("trainer",), level=2)
"""Plans sessions, teaches, appoints mentors and writes questions."""

MANAGER = Player("manager", ("training_manager",), level=4)
"""Another one who may, so that nobody reviews their own questions."""

PLAYERS = (LI, WANG, BOSS, TRAINER, MANAGER)
"""Those whose commands are sent."""

_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Founded:
    """The data of the founded centre.

    Args:
        folder: its data folder; nobody works on it any more.
        claims: what the tokens of its people say, by name.
        customers: ids of the customers by number.
        last_positions: where each service's log ends.
    """

    folder: Path
    claims: Mapping[str, Claims]
    customers: Mapping[str, UUID]
    last_positions: Mapping[str, int]


def memory_folder() -> TemporaryDirectory[str]:
    """A folder in memory, where the machine has such; it goes with its handle."""
    return TemporaryDirectory(prefix="simulated-", dir=_MEMORY if _MEMORY.is_dir() else None)


@lru_cache(maxsize=1)
def founded() -> Founded:
    """The centre, founded by the first who asks."""
    data = Path(_folder().name) / "data"
    settings = read_settings({"LOOPDESK_DATA_DIR": str(data)})
    migrate(Platform(settings=settings, clock=SetClock(MONDAY)))
    centre = Centre(data, now=MONDAY)
    customers = _found(centre)
    claims = {one.name: centre.seat(one.name).claims for one in PLAYERS}
    for service in centre.services.values():
        _publish_to_nobody(service)
    ends = {name: one.store.recorder.last_position() for name, one in centre.services.items()}
    centre.close()
    return Founded(data, claims, customers, ends)


@lru_cache(maxsize=1)
def _folder() -> TemporaryDirectory[str]:
    return memory_folder()


def _found(centre: Centre) -> dict[str, UUID]:
    with centre.installing("people"):
        open_places(centre)
        for player in PLAYERS:
            employ(centre, player)
        centre.people.organisation.appoint_team_leader(DAY, leader_id=centre.employees["wang"])
        centre.people.clients.register_client(name=CRM_CLIENT, roles=[CRM_CLIENT], secret=SECRET)
    acknowledge_position(centre, "li")
    customers = {number: _told_of(centre, number) for number in CUSTOMERS}
    centre.settle()
    with centre.acting_as("li"):
        centre.tickets.use_cases.assignment.go_available(CHANNELS)
    centre.settle()
    return customers


def _told_of(centre: Centre, number: str) -> UUID:
    body = customer_upserted(number, message_id=f"founding-{number}")
    return centre.crm.inbox.take_message(body, sender=CRM_CLIENT, channel="api").entities[
        "customer_id"
    ]


class _Nobody:
    """Confirms what nobody hears."""

    def publish(self, stream: str, messages: Sequence[Outgoing]) -> int:
        return len(messages)


def _publish_to_nobody(service: Service) -> None:
    """Moves the relays to the log's end, so that worlds need not publish the founding."""
    for stream in service.publications.streams:
        translator = Translator(service.publications, service.store.mapper, stream=stream)
        relay = Relay(service.store, translator, _Nobody(), stream=stream)
        while relay.step().records:
            pass
