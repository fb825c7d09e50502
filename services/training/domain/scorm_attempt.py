"""Attempts [学习尝试]: what a SCORM package has reported of one learner."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.package_errors import TooManyCommits
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

NOT_ATTEMPTED, PASSED, FAILED, DONE = "not attempted", "passed", "failed", "completed"
STATUSES = (PASSED, DONE, FAILED, "incomplete", "browsed", NOT_ATTEMPTED)
"""The vocabulary of cmi.core.lesson_status."""

SUSPEND = "suspend"
EXITS = ("", "time-out", SUSPEND, "logout")
"""The vocabulary of cmi.core.exit."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a package says, at one commit, of all that is kept.

    Args:
        lesson_status: one of `STATUSES`.
        score: cmi.core.score.raw, from 0 to 100.
        location: cmi.core.lesson_location, the learner's own.
        suspend_data: cmi.suspend_data, which may hold the learner's answers.
        session_seconds: how long this session has lasted.
        exit: one of `EXITS`.
        is_finished: whether the package has ended (LMSFinish).
    """

    lesson_status: str
    score: Decimal | None = None
    location: Sealed | None = None
    suspend_data: Sealed | None = None
    session_seconds: int = 0
    exit: str = ""
    is_finished: bool = False


class ScormAttempt(Aggregate):
    """One learner and one package of an enrolment, over all sessions."""

    TOPIC = "training.scorm_attempt"

    class Created(Aggregate.Created):
        TOPIC = "training.scorm_attempt.opened"
        enrolment_id: UUID
        employee_id: UUID
        unit_code: str
        package_id: UUID
        mastery_score: Decimal | None

    def __init__(
        self,
        *,
        enrolment_id: UUID,
        employee_id: UUID,
        unit_code: str,
        package_id: UUID,
        mastery_score: Decimal | None,
    ) -> None:
        self.enrolment_id = enrolment_id
        self.employee_id = employee_id
        self.unit_code = unit_code
        self.package_id = package_id
        self.mastery_score = mastery_score
        self.report: Report | None = None
        self.lesson_status = NOT_ATTEMPTED
        self.session = 0
        self.launched_at: datetime | None = None
        self.seconds_before = 0
        self.seconds = 0
        self.commits = 0

    @staticmethod
    def id_for(enrolment_id: UUID, *, unit_code: str) -> UUID:
        """The one id of the attempt at a unit of an enrolment."""
        return id_of("scorm_attempt", enrolment_id, unit_code)

    @classmethod
    def open(
        cls,
        enrolment_id: UUID,
        *,
        employee_id: UUID,
        unit_code: str,
        package_id: UUID,
        mastery_score: Decimal | None,
    ) -> Self:
        """An attempt without a session yet.

        Args:
            enrolment_id: in which the unit is learned.
            employee_id: who learns.
            unit_code: the unit.
            package_id: its package.
            mastery_score: the score from which the package is passed, if it says one.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(enrolment_id, unit_code=unit_code),
            enrolment_id=enrolment_id,
            employee_id=employee_id,
            unit_code=unit_code,
            package_id=package_id,
            mastery_score=mastery_score,
        )

    def launch(self, *, at: datetime) -> None:
        """A session begins; links of earlier ones open nothing any more."""
        self._launch(session=self.session + 1, launched_at=at)

    @event("Launched", topic="training.scorm_attempt.launched")
    def _launch(self, session: int, launched_at: datetime) -> None:
        self.session = session
        self.launched_at = launched_at
        self.seconds_before += self.seconds
        self.seconds = 0

    def commit(self, report: Report, *, most: int) -> None:
        """Keeps what the package says; nothing happens if it says the same again.

        Args:
            report: what it says.
            most: how often a package may report in all.

        Raises:
            TooManyCommits: it has reported as often already.
        """
        if report == self.report and report.session_seconds == self.seconds:
            return
        if self.commits >= most:
            raise TooManyCommits(limit=most)
        self._commit(report=report, lesson_status=self._settled(report))

    @event("Committed", topic="training.scorm_attempt.committed")
    def _commit(self, report: Report, lesson_status: str) -> None:
        self.report = report
        self.lesson_status = lesson_status
        self.seconds = report.session_seconds
        self.commits += 1

    def _settled(self, report: Report) -> str:
        """The status as SCORM 1.2 settles it when the package ends.

        It is that of the mastery score if there is one, and completed if the package never said.
        """
        if not report.is_finished:
            return report.lesson_status
        if self.mastery_score is not None and report.score is not None:
            return PASSED if report.score >= self.mastery_score else FAILED
        return DONE if report.lesson_status == NOT_ATTEMPTED else report.lesson_status

    @property
    def is_done(self) -> bool:
        """Whether the unit is completed by what was reported."""
        return self.lesson_status in (PASSED, DONE)

    @property
    def entry(self) -> str:
        """How the package begins: for the first time, where it was laid aside, or neither."""
        if self.report is None:
            return "ab-initio"
        return "resume" if self.report.exit == SUSPEND else ""

    def is_playable(self, *, at: datetime, hours: int) -> bool:
        """Whether the session that was launched last is still played."""
        return self.launched_at is not None and at < self.launched_at + timedelta(hours=hours)
