"""Laying down exams, and holding the business-skill exam by quarter (TR-3, TR-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.training.application.access import CERTIFY, MANAGE_CATALOGUE, MANAGE_EXAMS, SELF
from services.training.application.workbench import Workbench
from services.training.domain.exam import Exam
from services.training.domain.exam_definition import Audience, Blueprint, ExamContent
from services.training.domain.exam_errors import ExamAlreadyDefined, ExamNotFound
from services.training.domain.paper import Candidate, Paper, draw, seed_of
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Pool(Protocol):
    """The questions in use, as far as drawing depends on them."""

    def candidates(self, blueprint: Blueprint, *, seed: str) -> Sequence[Candidate]:
        """Enough questions for each section, drawn from the bank by the seed."""


class Exams:
    """Keeps the exams.

    Args:
        bench: what all use cases stand on.
        pool: the questions in use.
    """

    def __init__(self, bench: Workbench, *, pool: Pool) -> None:
        self._bench = bench
        self._pool = pool

    def define_exam(self, *, code: str, purpose: str, content: ExamContent) -> Exam:
        """Lays down an exam.

        Raises:
            ExamAlreadyDefined: the code is taken.
            ExamFaulty: it cannot be held like this.
            CompetencyUnknown: a section asks for what is no competency.
        """
        current_context().require(MANAGE_EXAMS)
        if self._bench.store.find(Exam, Exam.id_for(code)) is not None:
            raise ExamAlreadyDefined(exam_code=code)
        with self._bench.rules.noted("competencies"):
            self._check_competencies(content)
            exam = Exam.define(code, content, purpose=purpose)
        self._bench.store.save(exam)
        return exam

    def publish_exam_version(
        self, exam_id: UUID, content: ExamContent, *, expected_version: int | None = None
    ) -> Exam:
        """Lays down something else for sittings that start from now on.

        Raises:
            ExamFaulty: it cannot be held like this.
        """
        exam = self._managed(exam_id, expected_version)
        with self._bench.rules.noted("competencies"):
            self._check_competencies(content)
            exam.publish_version(content)
        self._bench.store.save(exam)
        return exam

    def schedule_exam_quarter(
        self,
        exam_id: UUID,
        *,
        quarter: str,
        opens_at: datetime,
        closes_at: datetime,
        audience: Audience,
        expected_version: int | None = None,
    ) -> Exam:
        """Holds a business-skill exam in a quarter; everybody of the audience sits it once.

        Raises:
            NotHeldByQuarter: it is no business-skill exam.
            QuarterAlreadyScheduled: the quarter has it already.
            QuarterWindowFaulty: the time is not one of the quarter.
        """
        exam = self._managed(exam_id, expected_version)
        exam.schedule_quarter(quarter, opens_at=opens_at, closes_at=closes_at, audience=audience)
        self._bench.store.save(exam)
        return exam

    def withdraw_exam(self, exam_id: UUID, *, expected_version: int | None = None) -> Exam:
        """Lets nobody start an exam any more."""
        exam = self._managed(exam_id, expected_version)
        exam.withdraw()
        self._bench.store.save(exam)
        return exam

    def see_exam(self, exam_id: UUID, *, as_of: AsOf | None = None) -> Exam:
        """An exam with all that is laid down, for those who refer to exams.

        Raises:
            ExamNotFound: there is none, or was none at that moment.
        """
        check_refers_to_exams()
        exam = self._bench.store.find(Exam, exam_id, as_of=as_of)
        if exam is None:
            raise ExamNotFound(key=exam_id)
        return exam

    def draw_trial_paper(self, exam_id: UUID, *, seed: str) -> Paper:
        """A paper as learners would get it, to see whether the bank fills every section.

        Raises:
            SectionCannotBeFilled: the section is named.
        """
        current_context().require(MANAGE_EXAMS)
        exam = self.see_exam(exam_id)
        blueprint = exam.newest.content.blueprint
        by = seed_of("trial", exam_id, seed)
        return draw(blueprint, self._pool.candidates(blueprint, seed=by), by)

    def memberships(self) -> tuple[UUID, ...]:
        """By which ids of audiences the actor may sit exams: their own, position, team, site."""
        current_context().require(SELF)
        member = self._bench.access.member(self._bench.access.employee_id())
        ids = (member.employee_id, member.position_id, member.team_id, member.site_id)
        return tuple(one for one in ids if one is not None)

    def _check_competencies(self, content: ExamContent) -> None:
        known = self._bench.rules.competencies
        for place, section in enumerate(content.blueprint.sections):
            field = f"blueprint.sections.{place}.competencies"
            known.check_known(section.competencies, field=field)

    def _managed(self, exam_id: UUID, expected_version: int | None) -> Exam:
        current_context().require(MANAGE_EXAMS)
        exam = self.see_exam(exam_id)
        expect_version(exam, expected_version)
        return exam


def check_refers_to_exams() -> None:
    """Refuses who neither manages exams nor refers to them in courses and certifications."""
    context = current_context()
    if not any(context.may(one) for one in (CERTIFY, MANAGE_CATALOGUE)):
        context.require(MANAGE_EXAMS)
