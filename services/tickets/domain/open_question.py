"""A question without an answer [疑难问题], on its way to the knowledge base (TK-14)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.escalation_errors import (
    QuestionAlreadyHandedUp,
    QuestionCannotBeMerged,
    QuestionNotAnswered,
    QuestionSettled,
)
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

OPEN = "open"
HANDED_UP = "handed_up"
ANSWERED = "answered"
MERGED = "merged"
IN_KNOWLEDGE = "in_knowledge"

STATES = (OPEN, HANDED_UP, ANSWERED, MERGED, IN_KNOWLEDGE)
STATES_ZH = {
    OPEN: "待答复",
    HANDED_UP: "已上报",
    ANSWERED: "已答复",
    MERGED: "已合并",
    IN_KNOWLEDGE: "已移交知识库",
}
"""What the states are called in Chinese."""

UNANSWERED = (OPEN, HANDED_UP)


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a question came up.

    Args:
        asker_id: employee id of who was asked and had no answer.
        skill_group: skill group that it concerns, if known.
        business_line: business line that it concerns, if known.
        topic: topic in the centre's own list, if known.
        ticket_id: the ticket in which it came up, if it did.
        escalation_id: the escalation out of which it was collected, if it was.
    """

    asker_id: UUID
    skill_group: str | None = None
    business_line: str | None = None
    topic: str | None = None
    ticket_id: UUID | None = None
    escalation_id: UUID | None = None


class OpenQuestion(Aggregate):
    """One question; the same one asked again is merged into it and counts."""

    TOPIC = "tickets.open_question"

    class Created(Aggregate.Created):
        TOPIC = "tickets.open_question.asked"
        origin: Origin
        question: Sealed

    def __init__(self, origin: Origin, question: Sealed) -> None:
        self.origin = origin
        self.ticket_id = origin.ticket_id
        self.question = question
        self.state = OPEN
        self.answer: Sealed | None = None
        self.answerer_id: UUID | None = None
        self.merged_into: UUID | None = None
        self.asked_again: tuple[UUID, ...] = ()

    @classmethod
    def ask(cls, origin: Origin, *, question_id: UUID, question: Sealed) -> Self:
        """Collects a question.

        Args:
            origin: where it came up.
            question_id: its id.
            question: what was asked.
        """
        return cls._create(cls.Created, id=question_id, origin=origin, question=question)

    def give_answer(self, answer: Sealed, *, answerer_id: UUID) -> None:
        """Answers it; the askers of the questions merged into it read the same answer."""
        self._check_unanswered()
        self._answer(origin=self.origin, answer=answer, answerer_id=answerer_id)

    @event("Answered", topic="tickets.open_question.answered")
    def _answer(self, origin: Origin, answer: Sealed, answerer_id: UUID) -> None:
        self.state = ANSWERED
        self.answer = answer
        self.answerer_id = answerer_id

    def hand_up(self) -> None:
        """The group's manager has no answer either: the management finds it."""
        self._check_unanswered()
        if self.state == HANDED_UP:
            raise QuestionAlreadyHandedUp
        self._hand_up(origin=self.origin)

    @event("HandedUp", topic="tickets.open_question.handed_up")
    def _hand_up(self, origin: Origin) -> None:
        self.state = HANDED_UP

    def merge_into(self, other: OpenQuestion) -> None:
        """It is the same question as another one, which counts how often it was asked.

        Raises:
            QuestionCannotBeMerged: the other one is itself, or was merged.
        """
        self._check_unanswered()
        if other.id == self.id or other.state == MERGED:
            raise QuestionCannotBeMerged
        self._merge(into_id=other.id)
        other._join(question_ids=(self.id, *self.asked_again))

    @event("Merged", topic="tickets.open_question.merged")
    def _merge(self, into_id: UUID) -> None:
        self.state = MERGED
        self.merged_into = into_id

    @event("AskedAgain", topic="tickets.open_question.asked_again")
    def _join(self, question_ids: tuple[UUID, ...]) -> None:
        self.asked_again = (*self.asked_again, *question_ids)

    def hand_to_knowledge(self, *, question: Sealed, answer: Sealed) -> None:
        """Gives question and answer, in general words, to the knowledge base.

        Args:
            question: the question without anything about a person.
            answer: the answer without anything about a person.

        Raises:
            QuestionNotAnswered: it has no answer yet.
        """
        if self.state in UNANSWERED:
            raise QuestionNotAnswered
        if self.state != ANSWERED:
            raise QuestionSettled(state=self.state, state_zh=STATES_ZH[self.state])
        self._hand_to_knowledge(
            origin=self.origin, question=question, answer=answer, times=1 + len(self.asked_again)
        )

    @event("HandedToKnowledge", topic="tickets.open_question.handed_to_knowledge")
    def _hand_to_knowledge(
        self, origin: Origin, question: Sealed, answer: Sealed, times: int
    ) -> None:
        self.state = IN_KNOWLEDGE

    def _check_unanswered(self) -> None:
        if self.state not in UNANSWERED:
            raise QuestionSettled(state=self.state, state_zh=STATES_ZH[self.state])
