"""Brings forth exams, sittings, open answers and assessments for requests to be about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from services.training.application.attempts import RUNNING_SITTINGS
from services.training.domain.exam import Exam
from services.training.domain.exam_definition import WRITTEN
from services.training.domain.marking import Marking
from services.training.domain.question import Question
from services.training.domain.question_content import Answer
from services.training.domain.sitting import Sitting
from tests.api.centre import Centre
from tests.support.question_bank import content
from tests.support.sittings import RIGHT, exam_of
from tests.support.stages import CRITERIA, FIRST_DAY, GOOD

KINDS = ("single", "fill_in", "essay")
ESSAY = KINDS.index("essay")
RUBRIC: dict[str, Any] = {"title": "模拟接听", "pass_percent": 60, "criteria": CRITERIA}


class ExamDesk:
    """Li's exams and stages, marked by whoever marks.

    Args:
        centre: where.
    """

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._cases = centre.training.use_cases

    def fill(self) -> None:
        """Questions for the papers, and something in every state."""
        for kind in KINDS:
            self._question(kind)
        self._centre.settle()
        self.sitting(is_handed_in=False)
        self.marking(is_claimed=True)
        self.assessment(is_judged=True)
        self.key_correction()

    def exam(self) -> UUID:
        """An exam with one question of each kind."""
        with self._centre.acting_as("trainer"):
            exam = Exam.define(f"desk-{uuid4().hex[:12]}", exam_of(*KINDS), purpose=WRITTEN)
            self._centre.training.store.save(exam)
        return exam.id

    def open_exam(self) -> UUID:
        """An exam that Li, who sits no other one, may start."""
        self._hand_in_whatever_runs()
        return self.exam()

    def sitting(self, *, is_handed_in: bool) -> UUID:
        """Li's sitting."""
        exam_id = self.open_exam()
        with self._centre.acting_as("li"):
            started = self._cases.sittings.start_sitting(exam_id)
            self._answer(started)
            if is_handed_in:
                self._cases.sittings.hand_in_sitting(started.id)
        return started.id

    def settled_sitting(self) -> UUID:
        """Li's sitting of an exam whose essay was left empty."""
        exam_id = self.open_exam()
        with self._centre.acting_as("li"):
            started = self._cases.sittings.start_sitting(exam_id)
            self._answer(started, essay=Answer())
            return self._cases.sittings.hand_in_sitting(started.id).id

    def marking(self, *, is_claimed: bool) -> UUID:
        """Li's essay."""
        marking_id = Marking.id_for(self.sitting(is_handed_in=True), ESSAY, "")
        if is_claimed:
            with self._centre.acting_as("marker"):
                self._cases.markings.claim_marking(marking_id)
        return marking_id

    def wrong_key(self) -> dict[str, Any]:
        """A question of its own whose key was wrong."""
        code = f"desk-{uuid4().hex[:12]}"
        with self._centre.acting_as("trainer"):
            made = Question.draft(code, content("single"), author="trainer")
            made.revise(content("single", key=("C",)), author="trainer")
            made.review(2, reviewer="training_manager")
            self._centre.training.store.save(made)
        return {
            "question_id": made.id,
            "wrong_version": 1,
            "right_version": 2,
            "reason": "正确答案为 C",
        }

    def key_correction(self) -> UUID:
        """A key that is corrected."""
        asked = self.wrong_key()
        with self._centre.acting_as("trainer"):
            return self._cases.key_corrections.order_key_correction(**asked).id

    def rubric(self) -> UUID:
        """A rubric for simulated calls."""
        with self._centre.acting_as("trainer"):
            return self._cases.rubrics.create_rubric(
                code=f"desk-{uuid4().hex[:12]}", stage_kind="simulated", **RUBRIC
            ).id

    def assessment(self, *, is_judged: bool = False) -> UUID:
        """Li is to be assessed by the marker, or was."""
        rubric_id = self.rubric()
        with self._centre.acting_as("training_manager"):
            made = self._cases.assessments.arrange_assessment(**self.arrangement(rubric_id))
        if is_judged:
            with self._centre.acting_as("marker"):
                self._cases.assessments.judge_candidate(
                    made.id, levels=GOOD, note="核身完整", observed_on=FIRST_DAY
                )
        return made.id

    def arrangement(self, rubric_id: UUID) -> dict[str, Any]:
        """Who is to be assessed by whom."""
        return {
            "employee_id": self._centre.employees["li"],
            "certification_code": "cards",
            "rubric_id": rubric_id,
            "assessor_ids": [self._centre.employees["marker"]],
        }

    def _question(self, kind: str) -> None:
        given = content(kind, points=Decimal(2))
        with self._centre.acting_as("trainer"):
            made = Question.draft(f"desk-{kind}", given, author="trainer")
            made.review(1, reviewer="training_manager")
            made.put_in_use(1)
            self._centre.training.store.save(made)

    def _answer(self, started: Sitting, **instead: Answer) -> None:
        for place, question in enumerate(started.paper.questions):
            self._cases.sittings.save_answer(
                started.id,
                place=place,
                answer=instead.get(question.kind, RIGHT[question.kind]),
                sequence=1,
                session="desk",
            )

    def _hand_in_whatever_runs(self) -> None:
        store, employee_id = self._centre.training.store, self._centre.employees["li"]
        row = store.side_row(RUNNING_SITTINGS, str(employee_id))
        if row is not None:
            with self._centre.acting_as("li"):
                self._cases.sittings.hand_in_sitting(UUID(row.content["sitting_id"]))
