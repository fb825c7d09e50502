"""A learner's timed sitting of an exam [考试]: a drawn paper, saved answers, a result.

Points lie in private attributes: history, as-of and comparison show public ones only, so that
nobody reads there what is not released (TR-3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from msgspec.structs import replace

from services.training.domain.mark_sheet import MarkSheet
from services.training.domain.paper import Paper, PaperQuestion
from services.training.domain.sitting_errors import (
    PlaceUnknown,
    SequenceUsed,
    SittingHandedIn,
    TimeIsOver,
)
from services.training.domain.sitting_parts import (
    LATE,
    OTHER_SESSION,
    TOO_FAST,
    QuestionMark,
    Result,
    SavedAnswer,
    TaskMark,
    TaskOnPaper,
    Terms,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

RUNNING, HANDED_IN, SETTLED = "running", "handed_in", "settled"
STATES = (RUNNING, HANDED_IN, SETTLED)
BY_LEARNER, BY_TIME = "learner", "time_over"


class Sitting(Aggregate):
    """One learner at one exam, from its start to its result."""

    TOPIC = "training.sitting"

    class Created(Aggregate.Created):
        TOPIC = "training.sitting.started"
        exam_id: UUID
        exam_code: str
        exam_version: int
        quarter: str
        employee_id: UUID
        attempt: int
        paper: Paper
        terms: Terms

    def __init__(
        self,
        *,
        exam_id: UUID,
        exam_code: str,
        exam_version: int,
        quarter: str,
        employee_id: UUID,
        attempt: int,
        paper: Paper,
        terms: Terms,
    ) -> None:
        self.exam_id = exam_id
        self.exam_code = exam_code
        self.exam_version = exam_version
        self.quarter = quarter
        self.employee_id = employee_id
        self.attempt = attempt
        self.paper = paper
        self.terms = terms
        self.noted: tuple[str, ...] = ()
        self.answers: dict[int, SavedAnswer] = {}
        self.handed_in_at: datetime | None = None
        self.handed_in_by: str | None = None
        self.is_settled = False
        self._sheet = MarkSheet()
        self._sessions: tuple[str, ...] = ()
        self._last_answer_at = self.created_on
        self._marks: dict[int, QuestionMark] = {}
        self._result: Result | None = None
        self._corrections: tuple[UUID, ...] = ()

    @staticmethod
    def id_for(exam_id: UUID, employee_id: UUID, *, attempt: int) -> UUID:
        """The one id of somebody's how-many-eth sitting of an exam: of two starts one wins."""
        return id_of("sitting", exam_id, employee_id, attempt)

    @classmethod
    def start(
        cls,
        *,
        exam_id: UUID,
        exam_code: str,
        exam_version: int,
        quarter: str,
        employee_id: UUID,
        attempt: int,
        paper: Paper,
        terms: Terms,
    ) -> Self:
        """A sitting whose time runs from now on."""
        return cls._create(
            cls.Created,
            id=cls.id_for(exam_id, employee_id, attempt=attempt),
            exam_id=exam_id,
            exam_code=exam_code,
            exam_version=exam_version,
            quarter=quarter,
            employee_id=employee_id,
            attempt=attempt,
            paper=paper,
            terms=terms,
        )

    def note_start(self, *noted: str) -> None:
        """Notes what is suspicious about the learner, before any answer."""
        self._note_start(noted=noted)

    @event("StartNoted", topic="training.sitting.start_noted")
    def _note_start(self, noted: tuple[str, ...]) -> None:
        self.noted = noted

    def save_answer(self, answer: SavedAnswer) -> None:
        """Takes an answer; a repeat or an older copy that comes late changes nothing.

        Raises:
            PlaceUnknown: the paper has no such question.
            SittingHandedIn: the paper was handed in.
            TimeIsOver: end and grace have passed.
            SequenceUsed: another answer has the same number.
        """
        self.question_at(answer.place)
        saved = self.answers.get(answer.place)
        if saved is not None and answer.sequence <= saved.sequence:
            is_other = answer.content_hash != saved.content_hash
            if answer.sequence == saved.sequence and is_other:
                raise SequenceUsed(sequence=answer.sequence)
            return
        self.check_running()
        if answer.saved_at > self.terms.last_at:
            raise TimeIsOver
        self._save_answer(answer=replace(answer, noted=self._suspicious(answer)))

    @event("AnswerSaved", topic="training.sitting.answer_saved")
    def _save_answer(self, answer: SavedAnswer) -> None:
        self.answers = {**self.answers, answer.place: answer}
        self._sessions = (*(one for one in self._sessions if one != answer.session), answer.session)
        self._last_answer_at = answer.saved_at

    def _suspicious(self, answer: SavedAnswer) -> tuple[str, ...]:
        """What is noted of an answer; going on in another session is no more than resuming."""
        seconds = (answer.saved_at - self._last_answer_at).total_seconds()
        facts = {
            LATE: answer.saved_at > self.terms.ends_at,
            TOO_FAST: seconds < self.terms.too_fast_seconds,
            OTHER_SESSION: answer.session in self._sessions[:-1],
        }
        return tuple(name for name, is_so in facts.items() if is_so)

    def hand_in(self, *, by: str, at: datetime, tasks: Sequence[TaskOnPaper]) -> None:
        """Closes the paper with what is saved.

        Args:
            by: `BY_LEARNER` or `BY_TIME`.
            at: when.
            tasks: what is to be marked.

        Raises:
            SittingHandedIn: that was done before.
        """
        self.check_running()
        self._hand_in(by=by, handed_in_at=at, tasks=tuple(tasks))

    @event("HandedIn", topic="training.sitting.handed_in")
    def _hand_in(self, by: str, handed_in_at: datetime, tasks: tuple[TaskOnPaper, ...]) -> None:
        self.handed_in_by = by
        self.handed_in_at = handed_in_at
        self._sheet = MarkSheet(tasks=tasks)

    def mark(self, marks: Iterable[TaskMark]) -> None:
        """Notes what tasks have earned; the last one settles the result.

        Points of tasks that were marked before stay as they are.
        """
        new = self._sheet.unmarked(marks)
        if not new:
            return
        self._mark_tasks(marks=new)
        self._mark_answers({one.place for one in new}, correction_id=None)
        if self._sheet.is_complete and not self.is_settled:
            self._settle()

    @event("TasksMarked", topic="training.sitting.tasks_marked")
    def _mark_tasks(self, marks: tuple[TaskMark, ...]) -> None:
        self._sheet = self._sheet.with_points(marks)

    def correct(self, marks: Iterable[TaskMark], *, correction_id: UUID, reason: str) -> bool:
        """Marks tasks anew by a corrected key; earlier events stay as they are.

        Args:
            marks: what the tasks earn by the corrected key.
            correction_id: the correction; a second time it changes nothing.
            reason: what was wrong with the key.

        Returns:
            Whether anything was changed but that the correction is noted.
        """
        if correction_id in self._corrections:
            return False
        changed = self._sheet.changed(marks)
        self._correct_tasks(marks=changed, correction_id=correction_id, reason=reason)
        self._mark_answers({one.place for one in changed}, correction_id=correction_id)
        if changed and self.is_settled:
            self._settle()
        return bool(changed)

    @event("TasksCorrected", topic="training.sitting.tasks_corrected")
    def _correct_tasks(self, marks: tuple[TaskMark, ...], correction_id: UUID, reason: str) -> None:
        self._sheet = self._sheet.with_points(marks)
        self._corrections = (*self._corrections, correction_id)

    def _mark_answers(self, places: Iterable[int], *, correction_id: UUID | None) -> None:
        marks = tuple(
            self._sheet.question_mark(place, self.paper.questions[place], self.answers.get(place))
            for place in sorted(places)
            if self._sheet.is_marked(place)
        )
        if marks:
            self._note_answers_marked(marks=marks, correction_id=correction_id)

    @event("AnswersMarked", topic="training.sitting.answers_marked")
    def _note_answers_marked(
        self, marks: tuple[QuestionMark, ...], correction_id: UUID | None
    ) -> None:
        self._marks = {**self._marks, **{one.place: one for one in marks}}

    def _settle(self) -> None:
        points = sum((one.points for one in self._marks.values()), Decimal(0))
        self._settle_result(
            exam_id=self.exam_id,
            exam_code=self.exam_code,
            quarter=self.quarter,
            attempt=self.attempt,
            employee_id=self.employee_id,
            passed=self.terms.is_passed(points, self.paper.full),
            points=points,
            full=self.paper.full,
            is_correction=self.is_settled,
        )

    @event("ResultSettled", topic="training.sitting.result_settled")
    def _settle_result(
        self,
        *,
        exam_id: UUID,
        exam_code: str,
        quarter: str,
        attempt: int,
        employee_id: UUID,
        passed: bool,
        points: Decimal,
        full: Decimal,
        is_correction: bool,
    ) -> None:
        self.is_settled = True
        self._result = Result(passed=passed, points=points, full=full)

    def question_at(self, place: int) -> PaperQuestion:
        """A question of the paper.

        Raises:
            PlaceUnknown: there is none.
        """
        if not 0 <= place < len(self.paper.questions):
            raise PlaceUnknown(number=place + 1)
        return self.paper.questions[place]

    def check_running(self) -> None:
        """Refuses what was handed in."""
        if self.handed_in_at is not None:
            raise SittingHandedIn

    def is_over(self, at: datetime) -> bool:
        """Whether time and grace have passed while it was not handed in."""
        return self.handed_in_at is None and at > self.terms.last_at

    def seconds_left(self, at: datetime) -> int:
        """Whole seconds until the end by the server's clock; 0 once it is over."""
        if self.handed_in_at is not None:
            return 0
        return max(0, int((self.terms.ends_at - at).total_seconds()))

    @property
    def state(self) -> str:
        """How far it has come: one of `STATES`."""
        if self.handed_in_at is None:
            return RUNNING
        return SETTLED if self.is_settled else HANDED_IN

    @property
    def started_at(self) -> datetime:
        """When its time began to run."""
        return self.created_on

    @property
    def result(self) -> Result | None:
        """How it ended, once all is marked; whom it may be shown to is for others to say."""
        return self._result

    @property
    def marks(self) -> Mapping[int, QuestionMark]:
        """What the questions have earned, by place; shown to nobody before the result."""
        return self._marks
