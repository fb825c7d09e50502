"""Places of a session: taken, given up, and given on to whoever waits longest."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain import session_errors as errors
from services.training.domain.session_state import SessionState, Waiting
from services.training.domain.session_terms import CLASH, FREED
from shared.event_store.aggregate import event


class SessionWithPlaces(SessionState):
    """A session as its learners come and go."""

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
        if self.is_full:
            self._join_waiting_list(employee_id=employee_id, cause=cause, since=at)
        else:
            self._take_place(employee_id=employee_id, cause=cause, instead_of=None)

    def fill_place(self, *, instead_of: UUID | None) -> None:
        """A freed place goes to whoever waits longest.

        Args:
            instead_of: who gave it up.
        """
        first = self.next_waiting
        if first is not None:
            self._take_place(employee_id=first, cause=FREED, instead_of=instead_of)

    @event("PlaceTaken", topic="training.session.place_taken")
    def _take_place(self, employee_id: UUID, cause: str, instead_of: UUID | None) -> None:
        self.places = (*self.places, employee_id)
        self.waiting = tuple(one for one in self.waiting if one.employee_id != employee_id)

    @event("WaitingListJoined", topic="training.session.waiting_list_joined")
    def _join_waiting_list(self, employee_id: UUID, cause: str, since: datetime) -> None:
        self.waiting = (*self.waiting, Waiting(employee_id=employee_id, since=since))

    def give_up(self, employee_id: UUID, *, cause: str, at: datetime) -> None:
        """Has no place any more, or waits for none.

        Raises:
            NoPlaceTaken: there was none to give up.
        """
        self.check_open(at=at)
        if employee_id in self.places:
            self._give_up_place(employee_id=employee_id, cause=cause)
        elif self.waiting_place(employee_id):
            self._leave_waiting_list(employee_id=employee_id, cause=cause)
        else:
            raise errors.NoPlaceTaken

    @event("PlaceGivenUp", topic="training.session.place_given_up")
    def _give_up_place(self, employee_id: UUID, cause: str) -> None:
        self.places = tuple(one for one in self.places if one != employee_id)

    def drop_first_waiting(self) -> None:
        """Whoever waits longest is elsewhere at that time: they wait no more."""
        self._leave_waiting_list(employee_id=self.waiting[0].employee_id, cause=CLASH)

    @event("WaitingListLeft", topic="training.session.waiting_list_left")
    def _leave_waiting_list(self, employee_id: UUID, cause: str) -> None:
        self.waiting = tuple(one for one in self.waiting if one.employee_id != employee_id)
