"""Canned replies [标准话术]: texts in versions with placeholders filled when rendered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.canned_reply_errors import CannedReplyRetired, PlaceholderUnknown
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of

PLACEHOLDERS: Mapping[str, tuple[str, str]] = {
    "customer_name": ("客户姓名", "customer's name"),
    "agent_name": ("客服姓名", "agent's name"),
    "agent_id": ("工号", "agent ID"),
    "ticket_number": ("工单号", "ticket number"),
    "subject": ("主题", "subject"),
    "product": ("产品", "product"),
}
"""What may stand in a text, with its name in Chinese and English."""

_MARK = re.compile(r"\{([^{}]*)\}")


class CannedVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The text as it is used from a publication on.

    Args:
        number: 1 for the first.
        title: what it is for.
        zh: the text in Chinese.
        en: the text in English; empty where there is none.
        skill_groups: whose agents are offered it; empty for all.
    """

    number: int
    title: str
    zh: str
    en: str
    skill_groups: tuple[str, ...]


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A text ready to be sent.

    Args:
        text: the text; what is not known stands in square brackets.
        missing: the placeholders that are not known.
    """

    text: str
    missing: tuple[str, ...]


class CannedReply(Aggregate):
    """One canned reply with all its versions; it is the centre's own text and about nobody."""

    TOPIC = "tickets.canned_reply"

    class Created(Aggregate.Created):
        TOPIC = "tickets.canned_reply.created"
        code: str

    def __init__(self, code: str) -> None:
        self.code = code
        self.versions: tuple[CannedVersion, ...] = ()
        self.is_retired = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the canned reply with this code."""
        return id_of("canned_reply", code)

    @classmethod
    def create(cls, code: str) -> Self:
        """A canned reply without a text yet."""
        return cls._create(cls.Created, id=cls.id_for(code), code=code)

    def publish_version(self, *, title: str, zh: str, en: str, skill_groups: Sequence[str]) -> None:
        """Offers this text from now on.

        Raises:
            PlaceholderUnknown: the text has a placeholder that nobody fills; its field is named.
        """
        self.check_in_use()
        check_placeholders(zh=zh, en=en)
        version = CannedVersion(
            number=len(self.versions) + 1,
            title=title,
            zh=zh,
            en=en,
            skill_groups=tuple(sorted(set(skill_groups))),
        )
        self._publish_version(version=version)

    @event("VersionPublished", topic="tickets.canned_reply.version_published")
    def _publish_version(self, version: CannedVersion) -> None:
        self.versions = (*self.versions, version)

    def retire(self) -> None:
        """Nobody is offered it any more."""
        self.check_in_use()
        self._retire()

    @event("Retired", topic="tickets.canned_reply.retired")
    def _retire(self) -> None:
        self.is_retired = True

    def check_in_use(self) -> None:
        """Refuses what was retired."""
        if self.is_retired:
            raise CannedReplyRetired(reply_code=self.code)

    @property
    def version_in_use(self) -> CannedVersion:
        """The newest version."""
        return self.versions[-1]

    def render(self, values: Mapping[str, str | None], *, language: str) -> Rendered:
        """The newest text with its placeholders filled.

        Args:
            values: what is known, by placeholder.
            language: `zh` or `en`; where there is no English text, the Chinese one.
        """
        is_english = language == "en" and bool(self.version_in_use.en)
        text = self.version_in_use.en if is_english else self.version_in_use.zh
        used = dict.fromkeys(_MARK.findall(text))

        def filled(found: re.Match[str]) -> str:
            name = found[1]
            return values.get(name) or f"[{PLACEHOLDERS[name][is_english]}]"

        missing = tuple(name for name in used if not values.get(name))
        return Rendered(text=_MARK.sub(filled, text), missing=missing)


def check_placeholders(**texts: str) -> None:
    """Refuses texts with braces that are no placeholder; each field is named.

    Raises:
        PlaceholderUnknown: there is one that nobody fills.
    """
    among = ", ".join(PLACEHOLDERS)
    faults = [
        FieldError(
            name,
            f"{{{one[:40]}}} is no placeholder; there are {among}.",
            f"{{{one[:40]}}} 不是可用的占位符；可用：{among}。",
        )
        for name, text in texts.items()
        for one in _unknown(text)
    ]
    if faults:
        raise PlaceholderUnknown(fields=tuple(faults))


def _unknown(text: str) -> list[str]:
    unknown = [one for one in dict.fromkeys(_MARK.findall(text)) if one not in PLACEHOLDERS]
    rest = _MARK.sub("", text)
    return [*unknown, *(one for one in "{}" if one in rest)]
