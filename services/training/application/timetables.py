"""The timetables that one command takes times from or frees times in."""

from __future__ import annotations

from uuid import UUID

from services.training.domain.session import TrainingSession
from services.training.domain.timetable import Timetable
from shared.event_store import Aggregate
from shared.event_store.store import Store


class Timetables:
    """Timetables as one attempt of a command reads and changes them.

    Args:
        store: the log, or the batch of a reaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[UUID, Timetable] = {}

    def of(self, employee_id: UUID) -> Timetable:
        """Somebody's timetable; an empty one at first."""
        known = self._read.get(employee_id)
        if known is None:
            found = self._store.find(Timetable, Timetable.id_for(employee_id))
            known = found or Timetable.open(employee_id)
            self._read[employee_id] = known
        return known

    def reserve(self, employee_id: UUID, session: TrainingSession) -> None:
        """Takes the time of a session.

        Raises:
            TimesClash: they learn or teach elsewhere then.
        """
        self.of(employee_id).reserve(session.id, session.span)

    def is_free(self, employee_id: UUID, session: TrainingSession) -> bool:
        """Whether somebody has time for a session."""
        clash = self.of(employee_id).clash_with(session.span, session_id=session.id)
        return clash is None

    def release(self, employee_id: UUID, session: TrainingSession) -> None:
        """Frees the time of a session."""
        self.of(employee_id).release(session.id)

    def fill(self, session: TrainingSession, *, instead_of: UUID | None = None) -> None:
        """Gives free places to whoever waits longest and has time for the session.

        Whoever is elsewhere at that time by now waits no more, and is told so by the event.
        """
        while (first := session.next_waiting) is not None:
            if self.is_free(first, session):
                session.fill_place(instead_of=instead_of)
                self.reserve(first, session)
            else:
                session.drop_first_waiting()

    def changed(self) -> list[Aggregate]:
        """Those with something to save; an empty timetable is not opened for nothing."""
        return [one for one in self._read.values() if len(one.pending_events) > _opened(one)]


def _opened(timetable: Timetable) -> int:
    """How many of its events to come only open it."""
    first = timetable.pending_events[:1]
    return sum(isinstance(one, Timetable.Created) for one in first)
