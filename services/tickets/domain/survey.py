"""A customer's judgement of the service, after a ticket or a contact (GV-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec

from services.tickets.domain.customer_survey import Given
from shared.event_store.aggregate import Aggregate
from shared.sealed.envelope import Sealed


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged, as it stood when the customer answered.

    Args:
        ticket_id: the ticket that is judged, if one is.
        contact_id: the contact that is judged, if one is.
        customer_id: who judges, if known.
        assignee_id: employee id of who had the ticket or answered the contact.
        kind: kind of the ticket.
        channel: channel by which it was handled.
        skill_group: skill group whose work it was.
        site_id: its site.
    """

    ticket_id: UUID | None = None
    contact_id: UUID | None = None
    customer_id: UUID | None = None
    assignee_id: UUID | None = None
    kind: str | None = None
    channel: str | None = None
    skill_group: str | None = None
    site_id: UUID | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """By which invitation to which survey the customer was asked."""

    survey_id: UUID
    survey_version: int
    invitation_id: UUID


class SurveyAnswer(Aggregate):
    """One answer, by a link or told by the CRM; it may judge a ticket, a contact, or both."""

    TOPIC = "tickets.survey_answer"

    class Created(Aggregate.Created):
        TOPIC = "tickets.survey_answer.recorded"
        class_version = 2
        ticket_id: UUID | None
        contact_id: UUID | None
        customer_id: UUID | None
        assignee_id: UUID | None
        kind: str | None
        channel: str | None
        skill_group: str | None
        site_id: UUID | None
        survey_id: UUID | None
        survey_version: int | None
        invitation_id: UUID | None
        satisfaction: int | None
        recommendation: int | None
        effort: int | None
        choices: dict[str, str]
        texts: dict[str, Sealed]
        is_solved: bool | None
        is_low: bool
        comment: Sealed | None
        answered_at: datetime

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 knew only what the CRM tells."""
            unknown = ("kind", "channel", "skill_group", "site_id", "effort")
            asked = ("survey_id", "survey_version", "invitation_id")
            state |= dict.fromkeys((*unknown, *asked))
            state |= {"choices": {}, "texts": {}, "is_low": False}

    def __init__(
        self,
        *,
        ticket_id: UUID | None,
        contact_id: UUID | None,
        customer_id: UUID | None,
        assignee_id: UUID | None,
        survey_id: UUID | None,
        survey_version: int | None,
        satisfaction: int | None,
        recommendation: int | None,
        effort: int | None,
        choices: dict[str, str],
        texts: dict[str, Sealed],
        is_solved: bool | None,
        is_low: bool,
        comment: Sealed | None,
        answered_at: datetime,
    ) -> None:
        self.ticket_id = ticket_id
        self.contact_id = contact_id
        self.customer_id = customer_id
        self.assignee_id = assignee_id
        self.survey_id = survey_id
        self.survey_version = survey_version
        self.satisfaction = satisfaction
        self.recommendation = recommendation
        self.effort = effort
        self.choices = choices
        self.texts = texts
        self.is_solved = is_solved
        self.is_low = is_low
        self.comment = comment
        self.answered_at = answered_at

    @classmethod
    def record(
        cls,
        judged: Judged,
        *,
        answer_id: UUID,
        given: Given,
        answered_at: datetime,
        is_low: bool,
        asked: Asked | None = None,
        texts: dict[str, Sealed] | None = None,
        is_solved: bool | None = None,
        comment: Sealed | None = None,
    ) -> Self:
        """Records what the customer said.

        Args:
            judged: what is judged.
            answer_id: its id.
            given: the scores and choices; its texts are left out.
            answered_at: when.
            is_low: whether the rules call it low, so that somebody follows up.
            asked: by which invitation; None where the CRM has asked.
            texts: free answers by question.
            is_solved: whether the customer says that the matter is solved, if asked.
            comment: the customer's words, where the CRM has asked.
        """
        return cls._create(
            cls.Created,
            id=answer_id,
            **msgspec.structs.asdict(judged),
            survey_id=asked.survey_id if asked else None,
            survey_version=asked.survey_version if asked else None,
            invitation_id=asked.invitation_id if asked else None,
            satisfaction=given.satisfaction,
            recommendation=given.recommendation,
            effort=given.effort,
            choices=dict(given.choices),
            texts=texts or {},
            is_solved=is_solved,
            is_low=is_low,
            comment=comment,
            answered_at=answered_at,
        )
