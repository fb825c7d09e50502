"""Reminding people of their sessions in time, once each; reading one's own reminders."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.application.access import SELF
from services.training.application.session_questions import DueReminder, SessionPeople
from services.training.application.workbench import Workbench
from services.training.domain.reminder import SESSION, Reminder
from services.training.domain.reminder_errors import ReminderNotFound
from services.training.domain.session import TrainingSession
from shared.context import current_context
from shared.errors import Conflict
from shared.event_store.store import expect_version

AT_A_TIME = 500
"""Reminders made in one run of the timer at most."""


class Reminders:
    """Makes reminders, and lets people read theirs.

    Args:
        bench: what all use cases stand on.
        people: who learns and teaches in which session.
    """

    def __init__(self, bench: Workbench, *, people: SessionPeople) -> None:
        self._bench = bench
        self._people = people

    def remind_of_sessions(self, now: datetime) -> int:
        """Reminds those whose session is near, once however many timers run.

        Returns:
            How many reminders were made.
        """
        with self._bench.rules.noted("sessions"):
            minutes = self._bench.rules.sessions.remind_minutes
            due = self._people.due_reminders(at=now, minutes=minutes, limit=AT_A_TIME)
            return sum(self._remind(one, now) for one in due)

    def read_reminder(self, reminder_id: UUID, *, expected_version: int | None = None) -> Reminder:
        """Notes that one has read a reminder of one's own."""
        reminder = self.see_reminder(reminder_id)
        expect_version(reminder, expected_version)
        reminder.read()
        self._bench.store.save(reminder)
        return reminder

    def see_reminder(self, reminder_id: UUID) -> Reminder:
        """A reminder of one's own.

        Raises:
            ReminderNotFound: there is none, or it is somebody else's.
        """
        current_context().require(SELF)
        found = self._bench.store.find(Reminder, reminder_id)
        if found is None or not self._bench.access.is_self(found.employee_id):
            raise ReminderNotFound(key=reminder_id)
        return found

    def _remind(self, due: DueReminder, now: datetime) -> bool:
        session = self._bench.store.get(TrainingSession, due.session_id)
        is_of_it = due.employee_id in (*session.places, *session.trainer_ids)
        if not is_of_it or not session.is_to_come(at=now, starts_at=due.starts_at):
            return False
        reminder = Reminder.make(
            kind=SESSION,
            about_id=session.id,
            employee_id=due.employee_id,
            happens_at=due.starts_at,
            minutes_before=due.minutes,
        )
        try:
            self._bench.store.save(reminder, unchanged=[session])
        except Conflict:
            # Another timer has made it, or the session has changed: then the next run looks again.
            return False
        return True
