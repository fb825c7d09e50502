"""The same attacker with the files of PostgreSQL: heaps, indexes, and the write-ahead log.

Beside where ids stand in the files, PostgreSQL tells which transaction wrote a row (`xmin`) and
where it lies (`ctid`). The write-ahead log of the key store holds a destroyed key until it is
recycled, as after any erasure: the attacker here comes after that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from services.training.service import TrainingService
from shared.platform import Platform
from shared.sealed.master_key import read_master_key
from shared.settings import Settings, read_settings
from tests.support.anonymity_attacker import Loot, chance, hits_by_strategy
from tests.support.anonymity_scene import AsTheyLie
from tests.support.servers import PrivatePostgres
from tests.training.application.test_anonymity import ROUNDS, Stage, log, published, stage
from tests.training.conftest import close, prepare
from tests.training.entrypoints.conftest import ask, client

__all__ = ["ask", "client", "log", "stage"]

TABLES = {"training": ("events", "side_rows"), "keys": ("subject_keys", "subjects")}


@pytest.fixture
def settings(tmp_path: Path, new_database: Callable[[], str]) -> Settings:
    """Settings of an installation on a database of its own."""
    return read_settings(
        {"LOOPDESK_DATA_DIR": str(tmp_path), "LOOPDESK_DATABASE_URL": new_database()}
    )


@pytest.fixture
def school(platform: Platform) -> Iterator[TrainingService]:
    """The service with its tables, in which everybody of the builders is known."""
    made = prepare(platform)
    yield made
    close(made)


@pytest.fixture
def steal(
    school: TrainingService,
    settings: Settings,
    postgres_server: PrivatePostgres,
    log: list[Any],
) -> Callable[[], Loot]:
    """Carries off heaps, indexes, write-ahead log, and what the server tells of each row."""
    data = postgres_server.folder / "data"

    def carry_off() -> Loot:
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            files = {
                f"{schema} {path}": (data / path).read_bytes()
                for schema, tables in TABLES.items()
                for path in paths_of(connection, schema, tables)
            }
            rows = connection.execute(
                "SELECT xmin, ctid, originator_id::text FROM training.events ORDER BY ctid"
            ).fetchall()
        wal = b"".join(one.read_bytes() for one in sorted((data / "pg_wal").glob("0*")))
        told = "\n".join(" ".join(map(str, row)) for row in rows).encode()
        return Loot(
            files={**files, "wal": wal, "rows by ctid": told},
            log=msgspec.json.encode([log, published(school)], enc_hook=str),
            master=read_master_key(settings.master_key_file),
        )

    return carry_off


def paths_of(
    connection: psycopg.Connection[Any], schema: str, tables: tuple[str, ...]
) -> list[str]:
    """The files of tables, their indexes and their long values."""
    query = """
        SELECT pg_relation_filepath(c.oid) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s)
        UNION SELECT pg_relation_filepath(i.indexrelid) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s)
        UNION SELECT pg_relation_filepath(c.reltoastrelid) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s) AND c.reltoastrelid <> 0
    """
    given = {"schema": schema, "tables": list(tables)}
    return [path for (path,) in connection.execute(query, given)]


def test_two_hundred_answers_are_linked_no_better_than_by_chance(
    stage: Stage,
    steal: Callable[[], Loot],
) -> None:
    suspects: set[str] | None = None
    for _ in range(ROUNDS):
        batches = stage().play()
        loot = steal()
        hits = hits_by_strategy(batches, loot)
        over = {name for name, count in hits.items() if count > chance(batches)[1]}
        suspects = over if suspects is None else suspects & over

        assert 200 == sum(len(one.answers) for one in batches)
        assert loot.sealed()
        assert [] == loot.opened()
        if not suspects:
            break
    assert set() == suspects


def test_the_same_attacker_finds_over_90_per_cent_where_an_order_is_kept(
    stage: Stage,
    steal: Callable[[], Loot],
) -> None:
    batches = stage(AsTheyLie()).play(surveys=2)
    hits = hits_by_strategy(batches, steal())

    assert 0.9 * 80 < hits["employee id along first in rows by ctid"]
