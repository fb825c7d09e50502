"""The rule sets of the service and the shape of each (rules.toml ships the defaults)."""

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
from shared.rules import RuleBook


class TrainingRules(RuleBook):
    """The rule book of the training service."""

    TOPIC = "training.rules"

    SHAPES = {  # noqa: RUF012 (declared as a ClassVar in the base)
        "competencies": CompetencyRules,
        "stages": StageRules,
        "sittings": SittingRules,
        "marking": MarkingRules,
        "compliance": ComplianceRules,
        "learning": LearningRules,
        "onboarding": OnboardingRules,
        "packages": PackageRules,
        "item_statistics": ItemRules,
        "needs": NeedRules,
        "career_paths": CareerRules,
        "sessions": SessionRules,
        "mentoring": MentoringRules,
        "certificates": CertificateRules,
        "evaluation": EvaluationRules,
    }
