"""The parameters of `crm`: customer levels, purposes of consent, who may speak for which source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.crm.domain.errors import ConsentPurposeUnknown, LevelUnknown
from services.crm.domain.mail_rules import MAIL_RULES, WEB_FORM_RULES, MailRules, WebFormRules
from services.crm.domain.survey_mail_rules import SURVEY_MAIL_RULES, SurveyMailRules
from shared.rules.book import RuleBook

CUSTOMERS = "customers"
"""Name of the rule set of customer files."""

GATEWAY = "gateway"
"""Name of the rule set of the gateway."""


@dataclass(frozen=True)
class Term:
    """A code with its names.

    Args:
        code: as stored and sent.
        zh: its name in Chinese.
        en: its name in English.
    """

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class CustomerRules:
    """What customer files may say.

    Args:
        levels: customer levels, the lowest first.
        default_level: level of a customer of whom the CRM says none.
        consent_purposes: what a customer may agree to or refuse.
    """

    levels: tuple[Term, ...]
    default_level: str
    consent_purposes: tuple[Term, ...]

    def check_level(self, level: str) -> None:
        """Only levels of the rules may be given (TX-2).

        Raises:
            LevelUnknown: the rules know no such level.
        """
        codes = [one.code for one in self.levels]
        if level not in codes:
            raise LevelUnknown(field="level", level=level, levels=", ".join(codes))

    def check_purpose(self, purpose: str) -> None:
        """Consent is recorded for purposes of the rules only (SE-2).

        Raises:
            ConsentPurposeUnknown: the rules know no such purpose.
        """
        codes = [one.code for one in self.consent_purposes]
        if purpose not in codes:
            raise ConsentPurposeUnknown(field="purpose", purpose=purpose, purposes=", ".join(codes))


@dataclass(frozen=True)
class GatewayRules:
    """Who may send.

    Args:
        sources: by name of a sender (broker user or machine client) the CloudEvents `source`
            values that it may use.
    """

    sources: dict[str, tuple[str, ...]]

    def may_use(self, sender: str, *, source: str) -> bool:
        """Whether `sender` may speak for `source`."""
        return source in self.sources.get(sender, ())


class CrmRules(RuleBook):
    """The rule sets of `crm` with all their versions."""

    TOPIC = "crm.rules"
    SHAPES: ClassVar = {
        CUSTOMERS: CustomerRules,
        GATEWAY: GatewayRules,
        MAIL_RULES: MailRules,
        SURVEY_MAIL_RULES: SurveyMailRules,
        WEB_FORM_RULES: WebFormRules,
    }
