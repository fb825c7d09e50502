"""Arranging and making the assessments of stages that people judge (TR-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.training.application.access import CERTIFY, MARK, SEE_ALL
from services.training.application.workbench import Workbench
from services.training.domain.assessment import SETTLED, Assessment, Judgement
from services.training.domain.rubric import Rubric
from services.training.domain.stage_errors import (
    AssessmentNotFound,
    AssessorsUnfit,
    RubricNotFound,
)
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version

_FIELD = "assessor_ids"


class Assessments:
    """Arranges assessments and takes the judgements.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def arrange_assessment(
        self,
        *,
        employee_id: UUID,
        certification_code: str,
        rubric_id: UUID,
        assessor_ids: Sequence[UUID],
        planned_on: date | None = None,
    ) -> Assessment:
        """Names who assesses a candidate, by the rubric as it now is.

        Raises:
            RubricNotFound: there is none.
            EmployeeUnknown: the candidate does not work here.
            AssessorsUnfit: too few, not staff, or too near to the candidate.
        """
        current_context().require(CERTIFY)
        self._bench.access.member(employee_id)
        rubric = self._bench.store.find(Rubric, rubric_id)
        if rubric is None:
            raise RubricNotFound(key=rubric_id)
        rubric.check_in_use()
        with self._bench.rules.noted("stages"):
            self._check_assessors(assessor_ids, employee_id, stage_kind=rubric.stage_kind)
            assessment = Assessment.arrange(
                assessment_id=self._bench.new_id(),
                employee_id=employee_id,
                certification_code=certification_code,
                stage_kind=rubric.stage_kind,
                rubric_id=rubric_id,
                rubric=rubric.version_in_use,
                assessor_ids=tuple(assessor_ids),
                planned_on=planned_on,
            )
            self._bench.store.save(assessment, unchanged=[rubric])
        return assessment

    def judge_candidate(
        self,
        assessment_id: UUID,
        *,
        levels: Mapping[str, str],
        note: str | None,
        observed_on: date,
        expected_version: int | None = None,
    ) -> Assessment:
        """One's judgement as a named assessor; the last one settles the stage."""
        current_context().require(MARK)
        assessment = self.see_assessment(assessment_id)
        assessor_id = self._bench.access.employee_id()
        assessment.check_judges(assessor_id)
        expect_version(assessment, expected_version)
        sealed = None if not note else self._bench.seal_about(assessment.employee_id, note)
        assessment.judge(
            assessor_id=assessor_id,
            levels=levels,
            note=sealed,
            observed_on=observed_on,
            at=self._bench.now,
        )
        self._bench.store.save(assessment)
        return assessment

    def withdraw_assessment(
        self, assessment_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Assessment:
        """It does not take place."""
        current_context().require(CERTIFY)
        assessment = self.see_assessment(assessment_id)
        expect_version(assessment, expected_version)
        assessment.withdraw(reason=self._bench.seal_about(assessment.employee_id, reason))
        self._bench.store.save(assessment)
        return assessment

    def see_assessment(self, assessment_id: UUID, *, as_of: AsOf | None = None) -> Assessment:
        """An assessment, for the candidate, the assessors, and who may see the candidate.

        Raises:
            AssessmentNotFound: there is none, or not for the actor.
        """
        present = self._bench.store.find(Assessment, assessment_id)
        found = (
            present
            if as_of is None
            else self._bench.store.find(Assessment, assessment_id, as_of=as_of)
        )
        if present is None or found is None or not self._sees(present):
            raise AssessmentNotFound(key=assessment_id)
        return found

    def judgements_shown(self, assessment: Assessment) -> Sequence[Judgement]:
        """Those that the actor may see: assessors their own; once settled, whom it concerns all.

        Leaders and who sees all training see the result only.
        """
        access = self._bench.access
        is_near = (
            access.is_self(assessment.employee_id)
            or any(access.is_self(one) for one in assessment.assessor_ids)
            or current_context().may(CERTIFY)
        )
        if assessment.state == SETTLED and is_near:
            return assessment.judgements
        return [one for one in assessment.judgements if access.is_self(one.assessor_id)]

    def check_may_list(self, employee_id: UUID | None) -> None:
        """Refuses who asks for the assessments of somebody else, or of everybody, and may not."""
        context = current_context()
        if context.may(CERTIFY) or context.may(SEE_ALL):
            return
        if employee_id is None:
            context.require(SEE_ALL)
        else:
            self._bench.access.check_may_see(employee_id)

    def _sees(self, assessment: Assessment) -> bool:
        access = self._bench.access
        return (
            current_context().may(CERTIFY)
            or any(access.is_self(one) for one in assessment.assessor_ids)
            or access.may_see(assessment.employee_id)
        )

    def _check_assessors(
        self, assessor_ids: Sequence[UUID], employee_id: UUID, *, stage_kind: str
    ) -> None:
        rules = self._bench.rules.stages
        fewest = rules.fewest_for(stage_kind)
        faults = []
        if len(assessor_ids) < fewest:
            faults.append(FieldError(_FIELD, f"name {fewest} at least.", f"至少 {fewest} 人。"))
        if len(set(assessor_ids)) < len(assessor_ids):
            faults.append(FieldError(_FIELD, "name each only once.", "不可重复。"))
        for one in dict.fromkeys(assessor_ids):
            if one == employee_id:
                faults.append(FieldError(_FIELD, "nobody assesses themselves.", "不能评估本人。"))
            elif not self._bench.access.works_here(one):
                faults.append(
                    FieldError(_FIELD, f"{one} does not work here.", f"{one} 不是在职员工。")
                )
            elif not rules.may_supervisors_assess and self._bench.access.supervises(
                one, employee_id
            ):
                faults.append(
                    FieldError(_FIELD, f"{one} is the supervisor.", f"{one} 是其直属主管。")
                )
        if faults:
            raise AssessorsUnfit(fields=tuple(faults))
