"""The rules in force, read from the log by one indexed query at most."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from shared.context import acting, current_context
from shared.errors import NotFound
from shared.event_store.receipt import current_receipt
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
        self._books: dict[UUID | str, RuleBook] = {}
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
        return self.books(name)[0]

    def books(self, *names: str) -> list[RuleBook]:
        """The rule sets of these names, read together.

        Raises:
            NotFound: there is no such rule set.
        """
        ids = [self._book_class.id_for(name) for name in names]
        receipt = current_receipt()
        with self._guard:
            if not receipt or not all(one in self._books and receipt.knows(one) for one in ids):
                self._forward(ids)
            missing = [name for name, one in zip(names, ids, strict=True) if one not in self._books]
            if missing:
                raise NotFound(what=self._book_class.__name__, key=missing[0])
            found = [self._books[one] for one in ids]
        if receipt:
            receipt.rule_books |= {one.id: one.version for one in found}
        return found

    def _forward(self, ids: Collection[UUID]) -> None:
        known = {one: self._books[one].version if one in self._books else 0 for one in ids}
        for record in self._store.recorder.select_newer(known):
            book: Any = self._books.get(record.originator_id)
            event = self._store.mapper.to_domain_event(record)
            self._books[record.originator_id] = event.mutate(book)


@contextmanager
def deciding_by(*versions: RuleVersion) -> Iterator[None]:
    """Every event made within says that it was decided by these versions."""
    noted = {one.name: str(one.version) for one in versions}
    with acting(current_context().applying(**noted)):
        yield
