"""Everything that can happen to sessions and mentorships, once at least."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.training.application.session_attendance import Presence
from services.training.service import TrainingService
from tests.support.sessions import HOUR, TUESDAY, appointment, came, plan, start
from tests.support.training import HR, LI, QIAN, SUN, WU, ZHAO, ZHOU
from tests.training.conftest import ActAs

DAY = 86_400


def play_sessions(school: TrainingService, as_employee: ActAs, wait: Callable[[int], None]) -> UUID:
    """A session in the evening, one that is cancelled, one that clashes; the first one's id."""
    cases = school.use_cases
    evening = TUESDAY + 8 * HOUR
    with as_employee(QIAN):
        first = plan(school, TUESDAY + 8 * HOUR, rest_reason="staffing").id
        cancelled = plan(school, TUESDAY + 3 * HOUR, capacity=5).id
        clashing = plan(school, TUESDAY + 5 * HOUR, trainer_ids=[WU]).id
    for session_id, who in (
        (first, (LI, ZHAO, SUN, HR)),
        (cancelled, (ZHAO,)),
        (clashing, (ZHAO, SUN)),
    ):
        for one in who:
            with as_employee(one):
                cases.session_places.take_place(session_id)
    with as_employee(SUN):
        cases.session_places.give_up_place(first)
    with as_employee(LI):
        cases.session_places.give_up_place(first)
    later = appointment(evening + HOUR, rest_reason="staffing")
    with as_employee(QIAN):
        cases.sessions.move_session(clashing, appointment=later, reason="张三有事")
        cases.sessions.replace_trainers(cancelled, trainer_ids=[ZHOU, WU])
        cases.sessions.change_capacity(cancelled, capacity=4)
        cases.sessions.cancel_session(cancelled, reason="张三生病")
    wait(DAY + 8 * 3600)
    with as_employee(ZHOU):
        cases.session_attendance.note_attendance(first, came(ZHAO, status="late"))
        excused = Presence(employee_id=ZHAO, status="excused", excuse="王芳住院")
        cases.session_attendance.note_attendance(first, [excused])
        cases.session_attendance.note_attendance(first, came(ZHAO))
        cases.session_attendance.hold_session(first, taught_minutes=None)
    return first


def play_mentoring(school: TrainingService, as_employee: ActAs) -> UUID:
    """A mentorship through all its steps, and one that is broken off; the first one's id."""
    mentorships = school.use_cases.mentorships
    with as_employee(QIAN):
        mentorship_id = start(school, mentor_id=ZHAO)
        broken = start(school, employee_id=SUN, mentor_id=ZHAO)
        mentorships.break_off_mentorship(broken)
        mentorships.replace_mentor(mentorship_id, mentor_id=WU, reason="李四转岗")
    with as_employee(WU):
        mentorships.keep_note(mentorship_id, text="李四容易紧张")
        mentorships.sign_off_task(mentorship_id, task="systems")
    with as_employee(LI):
        mentorships.acknowledge_task(mentorship_id, task="systems")
    with as_employee(WU):
        mentorships.end_mentorship(mentorship_id, is_ready=False, reason="李四还不够熟练")
    return mentorship_id
