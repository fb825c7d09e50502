"""The rule sets of the service and the shape of each (rules.toml ships the defaults)."""

from __future__ import annotations

from services.training.domain.competencies import CompetencyRules
from services.training.domain.evaluation_rules import EvaluationRules
from shared.rules import RuleBook


class TrainingRules(RuleBook):
    """The rule book of the training service."""

    TOPIC = "training.rules"

    SHAPES = {  # noqa: RUF012 (declared as a ClassVar in the base)
        "competencies": CompetencyRules,
        "evaluation": EvaluationRules,
    }
