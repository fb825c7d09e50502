"""Questions without an answer: collected each day, answered by who leads the asker (TK-14)."""

from __future__ import annotations

from uuid import UUID

from services.tickets.application.access import WORK, acting_employee
from services.tickets.application.escalations import Escalations
from services.tickets.application.workbench import Workbench
from services.tickets.domain.escalation_errors import (
    NotYoursToAnswer,
    QuestionAlreadyCollected,
    QuestionNotFound,
)
from services.tickets.domain.open_question import HANDED_UP, OpenQuestion, Origin
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version
from shared.ids import id_of


def subject_of(question_id: UUID) -> str:
    """Under whose name texts that are about nobody are sealed."""
    return f"question:{question_id}"


class OpenQuestions:
    """Collects questions, and takes them to an answer.

    Args:
        bench: what all use cases stand on.
        escalations: out of which questions are collected too.
    """

    def __init__(self, bench: Workbench, *, escalations: Escalations) -> None:
        self._bench = bench
        self._escalations = escalations

    def ask_question(
        self,
        *,
        question: str,
        ticket_id: UUID | None = None,
        skill_group: str | None = None,
        business_line: str | None = None,
        topic: str | None = None,
    ) -> OpenQuestion:
        """Collects a question that one had no answer to.

        Args:
            question: what was asked.
            ticket_id: the ticket in which it came up, if it did; it says what it concerns.
            skill_group: skill group that it concerns.
            business_line: business line that it concerns.
            topic: topic in the centre's own list.
        """
        current_context().require(WORK)
        question_id = self._bench.new_id()
        subject = subject_of(question_id)
        origin = Origin(
            asker_id=self._bench.access.employee_id(),
            skill_group=skill_group,
            business_line=business_line,
            topic=topic,
        )
        if ticket_id is not None:
            ticket = self._bench.ticket(ticket_id)
            self._bench.access.check_sees(ticket)
            subject = ticket.data_subject
            origin = Origin(
                asker_id=origin.asker_id,
                skill_group=skill_group or ticket.skill_group,
                business_line=business_line or ticket.business_line,
                topic=topic or ticket.topic,
                ticket_id=ticket_id,
            )
        sealed = self._bench.seal(subject, question)
        collected = OpenQuestion.ask(origin, question_id=question_id, question=sealed)
        self._bench.store.save(collected)
        return collected

    def collect_escalated_question(self, escalation_id: UUID) -> OpenQuestion:
        """Collects the question of an escalation to which nobody has an answer yet.

        Raises:
            QuestionAlreadyCollected: it was collected before.
        """
        escalation = self._escalations.see_escalation(escalation_id)
        if escalation.raiser_id != acting_employee() and not self._escalations.answers(escalation):
            raise NotYoursToAnswer
        question_id = id_of("open_question", "escalation", escalation_id)
        if self._bench.store.find(OpenQuestion, question_id) is not None:
            raise QuestionAlreadyCollected
        about = escalation.about
        origin = Origin(
            asker_id=escalation.raiser_id,
            skill_group=about.skill_group,
            business_line=about.business_line,
            topic=about.topic,
            ticket_id=about.ticket_id,
            escalation_id=escalation_id,
        )
        collected = OpenQuestion.ask(origin, question_id=question_id, question=escalation.question)
        self._bench.store.save(collected)
        return collected

    def answer_question(
        self, question_id: UUID, *, answer: str, expected_version: int | None = None
    ) -> OpenQuestion:
        """Answers a question of somebody whom one leads."""
        question = self._led(question_id, expected_version)
        sealed = self._bench.seal(subject_of(question_id), answer)
        question.give_answer(sealed, answerer_id=self._bench.access.employee_id())
        self._bench.store.save(question)
        return question

    def hand_up_question(
        self, question_id: UUID, *, expected_version: int | None = None
    ) -> OpenQuestion:
        """Leaves a question to the management."""
        question = self._led(question_id, expected_version)
        question.hand_up()
        self._bench.store.save(question)
        return question

    def merge_question(
        self, question_id: UUID, *, into_id: UUID, expected_version: int | None = None
    ) -> OpenQuestion:
        """Notes that a question is the same as another one; both are saved together.

        Raises:
            QuestionCannotBeMerged: the other one is itself, or was merged.
        """
        question = self._led(question_id, expected_version)
        other = self._visible(into_id)
        question.merge_into(other)
        self._bench.store.save(question, other)
        return question

    def hand_question_to_knowledge(
        self, question_id: UUID, *, question: str, answer: str, expected_version: int | None = None
    ) -> OpenQuestion:
        """Gives an answered question to the knowledge base, in general words.

        Args:
            question_id: the question.
            question: the question without anything about a person.
            answer: the answer without anything about a person.
            expected_version: version that the caller saw.
        """
        found = self._led(question_id, expected_version)
        subject = subject_of(question_id)
        found.hand_to_knowledge(
            question=self._bench.seal(subject, question), answer=self._bench.seal(subject, answer)
        )
        self._bench.store.save(found)
        return found

    def see_question(self, question_id: UUID, *, as_of: AsOf | None = None) -> OpenQuestion:
        """A question, for who asked it and who leads them.

        Raises:
            QuestionNotFound: there is none, or not for the actor.
        """
        self._visible(question_id)
        found = self._bench.store.find(OpenQuestion, question_id, as_of=as_of)
        if found is None:
            raise QuestionNotFound(key=question_id)
        return found

    def same_question(self, question: OpenQuestion) -> OpenQuestion:
        """The question into which it was merged, else itself: that one has the answer."""
        while question.merged_into is not None:
            question = self._bench.store.get(OpenQuestion, question.merged_into)
        return question

    def _visible(self, question_id: UUID) -> OpenQuestion:
        question = self._bench.store.find(OpenQuestion, question_id)
        visible = self._bench.access.visible_employees()
        if question is None or (visible is not None and question.origin.asker_id not in visible):
            raise QuestionNotFound(key=question_id)
        return question

    def _led(self, question_id: UUID, expected_version: int | None) -> OpenQuestion:
        question = self._visible(question_id)
        access = self._bench.access
        is_led = access.leads_employee(question.origin.asker_id)
        if not is_led or (question.state == HANDED_UP and not access.leads_all()):
            raise NotYoursToAnswer
        expect_version(question, expected_version)
        return question
