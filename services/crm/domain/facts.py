"""Entities that are one fact: what was reported once and never changes."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

TFacts = TypeVar("TFacts")


def facts_in(event: Any, shape: type[TFacts]) -> TFacts:
    """The facts that the creation of such an entity holds.

    Args:
        event: the creation.
        shape: a dataclass whose fields the event has too.
    """
    return shape(**{one.name: getattr(event, one.name) for one in fields(shape)})  # type: ignore[arg-type]
