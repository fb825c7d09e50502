"""The read models of sessions, reminders, hours taught, rest time and mentorships."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.read_models.rest_time import EMPLOYEE, MONTH, TEAM
from services.training.read_models.session_list import ListedSession
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.read_models.readers import OwnReaders
from shared.read_models.rebuild import own_source, rebuild
from tests.support.parts import message, own_models, tell
from tests.support.sessions import COURSE, HOUR, TUESDAY, plan
from tests.support.training import LI, MONDAY, QIAN, SITE, SUN, WU, ZHAO, ZHOU
from tests.support.training import TEAM as TEAM_ID
from tests.training.conftest import ActAs
from tests.training.contracts.session_scenes import play_mentoring, play_sessions

SPAN = {"since": date(2020, 1, 1), "until": date(2020, 1, 31)}
REST = {**SPAN, "employees": None, "after": None, "limit": 10}
DAY = timedelta(days=1)


@pytest.fixture
def first(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    wait: Callable[[int], None],
    clock: SetClock,
    project: Callable[[], None],
) -> UUID:
    """Everything happens once at least; the session that was held."""
    play_mentoring(school, as_employee)
    first = play_sessions(school, as_employee, wait)
    with as_employee(QIAN):
        plan(school, TUESDAY + 2 * DAY)
    clock.move_to(TUESDAY + 2 * DAY - HOUR)
    project()
    with as_timer():
        school.use_cases.reminders.remind_of_sessions(clock.now())
    project()
    [reminder] = school.models.reminders.page(ZHOU, is_unread=True, after=None, limit=10)
    with as_employee(ZHOU):
        school.use_cases.reminders.read_reminder(reminder.reminder_id)
    project()
    return first


@pytest.mark.usefixtures("first")
def test_every_read_model_equals_a_fresh_replay(school: TrainingService) -> None:
    source = own_source(school.store)
    differing = [
        model.name
        for model in own_models(school)
        if not compare_with_replay(model, source).is_equal
    ]

    assert [] == differing


def test_what_was_read_is_not_read_again_and_a_rebuilt_model_answers_as_before(
    school: TrainingService, first: UUID
) -> None:
    def answers() -> object:
        return (
            sessions_of(school, ZHOU),
            school.models.taught_hours.months(ZHOU, **SPAN),
            school.models.rest_time.used(by=EMPLOYEE, **REST),
            school.models.mentorships.page(
                of=None, employees=None, state="ended", after=None, limit=9
            ),
        )

    assert 0 == OwnReaders(own_models(school), school.store).step()
    before = answers()
    for model in own_models(school):
        rebuild(model, own_source(school.store), progress=lambda _: None)

    assert before == answers()


def sessions_of(school: TrainingService, employee_id: UUID) -> list[ListedSession]:
    return list(school.models.sessions.of_employee(employee_id, since=MONDAY, limit=10))


def test_lists_tell_what_is_taken_and_what_one_does_in_a_session(
    school: TrainingService, first: UUID
) -> None:
    def facts(one: ListedSession) -> tuple[object, ...]:
        return (one.role, one.state, one.taken, one.waiting, one.sequence)

    zhao = [facts(one) for one in sessions_of(school, ZHAO)]
    held = next(one for one in sessions_of(school, ZHAO) if one.session_id == first)

    assert [
        ("learner", "cancelled", 1, 0, 1),
        ("learner", "held", 1, 1, 0),
    ] == zhao
    assert [("learner", "planned", 1, 0, 1)] == [facts(one) for one in sessions_of(school, SUN)]
    assert [("trainer", "cancelled"), ("trainer", "planned")] == [
        (one.role, one.state) for one in sessions_of(school, WU)
    ]
    assert (TUESDAY + 8 * HOUR, "三号会议室") == (held.starts_at, held.place)


@pytest.mark.usefixtures("first")
def test_pages_go_on_where_the_former_one_ended(school: TrainingService) -> None:
    asked = {"since": MONDAY, "until": None, "course_id": COURSE, "state": None}
    everything = school.models.sessions.page(**asked, after=None, limit=10)
    head = everything[0]
    rest = school.models.sessions.page(**asked, after=(head.starts_at, head.session_id), limit=10)

    assert 4 == len(everything)
    assert list(everything[1:]) == list(rest)
    assert [] == school.models.sessions.page(
        **{**asked, "course_id": UUID(int=1)}, after=None, limit=1
    )
    assert 1 == len(school.models.sessions.page(**{**asked, "state": "held"}, after=None, limit=10))
    assert 1 == len(
        school.models.sessions.page(
            **{**asked, "until": head.starts_at + timedelta(seconds=1)}, after=None, limit=10
        )
    )


@pytest.mark.usefixtures("first")
def test_hours_taught_count_for_each_trainer_by_month(school: TrainingService) -> None:
    [month] = school.models.taught_hours.months(ZHOU, **SPAN)

    assert ("2020-01", 1, 120) == (month.month, month.sessions, month.minutes)
    assert [] == school.models.taught_hours.months(WU, **SPAN)
    assert [] == school.models.taught_hours.months(
        ZHOU, since=date(2020, 2, 1), until=date(2020, 2, 2)
    )


@pytest.mark.usefixtures("first")
def test_rest_time_counts_of_who_came_by_employee_team_and_month(
    school: TrainingService,
) -> None:
    def used(by: str, **narrowed: object) -> list[tuple[str, int, int, int]]:
        found = school.models.rest_time.used(by=by, **{**REST, **narrowed})
        return [(one.key, one.sessions, one.minutes, one.without_calendar) for one in found]

    assert [(str(ZHAO), 1, 60, 0), (str(ZHOU), 1, 60, 0)] == used(EMPLOYEE)
    assert [("", 1, 60, 0), (str(TEAM_ID), 1, 60, 0)] == used(TEAM)
    assert [("2020-01", 2, 120, 0)] == used(MONTH)
    assert [] == used(EMPLOYEE, employees=[LI])
    assert [] == used(EMPLOYEE, after=str(ZHOU))


@pytest.mark.usefixtures("first")
def test_mentorships_are_listed_by_state_for_whom_they_concern(school: TrainingService) -> None:
    def listed(of: UUID, state: str, *mentees: UUID) -> list[UUID]:
        found = school.models.mentorships.page(
            of=of, employees=mentees, state=state, after=None, limit=10
        )
        return [one.employee_id for one in found]

    assert [LI] == listed(LI, "ended")
    assert [LI] == listed(WU, "ended")
    assert [] == listed(SUN, "ended")
    assert [LI] == listed(SUN, "ended", LI)
    assert [SUN] == listed(ZHAO, "broken_off")
    [row] = school.models.mentorships.page(
        of=None, employees=None, state="ended", after=None, limit=10
    )
    assert (7, 1) == (row.tasks, row.acknowledged)


def test_a_calendar_counts_from_the_day_on_which_it_takes_effect(
    school: TrainingService,
) -> None:
    sites, later = school.models.sites, TUESDAY + 7 * DAY
    version = {
        "site_id": str(SITE),
        "version": 2,
        "content": {"name": "中心", "zone": "Asia/Shanghai", "weekly": {}},
        "effective_from": later.isoformat(),
    }
    for _ in range(2):
        tell(sites, message("people.calendar_version_added", version))
    found = [sites.business_calendar(SITE, at=one) for one in (later - HOUR, later)]

    assert [1, 2] == [one.version for one in found if one is not None]
    assert (None, None) == (
        sites.zone_of(UUID(int=1)),
        sites.business_calendar(UUID(int=1), at=later),
    )
