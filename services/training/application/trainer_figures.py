"""A trainer's own figures: hours, satisfaction, exams and effect (TR-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.training.application.access import EVALUATE
from services.training.application.evaluation_questions import TrainerWork
from services.training.application.workbench import Workbench
from services.training.domain.errors import EmployeeUnknown
from shared.context import current_context

_PLACES = Decimal("0.01")
_SHARE = Decimal("0.0001")


@dataclass(frozen=True)
class TrainerFigures:
    """A trainer's figures within a span; decimals as strings, null where too little is known.

    Args:
        sessions: sessions held.
        hours: hours taught.
        satisfaction: average score that participants gave the lecturer, from 1 to 5.
        scores: how many scores that rests on.
        sittings: exams of those who had come to a session.
        pass_rate: share of them that were passed.
        effects: studies of the courses taught.
    """

    sessions: int
    hours: str
    satisfaction: str | None
    scores: int
    sittings: int
    pass_rate: str | None
    effects: Sequence[dict[str, Any]]


class Trainers:
    """Shows a trainer's figures to the trainer and to who evaluates.

    Args:
        bench: what all use cases stand on.
        work: how much a trainer teaches, and how well.
    """

    def __init__(self, bench: Workbench, *, work: TrainerWork) -> None:
        self._bench = bench
        self._work = work

    def see_trainer_figures(self, trainer_id: UUID, *, since: date, until: date) -> TrainerFigures:
        """The figures of a trainer; one's own, or anybody's for who evaluates.

        Raises:
            EmployeeUnknown: they are not for the actor; nothing tells whether there are any.
        """
        if not (current_context().may(EVALUATE) or self._bench.access.is_self(trainer_id)):
            raise EmployeeUnknown(employee_id=trainer_id)
        sums = self._work.sums(trainer_id, since=since, until=until)
        smallest = self._bench.rules.evaluation.smallest_answers
        return TrainerFigures(
            sessions=sums.sessions,
            hours=str((Decimal(sums.minutes) / 60).quantize(_PLACES)),
            satisfaction=_ratio(sums.total, sums.scores, places=_PLACES) if sums.scores else None,
            scores=sums.scores,
            sittings=sums.sittings,
            pass_rate=(
                _ratio(sums.passed, sums.sittings, places=_SHARE)
                if sums.sittings >= smallest
                else None
            ),
            effects=self._work.effects(trainer_id, since=since, until=until),
        )


def _ratio(part: int, whole: int, *, places: Decimal) -> str:
    return str((Decimal(part) / whole).quantize(places))
