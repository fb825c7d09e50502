"""The living gate [持证上岗]: whose work asks for which certificates, judged by the date (TR-3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.tickets.domain.gate_errors import CertificateLacking
from services.tickets.domain.sla import ANY

MISSING = "missing"
EXPIRED = "expired"
OUTDATED = "outdated"
SUSPENDED = "suspended"
REVOKED = "revoked"
NOT_YET_VALID = "not_yet_valid"

_WORDS = {
    MISSING: ("is missing", "未取得"),
    EXPIRED: ("expired with {day}", "已于 {day} 到期"),
    OUTDATED: ("is outdated by a new course version", "因课程更新失效"),
    SUSPENDED: ("is suspended", "已暂停"),
    REVOKED: ("was revoked", "已吊销"),
    NOT_YET_VALID: ("is not valid yet", "尚未生效"),
}
_NEAREST_FIRST = (EXPIRED, OUTDATED, SUSPENDED, NOT_YET_VALID, REVOKED)
"""Of several certificates of one certification, the one that is easiest to mend is named."""


@dataclass(frozen=True)
class GateDemand:
    """Which certifications the work of a skill or skill group asks for.

    Args:
        skill_group: skill group, or `any`.
        skill: skill that the work asks for by the rule set `skills`, or `any`.
        certifications: codes of certifications; all of them are needed.
    """

    skill_group: str
    skill: str
    certifications: tuple[str, ...]

    def fits(self, skill_group: str, skill: str | None) -> bool:
        """Whether it speaks of such work."""
        return self.skill_group in (ANY, skill_group) and self.skill in (ANY, skill)


@dataclass(frozen=True)
class GateRules:
    """The rule set `gate`: all demands that fit count; none of them, anybody may.

    Args:
        demands: the demands.
    """

    demands: tuple[GateDemand, ...]

    def certifications_for(self, skill_group: str, skill: str | None) -> tuple[str, ...]:
        """The certifications that work asks for, in the order of the rules."""
        fitting = (one for one in self.demands if one.fits(skill_group, skill))
        return tuple(dict.fromkeys(code for one in fitting for code in one.certifications))

    def certifications_in(self, skill_group: str) -> frozenset[str]:
        """The certifications that any work of a skill group may ask for."""
        fitting = (one for one in self.demands if one.skill_group in (ANY, skill_group))
        return frozenset(code for one in fitting for code in one.certifications)


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate of an agent, as `training` has told.

    Args:
        certification: of what.
        begins_at: from when it counts.
        ends_at: from when it counts no more; None for never.
        valid_until: last day, where the holder works; None for ever.
        is_suspended: whether it does not count for now.
        is_revoked: whether it was taken away.
        is_outdated: whether a new course version lets it run out.
    """

    certification: str
    begins_at: datetime
    ends_at: datetime | None
    valid_until: date | None
    is_suspended: bool
    is_revoked: bool
    is_outdated: bool

    def fault_at(self, at: datetime) -> str | None:
        """Why it does not count at a moment; None if it does."""
        if self.is_revoked:
            return REVOKED
        if self.is_suspended:
            return SUSPENDED
        if self.ends_at is not None and at >= self.ends_at:
            return OUTDATED if self.is_outdated else EXPIRED
        return NOT_YET_VALID if at < self.begins_at else None


@dataclass(frozen=True)
class Lack:
    """A certification that an agent lacks.

    Args:
        certification: its code.
        fault: `missing`, or why the certificate does not count.
        day: last day of the certificate, if there was one.
    """

    certification: str
    fault: str
    day: date | None = None

    def in_words(self, *, is_chinese: bool) -> str:
        """What is lacking, for a sentence."""
        said = _WORDS[self.fault][is_chinese].format(day=self.day)
        return f"{self.certification} {said}"


def lacks(
    certifications: Sequence[str], held: Iterable[HeldCertificate], *, at: datetime
) -> tuple[Lack, ...]:
    """Which of the certifications nothing that is held stands for at a moment."""
    kept = tuple(held)
    found = (
        _lack(one, [each for each in kept if each.certification == one], at)
        for one in certifications
    )
    return tuple(one for one in found if one is not None)


def only_certified_agents_may_take_the_skill(lacking: Collection[Lack]) -> None:
    """Refuses work to whoever lacks a certificate that it asks for.

    Raises:
        CertificateLacking: each certification is named with what is the matter with it.
    """
    if lacking:
        raise CertificateLacking(
            lacking="; ".join(one.in_words(is_chinese=False) for one in lacking),
            lacking_zh="；".join(one.in_words(is_chinese=True) for one in lacking),
        )


def _lack(code: str, held: Sequence[HeldCertificate], at: datetime) -> Lack | None:
    faults = {one.fault_at(at): one for one in held}
    if None in faults:
        return None
    for fault in _NEAREST_FIRST:
        if fault in faults:
            return Lack(code, fault, faults[fault].valid_until)
    return Lack(code, MISSING)
