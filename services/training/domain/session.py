"""Sessions [培训场次]: planned, moved, cancelled or held; places, waiting list, attendance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from services.training.domain import session_errors as errors
from services.training.domain.session_attendance import AttendedSession
from services.training.domain.session_places import SessionWithPlaces
from services.training.domain.session_terms import CANCELLED, Meeting
from shared.errors import FieldError
from shared.event_store.aggregate import event
from shared.sealed.envelope import Sealed


class TrainingSession(SessionWithPlaces, AttendedSession):
    """One session of a course with its places."""

    TOPIC = "training.session"

    @classmethod
    def plan(
        cls,
        *,
        session_id: UUID,
        course_id: UUID,
        title: str,
        method: str,
        trainer_ids: Iterable[UUID],
        site_id: UUID,
        capacity: int,
        meeting: Meeting,
    ) -> Self:
        """A session with all places free."""
        return cls._create(
            cls.Created,
            id=session_id,
            course_id=course_id,
            title=title,
            method=method,
            trainer_ids=_trainers(trainer_ids),
            site_id=site_id,
            capacity=capacity,
            meeting=meeting,
        )

    def move(self, meeting: Meeting, *, reason: Sealed, at: datetime) -> None:
        """Takes place at another time or elsewhere."""
        self.check_open(at=at)
        self._move(meeting=meeting, reason=reason)

    @event("Moved", topic="training.session.moved")
    def _move(self, meeting: Meeting, reason: Sealed) -> None:
        self.meeting = meeting
        self.reason = reason
        self.sequence += 1

    def replace_trainers(self, trainer_ids: Iterable[UUID], *, at: datetime) -> None:
        """Is taught by others.

        Raises:
            TrainerTakesNoPlace: one of them learns in it.
        """
        self.check_open(at=at)
        trainers = _trainers(trainer_ids)
        learners = {*self.places, *(one.employee_id for one in self.waiting)}
        if learners & {*trainers}:
            raise errors.TrainerTakesNoPlace
        if trainers != self.trainer_ids:
            self._replace_trainers(trainer_ids=trainers)

    @event("TrainersReplaced", topic="training.session.trainers_replaced")
    def _replace_trainers(self, trainer_ids: tuple[UUID, ...]) -> None:
        self.trainer_ids = trainer_ids

    def cancel(self, reason: Sealed) -> None:
        """Does not take place."""
        self.check_planned()
        self._cancel(course_id=self.course_id, reason=reason)

    @event("Cancelled", topic="training.session.cancelled")
    def _cancel(self, course_id: UUID, reason: Sealed) -> None:
        self.state = CANCELLED
        self.reason = reason
        self.sequence += 1


def _trainers(trainer_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    trainers = tuple(dict.fromkeys(trainer_ids))
    if not trainers:
        fault = FieldError("trainer_ids", "name one at least.", "至少指定一名讲师。")
        raise errors.TrainerMissing(fields=(fault,))
    return trainers
