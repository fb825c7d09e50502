"""Outages of databases that are spoken to through SQLAlchemy, told as `Unavailable`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from shared.errors import Unavailable


@contextmanager
def outages_told() -> Iterator[None]:
    """Tells an outage within as what it is, so that it is tried again and blamed on nobody.

    Raises:
        Unavailable: the database cannot be reached, is full, or lets one wait for too long.
    """
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as refusal:
        # SQLite's plain error is a statement that does not fit the tables, and no outage.
        code = getattr(getattr(refusal, "orig", None), "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_ERROR:
            raise
        raise Unavailable(what="database") from refusal
