"""Sitting exams: starting, saving answers, handing in, and the end of the time (TR-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.training.application.access import MANAGE_EXAMS, MARK, SELF
from services.training.application.attempts import RUNNING_SITTINGS, Attempts
from services.training.application.handing_in import HandingIn
from services.training.application.known_papers import KnownPapers
from services.training.application.retrying import retried
from services.training.application.sitting_answers import SittingAnswers
from services.training.application.workbench import Workbench
from services.training.domain.answer_fit import check_fits
from services.training.domain.exam import Exam
from services.training.domain.exam_definition import ExamContent, Run
from services.training.domain.exam_errors import ExamNotFound
from services.training.domain.paper import draw, seed_of
from services.training.domain.question_content import Answer
from services.training.domain.sitting import BY_LEARNER, BY_TIME, Sitting
from services.training.domain.sitting_errors import (
    SittingHandedIn,
    SittingNotFound,
    SittingStillRunning,
)
from services.training.domain.sitting_parts import MAY_SEE_KEYS, Terms
from shared.context import current_context
from shared.errors import Conflict
from shared.event_store import SideRowConflict

AT_A_TIME = 500
"""Sittings that one run of the timer closes at most."""

LONGEST_COMMAND = timedelta(seconds=5)
"""So long after end and grace the timer acts: no answer that was taken is under way any more."""


class DueSittings(Protocol):
    """Which sittings nobody has handed in."""

    def over(self, *, at: datetime, limit: int) -> Sequence[UUID]:
        """Those whose end and grace passed before this time, the oldest first."""


class Sittings:
    """What learners do with an exam, each with their own sitting only.

    Args:
        bench: what all use cases stand on.
        papers: what sittings need of the bank.
        answers: seals and opens answers.
        handing_in: closes papers.
        due: which sittings are over.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        papers: KnownPapers,
        answers: SittingAnswers,
        handing_in: HandingIn,
        due: DueSittings,
    ) -> None:
        self._bench = bench
        self._papers = papers
        self._answers = answers
        self._handing_in = handing_in
        self._due = due

    def start_sitting(self, exam_id: UUID) -> Sitting:
        """Draws a paper for the actor, whose time runs from now on.

        Raises:
            ExamNotFound: there is none, or not for the actor.
            SittingStillRunning: the actor sits an exam already.
            ExamNotOpen, NoAttemptLeft, RetakeTooEarly, ExamAlreadyPassed, AttemptStillOpen: the
                exam may not be started now, or not by the actor.
            SectionCannotBeFilled: the bank has too few questions.
        """
        current_context().require(SELF)
        employee_id = self._bench.access.employee_id()
        exam = self._bench.store.find(Exam, exam_id)
        if exam is None:
            raise ExamNotFound(key=exam_id)
        with self._bench.rules.noted("sittings"):
            return retried(lambda: self._start(exam, employee_id))

    def save_answer(
        self, sitting_id: UUID, *, place: int, answer: Answer, sequence: int, session: str
    ) -> Sitting:
        """Saves the actor's newest answer to a question.

        Args:
            sitting_id: the sitting.
            place: place of the question on the paper, 0 for the first.
            answer: what is answered; an empty one clears it.
            sequence: the client's own count for this question. A repeat changes nothing, nor
                does an older copy that comes late.
            session: the session that sends it.

        Raises:
            SittingNotFound: the actor has no such sitting.
            AnswerUnfit: it is no answer to this question.
            SittingHandedIn, TimeIsOver: it comes too late.
            SequenceUsed: another answer has the same number.
        """
        current_context().require(SELF)

        def attempt() -> Sitting:
            sitting = self.own(sitting_id)
            question = sitting.question_at(place)
            version = self._papers.version(question.question_id, question.version)
            check_fits(version.content, answer)
            sitting.save_answer(
                self._answers.sealed(sitting, place, answer, sequence=sequence, session=session)
            )
            self._bench.store.save(sitting)
            return sitting

        return retried(attempt)

    def hand_in_sitting(self, sitting_id: UUID) -> Sitting:
        """Hands in the actor's paper; a second time nothing changes.

        Raises:
            SittingNotFound: the actor has no such sitting.
        """
        current_context().require(SELF)

        def attempt() -> Sitting:
            sitting = self.own(sitting_id)
            if sitting.handed_in_at is None:
                is_over = sitting.is_over(self._bench.now)
                self._handing_in.close(sitting, by=BY_TIME if is_over else BY_LEARNER)
            return sitting

        return retried(attempt)

    def hand_in_over(self, now: datetime) -> int:
        """Hands in, with what is saved, each paper whose time is over; returns how many."""
        due = self._due.over(at=now - LONGEST_COMMAND, limit=AT_A_TIME)
        return sum(self._close_if_over(one, now - LONGEST_COMMAND) for one in due)

    def own(self, sitting_id: UUID) -> Sitting:
        """The actor's own sitting.

        Raises:
            SittingNotFound: there is none, or it is another's.
        """
        sitting = self._bench.store.find(Sitting, sitting_id)
        if sitting is None or not self._bench.access.is_self(sitting.employee_id):
            raise SittingNotFound(key=sitting_id)
        return sitting

    def _start(self, exam: Exam, employee_id: UUID) -> Sitting:
        store, now = self._bench.store, self._bench.now
        attempts = Attempts(store, exam.id, employee_id)
        if store.side_row(RUNNING_SITTINGS, str(employee_id)) is not None:
            raise SittingStillRunning
        days = self._bench.rules.sittings.attempts_count_for_days
        run = exam.check_may_start(now, earlier=attempts.counting(at=now, days=days))
        self._check_audience(exam, run, employee_id)
        sitting = self._drawn(exam, run, employee_id, attempt=attempts.next_number)
        if any(current_context().may(one) for one in (MANAGE_EXAMS, MARK)):
            sitting.note_start(MAY_SEE_KEYS)
        store.save(sitting, beside=attempts.started(sitting))
        return sitting

    def _drawn(self, exam: Exam, run: Run, employee_id: UUID, *, attempt: int) -> Sitting:
        content = exam.version_of(run.version).content
        seed = seed_of(self._bench.new_id())
        pool = self._papers.candidates(
            exam.id, run.version, content.blueprint, seed=seed, at=self._bench.now
        )
        return Sitting.start(
            exam_id=exam.id,
            exam_code=exam.code,
            exam_version=run.version,
            quarter=run.quarter,
            employee_id=employee_id,
            attempt=attempt,
            paper=draw(content.blueprint, pool, seed),
            terms=self._terms(content, run),
        )

    def _terms(self, content: ExamContent, run: Run) -> Terms:
        rules = self._bench.rules.sittings
        return Terms(
            ends_at=self._bench.now + timedelta(seconds=content.duration_seconds),
            grace_seconds=rules.grace_seconds,
            too_fast_seconds=rules.too_fast_seconds,
            pass_percent=content.pass_percent,
            results=content.results,
            keys=content.keys,
            closes_at=run.closes_at,
        )

    def _check_audience(self, exam: Exam, run: Run, employee_id: UUID) -> None:
        member = self._bench.access.member(employee_id)
        is_invited = run.audience.includes(
            employee_id,
            position_id=member.position_id,
            team_id=member.team_id,
            site_id=member.site_id,
        )
        if not is_invited:
            raise ExamNotFound(key=exam.id)

    def _close_if_over(self, sitting_id: UUID, at: datetime) -> bool:
        sitting = self._bench.store.get(Sitting, sitting_id)
        if not sitting.is_over(at):
            return False
        try:
            self._handing_in.close(sitting, by=BY_TIME)
        except (Conflict, SideRowConflict, SittingHandedIn):
            # Handed in meanwhile, by the learner or another process: theirs stands.
            return False
        return True
