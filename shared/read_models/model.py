"""The base of read models: which log they read and what each event does to their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Table

from shared.read_models.database import ReadDatabase
from shared.read_models.rows import Rows

Projection = Callable[[Any, Rows, Any], None]
TProjection = TypeVar("TProjection", bound=Projection)


def projects(*names: str) -> Callable[[TProjection], TProjection]:
    """Marks a method as the projection of events.

    Args:
        names: topics of own events, or types of public messages of another service.
    """

    def mark(method: TProjection) -> TProjection:
        method.projected_names = names  # type: ignore[attr-defined]
        return method

    return mark


class ReadModel:
    """Tables that answer one question, written from one log only.

    A subclass names its tables, has a method with `@projects(...)` for each event that changes
    them, called with `(rows, event)`: the domain event of the own log, or the `Message` of
    another service; and has its queries as public methods.

    Args:
        database: the service's read database.
    """

    name: ClassVar[str]
    """Name of the question, unique in its service."""
    source: ClassVar[str]
    """The service whose log it reads: its own (private events too) or another (public ones)."""
    tables: ClassVar[tuple[Table, ...]]
    """Its tables, made by `read_table`."""

    def __init__(self, database: ReadDatabase) -> None:
        self.database = database
        self.projections: dict[str, Callable[[Rows, Any], None]] = {}
        for attribute in dir(type(self)):
            method = getattr(type(self), attribute)
            for name in getattr(method, "projected_names", ()):
                self.projections[name] = getattr(self, attribute)

    def project(self, name: str, rows: Rows, event: Any) -> None:
        """Applies one event to the rows; events that change nothing here are passed over."""
        projection = self.projections.get(name)
        if projection is not None:
            projection(rows, event)
