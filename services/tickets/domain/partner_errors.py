"""What partners refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, NotFound, RuleViolated


class PartnerNotFound(NotFound):
    """There is no such partner."""

    code = "partner-not-found"
    en = "There is no partner {key}."
    zh = "没有找到合作伙伴 {key}。"


class PartnerCodeTaken(Conflict):
    """A partner's code names one partner."""

    code = "partner-code-taken"
    en = "There is a partner {taken} already."
    zh = "合作伙伴编码 {taken} 已被使用。"


class AlreadyAMember(RuleViolated):
    """Somebody works for one partner at a time."""

    code = "already-a-member"
    en = "They belong to a partner already."
    zh = "该人员已属于某个合作伙伴。"


class NotAMember(RuleViolated):
    """They do not belong to this partner."""

    code = "not-a-member"
    en = "They do not belong to this partner."
    zh = "该人员不属于此合作伙伴。"


class PartnerAlreadySuspended(RuleViolated):
    """It is suspended already."""

    code = "partner-already-suspended"
    en = "Partner {partner} is suspended already."
    zh = "合作伙伴 {partner} 已暂停合作。"


class PartnerNotSuspended(RuleViolated):
    """It is not suspended."""

    code = "partner-not-suspended"
    en = "Partner {partner} is not suspended."
    zh = "合作伙伴 {partner} 未被暂停。"
