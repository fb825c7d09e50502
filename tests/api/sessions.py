"""Sessions, feeds, reminders and mentorships, made through the use cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.training.application.meetings import Appointment
from services.training.application.mentor_rows import MentorRows
from services.training.application.session_attendance import Presence
from services.training.domain.calendar_feed import CalendarFeed
from services.training.domain.course import Course
from services.training.domain.reminder import SESSION, Reminder
from shared.context import acting, current_context

if TYPE_CHECKING:
    from tests.api.centre import Centre

COURSE = Course.id_for("culture-and-regulations")
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
WORDS = "因张三住院"
"""What people write about each other, and only those who may see it read."""


class SessionDesk:
    """Brings forth what the requests are about; the trainer teaches, Li learns, the boss mentors.

    Args:
        centre: where.
        number: makes its times different from others'.
    """

    def __init__(self, centre: Centre, *, number: int = 0) -> None:
        self._centre = centre
        self._number = number
        self._cases = centre.training.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.past_session(is_noted=True)
        self.place()
        self.reminder()
        self.token()
        self.mentorship()

    @property
    def soon(self) -> datetime:
        """A time to come that no other session has."""
        return self._centre.clock.now() + 10 * DAY + self._number * QUARTER

    def appointment(self, starts_at: datetime | None = None) -> Appointment:
        """A quarter of an hour."""
        begins = starts_at or self.soon
        return Appointment(begins, begins + QUARTER, "一号会议室", rest_reason="voluntary")

    def session(self, starts_at: datetime | None = None, *, capacity: int = 5) -> UUID:
        """A session of the trainer's, in which nobody learns yet."""
        with self._centre.acting_as("training_manager"), _as_of(starts_at):
            return self._cases.sessions.plan_session(
                course_id=COURSE,
                title="一课",
                method="lecture",
                trainer_ids=[self._centre.employees["trainer"]],
                capacity=capacity,
                appointment=self.appointment(starts_at),
            ).id

    def place(self) -> UUID:
        """A session in which Li has a place."""
        session_id = self.session()
        with self._centre.acting_as("li"):
            self._cases.session_places.take_place(session_id)
        return session_id

    def past_session(self, *, is_noted: bool = False) -> UUID:
        """A session that has begun, in which Li has a place."""
        starts_at = self._centre.clock.now() - 5 * DAY + self._number * QUARTER
        session_id = self.session(starts_at)
        with self._centre.acting_as("li"), _as_of(starts_at):
            self._cases.session_places.take_place(session_id)
        if is_noted:
            presence = Presence(self._centre.employees["li"], "excused", WORDS)
            with self._centre.acting_as("trainer"):
                self._cases.session_attendance.note_attendance(session_id, [presence])
        return session_id

    def reminder(self) -> UUID:
        """A reminder of Li's."""
        with self._centre.installing("training"):
            reminder = Reminder.make(
                kind=SESSION,
                about_id=UUID(int=self._number + 1),
                employee_id=self._centre.employees["li"],
                happens_at=self.soon,
                minutes_before=60,
            )
            self._centre.training.store.save(reminder)
        return reminder.id

    def feed(self) -> UUID:
        """Li's feed, which is open."""
        feeds, li = self._cases.calendar_feeds, self._centre.employees["li"]
        with self._centre.acting_as("li"):
            feed = self._centre.training.store.find(CalendarFeed, CalendarFeed.id_for(li))
            if feed is None:
                return feeds.open_calendar_feed().id
            return feeds.replace_calendar_link(feed.id).id

    def token(self) -> str:
        """What opens Li's feed."""
        self.feed()
        feeds = self._cases.calendar_feeds
        with self._centre.acting_as("li"):
            address = feeds.address_of(feeds.see_calendar_feed())
        assert address is not None
        return address.rpartition("/")[2]

    def mentorship(self, *signed_off: str) -> UUID:
        """A mentorship of the boss and Li with a note; the former one, if any, is broken off."""
        li, boss = (self._centre.employees[one] for one in ("li", "boss"))
        mentorships = self._cases.mentorships
        former = MentorRows(self._centre.training.store).mentorship_of(li)
        with self._centre.acting_as("training_manager"):
            if former is not None:
                mentorships.break_off_mentorship(former)
            mentorship_id = mentorships.start_mentorship(
                employee_id=li, mentor_id=boss, template="agent"
            ).id
        with self._centre.acting_as("boss"):
            mentorships.keep_note(mentorship_id, text=WORDS)
            for one in signed_off:
                mentorships.sign_off_task(mentorship_id, task=one)
        return mentorship_id


@contextmanager
def _as_of(starts_at: datetime | None) -> Iterator[None]:
    """What stands within is done a day before a session, if its time is given."""
    context = current_context()
    earlier = context if starts_at is None else replace(context, occurred_at=starts_at - DAY)
    with acting(earlier):
        yield
