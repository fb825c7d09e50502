"""What customers answer: by a link without signing in, or told by the CRM (GV-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.tickets.application.low_scores import LowScores
from services.tickets.application.survey_links import SurveyLinks
from services.tickets.application.workbench import Workbench
from services.tickets.domain.contact import Contact
from services.tickets.domain.customer_survey import (
    Given,
    Survey,
    SurveyVersion,
    answers_fit_the_questions,
)
from services.tickets.domain.survey import Asked, Judged, SurveyAnswer
from services.tickets.domain.survey_errors import SurveyLinkUnknown
from services.tickets.domain.survey_invitation import Occasion, SurveyInvitation
from services.tickets.domain.ticket import Ticket
from shared.sealed import Erased, Sealed


@dataclass(frozen=True)
class AskedCustomer:
    """What who holds a link may know: the questions, and until when they can be answered."""

    invitation: SurveyInvitation
    version: SurveyVersion


class SurveyAnswers:
    """Shows questions to who holds a link, and records answers, each once.

    Args:
        bench: what all use cases stand on.
        low_scores: follows low answers up.
    """

    def __init__(self, bench: Workbench, *, low_scores: LowScores) -> None:
        self._bench = bench
        self._low_scores = low_scores
        self._links = SurveyLinks(bench.store, keys=bench.keys)

    def show_questions(self, token: str) -> AskedCustomer:
        """The questions behind a link.

        Raises:
            SurveyLinkUnknown: there is no such link, or none any more.
            SurveyAlreadyAnswered: it was answered.
        """
        invitation = self._links.invitation_of(token)
        invitation.check_open(at=self._bench.now)
        survey = self._bench.store.get(Survey, invitation.survey_id)
        return AskedCustomer(invitation, survey.version_of(invitation.survey_version))

    def answer_survey(self, token: str, answers: Mapping[str, Any]) -> SurveyAnswer:
        """Records what a customer answers by a link; a low score is followed up.

        Raises:
            SurveyLinkUnknown: there is no such link, or none any more.
            SurveyAlreadyAnswered: it was answered.
            SurveyAnswersWrong: an answer does not fit its question.
        """

        def attempt() -> SurveyAnswer:
            asked = self.show_questions(token)
            given = answers_fit_the_questions(asked.version, answers)
            return self._record(asked.invitation, given)

        with self._bench.rules.noted("surveys", "sla"):
            return self._bench.retried(attempt)

    def record_judgement(
        self,
        ticket: Ticket | None,
        contact: Contact | None,
        *,
        contact_id: UUID | None,
        customer_id: UUID | None,
        given: Given,
        **facts: Any,
    ) -> SurveyAnswer:
        """Records what the CRM has asked a customer; a low score is followed up.

        Args:
            ticket: the ticket that is judged, if one is.
            contact: the contact that is judged, if one is known.
            contact_id: its id, known or not.
            customer_id: who judges, if known.
            given: the scores.
            facts: further facts as at `SurveyAnswer.record`.
        """
        with self._bench.rules.noted("surveys", "sla"):
            is_low = self._bench.rules.surveys.a_low_score_is_followed_up(given)
            judged = _judged(ticket, contact, contact_id=contact_id, customer_id=customer_id)
            answer = SurveyAnswer.record(judged, given=given, is_low=is_low, **facts)
            if is_low:
                self._low_scores.save_followed_up(answer, judged)
            else:
                self._bench.store.save(answer)
        return answer

    def _record(self, invitation: SurveyInvitation, given: Given) -> SurveyAnswer:
        is_low = self._bench.rules.surveys.a_low_score_is_followed_up(given)
        asked = Asked(
            survey_id=invitation.survey_id,
            survey_version=invitation.survey_version,
            invitation_id=invitation.id,
        )
        judged = _judged_by(invitation.occasion)
        answer = SurveyAnswer.record(
            judged,
            answer_id=invitation.answer(at=self._bench.now),
            given=given,
            answered_at=self._bench.now,
            is_low=is_low,
            asked=asked,
            texts=self._sealed(given.texts, f"customer:{invitation.occasion.customer_id}"),
        )
        if is_low:
            self._low_scores.save_followed_up(answer, judged, invitation)
        else:
            self._bench.store.save(invitation, answer)
        return answer

    def _sealed(self, texts: Mapping[str, str], subject: str) -> dict[str, Sealed]:
        try:
            return {name: self._bench.keys.seal(subject, one) for name, one in texts.items()}
        except Erased as refusal:
            raise SurveyLinkUnknown from refusal


def _judged_by(occasion: Occasion) -> Judged:
    return Judged(
        ticket_id=occasion.ticket_id,
        contact_id=occasion.contact_id,
        customer_id=occasion.customer_id,
        assignee_id=occasion.assignee_id,
        kind=occasion.kind,
        channel=occasion.channel,
        skill_group=occasion.skill_group,
        site_id=occasion.site_id,
    )


def _judged(
    ticket: Ticket | None,
    contact: Contact | None,
    *,
    contact_id: UUID | None,
    customer_id: UUID | None,
) -> Judged:
    """The ticket's facts go before the contact's."""
    about = ticket or contact
    by_contact = contact.employee_id if contact else None
    return Judged(
        ticket_id=ticket.id if ticket else None,
        contact_id=contact_id,
        customer_id=customer_id,
        assignee_id=ticket.assignee_id if ticket else by_contact,
        kind=ticket.kind if ticket else None,
        channel=about.channel if about else None,
        skill_group=about.skill_group if about else None,
        site_id=about.site_id if about else None,
    )
