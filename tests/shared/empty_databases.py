"""Databases that are emptied before each test, which is faster than making new ones."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import sql

OWN_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN"


@pytest.fixture(scope="session")
def two_databases(new_database: Callable[[], str]) -> tuple[str, str]:
    """Two databases of this worker."""
    return new_database(), new_database()


@pytest.fixture
def empty_databases(two_databases: tuple[str, str]) -> tuple[str, str]:
    """Two databases without any schema of ours."""
    for url in two_databases:
        with psycopg.connect(url, autocommit=True) as connection:
            own = f"{OWN_SCHEMAS} ('information_schema', 'public')"
            for (schema,) in connection.execute(own.encode()).fetchall():
                drop = sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema))
                connection.execute(drop)
    return two_databases
