"""What passwords and secrets must be like (SE-6), as the rules say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from services.people.domain.account_errors import PasswordTooWeak
from shared.errors import FieldError


@dataclass(frozen=True)
class PasswordRules:
    """What passwords and secrets must be like.

    Args:
        shortest: characters at least.
        longest: characters at most.
        kinds: kinds of characters at least: small, capital, digits, others.
        remembered: how many former passwords may not come back.
        forbidden: words that may not occur in it.
        shortest_secret: characters of a client's secret at least.
    """

    shortest: int
    longest: int
    kinds: int
    remembered: int
    forbidden: tuple[str, ...]
    shortest_secret: int

    def check(self, password: str, *, agent_id: str, field: str) -> None:
        """Refuses a password that breaks the policy, naming every rule that it breaks.

        Args:
            password: the new password, in normal form C.
            agent_id: the agent ID, which may not occur in it.
            field: name of the input field.

        Raises:
            PasswordTooWeak: it breaks a rule.
        """
        broken = [
            (en, zh)
            for is_broken, en, zh in (
                (
                    not self.shortest <= len(password) <= self.longest,
                    f"use {self.shortest} to {self.longest} characters.",
                    f"长度须为 {self.shortest} 至 {self.longest} 个字符。",
                ),
                (
                    len({_kind_of(one) for one in password}) < self.kinds,
                    f"use {self.kinds} kinds of characters: small, capital, digits, others.",
                    f"须包含小写、大写、数字、其他字符中的至少 {self.kinds} 类。",
                ),
                (
                    self._holds_forbidden_word(password, agent_id),
                    "leave out the agent ID and common words.",
                    "不得包含工号或常见词。",
                ),
            )
            if is_broken
        ]
        if broken:
            raise PasswordTooWeak(fields=tuple(FieldError(field, en, zh) for en, zh in broken))

    def check_secret(self, secret: str) -> None:
        """Refuses a client's secret that could be guessed.

        Raises:
            PasswordTooWeak: it is too short.
        """
        if not self.shortest_secret <= len(secret) <= self.longest:
            raise PasswordTooWeak(
                fields=(
                    FieldError(
                        "secret",
                        f"use {self.shortest_secret} to {self.longest} random characters.",
                        f"须为 {self.shortest_secret} 至 {self.longest} 个随机字符。",
                    ),
                )
            )

    def _holds_forbidden_word(self, password: str, agent_id: str) -> bool:
        folded = password.casefold()
        return any(word.casefold() in folded for word in (agent_id, *self.forbidden))


def in_normal_form(password: str) -> str:
    """The password as it is compared: the same letters typed elsewhere stay the same (NFC)."""
    return unicodedata.normalize("NFC", password)


def _kind_of(character: str) -> str:
    if character.islower():
        return "small"
    if character.isupper():
        return "capital"
    return "digit" if character.isdecimal() else "other"
