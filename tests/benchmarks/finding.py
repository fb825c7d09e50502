"""A list with five filters, a search and the figures over a million tickets, beside bare SQL.

The peer answers the same questions by hand-written SQL on the same tables; its plans are printed.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import psycopg
import structlog
from psycopg.rows import dict_row

from services.tickets.domain.search_terms import FIELDS, asked_terms
from services.tickets.read_models.figure_queries import Asked
from services.tickets.read_models.figures import DESK, hour_of
from services.tickets.read_models.search_queries import Wanted
from services.tickets.read_models.tables import ReadModels
from services.tickets.read_models.ticket_list import TICKETS
from services.tickets.read_models.ticket_search import PLACES, POSTINGS
from shared.clock import iso
from shared.read_models.readers import OwnReaders
from tests.benchmarks.http_load import Load, get
from tests.benchmarks.installation import Installation
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.said_tickets import SAID
from tests.benchmarks.sampling import in_turns, percentile, stopwatch
from tests.benchmarks.stored_tickets import store_said_tickets
from tests.benchmarks.web_servers import loopdesk_server
from tests.benchmarks.workbench import Workbench

PAGE = 25
QUESTIONS = 200
FILTERS = ("state", "kind", "channel", "priority", "skill_group")
READ_MODELS = ("ticket_list", "figure_counts", "backlog", "ticket_search")


@dataclass(frozen=True)
class Question:
    """One question, asked three ways.

    Args:
        path: over HTTP.
        ask: of the read model.
        statement: as SQL.
        values: what the statement is given.
    """

    path: str
    ask: Callable[[], object]
    statement: str
    values: tuple[Any, ...]


def measure(bench: Workbench) -> list[Figure]:
    """Asks lists, searches and figures of the same tickets, ours and bare SQL in turns."""
    # Each opening of a text is logged; a million of them would hide the figures.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    tickets = bench.size(1_000_000, quick=20_000)
    installation = Installation(bench, has_broker=False)
    service = installation.services["tickets"]
    with bench.preparing(f"{tickets:,} tickets as events"):
        store_said_tickets(installation.environment, tickets=tickets)
    chosen = [one for one in service.read_models if one.name in READ_MODELS]
    with bench.preparing(f"{', '.join(READ_MODELS)}, by their projectors"):
        readers = OwnReaders(chosen, service.store)
        while readers.step():
            pass
    keys = installation.platform.key_store("tickets")
    models = ReadModels(service.read_database, keys=keys)
    with psycopg.connect(installation.database_url, autocommit=True) as connection:
        connection.execute("SET search_path TO tickets_read")
        for table in (table for one in chosen for table in one.tables):
            connection.execute(f'VACUUM ANALYZE "{table.name}"'.encode())
        asked = {
            "a list with five filters": _lists(connection, models),
            "a search": _searches(models),
            "the figures of 30 days": _figures(models),
        }
        server = loopdesk_server(bench, installation.environment)
        server.start()
        found = []
        for name, questions in asked.items():
            _explain(connection, name, questions[0])
            limit = 1000 if name.startswith("the figures") else 100
            what = f"{name} out of {tickets:,} tickets"
            found += _beside_sql(bench, connection, what, questions)
            found.append(_over_http(bench, installation, server.port, what, questions, limit))
        server.stop()
    return found


def _beside_sql(
    bench: Workbench,
    connection: psycopg.Connection,
    what: str,
    questions: Sequence[Question],
) -> list[Figure]:
    def ours() -> float:
        with stopwatch() as watch:
            for one in questions:
                one.ask()
        return len(questions) / watch.seconds

    def peer() -> float:
        with stopwatch() as watch:
            for one in questions:
                connection.execute(one.statement.encode(), one.values).fetchall()
        return len(questions) / watch.seconds

    rounds = in_turns(bench.size(5, quick=2), ours=ours, peer=peer)
    return [
        Figure(
            name=what,
            unit="answers/s",
            rounds=rounds.ours,
            peer="hand-written SQL on the same tables",
            peer_rounds=rounds.peers,
            target=Target("ratio at least", 0.5),
        )
    ]


def _over_http(
    bench: Workbench,
    installation: Installation,
    port: int,
    what: str,
    questions: Sequence[Question],
    limit: float,
) -> Figure:
    token = installation.token("tickets.work", "tickets.see_all")

    def request(number: int) -> bytes:
        path = questions[number % len(questions)].path
        return get(f"/api/tickets/v1{path}", Authorization=f"Bearer {token()}")

    load = Load(port, request, expected=200, connections=1)
    load.run(seconds=2)
    rounds = [
        percentile(load.run(seconds=bench.size(6, quick=2)).latencies, 0.99) * 1000
        for _ in range(bench.size(5, quick=2))
    ]
    target = Target("value at most", limit)
    return Figure(name=f"{what} over HTTP, p99", unit="ms", rounds=rounds, target=target)


def _lists(connection: psycopg.Connection, models: ReadModels) -> list[Question]:
    with connection.cursor(row_factory=dict_row) as cursor:
        sample = f'SELECT * FROM "{TICKETS.name}" ORDER BY md5(ticket_id) LIMIT {QUESTIONS}'
        rows = cursor.execute(sample.encode()).fetchall()
    where = " AND ".join(f"{name} = %s" for name in FILTERS)
    statement = (
        f'SELECT * FROM "{TICKETS.name}" WHERE {where}'
        f" ORDER BY opened_at DESC, ticket_id DESC LIMIT {PAGE + 1}"
    )

    def question(row: dict[str, Any]) -> Question:
        filters = {name: row[name] for name in FILTERS}

        def ask() -> object:
            return models.ticket_list.page(filters, sort="opened_at", after=None, limit=PAGE + 1)

        path = f"/tickets?{urlencode({**filters, 'limit': PAGE})}"
        return Question(path, ask, statement, tuple(filters.values()))

    return [question(one) for one in rows]


def _searches(models: ReadModels) -> list[Question]:
    """Searches for a rare and a common word together, which some tickets hold."""
    draws = random.Random(3)
    return [
        _search(models, f"{draws.choice(SAID[:200])} {draws.choice(SAID[:20])}")
        for _ in range(QUESTIONS)
    ]


def _search(models: ReadModels, text: str) -> Question:
    terms = asked_terms(text)
    hashes = [models.ticket_search.hash_of(one) for one in terms]
    joins = "".join(
        f' JOIN "{POSTINGS.name}" p{n} ON p{n}.place = p0.place AND p{n}.term = %s'
        for n in range(1, len(hashes))
    )
    statement = (
        f'SELECT DISTINCT ON (p0.place) t.* FROM "{POSTINGS.name}" p0{joins}'
        f' JOIN "{PLACES.name}" s ON s.place = p0.place'
        f' JOIN "{TICKETS.name}" t ON t.ticket_id = s.ticket_id'
        f" WHERE p0.term = %s ORDER BY p0.place DESC LIMIT {PAGE + 1}"
    )
    wanted = Wanted(terms, FIELDS)
    path = f"/search?{urlencode({'text': text, 'limit': PAGE})}"
    return Question(path, lambda: models.search.hits(wanted), statement, (*hashes[1:], hashes[0]))


def _figures(models: ReadModels) -> list[Question]:
    until = datetime.fromisoformat(hour_of(datetime.now(tz=UTC) + timedelta(hours=1)))
    asked = Asked(until - timedelta(days=30), until)
    span = {"since": iso(asked.since), "until": iso(asked.until)}

    def question(by: str) -> Question:
        statement = (
            f'SELECT {by}, measure, detail, sum(count), sum(seconds) FROM "{DESK.name}"'
            f" WHERE hour_at >= %s AND hour_at < %s GROUP BY {by}, measure, detail"
        )
        path = f"/figures?{urlencode({**span, 'by': by})}"
        values = (span["since"], span["until"])
        return Question(path, lambda: models.figures.sums(asked, by=by), statement, values)

    return [question(by) for by in ("channel", "kind", "skill_group")]


def _explain(connection: psycopg.Connection, name: str, question: Question) -> None:
    explained = f"EXPLAIN (ANALYZE, BUFFERS) {question.statement}"
    print(f"  {name}, by SQL:")
    for (line,) in connection.execute(explained.encode(), question.values):
        print(f"    {line}")
