"""Closing a paper: rules mark what they can at once, people get the rest to mark."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.training.application.attempts import Attempts, no_longer_running
from services.training.application.known_papers import KnownPapers
from services.training.application.sitting_answers import SittingAnswers
from services.training.application.workbench import Workbench
from services.training.domain.mark_sheet import answer_to, closed_marks, tasks_of
from services.training.domain.marking import MarkedTask, Marking, Terms
from services.training.domain.question_content import Answer
from services.training.domain.sitting import Sitting
from services.training.domain.sitting_parts import TaskMark, TaskOnPaper

RULES = ("sittings", "marking")


class HandingIn:
    """Closes sittings, whether the learner hands in or the time is over.

    Args:
        bench: what all use cases stand on.
        papers: the questions as they were asked.
        answers: opens the answers.
    """

    def __init__(self, bench: Workbench, *, papers: KnownPapers, answers: SittingAnswers) -> None:
        self._bench = bench
        self._papers = papers
        self._answers = answers

    def close(self, sitting: Sitting, *, by: str) -> None:
        """Hands in and marks, all in one save.

        Args:
            sitting: a running one.
            by: `BY_LEARNER` or `BY_TIME`.

        Raises:
            SittingHandedIn: that was done before.
        """
        versions = self._papers.versions_of(sitting.paper)
        tasks = tasks_of(sitting.paper, versions)
        with self._bench.rules.noted(*RULES):
            sitting.hand_in(by=by, at=self._bench.now, tasks=tasks)
            given = [
                self._answers.opened(sitting.answers.get(place)) for place in range(len(versions))
            ]
            marks = [
                mark
                for place, (question, version) in enumerate(
                    zip(sitting.paper.questions, versions, strict=True)
                )
                for mark in closed_marks(place, question, version, given[place])
            ]
            waiting = [one for one in tasks if one.is_open and _is_written(one, given)]
            marks += [
                TaskMark(place=one.place, part=one.part, points=Decimal(0))
                for one in tasks
                if one.is_open and one not in waiting
            ]
            sitting.mark(marks)
            attempts = Attempts(self._bench.store, sitting.exam_id, sitting.employee_id)
            self._bench.store.save(
                sitting,
                *(self._marking(sitting, one) for one in waiting),
                beside=[no_longer_running(sitting), *attempts.followed(sitting)],
            )

    def _marking(self, sitting: Sitting, task: TaskOnPaper) -> Marking:
        question = sitting.paper.questions[task.place]
        rules = self._bench.rules.marking
        return Marking.open_for(
            MarkedTask(
                sitting_id=sitting.id,
                exam_id=sitting.exam_id,
                employee_id=sitting.employee_id,
                question_id=question.question_id,
                question_version=question.version,
                place=task.place,
                part=task.part,
                full=task.full,
            ),
            Terms(tolerance=rules.tolerance_of(task.full), third_decides=rules.third_decides),
        )


def _is_written(task: TaskOnPaper, given: Sequence[Answer | None]) -> bool:
    answer = answer_to(task.part, given[task.place])
    return answer is not None and bool(answer.text.strip())
