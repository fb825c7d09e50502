"""Why a personal text cannot be sealed or opened."""

from __future__ import annotations

from shared.errors import DomainError, NotAllowed, Unavailable


class Erased(DomainError):
    """The person's keys were destroyed: nobody can read what was sealed with them (SE-2)."""

    kind = "gone"
    code = "erased"
    en = "The personal data of {subject} has been erased."
    zh = "{subject} 的个人数据已被清除。"


class KeyLost(Erased):
    """The key is not there though nobody erased the person: the key store is an older one."""

    code = "key-lost"
    en = "The key of the personal data of {subject} is missing; restore the newest key backup."
    zh = "{subject} 的个人数据密钥缺失，请恢复最新的密钥备份。"


class SealBroken(DomainError):
    """The sealed value was changed, or moved to another subject or key."""

    code = "seal-broken"
    en = "A sealed value of {subject} was altered and cannot be opened."
    zh = "{subject} 的密封数据已被改动，无法打开。"


class KeyUseNotGranted(NotAllowed):
    """The service was given no right to personal data of this kind."""

    code = "key-use-not-granted"
    en = "{service} may not {right} personal data of the kind {kind}."
    zh = "{service} 无权对 {kind} 的个人数据执行 {right}。"


class KeyStoreUnavailable(Unavailable):
    """The key store cannot be reached; commands with personal data must wait."""

    code = "key-store-unavailable"
    en = "The store of personal keys is not available now; try again shortly."
    zh = "个人数据密钥库暂时不可用，请稍后重试。"
