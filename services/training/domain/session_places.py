"""Places of a session: taken, given up, and given on to whoever waits longest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.training.domain import session_errors as errors
from services.training.domain.session_state import SessionState, Waiting
from services.training.domain.session_terms import CLASH, FREED


class SessionWithPlaces(SessionState):
    """A session as its learners come and go.

    Its events are written out, because `@event` works in the class alone that is stored.
    """

    class PlaceTaken(SessionState.Event):
        """Somebody learns in it, perhaps after having waited."""

        TOPIC = "training.session.place_taken"
        employee_id: UUID
        cause: str
        instead_of: UUID | None

        def apply(self, aggregate: Any) -> None:
            """Keeps who learns in it."""
            aggregate.places = (*aggregate.places, self.employee_id)
            aggregate.waiting = _without(aggregate.waiting, self.employee_id)
            super().apply(aggregate)

    class WaitingListJoined(SessionState.Event):
        """Somebody waits for a place."""

        TOPIC = "training.session.waiting_list_joined"
        employee_id: UUID
        cause: str
        since: datetime

        def apply(self, aggregate: Any) -> None:
            """Keeps the order."""
            waiting = Waiting(employee_id=self.employee_id, since=self.since)
            aggregate.waiting = (*aggregate.waiting, waiting)
            super().apply(aggregate)

    class PlaceGivenUp(SessionState.Event):
        """Somebody does not learn in it any more."""

        TOPIC = "training.session.place_given_up"
        employee_id: UUID
        cause: str

        def apply(self, aggregate: Any) -> None:
            """Frees the place."""
            aggregate.places = tuple(one for one in aggregate.places if one != self.employee_id)
            super().apply(aggregate)

    class WaitingListLeft(SessionState.Event):
        """Somebody waits no more."""

        TOPIC = "training.session.waiting_list_left"
        employee_id: UUID
        cause: str

        def apply(self, aggregate: Any) -> None:
            """Keeps who still waits."""
            aggregate.waiting = _without(aggregate.waiting, self.employee_id)
            super().apply(aggregate)

    class CapacityChanged(SessionState.Event):
        """It has more places, or fewer."""

        TOPIC = "training.session.capacity_changed"
        capacity: int

        def apply(self, aggregate: Any) -> None:
            """Keeps how many can learn."""
            aggregate.capacity = self.capacity
            super().apply(aggregate)

    def change_capacity(self, capacity: int, *, at: datetime) -> None:
        """Has more places, or fewer, but never fewer than are taken.

        Raises:
            PlacesTaken: more are taken already.
        """
        self.check_open(at=at)
        if capacity < len(self.places):
            raise errors.PlacesTaken(taken=len(self.places))
        if capacity != self.capacity:
            self.trigger_event(self.CapacityChanged, capacity=capacity)

    def take_place(self, employee_id: UUID, *, cause: str, at: datetime) -> None:
        """Has a place from now on, or waits for one if there is none.

        Args:
            employee_id: who learns.
            cause: `own` or `given`.
            at: when.

        Raises:
            TrainerTakesNoPlace: it is who teaches.
            PlaceAlreadyTaken: they have one, or wait.
        """
        self.check_open(at=at)
        if employee_id in self.trainer_ids:
            raise errors.TrainerTakesNoPlace
        if employee_id in self.places or self.waiting_place(employee_id):
            raise errors.PlaceAlreadyTaken
        who = {"employee_id": employee_id, "cause": cause}
        if self.is_full:
            self.trigger_event(self.WaitingListJoined, **who, since=at)
        else:
            self.trigger_event(self.PlaceTaken, **who, instead_of=None)

    def fill_place(self, *, instead_of: UUID | None) -> None:
        """A freed place goes to whoever waits longest.

        Args:
            instead_of: who gave it up.
        """
        first = self.next_waiting
        if first is not None:
            self.trigger_event(
                self.PlaceTaken, employee_id=first, cause=FREED, instead_of=instead_of
            )

    def give_up(self, employee_id: UUID, *, cause: str, at: datetime) -> None:
        """Has no place any more, or waits for none.

        Raises:
            NoPlaceTaken: there was none to give up.
        """
        self.check_open(at=at)
        if employee_id in self.places:
            self.trigger_event(self.PlaceGivenUp, employee_id=employee_id, cause=cause)
        elif self.waiting_place(employee_id):
            self.trigger_event(self.WaitingListLeft, employee_id=employee_id, cause=cause)
        else:
            raise errors.NoPlaceTaken

    def drop_first_waiting(self) -> None:
        """Whoever waits longest is elsewhere at that time: they wait no more."""
        first = self.waiting[0].employee_id
        self.trigger_event(self.WaitingListLeft, employee_id=first, cause=CLASH)


def _without(waiting: tuple[Waiting, ...], employee_id: UUID) -> tuple[Waiting, ...]:
    return tuple(one for one in waiting if one.employee_id != employee_id)
