"""A survey of content, lecturer and organisation [满意度问卷] (TR-8, level 1; GV-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import msgspec

from services.training.domain.survey_errors import SurveyAnswersWrong, SurveyClosed, SurveyWrong
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event

CONTENT = "content"
LECTURER = "lecturer"
ORGANISATION = "organisation"
ASPECTS = (CONTENT, LECTURER, ORGANISATION)
"""What is judged: content [内容], lecturer [讲师], organisation [组织]."""

BEST = 5
"""Scores go from 1 to this."""

MOST_QUESTIONS = 20
MOST_INVITED = 500
LONGEST_COMMENT = 500

_PLACES = Decimal("0.01")


class SurveyQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is answered by a score from 1 to 5.

    Args:
        code: its name among the answers.
        aspect: one of `ASPECTS`.
        zh: the question in Chinese.
        en: the question in English.
    """

    code: str
    aspect: str
    zh: str
    en: str


class SurveyPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, about what, and whom.

    Args:
        course_id: the course.
        session_id: the session, if it is about one.
        trainer_ids: who taught; they see the summary.
        questions: the questions.
        invited: who is asked.
        is_anonymous: whether nobody can tell whose an answer is.
        closes_at: when it ends.
    """

    course_id: UUID
    session_id: UUID | None = None
    trainer_ids: tuple[UUID, ...]
    questions: tuple[SurveyQuestion, ...]
    invited: tuple[UUID, ...]
    is_anonymous: bool
    closes_at: datetime


class AspectFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers say of one aspect.

    Args:
        aspect: one of `ASPECTS`.
        scores: how many scores were given.
        total: their sum.
    """

    aspect: str
    scores: int
    total: int

    @property
    def average(self) -> str:
        """The average, to two places."""
        return str((Decimal(self.total) / self.scores).quantize(_PLACES))


class Survey(Aggregate):
    """One survey with what its answers add up to; single answers are entities of their own."""

    TOPIC = "training.survey"

    class Created(Aggregate.Created):
        TOPIC = "training.survey.opened"
        class_version = 2
        plan: SurveyPlan
        smallest: int

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 went by the rule of the day on which it was asked; five was shipped."""
            state["smallest"] = 5

    def __init__(self, plan: SurveyPlan, smallest: int) -> None:
        self.plan = plan
        self.smallest = smallest
        """Answers that are shown, or lose their owners, together; promised when it opened."""
        self.answers = 0
        self.tallies: dict[str, tuple[int, ...]] = {one.code: (0,) * BEST for one in plan.questions}
        self.takes_answers = True
        self.is_closed = False
        self.told: tuple[AspectFigures, ...] = ()
        self.has_key = plan.is_anonymous

    @classmethod
    def open(cls, plan: SurveyPlan, *, at: datetime, smallest: int) -> Self:
        """Asks everybody invited.

        Args:
            plan: what is asked.
            at: the time.
            smallest: answers that are shown together at least; later rules do not change it.

        Raises:
            SurveyWrong: questions share a code, it would end at once, or so few are asked that
                anonymity would be an empty promise; the field is named.
        """
        _check(plan, at=at, smallest=smallest)
        return cls._create(cls.Created, plan=plan, smallest=smallest)

    def check_open(self, *, at: datetime) -> None:
        """Refuses answers when the survey has ended."""
        if self.has_ended(at=at):
            raise SurveyClosed

    def has_ended(self, *, at: datetime) -> bool:
        """Whether nobody answers any more; its last answers may still have to be counted."""
        return not self.takes_answers or at >= self.plan.closes_at

    def check_not_closed(self) -> None:
        """Refuses what has ended."""
        if self.is_closed:
            raise SurveyClosed

    def check_fits(self, scores: Mapping[str, int]) -> None:
        """Refuses answers that do not fit the questions; each field is named.

        Raises:
            SurveyAnswersWrong: a question has no score or a wrong one, or there is none such.
        """
        faults = [
            FieldError(f"scores.{code}", "there is no such question.", "没有该题目。")
            for code in scores
            if code not in self.tallies
        ]
        faults += [
            FieldError(f"scores.{code}", "needs a score from 1 to 5.", "请给出 1 至 5 分。")
            for code in self.tallies
            if not 1 <= scores.get(code, 0) <= BEST
        ]
        if faults:
            raise SurveyAnswersWrong(fields=tuple(faults))

    def count_answers(self, answers: Sequence[Mapping[str, int]]) -> None:
        """Adds answers to what is shown."""
        added = {code: _tally([one[code] for one in answers]) for code in self.tallies}
        self._count(count=len(answers), added=added)

    @event("AnswersCounted", topic="training.survey.answers_counted")
    def _count(self, count: int, added: dict[str, tuple[int, ...]]) -> None:
        self.answers += count
        self.tallies = {
            code: tuple(a + b for a, b in zip(known, added[code], strict=True))
            for code, known in self.tallies.items()
        }

    def end_answers(self) -> None:
        """Takes no answer more, so that those it has can be counted; repeating is harmless."""
        if self.takes_answers:
            self._end_answers()

    @event("AnswersEnded", topic="training.survey.answers_ended")
    def _end_answers(self) -> None:
        self.takes_answers = False

    def close(self) -> None:
        """Ends it; what too few have said is not told."""
        self.check_not_closed()
        told = self.aspects if self.is_told else ()
        self._close(plan=self.plan, answers=self.answers, aspects=told)

    @event("Closed", topic="training.survey.closed")
    def _close(self, plan: SurveyPlan, answers: int, aspects: tuple[AspectFigures, ...]) -> None:
        self.takes_answers = False
        self.is_closed = True
        self.told = aspects

    def forget_key(self) -> None:
        """Notes that the survey's own key was destroyed."""
        if self.has_key:
            self._forget_key()

    @event("KeyDestroyed", topic="training.survey.key_destroyed")
    def _forget_key(self) -> None:
        self.has_key = False

    @property
    def is_told(self) -> bool:
        """Whether so many have answered that results are shown."""
        return self.answers >= self.smallest

    @property
    def aspects(self) -> tuple[AspectFigures, ...]:
        """What the answers say of each aspect that was asked about."""
        found = []
        for aspect in ASPECTS:
            codes = [one.code for one in self.plan.questions if one.aspect == aspect]
            counts = [self.tallies[code] for code in codes]
            scores = sum(sum(one) for one in counts)
            total = sum(score * n for one in counts for score, n in enumerate(one, start=1))
            if scores:
                found.append(AspectFigures(aspect=aspect, scores=scores, total=total))
        return tuple(found)


def _tally(scores: Sequence[int]) -> tuple[int, ...]:
    return tuple(scores.count(score) for score in range(1, BEST + 1))


def _check(plan: SurveyPlan, *, at: datetime, smallest: int) -> None:
    faults = []
    if len({one.code for one in plan.questions}) < len(plan.questions):
        faults.append(FieldError("questions", "two have one code.", "题目代码重复。"))
    if plan.closes_at <= at:
        faults.append(FieldError("closes_at", "must lie in the future.", "应晚于当前时间。"))
    if plan.is_anonymous and len(set(plan.invited)) < smallest:
        faults.append(
            FieldError(
                "invited",
                f"must be {smallest} at least for an anonymous survey.",
                f"匿名问卷至少需邀请 {smallest} 人。",
            )
        )
    if faults:
        raise SurveyWrong(fields=tuple(faults))
