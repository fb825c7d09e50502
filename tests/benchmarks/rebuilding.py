"""All read models of tickets built anew from the log, beside `executemany` of the same rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select, text

from shared.read_models import ReadDatabase, ReadModel
from shared.read_models.rebuild import own_source, rebuild, twin_of
from shared.service import Service
from tests.benchmarks.installation import Installation
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.sampling import in_turns, stopwatch
from tests.benchmarks.stored_tickets import store_whole_lives
from tests.benchmarks.workbench import Workbench

ROWS_A_BATCH = 2000
"""The same as the records that a rebuild takes at a time."""


def measure(bench: Workbench) -> list[Figure]:
    """Rebuilds every read model of the log of tickets; counts the rows that PostgreSQL wrote."""
    tickets = bench.size(10_000, quick=500)
    installation = Installation(bench, has_broker=False)
    service = installation.services["tickets"]
    with bench.preparing(f"the log of {tickets:,} tickets"):
        store_whole_lives(installation.environment, tickets=tickets)
    models = [one for one in service.read_models if one.source == service.name]
    rounds = in_turns(
        bench.size(3, quick=1),
        ours=lambda: _rebuilt(service, models),
        peer=lambda: _written(models),
    )
    return [
        Figure(
            name=f"rebuild of all read models of {tickets:,} tickets",
            unit="row changes/s",
            rounds=rounds.ours,
            peer="executemany of the rows into the same tables",
            peer_rounds=rounds.peers,
            target=Target("ratio at least", 0.3),
        )
    ]


def _rebuilt(service: Service, models: list[ReadModel]) -> float:
    """Row changes a second of one rebuild of all."""
    known = service.store.mapper.topics
    with stopwatch() as watch:
        for model in models:
            topics = [one for one in model.projections if one in known]
            source = own_source(service.store, topics=topics)
            rebuild(model, source, progress=lambda _: None)
    return _row_changes(models) / watch.seconds


def _row_changes(models: list[ReadModel]) -> int:
    """Rows that PostgreSQL inserted, changed and deleted in the tables since they were made."""
    counted = text(
        "SELECT sum(pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)"
        " + pg_stat_get_tuples_deleted(oid)) FROM pg_class WHERE relname = ANY (:names)"
        " AND relnamespace = to_regnamespace(:schema)"
    )
    names = [table.name for model in models for table in model.tables]
    database = models[0].database
    with database.writing() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
    with database.reading() as connection:
        return int(
            connection.execute(counted, {"names": names, "schema": database.schema}).scalar_one()
        )


def _written(models: list[ReadModel]) -> float:
    """Rows a second of `executemany` into tables of the same shape, indexes included."""
    seconds, count = 0.0, 0
    for table in (table for model in models for table in model.tables):
        database = models[0].database
        with database.reading() as connection:
            rows = [tuple(row) for row in connection.execute(select(table))]
        twin = twin_of(table)
        with database.writing() as connection:
            twin.create(connection)
        with stopwatch() as watch:
            _write_all(database, twin, rows)
        with database.writing() as connection:
            twin.drop(connection)
        seconds, count = seconds + watch.seconds, count + len(rows)
    return count / seconds


def _write_all(database: ReadDatabase, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    places = ", ".join(["%s"] * len(table.columns))
    for first in range(0, len(rows), ROWS_A_BATCH):
        with database.writing() as connection:
            cursor = connection.connection.cursor()
            cursor.executemany(
                f"INSERT INTO {table.name} VALUES ({places})", rows[first : first + ROWS_A_BATCH]
            )
