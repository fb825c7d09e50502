"""Rules as data: effective-dated parameters whose versions lie in each service's log."""

from shared.rules.applied import RulesInForce
from shared.rules.book import RuleBook, RuleVersion
from shared.rules.keeping import RuleKeeping
from shared.rules.reader import Rules, deciding_by
from shared.rules.review import DecisionToReview, what_would_change
from shared.rules.shipped import install_rules

__all__ = [
    "DecisionToReview",
    "RuleBook",
    "RuleKeeping",
    "RuleVersion",
    "Rules",
    "RulesInForce",
    "deciding_by",
    "install_rules",
    "what_would_change",
]
