"""Builders of sessions, places and mentorships for tests of `training`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.training.application.meetings import Appointment
from services.training.application.session_attendance import Presence
from services.training.domain.course import Course
from services.training.domain.session import TrainingSession
from services.training.service import TrainingService
from tests.support.training import LI, MONDAY, ZHOU

COURSE = Course.id_for("culture-and-regulations")
"""A course that is shipped."""
HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)
"""Nine o'clock in Shanghai, when the site opens."""


def appointment(starts_at: datetime = TUESDAY, *, hours: int = 2, **facts: Any) -> Appointment:
    """Some hours in a room."""
    given = {"place": "三号会议室", "link": "https://meet.example.com/s1", **facts}
    return Appointment(starts_at=starts_at, ends_at=starts_at + hours * HOUR, **given)


def plan(
    school: TrainingService,
    starts_at: datetime = TUESDAY,
    *,
    capacity: int = 1,
    trainer_ids: Sequence[UUID] = (ZHOU,),
    hours: int = 2,
    rest_reason: str | None = None,
    **facts: Any,
) -> TrainingSession:
    """Plans a session of Zhou's with one place, in the running context."""
    return school.use_cases.sessions.plan_session(
        course_id=COURSE,
        title="投诉处理；第一课",
        method="role_play",
        trainer_ids=trainer_ids,
        capacity=capacity,
        appointment=appointment(starts_at, hours=hours, rest_reason=rest_reason),
        **facts,
    )


def start(
    school: TrainingService, *, employee_id: UUID = LI, mentor_id: UUID, template: str = "agent"
) -> UUID:
    """Appoints a mentor, by default for Li, in the running context."""
    return school.use_cases.mentorships.start_mentorship(
        employee_id=employee_id, mentor_id=mentor_id, template=template
    ).id


def came(*employee_ids: UUID, status: str = "present") -> list[Presence]:
    """That these came."""
    return [Presence(employee_id=one, status=status) for one in employee_ids]
