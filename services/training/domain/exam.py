"""Exams by code: versions of what is laid down, and the quarters of the business-skill exam."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from services.training.domain.exam_checks import check_exam, check_quarter
from services.training.domain.exam_definition import (
    BUSINESS_SKILL,
    Attempt,
    Audience,
    ExamContent,
    ExamVersion,
    Run,
)
from services.training.domain.exam_errors import (
    AttemptStillOpen,
    ExamAlreadyPassed,
    ExamNotOpen,
    ExamVersionUnknown,
    ExamWithdrawn,
    NoAttemptLeft,
    NotHeldByQuarter,
    QuarterAlreadyScheduled,
    RetakeTooEarly,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Exam(Aggregate):
    """One exam with all its versions; running sittings keep theirs."""

    TOPIC = "training.exam"

    class Created(Aggregate.Created):
        TOPIC = "training.exam.defined"
        code: str
        purpose: str
        version: ExamVersion

    def __init__(self, code: str, purpose: str, version: ExamVersion) -> None:
        self.code = code
        self.purpose = purpose
        self.versions: tuple[ExamVersion, ...] = (version,)
        self.quarters: tuple[Run, ...] = ()
        self.is_withdrawn = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the exam with this code."""
        return id_of("exam", code)

    @classmethod
    def define(cls, code: str, content: ExamContent, *, purpose: str) -> Self:
        """An exam that may be sat as soon as it opens.

        Args:
            code: names it for ever.
            content: what is laid down.
            purpose: one of `PURPOSES`.

        Raises:
            ExamFaulty: it cannot be held like this; the fields are named.
        """
        check_exam(content, purpose=purpose)
        version = ExamVersion(number=1, content=content)
        return cls._create(
            cls.Created, id=cls.id_for(code), code=code, purpose=purpose, version=version
        )

    def publish_version(self, content: ExamContent) -> None:
        """Lays down something else for sittings that start from now on.

        Raises:
            ExamFaulty: it cannot be held like this; the fields are named.
        """
        self.check_held()
        check_exam(content, purpose=self.purpose)
        self._publish_version(version=ExamVersion(number=len(self.versions) + 1, content=content))

    @event("VersionPublished", topic="training.exam.version_published")
    def _publish_version(self, version: ExamVersion) -> None:
        self.versions = (*self.versions, version)

    def schedule_quarter(
        self, quarter: str, *, opens_at: datetime, closes_at: datetime, audience: Audience
    ) -> None:
        """Holds the business-skill exam in a quarter, by the newest version (TR-11).

        Args:
            quarter: such as `2020-Q1`.
            opens_at: from when it may be started.
            closes_at: until when.
            audience: who sits it.

        Raises:
            NotHeldByQuarter: it is no business-skill exam.
            QuarterAlreadyScheduled: the quarter has it already.
            QuarterWindowFaulty: the time is not one of the quarter.
        """
        self.check_held()
        if self.purpose != BUSINESS_SKILL:
            raise NotHeldByQuarter(exam_code=self.code)
        check_quarter(quarter, opens_at=opens_at, closes_at=closes_at)
        if any(one.quarter == quarter for one in self.quarters):
            raise QuarterAlreadyScheduled(exam_code=self.code, quarter=quarter)
        self._schedule_quarter(
            run=Run(
                version=self.newest.number,
                quarter=quarter,
                opens_at=opens_at,
                closes_at=closes_at,
                audience=audience,
            )
        )

    @event("QuarterScheduled", topic="training.exam.quarter_scheduled")
    def _schedule_quarter(self, run: Run) -> None:
        self.quarters = (*self.quarters, run)

    def withdraw(self) -> None:
        """Nobody starts it any more; who sits it finishes it."""
        self.check_held()
        self._withdraw()

    @event("Withdrawn", topic="training.exam.withdrawn")
    def _withdraw(self) -> None:
        self.is_withdrawn = True

    def check_held(self) -> None:
        """Refuses what was withdrawn."""
        if self.is_withdrawn:
            raise ExamWithdrawn(exam_code=self.code)

    @property
    def newest(self) -> ExamVersion:
        """The version by which it is held now."""
        return self.versions[-1]

    def version_of(self, number: int) -> ExamVersion:
        """One of its versions.

        Raises:
            ExamVersionUnknown: it has none of that number.
        """
        if not 1 <= number <= len(self.versions):
            raise ExamVersionUnknown(number=number)
        return self.versions[number - 1]

    def run_at(self, at: datetime) -> Run:
        """When, for whom and by which version it is held at a time.

        Raises:
            ExamWithdrawn: it is held no more.
            ExamNotOpen: it is not open then.
        """
        self.check_held()
        for run in self.runs:
            if run.is_open(at):
                return run
        raise ExamNotOpen(exam_code=self.code)

    def run_of(self, *, version: int, quarter: str) -> Run:
        """The time for which a sitting was started, whatever has been laid down since."""
        for run in self.quarters:
            if run.quarter == quarter:
                return run
        return _run_by(self.version_of(version))

    @property
    def runs(self) -> tuple[Run, ...]:
        """All times at which it is or was held: the quarters, or the one of the newest version."""
        return self.quarters if self.purpose == BUSINESS_SKILL else (_run_by(self.newest),)

    def check_may_start(self, at: datetime, *, earlier: Sequence[Attempt]) -> Run:
        """The run that may be started now by somebody with these earlier attempts.

        A result that is not released decides nothing: a start would tell it.

        Args:
            at: now.
            earlier: all attempts of that employee at this exam that count.

        Raises:
            ExamNotOpen: it is not open now.
            AttemptStillOpen: an attempt has no result yet.
            ExamAlreadyPassed: one was passed, and is released; of a quarter, in this one.
            NoAttemptLeft: all are used; a quarter has one (TR-11).
            RetakeTooEarly: some days must pass.
        """
        run = self.run_at(at)
        content = self.version_of(run.version).content
        counted = [one for one in earlier if one.quarter == run.quarter]
        if any(one.passed is None for one in counted):
            raise AttemptStillOpen
        if any(one.passed and one.is_released for one in counted):
            raise ExamAlreadyPassed
        allowed = 1 if run.quarter else content.retakes.attempts
        if len(counted) >= allowed:
            raise NoAttemptLeft(attempts=allowed)
        ends = [one.ended_at for one in counted if one.ended_at is not None]
        if ends:
            from_at = max(ends) + timedelta(days=content.retakes.after_days)
            if at < from_at:
                raise RetakeTooEarly(from_at=from_at.isoformat())
        return run


def _run_by(version: ExamVersion) -> Run:
    content = version.content
    return Run(
        version=version.number,
        opens_at=content.opens_at,
        closes_at=content.closes_at,
        audience=content.audience,
    )
