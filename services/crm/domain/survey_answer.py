"""How a customer judged the service after a ticket or contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.crm.domain.facts import facts_in
from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed


@dataclass(frozen=True, kw_only=True)
class SurveyFacts:
    """An answer and what it judges.

    Args:
        source: system that delivers it.
        external_id: the answer's id there.
        request_id: the ticket's request, if the answer names it.
        ticket_number: the ticket's number, if the answer names it.
        contact_id: contact that was judged.
        customer_id: who answered, if known.
        satisfaction: 1 (very dissatisfied) to 5 (very satisfied).
        recommendation: 0 to 10, the likelihood to recommend (NPS).
        is_solved: whether the customer says that the matter is solved.
        comment: the customer's words.
        answered_at: when the customer answered.
    """

    source: str
    external_id: str
    request_id: UUID | None
    ticket_number: str | None
    contact_id: UUID | None
    customer_id: UUID | None
    satisfaction: int
    recommendation: int | None
    is_solved: bool | None
    comment: Sealed | None
    answered_at: datetime


class SurveyAnswer(Aggregate):
    """One answer to a customer survey (GV-2)."""

    TOPIC = "crm.survey_answer"

    class Created(Aggregate.Created):
        TOPIC = "crm.survey_answer.given"
        source: str
        external_id: str
        request_id: UUID | None
        ticket_number: str | None
        contact_id: UUID | None
        customer_id: UUID | None
        satisfaction: int
        recommendation: int | None
        is_solved: bool | None
        comment: Sealed | None
        answered_at: datetime

        def apply(self, aggregate: Any) -> None:
            """Keeps the facts."""
            aggregate.facts = facts_in(self, SurveyFacts)

    def __init__(self) -> None:
        self.facts: SurveyFacts

    @classmethod
    def give(cls, answer_id: UUID, *, facts: SurveyFacts) -> Self:
        """Takes the answer under the id that `survey_answer_id_of` gives."""
        return cls._create(cls.Created, id=answer_id, **vars(facts))


def survey_answer_id_of(*, source: str, external_id: str) -> UUID:
    """The one id of the survey answer that `source` knows as `external_id`."""
    return id_of("crm", "survey_answer", source, external_id)
