"""Blind double marking of open answers: claiming, giving points, settling (TR-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar
from uuid import UUID

from services.training.application.access import MARK
from services.training.application.attempts import Attempts
from services.training.application.retrying import retried
from services.training.application.sitting_answers import SittingAnswers
from services.training.application.workbench import Workbench
from services.training.domain.mark_sheet import answer_to
from services.training.domain.marking import Marking
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_errors import MarkingNotFound
from services.training.domain.sitting_parts import TaskMark
from shared.context import current_context
from shared.event_store import SideWrite

TResult = TypeVar("TResult")


class TaughtLearners(Protocol):
    """Whom trainers have taught."""

    def learners_of(self, trainer_id: UUID, *, since: date) -> frozenset[UUID]:
        """Who came to sessions that a trainer held since a day, that day included."""


class Markings:
    """What markers do; they see neither the learner nor each other's points.

    Args:
        bench: what all use cases stand on.
        answers: opens the answers.
        taught: whom the markers have taught.
    """

    def __init__(
        self, bench: Workbench, *, answers: SittingAnswers, taught: TaughtLearners
    ) -> None:
        self._bench = bench
        self._answers = answers
        self._taught = taught

    def claim_marking(self, marking_id: UUID) -> Marking:
        """Takes an answer for a while, so that no more mark it than are needed.

        Raises:
            MarkingNotFound: there is none, or the actor is too near to the learner.
            AlreadyMarked: the actor has marked it, or it is settled.
            MarkingTaken: as many as are needed have it.
        """

        def attempt() -> Marking:
            marking = self._markable(marking_id)
            until = self._bench.now + timedelta(minutes=self._bench.rules.marking.claim_minutes)
            marking.claim(self._bench.access.employee_id(), at=self._bench.now, until=until)
            self._bench.store.save(marking)
            return marking

        return self._by_rules(attempt)

    def give_points(
        self, marking_id: UUID, *, points: Decimal, comment: str | None = None
    ) -> Marking:
        """Gives points to an answer that one has claimed.

        Raises:
            MarkingNotFound: there is none, or the actor is too near to the learner.
            NotClaimed: the claim has run out.
            AlreadyMarked: the actor has marked it, or it is settled.
            PointsUnfit: they are not between nothing and all.
        """

        def attempt() -> Marking:
            marking = self._markable(marking_id)
            learner_id = marking.task.employee_id
            marking.give_points(
                points,
                marker_id=self._bench.access.employee_id(),
                comment=self._bench.seal_about(learner_id, comment) if comment else None,
                at=self._bench.now,
            )
            if marking.points is None:
                self._bench.store.save(marking)
            else:
                sitting, rows = self._noted(marking, marking.points)
                self._bench.store.save(marking, sitting, beside=rows)
            return marking

        return self._by_rules(attempt)

    def see_marking(self, marking_id: UUID) -> tuple[Marking, str | None]:
        """An answer that one has claimed or marked, with its text.

        Raises:
            MarkingNotFound: there is none, or the actor has not claimed it.
        """
        with self._bench.rules.noted("marking"):
            marking = self._markable(marking_id)
        marker_id = self._bench.access.employee_id()
        has_it = marking.is_claimed_by(marker_id, at=self._bench.now)
        if not has_it and marking.given_by(marker_id) is None:
            raise MarkingNotFound(key=marking_id)
        task = marking.task
        sitting = self._bench.store.get(Sitting, task.sitting_id)
        answer = answer_to(task.part, self._answers.opened(sitting.answers.get(task.place)))
        return marking, None if answer is None else answer.text

    def kept_away(self) -> frozenset[UUID]:
        """Whose answers the actor never marks: one's own; by rule one's team's and learners'."""
        current_context().require(MARK)
        own, rules = self._bench.access.employee_id(), self._bench.rules.marking
        found = frozenset({own})
        if not rules.may_supervisors_mark:
            found |= self._bench.access.team_of(own)
        if rules.trainers_kept_away_days:
            since = self._bench.now.date() - timedelta(days=rules.trainers_kept_away_days)
            found |= self._taught.learners_of(own, since=since)
        return found

    def _markable(self, marking_id: UUID) -> Marking:
        current_context().require(MARK)
        marking = self._bench.store.find(Marking, marking_id)
        if marking is None or marking.task.employee_id in self.kept_away():
            raise MarkingNotFound(key=marking_id)
        return marking

    def _noted(self, marking: Marking, points: Decimal) -> tuple[Sitting, list[SideWrite]]:
        task = marking.task
        sitting = self._bench.store.get(Sitting, task.sitting_id)
        sitting.mark([TaskMark(place=task.place, part=task.part, points=points)])
        if not sitting.is_settled:
            return sitting, []
        attempts = Attempts(self._bench.store, sitting.exam_id, sitting.employee_id)
        return sitting, attempts.followed(sitting)

    def _by_rules(self, attempt: Callable[[], TResult]) -> TResult:
        with self._bench.rules.noted("marking"):
            return retried(attempt)
