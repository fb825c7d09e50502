"""Attendance is noted by who teaches, of others, in time; what was held counts as taught."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.training.application.session_attendance import Presence
from services.training.domain import session_errors as errors
from services.training.domain.session import TrainingSession
from services.training.service import TrainingService
from shared.errors import NotAllowed, Stale
from tests.support.sessions import came, plan
from tests.support.training import LI, QIAN, SUN, WU, ZHAO, ZHOU
from tests.training.conftest import ActAs

DAY = 86_400


@pytest.fixture
def session_id(school: TrainingService, as_employee: ActAs, wait: Callable[[int], None]) -> UUID:
    """A session of Zhou's that has begun, with Li and Zhao in it."""
    with as_employee(QIAN):
        session_id = plan(school, capacity=2).id
    for one in (LI, ZHAO):
        with as_employee(one):
            school.use_cases.session_places.take_place(session_id)
    with as_employee(ZHOU), pytest.raises(errors.SessionNotStarted):
        school.use_cases.session_attendance.note_attendance(session_id, came(LI))
    wait(DAY)
    return session_id


def stored(school: TrainingService, session_id: UUID) -> TrainingSession:
    return school.store.get(TrainingSession, session_id)


def test_attendance_is_noted_and_corrected_with_an_excuse_that_is_sealed(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    attendance = school.use_cases.session_attendance
    with as_employee(ZHOU):
        attendance.note_attendance(session_id, came(LI, ZHAO), expected_version=3)
        excused = Presence(employee_id=LI, status="excused", excuse="发烧")
        attendance.note_attendance(session_id, [excused], expected_version=5)
        with pytest.raises(Stale):
            attendance.note_attendance(session_id, came(LI), expected_version=3)
    session = stored(school, session_id)
    log = b"".join(one.state for one in school.store.recorder.select_records(after=0, limit=1000))

    assert {LI: "excused", ZHAO: "present"} == session.attendance
    assert "发烧" == school.keys.open_or_none(session.excuses[LI], purpose="test")
    assert "发烧".encode() not in log


def test_only_the_trainers_note_it_and_never_of_themselves(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    attendance = school.use_cases.session_attendance
    with as_employee(LI), pytest.raises(NotAllowed):
        attendance.note_attendance(session_id, came(LI))
    with as_employee(QIAN), pytest.raises(errors.NotTheTrainer):
        attendance.note_attendance(session_id, came(LI))
    with as_employee(LI, frozenset({"training.teach"})), pytest.raises(errors.NotTheTrainer):
        attendance.note_attendance(session_id, came(LI))
    with as_employee(ZHOU), pytest.raises(errors.NoPlaceTaken):
        attendance.note_attendance(session_id, came(ZHOU))


def test_one_wrong_note_spoils_all(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    attendance = school.use_cases.session_attendance
    with as_employee(ZHOU):
        with pytest.raises(errors.NoPlaceTaken):
            attendance.note_attendance(session_id, came(LI, SUN))
        with pytest.raises(errors.ExcuseWrong):
            attendance.note_attendance(session_id, came(LI, status="excused"))
        with pytest.raises(errors.ExcuseWrong):
            attendance.note_attendance(session_id, [Presence(LI, "present", excuse="x")])

    assert {} == stored(school, session_id).attendance


def test_after_a_week_it_is_noted_no_more(
    school: TrainingService,
    as_employee: ActAs,
    session_id: UUID,
    wait: Callable[[int], None],
) -> None:
    wait(7 * DAY + 7_200)
    with as_employee(ZHOU):
        school.use_cases.session_attendance.note_attendance(session_id, came(LI))
    wait(1)
    with as_employee(ZHOU), pytest.raises(errors.AttendanceClosed):
        school.use_cases.session_attendance.note_attendance(session_id, came(LI))


def test_it_is_held_once_everybodys_attendance_is_known(
    school: TrainingService,
    as_employee: ActAs,
    session_id: UUID,
    project: Callable[[], None],
) -> None:
    attendance = school.use_cases.session_attendance
    with as_employee(ZHOU):
        attendance.note_attendance(session_id, came(LI))
        with pytest.raises(errors.AttendanceIncomplete, match="1 learners"):
            attendance.hold_session(session_id, taught_minutes=None)
        attendance.note_attendance(session_id, came(ZHAO, status="absent"))
        with pytest.raises(errors.TaughtTooLong):
            attendance.hold_session(session_id, taught_minutes=121)
        attendance.hold_session(session_id, taught_minutes=110)
        with pytest.raises(errors.SessionNotPlanned):
            attendance.hold_session(session_id, taught_minutes=110)
        attendance.note_attendance(session_id, came(ZHAO, status="late"))
    with as_employee(WU), pytest.raises(NotAllowed):
        attendance.hold_session(session_id, taught_minutes=110)
    with as_employee(QIAN), pytest.raises(errors.SessionNotPlanned):
        school.use_cases.sessions.cancel_session(session_id, reason="x")
    session = stored(school, session_id)

    assert ("held", 110, "late") == (
        session.state,
        session.taught_minutes,
        session.attendance[ZHAO],
    )
