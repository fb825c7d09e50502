"""What customers answer: by a link without signing in, or told by the CRM (GV-2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.tickets.application.survey_links import SurveyLinks
from services.tickets.application.workbench import Workbench
from services.tickets.domain import sla
from services.tickets.domain.contact import Contact
from services.tickets.domain.customer_survey import (
    Given,
    Survey,
    SurveyVersion,
    answers_fit_the_questions,
)
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.survey import Asked, Judged, SurveyAnswer
from services.tickets.domain.survey_errors import SurveyLinkUnknown
from services.tickets.domain.survey_invitation import Occasion, SurveyInvitation
from services.tickets.domain.ticket import Ticket
from shared.event_store import Aggregate
from shared.sealed import Erased, Sealed

LOW_SCORE = "客户在满意度调查中评价偏低，请回访。 The customer gave a low score; follow up."
"""What is promised to be done about a low score."""


@dataclass(frozen=True)
class AskedCustomer:
    """What who holds a link may know: the questions, and until when they can be answered."""

    invitation: SurveyInvitation
    version: SurveyVersion


class SurveyAnswers:
    """Shows questions to who holds a link, and records answers, each once.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
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
            follow_up = self._follow_up(ticket) if is_low and ticket is not None else []
            self._bench.store.save(answer, *follow_up)
        return answer

    def _record(self, invitation: SurveyInvitation, given: Given) -> SurveyAnswer:
        is_low = self._bench.rules.surveys.a_low_score_is_followed_up(given)
        asked = Asked(
            survey_id=invitation.survey_id,
            survey_version=invitation.survey_version,
            invitation_id=invitation.id,
        )
        answer = SurveyAnswer.record(
            _judged_by(invitation.occasion),
            answer_id=invitation.answer(at=self._bench.now),
            given=given,
            answered_at=self._bench.now,
            is_low=is_low,
            asked=asked,
            texts=self._sealed(given.texts, f"customer:{invitation.occasion.customer_id}"),
        )
        ticket = self._ticket_of(invitation.occasion) if is_low else None
        follow_up = [] if ticket is None else self._follow_up(ticket)
        self._bench.store.save(invitation, answer, *follow_up)
        return answer

    def _sealed(self, texts: Mapping[str, str], subject: str) -> dict[str, Sealed]:
        try:
            return {name: self._bench.keys.seal(subject, one) for name, one in texts.items()}
        except Erased as refusal:
            raise SurveyLinkUnknown from refusal

    def _ticket_of(self, occasion: Occasion) -> Ticket | None:
        """The ticket on which a low score is followed up: for a contact, the last it concerned."""
        ticket_id = occasion.ticket_id
        if ticket_id is None and occasion.contact_id is not None:
            contact = self._bench.store.get(Contact, occasion.contact_id)
            ticket_id = contact.ticket_ids[-1] if contact.ticket_ids else None
        return None if ticket_id is None else self._bench.store.find(Ticket, ticket_id)

    def _follow_up(self, ticket: Ticket) -> list[Aggregate]:
        """The promise to follow up with its clock; nothing more where one is outstanding."""
        bench = self._bench
        found = bench.store.find(FollowUps, FollowUps.id_for(ticket.id))
        follow_ups = found or FollowUps.start(ticket.about)
        if follow_ups.is_outstanding:
            return []
        due_at = bench.now + timedelta(hours=bench.rules.surveys.follow_up_hours)
        try:
            promise = bench.seal(ticket.data_subject, LOW_SCORE)
        except Erased:
            return []
        follow_ups.promise_follow_up(promise, due_at=due_at, at=bench.now, about=ticket.about)
        clocks = bench.clocks.started(
            ticket, sla.FOLLOW_UP, ordinal=follow_ups.count, at=bench.now, due_at=due_at
        )
        return [follow_ups, *clocks]


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
