"""The parameters of `people`: roles, passwords, sign-in, business lines and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.people.domain.authority import AuthorityRules
from services.people.domain.errors import BusinessLineUnknown
from services.people.domain.passwords import PasswordRules
from services.people.domain.skill_errors import SkillLevelUnknown
from shared.rules.book import RuleBook

AUTHORITY = "authority"
"""Name of the rule set of roles and their permissions."""
PASSWORDS = "passwords"
"""Name of the rule set of passwords and secrets."""
SIGN_IN = "sign_in"
"""Name of the rule set of tries, lock-outs and sessions."""
EMPLOYMENT = "employment"
"""Name of the rule set of probation, departures, business lines and skills."""
FIRST_SITE = "first_site"
"""Name of the rule set with which the first site and its calendar are installed."""


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
class SignInRules:
    """How often a password may be tried, and how long a session lasts; all on the real clock.

    Args:
        tries: wrong passwords until the lock-out.
        tries_within_seconds: time within which they count together.
        locked_seconds: how long nobody signs in then.
        session_seconds: how long a session may be renewed.
    """

    tries: int
    tries_within_seconds: int
    locked_seconds: int
    session_seconds: int


@dataclass(frozen=True)
class EmploymentRules:
    """Bounds and lists of employment and organisation.

    Args:
        longest_probation_days: days that a probation lasts at most.
        dismissal_causes: causes of a dismissal (PF-9).
        business_lines: the business lines of the centre (RO-2).
        highest_skill_level: skills have levels from 1 to this.
    """

    longest_probation_days: int
    dismissal_causes: tuple[Term, ...]
    business_lines: tuple[Term, ...]
    highest_skill_level: int

    def check_business_line(self, code: str) -> None:
        """Business lines come from the rules.

        Raises:
            BusinessLineUnknown: the rules know no such one.
        """
        known = [one.code for one in self.business_lines]
        if code not in known:
            raise BusinessLineUnknown(summary=code, known=", ".join(known), field="business_line")

    def check_skill_level(self, level: int) -> None:
        """Skill levels run from 1 to the highest.

        Raises:
            SkillLevelUnknown: it lies outside.
        """
        if not 1 <= level <= self.highest_skill_level:
            raise SkillLevelUnknown(
                summary=str(level), highest=self.highest_skill_level, field="level"
            )


@dataclass(frozen=True)
class FirstSiteRules:
    """With what `loopdesk migrate` begins.

    Args:
        code: code of the first site.
        name: its name.
        country: ISO 3166 code of the country whose holidays its calendar has; empty for none.
        weekly: its opening hours by weekday.
    """

    code: str
    name: str
    country: str
    weekly: dict[str, tuple[str, ...]]


class PeopleRules(RuleBook):
    """The rule sets of `people` with all their versions."""

    TOPIC = "people.rules"
    SHAPES: ClassVar = {
        AUTHORITY: AuthorityRules,
        PASSWORDS: PasswordRules,
        SIGN_IN: SignInRules,
        EMPLOYMENT: EmploymentRules,
        FIRST_SITE: FirstSiteRules,
    }
