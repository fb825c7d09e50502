"""Entering versions of rules: the use case that every service with a rule book offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.context import current_context
from shared.event_store.store import Store, expect_version
from shared.rules.book import RuleBook

CHANGE = "rules.change"
"""Permission of those who may enter rules."""


class RuleKeeping:
    """Enters versions of the rule sets of one service.

    Args:
        store: the service's log.
        book_class: the service's rule book.
    """

    def __init__(self, store: Store, book_class: type[RuleBook]) -> None:
        self._store = store
        self._book_class = book_class

    def enter_rule_version(
        self,
        name: str,
        *,
        content: Mapping[str, Any],
        effective_from: datetime,
        reason: str,
        expected_version: int | None = None,
    ) -> RuleBook:
        """Records a version of a rule set; what was decided under earlier ones stays as it is.

        Args:
            name: name of the rule set; a release opens it.
            content: all its parameters.
            effective_from: from when it is in force; may lie in the past.
            reason: why.
            expected_version: version of the book that the caller saw.

        Raises:
            NotFound: there is no such rule set.
            Invalid: the content does not fill the rule set, or the reason is missing.
        """
        current_context().require(CHANGE)
        book = self._store.get(self._book_class, self._book_class.id_for(name))
        expect_version(book, expected_version)
        book.add_version(content, effective_from=effective_from, source="entered", reason=reason)
        self._store.save(book)
        return book
