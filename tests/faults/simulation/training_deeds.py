"""What can be done in `training`: by whom, as which use case, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from services.training.application.session_attendance import Presence
from services.training.application.sessions import Appointment
from services.training.application.use_cases import UseCases
from services.training.domain.calendar_feed import CalendarFeed
from services.training.domain.course import Course
from services.training.domain.enrolment import Enrolment
from services.training.domain.question_content import QuestionContent
from services.training.domain.session import TrainingSession
from shared.event_store import Aggregate
from tests.faults.simulation.founding import MANAGER, TRAINER

COURSE = Course.id_for("culture-and-regulations")
"""A course that comes with the release, with two units."""

UNITS = ("reading", "welcome")
WORDS = "下周改到三号会议室"

Do = Callable[[UseCases], Aggregate]
Deed = tuple[str, str, Do]
"""Who asks for it, the name of its use case, and how it is carried out."""


def planning(*, trainer_id: UUID, capacity: int, appointment: Appointment) -> Deed:
    """A session with few places."""
    return (
        TRAINER.name,
        "plan_session",
        lambda cases: cases.sessions.plan_session(
            course_id=COURSE,
            title=WORDS,
            method="drill",
            trainer_ids=[trainer_id],
            capacity=capacity,
            appointment=appointment,
        ),
    )


def learning(session_id: UUID, *, learner: str, other_id: UUID) -> Iterator[Deed]:
    """Places are taken, given, given up and taken away.

    Args:
        session_id: the session.
        learner: who wants a place.
        other_id: who is given one.
    """
    for _ in range(3):
        yield learner, "take_place", lambda cases: cases.session_places.take_place(session_id)
    yield learner, "give_up_place", lambda cases: cases.session_places.give_up_place(session_id)
    for _ in range(2):
        yield (
            TRAINER.name,
            "give_place",
            lambda cases: cases.session_places.give_place(session_id, employee_id=other_id),
        )
    yield (
        TRAINER.name,
        "withdraw_place",
        lambda cases: cases.session_places.withdraw_place(session_id, employee_id=other_id),
    )


def teaching(
    session_id: UUID, *, appointment: Appointment, trainer_ids: Sequence[UUID], status: str
) -> Iterator[Deed]:
    """Sessions are moved, taught by others, held or cancelled.

    Args:
        session_id: the session.
        appointment: when it is to be.
        trainer_ids: who is to teach it.
        status: whether the first learner came.
    """
    yield (
        TRAINER.name,
        "move_session",
        lambda cases: cases.sessions.move_session(
            session_id, appointment=appointment, reason=WORDS
        ),
    )
    yield (
        MANAGER.name,
        "replace_trainers",
        lambda cases: cases.sessions.replace_trainers(session_id, trainer_ids=trainer_ids),
    )
    yield TRAINER.name, "note_attendance", lambda cases: _noted(cases, session_id, status)
    yield (
        TRAINER.name,
        "hold_session",
        lambda cases: cases.session_attendance.hold_session(session_id, taught_minutes=None),
    )
    yield (
        MANAGER.name,
        "cancel_session",
        lambda cases: cases.sessions.cancel_session(session_id, reason=WORDS),
    )


def studying(employee_id: UUID, *, unit: str) -> Iterator[Deed]:
    """Somebody learns a course, in which the rules may enrol them when they are hired."""
    enrolment_id = Enrolment.id_for(COURSE, employee_id, ordinal=1)
    yield (
        TRAINER.name,
        "enrol_employee",
        lambda cases: cases.enrolments.enrol_employee(COURSE, employee_id=employee_id),
    )
    for _ in range(2):
        yield (
            TRAINER.name,
            "confirm_unit",
            lambda cases: cases.enrolments.confirm_unit(enrolment_id, unit_code=unit),
        )
    yield (
        TRAINER.name,
        "withdraw_enrolment",
        lambda cases: cases.enrolments.withdraw_enrolment(enrolment_id, reason=WORDS),
    )


def appointing(employee_id: UUID, *, mentor_id: UUID) -> Deed:
    """Somebody gets a mentor: rows of both go with it."""
    return (
        TRAINER.name,
        "start_mentorship",
        lambda cases: cases.mentorships.start_mentorship(
            employee_id=employee_id, mentor_id=mentor_id, template="agent"
        ),
    )


def mentoring(mentorship_id: UUID, *, mentor: str, mentor_id: UUID, task: str) -> Iterator[Deed]:
    """A mentorship goes on, to another mentor, or to its end."""
    yield (
        mentor,
        "keep_mentors_note",
        lambda cases: cases.mentorships.keep_note(mentorship_id, text=WORDS),
    )
    yield (
        mentor,
        "sign_off_task",
        lambda cases: cases.mentorships.sign_off_task(mentorship_id, task=task),
    )
    yield (
        TRAINER.name,
        "replace_mentor",
        lambda cases: cases.mentorships.replace_mentor(
            mentorship_id, mentor_id=mentor_id, reason=WORDS
        ),
    )
    yield (
        mentor,
        "end_mentorship",
        lambda cases: cases.mentorships.end_mentorship(mentorship_id, is_ready=False, reason=WORDS),
    )
    yield (
        TRAINER.name,
        "break_off_mentorship",
        lambda cases: cases.mentorships.break_off_mentorship(mentorship_id),
    )


def writing(code: str, *, content: QuestionContent) -> Deed:
    """A question."""
    return (
        TRAINER.name,
        "write_question",
        lambda cases: cases.question_bank.write_question(code=code, content=content),
    )


def reviewing(question_id: UUID, *, number: int, content: QuestionContent) -> Iterator[Deed]:
    """Questions are revised by one, reviewed and put in use by another."""
    yield (
        TRAINER.name,
        "revise_question",
        lambda cases: cases.question_bank.revise_question(question_id, content),
    )
    yield (
        MANAGER.name,
        "review_question",
        lambda cases: cases.question_bank.review_question(question_id, number=number),
    )
    yield (
        MANAGER.name,
        "put_question_in_use",
        lambda cases: cases.question_bank.put_question_in_use(question_id, number=number),
    )


def subscribing(learner: str, *, learner_id: UUID) -> Iterator[Deed]:
    """Links to calendars are given and replaced: rows beside the events go with each."""
    feed_id = CalendarFeed.id_for(learner_id)
    yield (
        learner,
        "open_calendar_feed",
        lambda cases: cases.calendar_feeds.open_calendar_feed(),
    )
    yield (
        learner,
        "replace_calendar_link",
        lambda cases: cases.calendar_feeds.replace_calendar_link(feed_id),
    )


def _noted(cases: UseCases, session_id: UUID, status: str) -> TrainingSession:
    """The trainer notes of the first learner whether they came."""
    places = cases.sessions.session(session_id).places
    presences = [Presence(one, status) for one in places[:1]]
    return cases.session_attendance.note_attendance(session_id, presences)
