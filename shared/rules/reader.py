"""The rules in force, read from the log by one indexed query at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from shared.context import acting, current_context
from shared.errors import NotFound
from shared.event_store.store import EventStore
from shared.rules.book import RuleBook, RuleVersion

TShape = TypeVar("TShape")


class Rules:
    """Answers which version of a rule set is in force.

    Keeps each rule set once read, and asks the log only for what was added since. Reads the log
    itself, never a batch: a reaction decides by what was committed before it.

    Args:
        store: the service's log.
        book_class: the service's rule book.
    """

    def __init__(self, store: EventStore, book_class: type[RuleBook]) -> None:
        self._store = store
        self._book_class = book_class
        self._books: dict[str, RuleBook] = {}
        self._guard = threading.Lock()

    def in_force(self, name: str, *, at: datetime, known: datetime | None = None) -> RuleVersion:
        """The version of the rule set `name` in force at a moment.

        Args:
            name: name of the rule set.
            at: the moment.
            known: regard only versions that the log had learned of by then; None for all.

        Raises:
            NotFound: there is no such rule set.
            NoRuleInForce: none of its versions was in force then.
        """
        return self.book(name).in_force(at, known=known)

    def read(self, name: str, shape: type[TShape], *, at: datetime) -> TShape:
        """The content in force at a moment as an object of `shape`."""
        return self.in_force(name, at=at).read_as(shape)

    def book(self, name: str) -> RuleBook:
        """The rule set `name` with all versions, as it stands; not to be changed.

        Raises:
            NotFound: there is no such rule set.
        """
        with self._guard:
            book = self._forwarded(name, self._books.get(name))
            if book is None:
                raise NotFound(what=self._book_class.__name__, key=name)
            self._books[name] = book
        return book

    def _forwarded(self, name: str, book: Any) -> RuleBook | None:
        records = self._store.recorder.select_events(
            self._book_class.id_for(name), gt=None if book is None else book.version
        )
        for record in records:
            book = self._store.mapper.to_domain_event(record).mutate(book)
        return book  # type: ignore[no-any-return]


@contextmanager
def deciding_by(*versions: RuleVersion) -> Iterator[None]:
    """Every event made within says that it was decided by these versions."""
    noted = {one.name: str(one.version) for one in versions}
    with acting(current_context().applying(**noted)):
        yield
