"""Whoever learns or teaches is reminded in time, once, however many timers run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from services.training.domain.reminder import Reminder
from services.training.domain.reminder_errors import ReminderNotFound
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.errors import Stale
from tests.support.sessions import TUESDAY, appointment, plan
from tests.support.training import LI, QIAN, SUN, ZHAO, ZHOU
from tests.training.conftest import ActAs

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THURSDAY = TUESDAY + 2 * DAY


@pytest.fixture
def session_id(school: TrainingService, as_employee: ActAs) -> UUID:
    """A session of Zhou's in three days: Li learns, Zhao waits."""
    with as_employee(QIAN):
        session_id = plan(school, THURSDAY).id
    for one in (LI, ZHAO):
        with as_employee(one):
            school.use_cases.session_places.take_place(session_id)
    return session_id


@pytest.fixture
def remind(
    school: TrainingService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[], int]:
    """Runs the timer once."""

    def run() -> int:
        project()
        with as_timer():
            return school.use_cases.reminders.remind_of_sessions(clock.now())

    return run


def inbox(school: TrainingService, employee_id: UUID) -> list[tuple[UUID, str, bool]]:
    rows = school.models.reminders.page(employee_id, is_unread=False, after=None, limit=10)
    return [(one.about_id, one.happens_at.isoformat(), one.is_read) for one in rows]


def test_people_are_reminded_a_day_and_an_hour_before_and_who_waits_is_not(
    school: TrainingService,
    session_id: UUID,
    clock: SetClock,
    remind: Callable[[], int],
    project: Callable[[], None],
) -> None:
    made = []
    for before in (DAY + HOUR, DAY, 2 * HOUR, HOUR, timedelta(minutes=1), -HOUR):
        clock.move_to(THURSDAY - before)
        made += [remind(), remind()]
    project()

    assert [0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0] == made
    assert [2, 2, 0] == [len(inbox(school, one)) for one in (LI, ZHOU, ZHAO)]


def test_many_timers_remind_once(
    school: TrainingService,
    session_id: UUID,
    clock: SetClock,
    as_timer: ActAs,
    project: Callable[[], None],
) -> None:
    clock.move_to(THURSDAY - HOUR)
    project()

    def run(_: int) -> int:
        with as_timer():
            return school.use_cases.reminders.remind_of_sessions(clock.now())

    with ThreadPoolExecutor(4) as pool:
        assert 2 == sum(pool.map(run, range(4)))


def test_of_a_moved_session_one_is_reminded_anew_and_of_a_cancelled_one_no_more(
    school: TrainingService,
    session_id: UUID,
    clock: SetClock,
    as_employee: ActAs,
    remind: Callable[[], int],
) -> None:
    clock.move_to(THURSDAY - DAY)
    made = [remind()]
    later = appointment(THURSDAY + DAY)
    with as_employee(QIAN):
        school.use_cases.sessions.move_session(session_id, appointment=later, reason="x")
    clock.move_to(THURSDAY)
    made.append(remind())
    with as_employee(QIAN):
        school.use_cases.sessions.cancel_session(session_id, reason="x")
    clock.move_to(THURSDAY + DAY - HOUR)
    made.append(remind())

    assert [2, 2, 0] == made


def test_one_reads_ones_own_reminders_only(
    school: TrainingService,
    session_id: UUID,
    clock: SetClock,
    as_employee: ActAs,
    remind: Callable[[], int],
    project: Callable[[], None],
) -> None:
    clock.move_to(THURSDAY - HOUR)
    remind()
    project()
    [listed] = school.models.reminders.page(LI, is_unread=True, after=None, limit=10)
    reminders = school.use_cases.reminders
    with as_employee(LI):
        reminders.read_reminder(listed.reminder_id, expected_version=1)
        reminders.read_reminder(listed.reminder_id, expected_version=2)
        with pytest.raises(Stale):
            reminders.read_reminder(listed.reminder_id, expected_version=1)
    for who in (SUN, QIAN):
        with as_employee(who), pytest.raises(ReminderNotFound):
            reminders.read_reminder(listed.reminder_id)
    project()

    assert school.store.get(Reminder, listed.reminder_id).is_read
    assert [(session_id, THURSDAY.isoformat(), True)] == inbox(school, LI)
    assert [] == school.models.reminders.page(LI, is_unread=True, after=None, limit=10)
