"""By which rules stages are assessed (TR-3)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StageRules:
    """Who assesses.

    Args:
        fewest_assessors: by stage, how many assessors at least.
        may_supervisors_assess: whether a candidate's own supervisor may.
    """

    fewest_assessors: dict[str, int]
    may_supervisors_assess: bool

    def fewest_for(self, stage_kind: str) -> int:
        """How many assessors at least."""
        return self.fewest_assessors.get(stage_kind, 1)
