"""Refusals that the HTTP door itself gives, before any rule of the domain is asked."""

from __future__ import annotations

from shared.errors import DomainError, FieldError, Invalid


def wrong(field: str, *, en: str, zh: str) -> Invalid:
    """The refusal of one field, header or parameter, with its remedy."""
    return Invalid(fields=(FieldError(field, en=en, zh=zh),))


class NotSignedIn(DomainError):
    """The request carries no token that stands."""

    kind = "not-signed-in"
    code = "not-signed-in"
    en = "Sign in first and send the token as `Authorization: Bearer <token>`."
    zh = "请先登录，并以 `Authorization: Bearer <令牌>` 发送令牌。"


class TokenRefused(NotSignedIn):
    """The token is not ours, not whole, or has run out."""

    code = "token-refused"
    en = "The token has run out or is not valid; renew it or sign in again."
    zh = "令牌已过期或无效，请续期或重新登录。"


class SessionEnded(NotSignedIn):
    """The session behind the token was ended: logout, lock-out, a newer login."""

    code = "session-ended"
    en = "Your session was ended; sign in again."
    zh = "会话已结束，请重新登录。"


class VersionMissing(DomainError):
    """A change of something that exists says nothing of the version that was seen."""

    kind = "precondition-missing"
    code = "version-missing"
    en = 'Send the version that you saw as `If-Match: "<version>"` (the ETag of its GET).'
    zh = '请以 `If-Match: "<版本>"` 发送您所见的版本（读取时返回的 ETag）。'


class TooManyRequests(DomainError):
    """The caller has used up what may be asked in this time."""

    kind = "too-many"
    code = "too-many-requests"
    en = "Too many requests; try again in {retry_after} s."
    zh = "请求过于频繁，请在 {retry_after} 秒后重试。"


class Malformed(DomainError):
    """The request cannot be read at all: status 400."""

    kind = "invalid"
    code = "malformed-json"
    en = "The body is no valid JSON in UTF-8: {cause}."
    zh = "请求正文不是有效的 UTF-8 JSON：{cause}。"


class KeyMissing(Malformed):
    """A POST without its Idempotency-Key, which makes a repeat harmless."""

    code = "idempotency-key-missing"
    en = "Send a new random `Idempotency-Key` with each new request, the same one when you repeat."
    zh = "每个新请求请附上新的随机 `Idempotency-Key`，重复发送时使用同一个。"


class KeyReused(Invalid):
    """The Idempotency-Key belongs to another request of this caller."""

    code = "idempotency-key-reused"
    en = "This `Idempotency-Key` was used for another request; take a new one."
    zh = "此 `Idempotency-Key` 已用于另一请求，请换用新的。"


class OutOfRange(Invalid):
    """A number or time that no database can hold."""

    code = "out-of-range"
    en = "A number or time in the request is out of range; give a smaller one."
    zh = "请求中的数字或时间超出范围，请改用较小的值。"


class TooDeep(Invalid):
    """JSON nested deeper than any form of ours."""

    code = "nested-too-deeply"
    en = "The body is nested more than {deepest} levels deep; flatten it."
    zh = "请求正文嵌套超过 {deepest} 层，请减少层级。"

    def __init__(self, *, deepest: int) -> None:
        super().__init__(deepest=deepest)


class NullCharacter(Invalid):
    """Text with U+0000, which databases cannot hold."""

    code = "null-character"
    en = "The request holds the character U+0000; remove it."
    zh = "请求中含有字符 U+0000，请删除。"
