"""What sessions and mentorships do when somebody leaves the centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.training.application.mentorships import Mentorships
from services.training.application.session_places import SessionPlaces


@dataclass(frozen=True)
class EmployeeGone:
    """Somebody does not work here any more.

    Args:
        employee_id: who.
        at: since when it is known.
    """

    employee_id: UUID
    at: datetime


class ReactionsToLeaving:
    """Reacts to departures.

    Args:
        places: places of sessions.
        mentorships: mentors and mentees.
    """

    def __init__(self, places: SessionPlaces, mentorships: Mentorships) -> None:
        self._places = places
        self._mentorships = mentorships

    def when_employee_left_free_places_and_mentor(self, fact: EmployeeGone) -> None:
        """Places to come go to who waits, and nobody mentors somebody who is gone."""
        self._places.give_up_places_of(fact.employee_id, at=fact.at)
        self._mentorships.break_off_of_leaver(fact.employee_id)
