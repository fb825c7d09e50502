"""Sessions are planned, moved and cancelled, and nobody is in two places at once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.training.domain import session_errors as errors
from services.training.domain.session import TrainingSession
from services.training.domain.session_terms import CANCELLED
from services.training.domain.timetable import Timetable
from services.training.service import TrainingService
from shared.errors import NotAllowed, Stale
from tests.support.sessions import COURSE, HOUR, TUESDAY, appointment, plan
from tests.support.training import LI, MONDAY, QIAN, SITE, SUN, WANG, WU, ZHAO, ZHOU
from tests.training.conftest import ActAs

SATURDAY = TUESDAY + timedelta(days=4)


def stored(school: TrainingService, session_id: UUID) -> TrainingSession:
    return school.store.get(TrainingSession, session_id)


def test_a_session_is_planned_with_the_decision_on_rest_time(
    school: TrainingService, as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        at_work = plan(school).meeting
        evening = plan(school, TUESDAY + 8 * HOUR, hours=3, rest_reason="staffing").meeting
        weekend = plan(school, SATURDAY, rest_reason="urgent").meeting

    assert [(0, 1), (120, 1), (120, 1)] == [
        (one.rest_minutes, one.calendar_version) for one in (at_work, evening, weekend)
    ]
    assert ("Asia/Shanghai", "staffing") == (evening.zone, evening.rest_reason)


def test_rest_time_is_taken_for_a_reason_of_the_list_only(
    school: TrainingService, as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        with pytest.raises(errors.RestTimeNeedsReason, match="120 minutes"):
            plan(school, SATURDAY)
        with pytest.raises(errors.RestTimeNeedsReason):
            plan(school, SATURDAY, rest_reason="because")


def test_what_no_session_can_be_is_refused(school: TrainingService, as_employee: ActAs) -> None:
    with as_employee(QIAN):
        with pytest.raises(errors.SessionTimeWrong):
            plan(school, MONDAY)
        with pytest.raises(errors.SessionTimeWrong):
            plan(school, hours=11)
        with pytest.raises(errors.CapacityWrong):
            plan(school, capacity=301)
        with pytest.raises(errors.SiteUnknown):
            plan(school, site_id=UUID(int=1))
        with pytest.raises(errors.CourseNotOffered):
            school.use_cases.sessions.plan_session(
                course_id=UUID(int=0),
                title="x",
                method="lecture",
                trainer_ids=[ZHOU],
                capacity=1,
                appointment=appointment(),
            )
        with pytest.raises(errors.MethodUnknown):
            school.use_cases.sessions.plan_session(
                course_id=COURSE,
                title="x",
                method="hypnosis",
                trainer_ids=[ZHOU],
                capacity=1,
                appointment=appointment(),
            )


def test_only_who_schedules_plans(school: TrainingService, as_employee: ActAs) -> None:
    with as_employee(LI), pytest.raises(NotAllowed):
        plan(school)
    with as_employee(QIAN):
        session_id = plan(school).id
    with as_employee(WANG), pytest.raises(NotAllowed):
        school.use_cases.sessions.cancel_session(session_id, reason="x")


def test_a_trainer_teaches_one_session_at_a_time(
    school: TrainingService, as_employee: ActAs
) -> None:
    with as_employee(QIAN):
        first = plan(school).id
        with pytest.raises(errors.TimesClash, match=str(first)):
            plan(school, TUESDAY + HOUR)
        right_after = plan(school, TUESDAY + 2 * HOUR).id
        with pytest.raises(errors.TimesClash):
            school.use_cases.sessions.move_session(
                right_after, appointment=appointment(TUESDAY + HOUR), reason="提前"
            )
        other = plan(school, trainer_ids=[WU]).id
        with pytest.raises(errors.TimesClash):
            school.use_cases.sessions.replace_trainers(other, trainer_ids=[ZHOU])


def test_a_moved_session_keeps_its_learners_but_those_who_are_elsewhere(
    school: TrainingService, as_employee: ActAs
) -> None:
    later = TUESDAY + 5 * HOUR
    with as_employee(QIAN):
        moved = plan(school, capacity=2).id
        other = plan(school, later, capacity=5, trainer_ids=[WU]).id
    for who, sessions in ((LI, (moved, other)), (ZHAO, (moved,)), (SUN, (moved,))):
        with as_employee(who):
            for one in sessions:
                school.use_cases.session_places.take_place(one)
    with as_employee(QIAN):
        school.use_cases.sessions.move_session(
            moved, appointment=appointment(later), reason="会议室冲突", expected_version=4
        )
    session = stored(school, moved)

    assert (ZHAO, SUN) == session.places
    assert ((), later, 1) == (session.waiting, session.meeting.starts_at, session.sequence)
    assert [other] == list(school.store.get(Timetable, Timetable.id_for(LI)).spans)


def test_a_cancelled_session_frees_everybodys_time_and_changes_no_more(
    school: TrainingService, as_employee: ActAs
) -> None:
    sessions = school.use_cases.sessions
    with as_employee(QIAN):
        session_id = plan(school).id
    with as_employee(LI):
        school.use_cases.session_places.take_place(session_id)
    with as_employee(QIAN):
        with pytest.raises(Stale):
            sessions.cancel_session(session_id, reason="停电", expected_version=1)
        sessions.cancel_session(session_id, reason="停电", expected_version=2)
        with pytest.raises(errors.SessionNotPlanned):
            sessions.cancel_session(session_id, reason="停电")
        with pytest.raises(errors.SessionNotPlanned):
            sessions.move_session(session_id, appointment=appointment(), reason="x")
        again = plan(school).id
    with as_employee(LI):
        school.use_cases.session_places.take_place(again)
    session = stored(school, session_id)

    assert CANCELLED == session.state
    assert "停电" == school.keys.open_or_none(session.reason, purpose="test")


def test_others_teach_it_if_they_have_time_and_learn_not_in_it(
    school: TrainingService, as_employee: ActAs
) -> None:
    sessions = school.use_cases.sessions
    with as_employee(QIAN):
        session_id = plan(school).id
    with as_employee(LI):
        school.use_cases.session_places.take_place(session_id)
    with as_employee(QIAN):
        with pytest.raises(errors.TrainerTakesNoPlace):
            sessions.replace_trainers(session_id, trainer_ids=[LI])
        with pytest.raises(errors.TrainerMissing):
            sessions.replace_trainers(session_id, trainer_ids=[])
        sessions.replace_trainers(session_id, trainer_ids=[WU])
        plan(school)

    assert (WU,) == stored(school, session_id).trainer_ids


def test_nothing_moves_once_it_has_begun(
    school: TrainingService, as_employee: ActAs, wait: Callable[[int], None]
) -> None:
    with as_employee(QIAN):
        session_id = plan(school, site_id=SITE).id
    wait(86_400)
    with as_employee(QIAN), pytest.raises(errors.SessionStarted):
        school.use_cases.sessions.move_session(
            session_id, appointment=appointment(TUESDAY + 5 * HOUR), reason="x"
        )
    with as_employee(LI), pytest.raises(errors.SessionStarted):
        school.use_cases.session_places.take_place(session_id)


def test_nobody_reads_the_reason_in_the_log(school: TrainingService, as_employee: ActAs) -> None:
    with as_employee(QIAN):
        session_id = plan(school).id
        school.use_cases.sessions.cancel_session(session_id, reason="讲师张三住院")
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    assert "张三".encode() not in log
