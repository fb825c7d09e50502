"""The rule set `linking`: links, merges, suggested duplicates and bulk changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkingRules:
    """The rule set `linking`.

    Args:
        most_links: links of one ticket at most.
        duplicate_days: how far apart two tickets may be opened to be suggested as duplicates.
        most_suggestions: suggestions for one ticket at most.
        most_at_once: tickets of one bulk change at most.
    """

    most_links: int
    duplicate_days: int
    most_suggestions: int
    most_at_once: int
