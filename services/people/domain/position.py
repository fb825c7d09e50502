"""Positions and their versioned descriptions with decision authority (RO-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.people.domain.errors import NotTheNewestVersion
from shared.errors import Invalid, NotFound
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that the holder of a position may decide alone.

    Args:
        decision: what, such as `refund` or `waive-fee`.
        limit_minor: greatest amount in minor units of the currency; None without a limit.
        currency: ISO 4217 code of the limit.
    """

    decision: str
    limit_minor: int | None = None
    currency: str | None = None


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a position description [岗位职责].

    Args:
        version: its number, from 1.
        content: what the work is [岗位内容].
        workflow: how it is done [工作流程].
        standard: how well it is done [工作标准].
        authority: what the holder may decide alone [权限范围].
        effective_from: from when it is in force.
    """

    version: int
    content: str
    workflow: str
    standard: str
    authority: tuple[Decision, ...]
    effective_from: datetime


class LimitWithoutCurrency(Invalid):
    """An amount is nothing without its currency."""

    code = "limit-without-currency"
    en = "A limit needs its currency (ISO 4217), and a currency its limit: {summary}"
    zh = "限额须注明币种（ISO 4217），币种须注明限额：{summary}"


class DescriptionNotFound(NotFound):
    """The position has no description, or none in force then."""

    code = "position-description-not-found"
    en = "The position {key} has no description in force at that time."
    zh = "岗位 {key} 在该时间没有生效的岗位职责。"


class Position(Aggregate):
    """A position of the centre with the level of its holders."""

    TOPIC = "people.position"

    class Created(Aggregate.Created):
        """A position was opened."""

        TOPIC = "people.position.opened"
        code: str
        title: str
        level: int

    def __init__(self, code: str, title: str, level: int) -> None:
        self.code = code
        self.title = title
        self.level = level
        self.descriptions: tuple[Description, ...] = ()

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the position `code`."""
        return id_of("people.position", code)

    @classmethod
    def open(cls, code: str, *, title: str, level: int) -> Self:
        """A position without a description yet.

        Args:
            code: its code.
            title: what it is called.
            level: level of authority of its holders; the higher, the more.
        """
        return cls._create(cls.Created, id=cls.id_for(code), code=code, title=title, level=level)

    def publish_description(
        self,
        *,
        content: str,
        workflow: str,
        standard: str,
        authority: tuple[Decision, ...],
        effective_from: datetime,
    ) -> None:
        """A further version, which every holder acknowledges (RO-7).

        Raises:
            LimitWithoutCurrency: a decision has one without the other.
        """
        for one in authority:
            if (one.limit_minor is None) != (one.currency is None):
                raise LimitWithoutCurrency(summary=one.decision, field="authority")
        self._publish_description(
            description=Description(
                version=len(self.descriptions) + 1,
                content=content,
                workflow=workflow,
                standard=standard,
                authority=authority,
                effective_from=effective_from,
            )
        )

    @event("DescriptionPublished", topic="people.position.description_published")
    def _publish_description(self, description: Description) -> None:
        self.descriptions = (*self.descriptions, description)

    def in_force(self, at: datetime) -> Description:
        """The description in force at a moment: the latest to take effect.

        Raises:
            DescriptionNotFound: none was.
        """
        found = [one for one in self.descriptions if one.effective_from <= at]
        if not found:
            raise DescriptionNotFound(key=self.code)
        return max(found, key=lambda one: (one.effective_from, one.version))

    def to_acknowledge(self, version: int) -> Description:
        """The description that a holder acknowledges: the newest, in force or to come.

        Raises:
            NotTheNewestVersion: another version is asked for.
            DescriptionNotFound: the position has none.
        """
        if not self.descriptions:
            raise DescriptionNotFound(key=self.code)
        newest = self.descriptions[-1]
        if version != newest.version:
            raise NotTheNewestVersion(version=newest.version)
        return newest
