"""Measuring what training changed: studies are registered first and measured later (TR-8)."""

from __future__ import annotations

from uuid import UUID

from services.training.application.access import EVALUATE
from services.training.application.evaluation_questions import StudyCompletions, StudyFacts
from services.training.application.workbench import Workbench
from services.training.domain.effect import Effect, Measured, effect_of
from services.training.domain.evaluation_errors import StudyNotFound, StudyPlanWrong
from services.training.domain.study import Study, StudyPlan
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Studies:
    """Registers studies, and measures each when its windows have passed.

    Args:
        bench: what all use cases stand on.
        facts: what employees scored.
        completions: who completed which course.
    """

    def __init__(
        self, bench: Workbench, *, facts: StudyFacts, completions: StudyCompletions
    ) -> None:
        self._bench = bench
        self._facts = facts
        self._completions = completions

    def register_study(self, plan: StudyPlan) -> Study:
        """Says what will be compared, before the result is known.

        Raises:
            StudyPlanWrong: it cannot be carried out so.
        """
        current_context().require(EVALUATE)
        with self._bench.rules.noted("evaluation"):
            rules = self._bench.rules.evaluation
            _check_metric(plan.metric, rules.metrics)
            study = Study.register(
                plan,
                on=self._bench.now.date(),
                longest_window_days=rules.longest_window_days,
            )
            self._bench.store.save(study)
        return study

    def measure_effect(self, study_id: UUID, *, expected_version: int | None = None) -> Study:
        """Reckons the result from the facts that have come by now.

        Raises:
            StudyNotRipe: the window after has not passed.
            StudyAlreadyMeasured: the result stands.
            StudyWithdrawn: it was given up.
        """
        study = self._evaluated(study_id, expected_version)
        today = self._bench.now.date()
        study.check_measurable(on=today)
        with self._bench.rules.noted("evaluation"):
            smallest = self._bench.rules.evaluation.smallest_group
            study.measure(self._effect(study.plan), on=today, smallest_group=smallest)
            self._bench.store.save(study)
        return study

    def withdraw_study(
        self, study_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Study:
        """Gives a study up that has no result yet; it stays in the list with the reason.

        Raises:
            StudyAlreadyMeasured: it has a result.
            StudyWithdrawn: it was given up already.
        """
        study = self._evaluated(study_id, expected_version)
        study.withdraw(reason=reason)
        self._bench.store.save(study)
        return study

    def see_study(self, study_id: UUID, *, as_of: AsOf | None = None) -> Study:
        """A study, as it stands or stood.

        Raises:
            StudyNotFound: there is none.
        """
        current_context().require(EVALUATE)
        study = self._bench.store.find(Study, study_id, as_of=as_of)
        if study is None:
            raise StudyNotFound(study_id=study_id)
        return study

    def _effect(self, plan: StudyPlan) -> Effect:
        rules = self._bench.rules.evaluation
        completed = self._completions.first_completions(plan.course_id, until=plan.after_until)
        treated: list[Measured] = []
        others: list[Measured] = []
        for one in self._facts.measured(plan, smallest_facts=rules.smallest_facts):
            on = completed.get(one.employee_id)
            if on is not None and plan.completed_from <= on <= plan.completed_until:
                treated.append(one.measured)
            elif on is None and (not plan.others or one.employee_id in plan.others):
                others.append(one.measured)
        return effect_of(treated, others, better=plan.better, smallest_group=rules.smallest_group)

    def _evaluated(self, study_id: UUID, expected_version: int | None) -> Study:
        study = self.see_study(study_id)
        expect_version(study, expected_version)
        return study


def _check_metric(metric: str, among: tuple[str, ...]) -> None:
    if metric in among:
        return
    listed = ", ".join(among)
    fault = FieldError("metric", f"must be one of {listed}.", f"应为以下之一：{listed}。")
    raise StudyPlanWrong(fields=(fault,))
