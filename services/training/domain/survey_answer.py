"""One answer to a survey: named, or nobody's (TR-8)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from shared.event_store.aggregate import Aggregate
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class SurveyAnswer(Aggregate):
    """What somebody said; of an anonymous survey nobody can tell who."""

    TOPIC = "training.survey_answer"

    class Created(Aggregate.Created):
        TOPIC = "training.survey_answer.given"
        survey_id: UUID
        scores: dict[str, int]
        comment: Sealed | None
        employee_id: UUID | None

    def __init__(
        self,
        survey_id: UUID,
        scores: dict[str, int],
        comment: Sealed | None,
        employee_id: UUID | None,
    ) -> None:
        self.survey_id = survey_id
        self.scores = scores
        self.comment = comment
        self.employee_id = employee_id

    @staticmethod
    def id_for(survey_id: UUID, employee_id: UUID) -> UUID:
        """The one id of an employee's named answer."""
        return id_of("survey_answer", survey_id, employee_id)

    @classmethod
    def give(
        cls, survey_id: UUID, *, scores: dict[str, int], comment: Sealed | None, employee_id: UUID
    ) -> Self:
        """A named answer."""
        return cls._create(
            cls.Created,
            id=cls.id_for(survey_id, employee_id),
            survey_id=survey_id,
            scores=scores,
            comment=comment,
            employee_id=employee_id,
        )

    @classmethod
    def give_anonymously(
        cls, survey_id: UUID, *, scores: dict[str, int], comment: Sealed | None
    ) -> Self:
        """Nobody's answer, under an id of the anonymous context that it is made in."""
        return cls._create(
            cls.Created, survey_id=survey_id, scores=scores, comment=comment, employee_id=None
        )
