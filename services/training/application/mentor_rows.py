"""The side rows that keep mentoring one to one and mentors' loads within the rule, in any race."""

from __future__ import annotations

from uuid import UUID

from services.training.domain.mentoring_errors import MentoredAlready, MentorHasTooMany
from services.training.domain.mentorship import Mentorship
from shared.event_store.side_rows import SideWrite, compare_and_set, delete, insert
from shared.event_store.store import Store

MENTEES = "mentees"
"""Kind of the side rows: by mentee the one mentorship that runs."""

MENTOR_LOADS = "mentor_loads"
"""Kind of the side rows: by mentor the mentees that they have."""


class MentorRows:
    """Reads the rows, and says what is to be written beside the events.

    Args:
        store: the log, or the batch of a reaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, employee_id: UUID, *, mentorship_id: UUID) -> SideWrite:
        """The mentee has a mentor.

        Raises:
            MentoredAlready: they have one already.
        """
        if self.mentorship_of(employee_id) is not None:
            raise MentoredAlready(employee_id=employee_id)
        return insert(MENTEES, str(employee_id), {"mentorship_id": str(mentorship_id)})

    def add(self, mentor_id: UUID, employee_id: UUID, *, most: int) -> SideWrite:
        """The mentor has one more mentee.

        Raises:
            MentorHasTooMany: they have as many as the rules allow.
        """
        mentees = self._mentees_of(mentor_id)
        if len(mentees) >= most:
            raise MentorHasTooMany(mentor_id=mentor_id, most=most)
        return self._load(mentor_id, mentees, [*mentees, str(employee_id)])

    def remove(self, mentor_id: UUID, employee_id: UUID) -> SideWrite:
        """The mentor has one mentee less."""
        mentees = self._mentees_of(mentor_id)
        left = [one for one in mentees if one != str(employee_id)]
        return self._load(mentor_id, mentees, left)

    def end(self, mentorship: Mentorship) -> list[SideWrite]:
        """Nobody mentors the mentee any more."""
        employee_id = mentorship.employee_id
        mentee = delete(MENTEES, str(employee_id))
        return [mentee, self.remove(mentorship.mentor_id, employee_id)]

    def mentorship_of(self, employee_id: UUID) -> UUID | None:
        """The mentorship in which somebody is the mentee."""
        row = self._store.side_row(MENTEES, str(employee_id))
        return None if row is None else UUID(row.content["mentorship_id"])

    def _mentees_of(self, mentor_id: UUID) -> list[str]:
        row = self._store.side_row(MENTOR_LOADS, str(mentor_id))
        return [] if row is None else list(row.content["mentees"])

    @staticmethod
    def _load(mentor_id: UUID, before: list[str], after: list[str]) -> SideWrite:
        def content(mentees: list[str]) -> dict[str, list[str]] | None:
            return {"mentees": mentees} if mentees else None

        return compare_and_set(
            MENTOR_LOADS, str(mentor_id), content(after), expected=content(before)
        )
