"""Sessions on PostgreSQL: its queries and its races are not SQLite's alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.session import TrainingSession
from services.training.read_models.rest_time import GROUPINGS
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.platform import Platform
from shared.read_models.rebuild import own_source
from shared.settings import Settings, read_settings
from tests.support.parts import own_models
from tests.support.sessions import HOUR, TUESDAY, plan
from tests.support.training import FENG, LI, MONDAY, QIAN, SUN, TEAM, WU, ZHAO, ZHENG, ZHOU
from tests.training.conftest import ActAs, close, prepare
from tests.training.contracts.session_scenes import play_mentoring, play_sessions

SPAN = {"since": date(2020, 1, 1), "until": date(2020, 1, 31)}


@pytest.fixture
def settings(tmp_path: Path, new_database: Callable[[], str]) -> Settings:
    """Settings of an installation on a database of its own."""
    return read_settings(
        {"LOOPDESK_DATA_DIR": str(tmp_path), "LOOPDESK_DATABASE_URL": new_database()}
    )


@pytest.fixture
def school(platform: Platform) -> Iterator[TrainingService]:
    """The service with its tables, in which everybody of the builders is known."""
    made = prepare(platform)
    yield made
    close(made)


def test_sessions_and_mentors_are_told_as_on_sqlite(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> None:
    play_mentoring(school, as_employee)
    first = play_sessions(school, as_employee, wait)
    with as_employee(QIAN):
        plan(school, TUESDAY + timedelta(days=2))
    clock.move_to(TUESDAY + timedelta(days=2) - HOUR)
    project()
    with as_timer():
        made = [school.use_cases.reminders.remind_of_sessions(clock.now())]
        project()
        made.append(school.use_cases.reminders.remind_of_sessions(clock.now()))
    project()
    models, source = school.models, own_source(school.store)
    differing = [
        one.name for one in own_models(school) if not compare_with_replay(one, source).is_equal
    ]
    assert [] == differing
    assert [1, 0] == made

    own = models.sessions.of_employee(ZHAO, since=MONDAY, limit=10)
    after = (own[0].starts_at, own[0].session_id)
    assert first == own[1].session_id
    assert list(own[1:]) == list(
        models.sessions.of_employee(ZHAO, since=MONDAY, after=after, limit=9)
    )
    used = {
        by: [
            (one.key, one.minutes)
            for one in models.rest_time.used(
                by=by, **SPAN, employees=[ZHAO, ZHOU], after="", limit=9
            )
        ]
        for by in GROUPINGS
    }
    assert {
        "employee": [(str(ZHAO), 60), (str(ZHOU), 60)],
        "team": [(str(TEAM), 60)],
        "month": [("2020-01", 120)],
    } == used
    assert [("2020-01", 120)] == [
        (one.month, one.minutes) for one in models.taught_hours.months(ZHOU, **SPAN)
    ]
    asked = {"of": WU, "employees": [], "state": "ended"}
    [ended] = models.mentorships.page(**asked, after=None, limit=9)
    last = (ended.due_on, ended.mentorship_id)
    assert [] == models.mentorships.page(**asked, after=last, limit=9)
    [reminder] = models.reminders.page(ZHOU, is_unread=True, after=None, limit=9)
    seen = (reminder.made_at, reminder.reminder_id)
    assert [] == models.reminders.page(ZHOU, is_unread=False, after=seen, limit=9)


def test_of_many_who_want_the_last_place_exactly_one_gets_it(
    school: TrainingService, as_employee: ActAs
) -> None:
    wishing = [LI, ZHAO, SUN, WU, ZHENG, FENG]
    with as_employee(QIAN):
        session_id = plan(school).id

    def wish(one: UUID) -> None:
        with as_employee(one):
            school.use_cases.session_places.take_place(session_id)

    with ThreadPoolExecutor(len(wishing)) as pool:
        assert [None] * len(wishing) == list(pool.map(wish, wishing))
    session = school.store.get(TrainingSession, session_id)

    assert 1 == len(session.places)
    assert {*wishing} == {*session.places, *(one.employee_id for one in session.waiting)}
