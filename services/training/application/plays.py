"""Playing SCORM packages: launched by the learner, opened by a link, reported by the package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from hmac import compare_digest
from uuid import UUID

from services.training.application.access import SELF
from services.training.application.local_days import LocalDays
from services.training.application.progress import Progress
from services.training.application.workbench import Workbench
from services.training.domain.course import Course
from services.training.domain.enrolment import OPEN, PACKAGE, WITHDRAWN, Enrolment
from services.training.domain.enrolment_errors import EnrolmentNotFound
from services.training.domain.package import Package
from services.training.domain.package_errors import PlayNotFound, UnitHasNoPackage
from services.training.domain.scorm_attempt import Report, ScormAttempt
from shared.context import acting, current_context
from shared.sealed import Sealed
from shared.sealed.files import SealedFiles

PURPOSE = "play-package"
"""Why sealed texts are opened here; each opening is logged with who asked (SE-2)."""


@dataclass(frozen=True)
class Said:
    """What a package reports at a commit, as it says it.

    Args:
        lesson_status: one of `scorm_attempt.STATUSES`.
        score: from 0 to 100, if it says one.
        location: where the learner is.
        suspend_data: what it wants back next time.
        session_seconds: how long this session has lasted.
        exit: one of `scorm_attempt.EXITS`.
        is_finished: whether it has ended.
    """

    lesson_status: str
    score: Decimal | None
    location: str
    suspend_data: str
    session_seconds: int
    exit: str
    is_finished: bool


class Plays:
    """Lets learners play the packages of their courses.

    A link is good for one session of one attempt: its key is a keyed hash of both, so nothing of
    it is stored, and it tells who may see the files without a token that scripts could read.

    Args:
        bench: what all use cases stand on.
        days: which day it is where somebody works.
        files: keeps the files of packages.
    """

    def __init__(self, bench: Workbench, *, days: LocalDays, files: SealedFiles) -> None:
        self._bench = bench
        self._days = days
        self._files = files
        self._progress = Progress(bench.store)

    def launch_unit(self, enrolment_id: UUID, *, unit_code: str) -> ScormAttempt:
        """Begins a session of one's own; links of earlier ones open nothing any more.

        Raises:
            EnrolmentNotFound: there is none, or it is somebody else's.
            UnitHasNoPackage: the unit is of another kind.
            PrerequisitesNotCompleted: other courses of the curriculum come first.
        """
        current_context().require(SELF)
        bench = self._bench
        enrolment = bench.store.find(Enrolment, enrolment_id)
        if enrolment is None or not bench.access.is_self(enrolment.employee_id):
            raise EnrolmentNotFound(key=enrolment_id)
        if enrolment.state == WITHDRAWN:
            enrolment.check_open()
        if enrolment.state == OPEN:
            self._progress.check_may_begin(enrolment)
        package = self._package_of(enrolment, unit_code)
        key = ScormAttempt.id_for(enrolment_id, unit_code=unit_code)
        attempt = bench.store.find(ScormAttempt, key) or ScormAttempt.open(
            enrolment_id,
            employee_id=enrolment.employee_id,
            unit_code=unit_code,
            package_id=package.id,
            mastery_score=package.manifest.mastery_score,
        )
        attempt.launch(at=bench.now)
        bench.store.save(attempt)
        return attempt

    def key_of(self, attempt: ScormAttempt) -> str:
        """What opens the session that was launched last."""
        return self._bench.keys.lookup_hash("scorm-play", f"{attempt.id}/{attempt.session}")

    def package_of(self, attempt: ScormAttempt) -> Package:
        """What is played."""
        return self._bench.store.get(Package, attempt.package_id)

    def begin(self, attempt_id: UUID, *, key: str) -> ScormAttempt:
        """The attempt that a link opens.

        Raises:
            PlayNotFound: it opens nothing, or nothing any more.
        """
        attempt = self._bench.store.find(ScormAttempt, attempt_id)
        if attempt is None or not compare_digest(key, self.key_of(attempt)):
            raise PlayNotFound
        hours = self._bench.rules.packages.link_hours
        enrolment = self._bench.store.get(Enrolment, attempt.enrolment_id)
        is_over = not attempt.is_playable(at=self._bench.now, hours=hours)
        if is_over or enrolment.state == WITHDRAWN:
            raise PlayNotFound
        return attempt

    def read_file(self, attempt_id: UUID, *, key: str, path: str) -> bytes:
        """A file of the package that a link opens.

        Raises:
            PlayNotFound: the link opens nothing, or the package has no such file.
        """
        attempt = self.begin(attempt_id, key=key)
        file = self.package_of(attempt).files.get(path)
        if file is None:
            raise PlayNotFound
        with self._as_learner(attempt):
            return self._files.read(file.file_hash)

    def texts_of(self, attempt: ScormAttempt) -> tuple[str, str]:
        """Where the learner was, and what the package wants back; empty where there is nothing."""
        report = attempt.report or Report(lesson_status=attempt.lesson_status)
        with self._as_learner(attempt):
            return self._opened(report.location), self._opened(report.suspend_data)

    def commit_report(self, attempt_id: UUID, *, key: str, said: Said) -> ScormAttempt:
        """Keeps what the package reports; with it the unit may be completed.

        Raises:
            PlayNotFound: the link opens nothing.
            TooManyCommits: the package has reported too often.
        """
        bench = self._bench
        attempt = self.begin(attempt_id, key=key)
        with self._as_learner(attempt), bench.rules.noted("packages"):
            attempt.commit(self._report(attempt, said), most=bench.rules.packages.most_commits)
            enrolment = bench.store.get(Enrolment, attempt.enrolment_id)
            changed = []
            if attempt.is_done and self._is_waited_for(enrolment, attempt.unit_code):
                today = self._days.today_of(attempt.employee_id)
                changed = self._progress.complete_unit(
                    enrolment, attempt.unit_code, by=PACKAGE, on=today
                )
            bench.store.save(attempt, enrolment, *changed)
        return attempt

    def link_ends_at(self, attempt: ScormAttempt) -> str | None:
        """Until when its link opens something."""
        if attempt.launched_at is None:
            return None
        hours = self._bench.rules.packages.link_hours
        return (attempt.launched_at + timedelta(hours=hours)).isoformat()

    @staticmethod
    def _is_waited_for(enrolment: Enrolment, unit_code: str) -> bool:
        return enrolment.state == OPEN and unit_code not in enrolment.done

    def _package_of(self, enrolment: Enrolment, unit_code: str) -> Package:
        enrolment.unit(unit_code)
        course = self._bench.store.get(Course, enrolment.course_id)
        version = course.version_numbered(enrolment.course_version)
        [unit] = [one for one in version.units if one.code == unit_code]
        if unit.package_id is None:
            raise UnitHasNoPackage(unit_code=unit_code)
        return self._bench.store.get(Package, unit.package_id)

    def _report(self, attempt: ScormAttempt, said: Said) -> Report:
        last = attempt.report or Report(lesson_status=attempt.lesson_status)
        return Report(
            lesson_status=said.lesson_status,
            score=said.score,
            location=self._sealed(attempt.employee_id, said.location, last.location),
            suspend_data=self._sealed(attempt.employee_id, said.suspend_data, last.suspend_data),
            session_seconds=said.session_seconds,
            exit=said.exit,
            is_finished=said.is_finished,
        )

    def _sealed(self, employee_id: UUID, text: str, last: Sealed | None) -> Sealed | None:
        """The text sealed; the last envelope where it says the same."""
        if not text:
            return None
        if last is not None and self._opened(last) == text:
            return last
        return self._bench.seal_about(employee_id, text)

    def _opened(self, sealed: Sealed | None) -> str:
        return self._bench.keys.open_or_none(sealed, purpose=PURPOSE) or ""

    @contextmanager
    def _as_learner(self, attempt: ScormAttempt) -> Iterator[None]:
        """Whoever holds the link acts as the learner to whom it was given, and may nothing else."""
        context = replace(
            current_context(), actor=str(attempt.employee_id), permissions=frozenset({SELF})
        )
        with acting(context):
            yield
