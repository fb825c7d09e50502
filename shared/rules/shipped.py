"""The defaults that a release ships in one readable file per service."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.context import current_context
from shared.event_store.store import EventStore
from shared.rules.book import RuleBook

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""The first shipped version of a rule set is in force from ever, so that any day can be played."""


def shipped_rules(path: Path) -> dict[str, dict[str, Any]]:
    """The rule sets of a `rules.toml`: one table each, by name.

    Raises:
        TypeError: a value stands outside a table.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, rule_set in content.items():
        if not isinstance(rule_set, Mapping):
            raise TypeError(f"{path.name}: {name} stands outside a table [rule set].")
    return content


def install_rules(store: EventStore, book_class: type[RuleBook], *, path: Path) -> int:
    """Records what `path` ships and the log does not know yet; runs at each migrate.

    Where the centre has entered a version of its own, a new default is recorded as a proposal
    only (without effective date): a release never overrides what the centre decided.

    Args:
        store: the service's log; the call runs within a context.
        book_class: the service's rule book.
        path: its `rules.toml`.

    Returns:
        How many versions were recorded.
    """
    return sum(
        _install(store, book_class, name=name, content=content)
        for name, content in shipped_rules(path).items()
    )


def _install(
    store: EventStore, book_class: type[RuleBook], *, name: str, content: Mapping[str, Any]
) -> int:
    book = store.find(book_class, book_class.id_for(name)) or book_class.open(name)
    if book.knows(content):
        return 0
    book.add_version(
        content,
        effective_from=_effective_from(book),
        source="shipped",
        reason="shipped with the release",
    )
    store.save(book)
    return 1


def _effective_from(book: RuleBook) -> datetime | None:
    if not book.versions:
        return ALWAYS
    return None if book.is_entered else current_context().occurred_at
