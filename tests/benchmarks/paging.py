"""A page of 25 out of a million tickets, asked for over HTTP, beside the bare query."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg.rows import dict_row

from services.tickets.read_models.ticket_list import FILTERS, SORTS, TICKETS, TicketList
from shared.web import page_of
from tests.benchmarks.http_load import Load, get
from tests.benchmarks.installation import Installation
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.sampling import percentile, stopwatch
from tests.benchmarks.stored_tickets import project, store_brief_tickets
from tests.benchmarks.web_servers import loopdesk_server
from tests.benchmarks.workbench import Workbench

PAGE = 25
CONNECTIONS = 4
QUESTIONS = 400


def measure(bench: Workbench) -> list[Figure]:
    """Asks for pages by every filter and sort, first ones and deep ones."""
    tickets = bench.size(1_000_000, quick=20_000)
    installation = Installation(bench, has_broker=False)
    service = installation.services["tickets"]
    with bench.preparing(f"{tickets:,} tickets as events"):
        store_brief_tickets(installation.environment, tickets=tickets)
    with bench.preparing("the list of tickets, by its projector"):
        project(service, only=TicketList.name)
    with psycopg.connect(installation.database_url, autocommit=True) as connection:
        connection.execute("SET search_path TO tickets_read")
        connection.execute(f'VACUUM ANALYZE "{TICKETS.name}"'.encode())
        questions = drawn_questions(connection, QUESTIONS)
        server = loopdesk_server(bench, installation.environment)
        server.start()
        pages: dict[float, list[float]] = {0.5: [], 0.99: []}
        bare: dict[float, list[float]] = {0.5: [], 0.99: []}
        load = _load(installation, server.port, questions)
        load.run(seconds=2)
        for _ in range(bench.size(5, quick=2)):
            _note(load.run(seconds=bench.size(8, quick=2)).latencies, pages)
            _note([_seconds_of(connection, one) for one in questions], bare)
        server.stop()
    return [
        Figure(
            name=f"a page of {PAGE} out of {tickets:,} tickets over HTTP, {words}",
            unit="ms",
            rounds=pages[share],
            peer="the bare query",
            peer_rounds=bare[share],
            target=Target("value at most", 50) if share == 0.99 else None,
        )
        for share, words in ((0.5, "p50"), (0.99, "p99"))
    ]


@dataclass(frozen=True)
class Question:
    """One page that is asked for.

    Args:
        asked: the parameters of the address.
        statement: the same as SQL.
        values: what the statement is given.
    """

    asked: dict[str, str]
    statement: str
    values: tuple[Any, ...]


def drawn_questions(connection: psycopg.Connection, count: int) -> list[Question]:
    """Questions about tickets that are there: each filter, each sort, first pages and deep ones."""
    with connection.cursor(row_factory=dict_row) as cursor:
        sample = f'SELECT * FROM "{TICKETS.name}" ORDER BY md5(ticket_id) LIMIT {count}'
        rows = cursor.execute(sample.encode()).fetchall()
    draws = random.Random(11)
    return [_question(row, draws) for row in rows]


def _question(row: dict[str, Any], draws: random.Random) -> Question:
    sort = draws.choice(SORTS)
    name = draws.choice(("", *FILTERS))
    asked = {"limit": str(PAGE), "sort": sort}
    conditions, values = [], []
    if name and row[name] is not None:
        asked[name] = row[name]
        conditions.append(f"{name} = %s")
        values.append(row[name])
    if draws.random() < 0.5:
        asked["cursor"] = _cursor_behind(row, sort)
        conditions.append(f"({sort}, ticket_id) < (%s, %s)")
        values += [row[sort], row["ticket_id"]]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = (
        f'SELECT * FROM "{TICKETS.name}" {where}'
        f" ORDER BY {sort} DESC, ticket_id DESC LIMIT {PAGE + 1}"
    )
    return Question(asked, statement, tuple(values))


def _cursor_behind(row: dict[str, Any], sort: str) -> str:
    page = page_of([row, row], 1, key=lambda one: (one[sort], one["ticket_id"]))
    return str(page["next"])


def _load(installation: Installation, port: int, questions: Sequence[Question]) -> Load:
    token = installation.token("tickets.work", "tickets.see_all")

    def request(number: int) -> bytes:
        asked = urlencode(questions[number % len(questions)].asked)
        return get(f"/api/tickets/v1/tickets?{asked}", Authorization=f"Bearer {token()}")

    return Load(port, request, expected=200, connections=CONNECTIONS)


def _seconds_of(connection: psycopg.Connection, question: Question) -> float:
    with stopwatch() as watch:
        connection.execute(question.statement.encode(), question.values).fetchall()
    return watch.seconds


def _note(seconds: Sequence[float], shares: dict[float, list[float]]) -> None:
    for share, found in shares.items():
        found.append(percentile(seconds, share) * 1000)
