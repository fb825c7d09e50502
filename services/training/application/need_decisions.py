"""What is decided about training needs: their priority, merging, an answer or a refusal (TR-5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.training.application.access import EVALUATE, PLAN
from services.training.application.needs import Needs
from services.training.application.workbench import Workbench
from services.training.domain.audience import EMPLOYEE, Target
from services.training.domain.need import Need
from services.training.domain.need_errors import (
    CoachIsLearner,
    CourseNotOffered,
    DueInThePast,
    NotYourOwnNeed,
)
from services.training.domain.need_terms import COACHING, COURSE, Answer
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store.store import expect_version


class NeedDecisions:
    """Decides on needs; nobody on those of their own.

    Args:
        bench: what all use cases stand on.
        needs: finds needs for who may see them.
    """

    def __init__(self, bench: Workbench, *, needs: Needs) -> None:
        self._bench = bench
        self._needs = needs

    def prioritise_need(
        self, need_id: UUID, *, urgency: str | None = None, expected_version: int | None = None
    ) -> Need:
        """Weighs a need anew, by another urgency or by the rules as they are now."""
        need = self._planned(need_id, expected_version)
        with self._bench.rules.noted("needs"):
            need.prioritise(urgency=urgency or need.urgency, rules=self._bench.rules.needs)
            self._bench.store.save(need)
        return need

    def merge_needs(
        self, need_id: UUID, *, need_ids: Sequence[UUID], expected_version: int | None = None
    ) -> Need:
        """Takes several needs into one; what was said of each stays readable in it.

        Raises:
            NeedsCannotBeMerged: one is itself, stands there twice, or is about something else.
        """
        need = self._planned(need_id, expected_version)
        others = [self._planned(one) for one in need_ids]
        with self._bench.rules.noted("needs"):
            need.take_in(others, rules=self._bench.rules.needs)
            self._bench.store.save(need, *others)
        return need

    def answer_by_course(
        self,
        need_id: UUID,
        *,
        course_id: UUID,
        due_on: date,
        words: str | None = None,
        expected_version: int | None = None,
    ) -> Need:
        """Answers a need by a course.

        Raises:
            CourseNotOffered: there is no such course, or it was retired.
        """
        need = self._planned(need_id, expected_version)
        if not self._bench.is_offered(course_id):
            fault = FieldError("course_id", "there is no such course.", "没有该课程。")
            raise CourseNotOffered(fields=(fault,))
        answer = Answer(kind=COURSE, course_id=course_id, due_on=due_on)
        return self._answer(need, answer, words)

    def answer_by_coaching(
        self,
        need_id: UUID,
        *,
        coach_id: UUID,
        due_on: date,
        words: str | None = None,
        expected_version: int | None = None,
    ) -> Need:
        """Answers a need by coaching.

        Raises:
            EmployeeUnknown: the coach does not work here.
            CoachIsLearner: the coach is the one who needs it.
        """
        need = self._planned(need_id, expected_version)
        self._bench.access.member(coach_id)
        if Target(kind=EMPLOYEE, target_id=coach_id) in need.audience:
            fault = FieldError("coach_id", "is one of those who need it.", "该员工是培训对象。")
            raise CoachIsLearner(fields=(fault,))
        answer = Answer(kind=COACHING, coach_id=coach_id, due_on=due_on)
        return self._answer(need, answer, words)

    def refuse_need(
        self, need_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Need:
        """Refuses a need, and says why."""
        need = self._planned(need_id, expected_version)
        need.refuse(self._needs.sealed(need.id, need.audience, reason))
        self._bench.store.save(need)
        return need

    def link_study(
        self, need_id: UUID, *, study_id: UUID, expected_version: int | None = None
    ) -> Need:
        """Says in which study the effect of the answer is measured (TR-8)."""
        current_context().require(EVALUATE)
        need = self._needs.visible(need_id)
        expect_version(need, expected_version)
        need.link_study(study_id)
        self._bench.store.save(need)
        return need

    def _answer(self, need: Need, answer: Answer, words: str | None) -> Need:
        if answer.due_on < self._bench.now.date():
            fault = FieldError("due_on", "lies in the past.", "早于今天。")
            raise DueInThePast(fields=(fault,))
        sealed = self._needs.sealed(need.id, need.audience, words) if words else None
        need.give_answer(answer, words=sealed)
        self._bench.store.save(need)
        return need

    def _planned(self, need_id: UUID, expected_version: int | None = None) -> Need:
        current_context().require(PLAN)
        need = self._needs.visible(need_id)
        if need.employee_id is not None and self._bench.access.is_self(need.employee_id):
            raise NotYourOwnNeed
        expect_version(need, expected_version)
        return need
