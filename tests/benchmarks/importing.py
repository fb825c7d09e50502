"""The import of 100,000 tickets from a file, beside batch saves of as many ready events."""

import json
import multiprocessing
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.operations.ticket_imports import import_tickets
from services.tickets.application.imports import BATCH
from services.tickets.domain.taken_over import EarlierTicket, Origin
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.context import Context, acting
from shared.platform import Platform, platform_of
from shared.settings import read_settings
from tests.benchmarks.installation import Installation
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.said_tickets import TICKETS_OF_ONE
from tests.benchmarks.sampling import in_turns, stopwatch
from tests.benchmarks.ticket_lives import WORDS, Desk
from tests.benchmarks.workbench import Workbench

START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Imported:
    """What one import took.

    Args:
        seconds: from the first row to the report.
        megabytes: memory at its most, above what the ready process held.
        imported: tickets taken over.
    """

    seconds: float
    megabytes: float
    imported: int


def measure(bench: Workbench) -> list[Figure]:
    """Imports a file of Zammad in a process of its own; the same file again changes nothing."""
    tickets = bench.size(100_000, quick=2_000)
    installation = Installation(bench, has_broker=False)
    store = installation.services["tickets"].store
    names = iter(range(1000))
    imports: list[Imported] = []

    def file() -> Path:
        path = installation.folder / f"zammad-{next(names)}.json"
        _write(path, tickets)
        return path

    last: list[Path] = []

    def ours() -> float:
        last[:] = [file()]
        imports.append(_imported(installation.environment, last[0]))
        return imports[-1].imported / imports[-1].seconds

    rounds = in_turns(
        bench.size(3, quick=1),
        ours=ours,
        peer=lambda: _batch_saves(installation.platform, tickets, run=next(names)),
    )
    end = store.recorder.last_position()
    again = _imported(installation.environment, last[0])
    changed = store.recorder.last_position() - end + again.imported
    return [
        Figure(
            name=f"import of {tickets:,} tickets",
            unit="tickets/s",
            rounds=rounds.ours,
            peer="batch saves of as many ready events",
            peer_rounds=rounds.peers,
            target=Target("ratio at least", 0.3),
        ),
        Figure(
            name=f"memory of the import of {tickets:,} tickets above idle",
            unit="MB",
            rounds=[one.megabytes for one in imports],
            target=Target("value at most", 300),
        ),
        Figure(
            name="events written by a second import of the same file",
            unit="events",
            rounds=[changed],
            target=Target("value exactly", 0),
        ),
    ]


def _write(path: Path, tickets: int) -> None:
    """A file as Zammad exports it, with ids that no other file has."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number in range(tickets):
            asked_at = START + timedelta(minutes=number)
            one = {
                "id": f"{path.stem}-{number}",
                "number": str(20_000 + number),
                "title": f"{WORDS[:12]} {number}",
                "state": "open" if number % 5 == 0 else "closed",
                "priority": "2 normal",
                "group": "Users",
                "customer": f"customer-{number // TICKETS_OF_ONE}@example.com",
                "create_article_type": "email",
                "created_at": asked_at.isoformat(),
                "close_at": (asked_at + timedelta(days=1)).isoformat(),
                "articles": [{"body": WORDS * 4, "sender": "Customer"}],
            }
            file.write(("," if number else "") + json.dumps(one, ensure_ascii=False))
        file.write("]")


def _imported(environment: Mapping[str, str], path: Path) -> Imported:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_import, (dict(environment), path))


def _import(environment: Mapping[str, str], path: Path) -> Imported:
    platform = platform_of(read_settings(environment))
    TicketsService(platform).store.recorder.last_position()
    idle = _most_memory()
    with stopwatch() as watch:
        report = import_tickets(platform, path, format_="zammad")
    return Imported(watch.seconds, _most_memory() - idle, report.imported)


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _batch_saves(platform: Platform, tickets: int, *, run: int) -> float:
    """Tickets a second of saves alone: the same events, ready and sealed, in the same batches."""
    desk = TicketsService(platform)
    words = Desk(seed=run)
    context = Context(occurred_at=platform.clock.now(), actor="service:tickets", kind="service")
    seconds = 0.0
    with acting(context):
        for first in range(0, tickets, BATCH):
            batch = [_ready(words, run, first + n) for n in range(min(BATCH, tickets - first))]
            beside = [desk.numbers.given(one.number, entity_id=one.id) for one in batch]
            with stopwatch() as watch:
                desk.store.save(*batch, beside=beside)
            seconds += watch.seconds
    return tickets / seconds


def _ready(words: Desk, run: int, number: int) -> Any:
    earlier = EarlierTicket(
        number=f"T-{run}-{number}",
        kind="inquiry",
        channel="email",
        priority="normal",
        skill_group="general",
        subject=words.sealed(None, letters=18),
        description=words.sealed(None, letters=4 * len(WORDS)),
        asked_at=START,
        state="closed",
        origin=Origin(system="batch", source_id=f"{run}-{number}", source_number=str(number)),
    )
    return Ticket.take_over(Ticket.id_of_source("batch", f"{run}-{number}"), earlier)
