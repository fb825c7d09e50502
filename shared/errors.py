"""Refusals as exceptions: a kind, a code and one full sentence in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Kind = Literal[
    "not-found",
    "invalid",
    "not-signed-in",
    "not-allowed",
    "rule-violated",
    "conflict",
    "stale",
    "precondition-missing",
    "too-many",
    "gone",
    "unavailable",
]


class DomainError(Exception):
    """A refusal that a person or another program is told of.

    A subclass sets `kind`, `code` (kebab-case) and the sentence in both languages as templates
    `en` and `zh`; the details fill the templates. The English sentence is the only positional
    argument, because nameko rebuilds an exception from `args` on the caller's side.

    Args:
        sentence: the ready sentence; left out where the details fill the template.
        field: dotted name of the input field that is to blame, if one is.
        details: values for the placeholders of the templates.
    """

    kind: ClassVar[Kind] = "rule-violated"
    code: ClassVar[str] = "rule-violated"
    en: ClassVar[str] = "A rule of the centre forbids this."
    zh: ClassVar[str] = "此操作违反了中心的规则。"

    def __init__(
        self, sentence: str | None = None, /, *, field: str | None = None, **details: Any
    ) -> None:
        self.field = field
        self.details = details
        self._sentence = sentence
        super().__init__(sentence if sentence is not None else self.en.format(**details))

    def in_language(self, language: str) -> str:
        """The sentence for a reader of `language` (a BCP 47 tag; anything not zh is English)."""
        if self._sentence is not None or not language.lower().startswith("zh"):
            return str(self)
        return self.zh.format(**self.details)


class NotFound(DomainError):
    """What was asked for does not exist, or not for this reader."""

    kind = "not-found"
    code = "not-found"
    en = "There is no {what} {key}."
    zh = "没有找到{what} {key}。"


class NotAllowed(DomainError):
    """The actor lacks the permission."""

    kind = "not-allowed"
    code = "not-allowed"
    en = "You need the permission {permission} for this; ask your supervisor."
    zh = "此操作需要权限 {permission}，请联系主管。"


class RuleViolated(DomainError):
    """A rule of the domain refuses the command in the present state."""


class Conflict(DomainError):
    """Somebody else changed the same thing first; read it again and repeat."""

    kind = "conflict"
    code = "conflict"
    en = "Somebody else changed this at the same time; read it again and repeat."
    zh = "数据已被他人同时修改，请重新读取后再试。"


class Stale(DomainError):
    """The version that the caller saw is not the present one any more."""

    kind = "stale"
    code = "stale"
    en = "This has changed since you read it (now version {version}); read it again."
    zh = "内容在您读取后已有变更（当前版本 {version}），请重新读取。"


class Unavailable(DomainError):
    """A part that this needs cannot be reached now; a later try may succeed."""

    kind = "unavailable"
    code = "unavailable"
    en = "{what} is not available now; try again shortly."
    zh = "{what}暂时不可用，请稍后重试。"


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of the input and how to mend it, in both languages."""

    field: str
    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The sentence for a reader of `language`."""
        return self.zh if language.lower().startswith("zh") else self.en


class Invalid(DomainError):
    """The input breaks a rule of form; every wrong field is named with its remedy."""

    kind = "invalid"
    code = "invalid-input"
    en = "The input is not valid: {summary}"
    zh = "输入无效：{summary}"

    def __init__(
        self, sentence: str | None = None, /, *, fields: tuple[FieldError, ...] = (), **more: Any
    ) -> None:
        self.fields = fields
        summary = more.pop("summary", "; ".join(f"{one.field}: {one.en}" for one in fields))
        super().__init__(sentence, summary=summary, **more)

    def in_language(self, language: str) -> str:
        """The sentence for a reader of `language`, with every field's own sentence."""
        if not self.fields:
            return super().in_language(language)
        parts = "; ".join(f"{one.field}: {one.in_language(language)}" for one in self.fields)
        template = self.zh if language.lower().startswith("zh") else self.en
        return template.format(summary=parts)
