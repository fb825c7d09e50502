"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from functools import cached_property

from services.training.application.access import Access
from services.training.application.calendar_feeds import CalendarFeeds
from services.training.application.evaluation import Evaluation
from services.training.application.mentorships import Mentorships
from services.training.application.reminders import Reminders
from services.training.application.session_attendance import SessionAttendance
from services.training.application.session_places import SessionPlaces
from services.training.application.sessions import Sessions
from services.training.application.tools import Tools
from services.training.application.workbench import Workbench
from shared.event_store.store import Store


class UseCases:
    """The application classes over one store, each made when it is first asked for.

    Args:
        store: the log, or a batch.
        tools: what they work with.
    """

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._answers = tools.answers

    def over(self, store: Store) -> UseCases:
        """The same over another store."""
        return UseCases(store, self._tools)

    @cached_property
    def access(self) -> Access:
        """Who may see whose training."""
        return Access(self._answers.staff)

    @cached_property
    def bench(self) -> Workbench:
        """What all of them stand on."""
        tools = self._tools
        return Workbench(self._store, keys=tools.keys, rules=tools.rules, access=self.access)

    @cached_property
    def sessions(self) -> Sessions:
        """Planning, moving and cancelling sessions."""
        answers = self._answers
        return Sessions(self.bench, sites=answers.sites, courses=answers.courses)

    @cached_property
    def session_places(self) -> SessionPlaces:
        """Taking, giving and giving up places."""
        people = self._answers.session_people
        return SessionPlaces(self.bench, sessions=self.sessions, people=people)

    @cached_property
    def session_attendance(self) -> SessionAttendance:
        """Noting who came."""
        staff = self._answers.staff
        return SessionAttendance(self.bench, sessions=self.sessions, staff=staff)

    @cached_property
    def reminders(self) -> Reminders:
        """Reminding people in time."""
        return Reminders(self.bench, people=self._answers.session_people)

    @cached_property
    def calendar_feeds(self) -> CalendarFeeds:
        """Calendar feeds by a secret link."""
        return CalendarFeeds(self.bench, staff=self._answers.staff)

    @cached_property
    def mentorships(self) -> Mentorships:
        """Mentors for new hires."""
        return Mentorships(self.bench, staff=self._answers.staff, sites=self._answers.sites)

    @cached_property
    def evaluation(self) -> Evaluation:
        """What training was worth."""
        return Evaluation(self.bench, self._answers.evaluation)
