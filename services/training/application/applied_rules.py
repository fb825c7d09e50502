"""The rule sets of the service as they are in force, by name."""

from __future__ import annotations

from services.training.domain.competencies import CompetencyRules
from services.training.domain.evaluation_rules import EvaluationRules
from services.training.domain.mentoring_rules import MentoringRules
from services.training.domain.session_rules import SessionRules
from shared.rules import RulesInForce


class AppliedRules(RulesInForce):
    """The rule sets of `training` by name."""

    @property
    def competencies(self) -> CompetencyRules:
        """What people of the centre are able to do."""
        return self.shape("competencies", CompetencyRules)

    @property
    def sessions(self) -> SessionRules:
        """Lengths, sizes, methods and reminders of sessions."""
        return self.shape("sessions", SessionRules)

    @property
    def mentoring(self) -> MentoringRules:
        """Who may mentor how many, and with what tasks."""
        return self.shape("mentoring", MentoringRules)

    @property
    def evaluation(self) -> EvaluationRules:
        """What it takes before a figure of evaluation is shown or called an effect."""
        return self.shape("evaluation", EvaluationRules)
