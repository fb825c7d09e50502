"""The assessment of a stage [阶段评估]: oral, simulated or practical, by rubric (TR-3).

Judgements lie in a private attribute: history, as-of and comparison show public ones only, so that
nobody reads there what a single assessor has seen, and no assessor before judging.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.rubric import RubricVersion
from services.training.domain.stage_errors import (
    AlreadyJudged,
    AssessmentClosed,
    JudgementIncomplete,
    NotAnAssessor,
)
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

ARRANGED, SETTLED, WITHDRAWN = "arranged", "settled", "withdrawn"
STATES = (ARRANGED, SETTLED, WITHDRAWN)

_EARLIEST_ZONE = timedelta(hours=14)
_HUNDREDTHS = Decimal("0.01")


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What one assessor has seen.

    Args:
        assessor_id: who judges.
        observed_on: the day on which the candidate was seen, where they work.
        levels: the level of each criterion.
        points: what that is worth.
        note: the evidence in the assessor's words, under the candidate's key.
    """

    assessor_id: UUID
    observed_on: date
    levels: dict[str, str]
    points: Decimal
    note: Sealed | None = None


class Assessment(Aggregate):
    """One candidate at one stage; the rubric is the one of the day on which it was arranged."""

    TOPIC = "training.assessment"

    class Created(Aggregate.Created):
        TOPIC = "training.assessment.arranged"
        employee_id: UUID
        certification_code: str
        stage_kind: str
        rubric_id: UUID
        rubric: RubricVersion
        assessor_ids: tuple[UUID, ...]
        planned_on: date | None

    def __init__(
        self,
        *,
        employee_id: UUID,
        certification_code: str,
        stage_kind: str,
        rubric_id: UUID,
        rubric: RubricVersion,
        assessor_ids: tuple[UUID, ...],
        planned_on: date | None = None,
    ) -> None:
        self.employee_id = employee_id
        self.certification_code = certification_code
        self.stage_kind = stage_kind
        self.rubric_id = rubric_id
        self.rubric = rubric
        self.assessor_ids = assessor_ids
        self.planned_on = planned_on
        self.state = ARRANGED
        self._judgements: tuple[Judgement, ...] = ()
        self.passed: bool | None = None
        self.points: Decimal | None = None

    @classmethod
    def arrange(
        cls,
        *,
        assessment_id: UUID,
        employee_id: UUID,
        certification_code: str,
        stage_kind: str,
        rubric_id: UUID,
        rubric: RubricVersion,
        assessor_ids: tuple[UUID, ...],
        planned_on: date | None,
    ) -> Self:
        """An assessment that the named assessors are to make."""
        return cls._create(
            cls.Created,
            id=assessment_id,
            employee_id=employee_id,
            certification_code=certification_code,
            stage_kind=stage_kind,
            rubric_id=rubric_id,
            rubric=rubric,
            assessor_ids=assessor_ids,
            planned_on=planned_on,
        )

    def judge(
        self,
        *,
        assessor_id: UUID,
        levels: Mapping[str, str],
        note: Sealed | None,
        observed_on: date,
        at: datetime,
    ) -> None:
        """One assessor's judgement; the last one settles the stage.

        Raises:
            NotAnAssessor: the assessor was not named.
            AlreadyJudged: the assessor has judged.
            AssessmentClosed: it is settled or withdrawn.
            JudgementIncomplete: it does not fit the rubric, or the day is yet to come.
        """
        self.check_judges(assessor_id)
        if any(one.assessor_id == assessor_id for one in self._judgements):
            raise AlreadyJudged
        self.check_open()
        self.rubric.check_judgement(levels)
        if observed_on > (at + _EARLIEST_ZONE).date():
            future = FieldError("observed_on", "is yet to come.", "日期尚未到来。")
            raise JudgementIncomplete(fields=(future,))
        self._judge(
            judgement=Judgement(
                assessor_id=assessor_id,
                observed_on=observed_on,
                levels=dict(levels),
                points=self.rubric.points_of(levels),
                note=note,
            )
        )
        if len(self._judgements) == len(self.assessor_ids):
            self._settle_by_judgements()

    @event("Judged", topic="training.assessment.judged")
    def _judge(self, judgement: Judgement) -> None:
        self._judgements = (*self._judgements, judgement)

    def _settle_by_judgements(self) -> None:
        """The mean of all; a criterion that must be met is met only if every assessor says so."""
        total = sum((one.points for one in self._judgements), Decimal(0))
        points = (total / len(self._judgements)).quantize(_HUNDREDTHS, ROUND_HALF_UP)
        misses = any(self.rubric.misses_a_must(one.levels) for one in self._judgements)
        # Compared before rounding: nobody passes by a rounded half.
        reaches = total * 100 >= self.rubric.pass_percent * self.rubric.full * len(self._judgements)
        self._settle(
            stage_kind=self.stage_kind,
            employee_id=self.employee_id,
            certification_code=self.certification_code,
            passed=reaches and not misses,
            points=points,
            full=self.rubric.full,
        )

    @event("Settled", topic="training.assessment.settled")
    def _settle(
        self,
        *,
        stage_kind: str,
        employee_id: UUID,
        certification_code: str,
        passed: bool,
        points: Decimal,
        full: Decimal,
    ) -> None:
        self.state = SETTLED
        self.passed = passed
        self.points = points

    def withdraw(self, *, reason: Sealed) -> None:
        """It does not take place; what was judged so far counts for nothing.

        Raises:
            AssessmentClosed: it is settled or withdrawn.
        """
        self.check_open()
        self._withdraw(reason=reason)

    @event("Withdrawn", topic="training.assessment.withdrawn")
    def _withdraw(self, reason: Sealed) -> None:
        self.state = WITHDRAWN

    @property
    def judgements(self) -> Sequence[Judgement]:
        """What the assessors have seen; whom it may be shown to is for others to say."""
        return self._judgements

    def check_open(self) -> None:
        """Refuses what is settled or withdrawn."""
        if self.state != ARRANGED:
            raise AssessmentClosed(state=self.state)

    def check_judges(self, employee_id: UUID) -> None:
        """Refuses whoever was not named."""
        if employee_id not in self.assessor_ids:
            raise NotAnAssessor
