"""The rule sets of the service as they are in force, by name."""

from __future__ import annotations

from services.training.domain.career_paths import CareerRules
from services.training.domain.certificate_rules import CertificateRules
from services.training.domain.competencies import CompetencyRules
from services.training.domain.evaluation_rules import EvaluationRules
from services.training.domain.item_statistics import ItemRules
from services.training.domain.learning_rules import (
    ComplianceRules,
    LearningRules,
    OnboardingRules,
    PackageRules,
)
from services.training.domain.mentoring_rules import MentoringRules
from services.training.domain.need_weights import NeedRules
from services.training.domain.session_rules import SessionRules
from services.training.domain.sitting_rules import MarkingRules, SittingRules
from services.training.domain.stage_rules import StageRules
from shared.rules import RulesInForce


class AppliedRules(RulesInForce):
    """The rule sets of `training` by name."""

    @property
    def competencies(self) -> CompetencyRules:
        """What people of the centre are able to do."""
        return self.shape("competencies", CompetencyRules)

    @property
    def learning(self) -> LearningRules:
        """Who says that a unit was completed."""
        return self.shape("learning", LearningRules)

    @property
    def onboarding(self) -> OnboardingRules:
        """What new hires learn."""
        return self.shape("onboarding", OnboardingRules)

    @property
    def compliance(self) -> ComplianceRules:
        """Which courses all must have completed."""
        return self.shape("compliance", ComplianceRules)

    @property
    def packages(self) -> PackageRules:
        """What a SCORM package may be, and how it is played."""
        return self.shape("packages", PackageRules)

    @property
    def item_statistics(self) -> ItemRules:
        """When answers to a question are enough, and what they say of its difficulty."""
        return self.shape("item_statistics", ItemRules)

    @property
    def needs(self) -> NeedRules:
        """What makes a training need matter."""
        return self.shape("needs", NeedRules)

    @property
    def career_paths(self) -> CareerRules:
        """The steps that people go for, and what each asks for."""
        return self.shape("career_paths", CareerRules)

    @property
    def sessions(self) -> SessionRules:
        """Lengths, sizes, methods and reminders of sessions."""
        return self.shape("sessions", SessionRules)

    @property
    def mentoring(self) -> MentoringRules:
        """Who may mentor how many, and with what tasks."""
        return self.shape("mentoring", MentoringRules)

    @property
    def certificates(self) -> CertificateRules:
        """How certificates are looked after."""
        return self.shape("certificates", CertificateRules)

    @property
    def evaluation(self) -> EvaluationRules:
        """What it takes before a figure of evaluation is shown or called an effect."""
        return self.shape("evaluation", EvaluationRules)

    @property
    def stages(self) -> StageRules:
        """Who assesses the stages that people judge."""
        return self.shape("stages", StageRules)

    @property
    def sittings(self) -> SittingRules:
        """How exams are sat."""
        return self.shape("sittings", SittingRules)

    @property
    def marking(self) -> MarkingRules:
        """How people mark open answers."""
        return self.shape("marking", MarkingRules)
