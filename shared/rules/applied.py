"""The rules in force for a use case, noted in every event that is made under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TypeVar

from shared.context import acting, current_context
from shared.rules.book import RuleVersion
from shared.rules.reader import Rules

TShape = TypeVar("TShape")

_noted: ContextVar[Mapping[str, RuleVersion]] = ContextVar(
    "noted_rules", default=MappingProxyType({})
)


class RulesInForce:
    """Reads rule sets as they are in force when the use case runs.

    Args:
        rules: the service's rules.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._read: dict[tuple[str, int], object] = {}

    @contextmanager
    def noted(self, *names: str) -> Iterator[None]:
        """Everything within is made under the versions in force of these rule sets.

        They are looked up once, so that one use case decides by one version.
        """
        asked_for = [one for one in names if one not in _noted.get()]
        books = self._rules.books(*asked_for) if asked_for else []
        now = current_context().occurred_at
        found = {one.name: one.in_force(now) for one in books}
        found |= {name: self.version(name) for name in names if name not in found}
        numbers = {name: str(one.version) for name, one in found.items()}
        token = _noted.set({**_noted.get(), **found})
        try:
            with acting(current_context().applying(**numbers)):
                yield
        finally:
            _noted.reset(token)

    def version(self, name: str) -> RuleVersion:
        """The version of a rule set in force now."""
        noted = _noted.get().get(name)
        return noted or self._rules.in_force(name, at=current_context().occurred_at)

    def shape(self, name: str, shape: type[TShape]) -> TShape:
        """The content in force now of the rule set `name`, as an object of `shape`."""
        version = self.version(name)
        key = (name, version.version)
        found = self._read.get(key)
        if not isinstance(found, shape):
            found = version.read_as(shape)
            self._read[key] = found
        return found
