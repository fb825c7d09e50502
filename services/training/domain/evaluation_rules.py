"""What it takes before a figure of evaluation is shown or called an effect (TR-8)."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.domain.anonymity import FEWEST


@dataclass(frozen=True)
class EvaluationRules:
    """The rule set `evaluation`.

    Args:
        metrics: codes of what can be compared.
        smallest_group: employees whom each group of a study needs, 2 or more.
        smallest_facts: facts that an employee needs in each window to be counted.
        smallest_pairs: employees with an exam before and after whom a gain needs, 2 or more.
        smallest_answers: answers below which no result of a survey is shown, and of which an
            anonymous batch consists at least; `FEWEST` or more, noted by each survey when it opens.
        longest_window_days: the longest window of a study.
        most_rows: rows of one import of facts.
    """

    metrics: tuple[str, ...]
    smallest_group: int
    smallest_facts: int
    smallest_pairs: int
    smallest_answers: int
    longest_window_days: int
    most_rows: int

    def __post_init__(self) -> None:
        if self.smallest_answers < FEWEST:
            raise ValueError(f"smallest_answers must be {FEWEST} at least")
