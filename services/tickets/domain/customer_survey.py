"""A customer survey [客户调查]: its questions in versions, and the answers that fit (GV-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import msgspec

from services.tickets.domain.survey_errors import (
    SurveyAnswersWrong,
    SurveyQuestionsWrong,
    SurveyRetired,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

CSAT = "csat"
NPS = "nps"
CES = "ces"
CHOICE = "choice"
TEXT = "text"

SORTS = (CSAT, NPS, CES, CHOICE, TEXT)
"""Sorts of questions: satisfaction, recommendation, effort, one of several, free text."""

SCALES: Mapping[str, tuple[int, int]] = {CSAT: (1, 5), NPS: (0, 10), CES: (1, 7)}
"""The lowest and the highest answer; each scale is asked for once in a survey at most."""

LONGEST_ANSWER = 2_000
"""Letters of a free answer."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One of several answers, by its code."""

    code: str
    zh: str
    en: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question.

    Args:
        name: its name among the survey's questions.
        sort: one of `SORTS`.
        zh: its text in Chinese.
        en: its text in English.
        is_required: whether it must be answered.
        choices: what there is to choose from, of a `choice` alone.
    """

    name: str
    sort: str
    zh: str
    en: str
    is_required: bool = False
    choices: tuple[Choice, ...] = ()


class SurveyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The questions as they are asked from a publication on."""

    number: int
    title_zh: str
    title_en: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Given:
    """What a customer has answered, by what it measures.

    Args:
        satisfaction: 1 (very dissatisfied) to 5 (very satisfied).
        recommendation: 0 to 10 (NPS).
        effort: 1 (very hard) to 7 (very easy).
        choices: codes chosen, by question.
        texts: free answers in clear, by question.
    """

    satisfaction: int | None = None
    recommendation: int | None = None
    effort: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


class Survey(Aggregate):
    """One survey with all its versions; an invitation keeps the version that it was made with."""

    TOPIC = "tickets.survey"

    class Created(Aggregate.Created):
        TOPIC = "tickets.survey.created"
        code: str

    def __init__(self, code: str) -> None:
        self.code = code
        self.versions: tuple[SurveyVersion, ...] = ()
        self.is_retired = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the survey with this code."""
        return id_of("survey", code)

    @classmethod
    def create(cls, code: str) -> Self:
        """A survey without questions yet."""
        return cls._create(cls.Created, id=cls.id_for(code), code=code)

    def publish_version(
        self, *, title_zh: str, title_en: str, questions: Sequence[Question]
    ) -> SurveyVersion:
        """Asks these questions from now on; who was invited before is asked the former ones.

        Raises:
            SurveyQuestionsWrong: the questions do not fit together.
        """
        self._check_in_use()
        check_questions(questions)
        version = SurveyVersion(
            number=len(self.versions) + 1,
            title_zh=title_zh,
            title_en=title_en,
            questions=tuple(questions),
        )
        self._publish_version(version=version)
        return version

    @event("VersionPublished", topic="tickets.survey.version_published")
    def _publish_version(self, version: SurveyVersion) -> None:
        self.versions = (*self.versions, version)

    def retire(self) -> None:
        """Nobody is invited to it any more; who was invited may still answer."""
        self._check_in_use()
        self._retire()

    @event("Retired", topic="tickets.survey.retired")
    def _retire(self) -> None:
        self.is_retired = True

    def version_of(self, number: int) -> SurveyVersion:
        """The version of a number that was published."""
        return self.versions[number - 1]

    def _check_in_use(self) -> None:
        if self.is_retired:
            raise SurveyRetired(survey_code=self.code)


def check_questions(questions: Sequence[Question]) -> None:
    """Refuses questions that do not fit together, each named by its place.

    Raises:
        SurveyQuestionsWrong: a name or scale occurs twice, or choices are missing or out of place.
    """
    names = Counter(one.name for one in questions)
    sorts = Counter(one.sort for one in questions)
    faults = []
    for place, one in enumerate(questions):
        at = f"questions.{place}"
        if names[one.name] > 1:
            faults.append(FieldError(f"{at}.name", "occurs twice.", "名称重复。"))
        if one.sort in SCALES and sorts[one.sort] > 1:
            faults.append(FieldError(f"{at}.sort", "is asked for twice.", "该类题目只能有一道。"))
        faults += _faults_of_choices(one, at=at)
    if faults:
        raise SurveyQuestionsWrong(fields=tuple(faults))


def _faults_of_choices(question: Question, *, at: str) -> list[FieldError]:
    codes = {one.code for one in question.choices}
    if question.sort != CHOICE and codes:
        what = FieldError(f"{at}.choices", "only a choice has them.", "仅选择题可有选项。")
        return [what]
    if question.sort == CHOICE and not 2 <= len(codes) == len(question.choices):
        en, zh = "needs two different codes at least.", "至少需要两个不同代码的选项。"
        return [FieldError(f"{at}.choices", en, zh)]
    return []


def answers_fit_the_questions(version: SurveyVersion, answers: Mapping[str, Any]) -> Given:
    """What a customer has answered, if it fits the questions that were asked.

    Args:
        version: the questions.
        answers: by name of the question: a whole number, a code or a text.

    Raises:
        SurveyAnswersWrong: an answer is of no question, missing or outside its scale.
    """
    asked = {one.name: one for one in version.questions}
    faults = [_unasked(name) for name in answers if name not in asked]
    faults += [
        FieldError(f"answers.{one.name}", "is required.", "为必答题。")
        for one in version.questions
        if one.is_required and one.name not in answers
    ]
    faults += [
        what for name, one in asked.items() if name in answers for what in _faults(one, answers)
    ]
    if not answers:
        faults.append(FieldError("answers", "answer one question at least.", "请至少回答一题。"))
    if faults:
        raise SurveyAnswersWrong(fields=tuple(faults))
    by_sort = {one.sort: answers[one.name] for one in version.questions if one.name in answers}
    return Given(
        satisfaction=by_sort.get(CSAT),
        recommendation=by_sort.get(NPS),
        effort=by_sort.get(CES),
        choices={name: one for name, one in answers.items() if asked[name].sort == CHOICE},
        texts={name: one for name, one in answers.items() if asked[name].sort == TEXT},
    )


def _unasked(name: str) -> FieldError:
    return FieldError(f"answers.{name[:50]}", "no such question is asked.", "没有此题。")


def _faults(question: Question, answers: Mapping[str, Any]) -> list[FieldError]:
    answer, at = answers[question.name], f"answers.{question.name}"
    if question.sort in SCALES:
        low, high = SCALES[question.sort]
        is_whole = isinstance(answer, int) and not isinstance(answer, bool)
        if not (is_whole and low <= answer <= high):
            en, zh = f"choose {low} to {high}.", f"请选择 {low} 至 {high}。"
            return [FieldError(at, en, zh)]
    elif question.sort == CHOICE:
        codes = [one.code for one in question.choices]
        if answer not in codes:
            among = ", ".join(codes)
            return [FieldError(at, f"choose one of {among}.", f"请选择 {among} 之一。")]
    elif not (isinstance(answer, str) and 1 <= len(answer.strip()) <= LONGEST_ANSWER):
        en = f"write a text of {LONGEST_ANSWER} letters at most."
        return [FieldError(at, en, f"请填写不超过 {LONGEST_ANSWER} 字的文字。")]
    return []
