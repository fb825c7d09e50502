"""A customer's judgement of the service, after a ticket or a contact (GV-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate
from shared.sealed.envelope import Sealed


class SurveyAnswer(Aggregate):
    """One answer; it may judge a ticket, a contact, or both."""

    TOPIC = "tickets.survey_answer"

    class Created(Aggregate.Created):
        TOPIC = "tickets.survey_answer.recorded"
        ticket_id: UUID | None
        contact_id: UUID | None
        customer_id: UUID | None
        assignee_id: UUID | None
        satisfaction: int
        recommendation: int | None
        is_solved: bool | None
        comment: Sealed | None
        answered_at: datetime

    def __init__(
        self,
        *,
        ticket_id: UUID | None,
        contact_id: UUID | None,
        satisfaction: int,
        is_solved: bool | None,
    ) -> None:
        self.ticket_id = ticket_id
        self.contact_id = contact_id
        self.satisfaction = satisfaction
        self.is_solved = is_solved

    @classmethod
    def record(
        cls,
        *,
        answer_id: UUID,
        ticket_id: UUID | None,
        contact_id: UUID | None,
        customer_id: UUID | None,
        assignee_id: UUID | None,
        satisfaction: int,
        recommendation: int | None,
        is_solved: bool | None,
        comment: Sealed | None,
        answered_at: datetime,
    ) -> Self:
        """Records what the customer said.

        Args:
            answer_id: its id.
            ticket_id: the ticket that is judged, if one is.
            contact_id: the contact that is judged, if one is.
            customer_id: who judges, if known.
            assignee_id: employee id of who had the ticket or answered the contact.
            satisfaction: 1 (very dissatisfied) to 5 (very satisfied).
            recommendation: 0 to 10 (NPS), if asked.
            is_solved: whether the customer says that the matter is solved, if asked.
            comment: the customer's words.
            answered_at: when.
        """
        return cls._create(
            cls.Created,
            id=answer_id,
            ticket_id=ticket_id,
            contact_id=contact_id,
            customer_id=customer_id,
            assignee_id=assignee_id,
            satisfaction=satisfaction,
            recommendation=recommendation,
            is_solved=is_solved,
            comment=comment,
            answered_at=answered_at,
        )
