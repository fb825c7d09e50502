"""Surveys, escalations, open questions and canned replies, made through the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.tickets.application.survey_links import SurveyLinks
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.survey_invitation import INVITED, Draw, Occasion, SurveyInvitation
from tests.api.desk import WORDS, TicketDesk
from tests.support.ticket_care import QUESTIONS

if TYPE_CHECKING:
    from tests.api.centre import Centre

CANNED = {"title": "问候", "zh": "{customer_name}您好", "en": "", "skill_groups": []}


class Care:
    """Brings forth what the requests are about.

    Args:
        centre: where.
        desk: brings forth tickets of Li's.
        number: makes its codes different from others'.
    """

    def __init__(self, centre: Centre, desk: TicketDesk, *, number: int = 0) -> None:
        self._centre = centre
        self._desk = desk
        self._number = number
        self._cases = centre.tickets.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.answer()
        self.escalation()
        self.question()
        self.canned_reply()

    def survey(self) -> UUID:
        """A survey with one version."""
        with self._centre.acting_as("boss"):
            return self._cases.surveys.create_survey(
                code=f"survey-{self._number}",
                title_zh="满意度",
                title_en="Satisfaction",
                questions=QUESTIONS,
            ).id

    def token(self) -> str:
        """What opens a survey about a resolved ticket of Li's."""
        store, now = self._centre.tickets.store, self._centre.clock.now()
        survey_id, ticket_id = self.survey(), self._desk.ticket("resolved")
        customer_id = self._desk.customer_id
        expires_at = now.replace(year=now.year + 1)
        links = SurveyLinks(store, keys=self._centre.tickets.keys)
        with self._centre.installing("tickets"):
            invitation = SurveyInvitation.draw_lot(
                Occasion(
                    after="resolution",
                    happened_at=now,
                    customer_id=customer_id,
                    channel="email",
                    ticket_id=ticket_id,
                    assignee_id=self._centre.employees["li"],
                ),
                invitation_id=SurveyInvitation.id_for("resolution", ticket_id, ordinal=1),
                survey_id=survey_id,
                survey_version=1,
                draw=Draw(number=0, per_mille=1000, outcome=INVITED),
            )
            token, row = links.new_link(invitation.id, expires_at=expires_at)
            invitation.send(
                self._centre.tickets.keys.seal(f"customer:{customer_id}", token),
                at=now,
                expires_at=expires_at,
                remind_after=expires_at - now,
                most_reminders=0,
            )
            store.save(invitation, beside=[row])
        return token

    def answer(self) -> SurveyAnswer:
        """An answer about a ticket of Li's."""
        token = self.token()
        with self._centre.installing("tickets"):
            answers = {"satisfied": 4, "words": WORDS}
            return self._cases.survey_answers.answer_survey(token, answers)

    def escalation(self) -> UUID:
        """A question of Li's about a ticket, for who leads Li."""
        ticket_id = self._desk.ticket()
        with self._centre.acting_as("li"):
            return self._cases.escalations.raise_escalation(ticket_id, question=WORDS).id

    def question(self, *, is_answered: bool = False) -> UUID:
        """A question that Li had no answer to."""
        with self._centre.acting_as("li"):
            question_id = self._cases.open_questions.ask_question(question=WORDS).id
        if is_answered:
            with self._centre.acting_as("boss"):
                self._cases.open_questions.answer_question(question_id, answer=WORDS)
        return question_id

    def canned_reply(self) -> UUID:
        """A canned reply for the skill group that Li works in."""
        with self._centre.acting_as("boss"):
            return self._cases.canned_replies.create_canned_reply(
                code=f"canned-{self._number}", **{**CANNED, "skill_groups": ["cards"]}
            ).id
