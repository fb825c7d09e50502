"""Which sites, skill groups and positions are there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Integer, String, Table, select

from services.people.domain.position import Position
from services.people.domain.site import Site
from services.people.domain.skills import SkillGroup
from shared.read_models import ReadModel, Rows, projects, read_table

SITES = read_table(
    "sites",
    Column("code", String, primary_key=True),
    Column("site_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("zone", String, nullable=False),
)
SKILL_GROUPS = read_table(
    "skill_groups",
    Column("code", String, primary_key=True),
    Column("skill_group_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("business_line", String, nullable=False),
)
POSITIONS = read_table(
    "positions",
    Column("code", String, primary_key=True),
    Column("position_id", String, nullable=False),
    Column("title", String, nullable=False),
    Column("level", Integer, nullable=False),
)


@dataclass(frozen=True)
class ListedSite:
    """A site as lists show it; the fields are those of `Site`."""

    code: str
    site_id: UUID
    name: str
    zone: str


@dataclass(frozen=True)
class ListedSkillGroup:
    """A skill group as lists show it; the fields are those of `SkillGroup`."""

    code: str
    skill_group_id: UUID
    name: str
    business_line: str


@dataclass(frozen=True)
class ListedPosition:
    """A position as lists show it; the fields are those of `Position`."""

    code: str
    position_id: UUID
    title: str
    level: int


class Places(ReadModel):
    """The parts of the organisation by their codes."""

    name = "places"
    source = "people"
    tables = (SITES, SKILL_GROUPS, POSITIONS)

    @projects("people.site.opened")
    def site_opened(self, rows: Rows, event: Site.Created) -> None:
        """A site is new."""
        rows[SITES].put(
            code=event.code, site_id=str(event.originator_id), name=event.name, zone=event.zone
        )

    @projects("people.site.renamed")
    def site_renamed(self, rows: Rows, event: Any) -> None:
        """A site is called otherwise."""
        rows[SITES].change_where({"site_id": str(event.originator_id)}, name=event.name)

    @projects("people.skill_group.opened")
    def skill_group_opened(self, rows: Rows, event: SkillGroup.Created) -> None:
        """A skill group is new."""
        rows[SKILL_GROUPS].put(
            code=event.code,
            skill_group_id=str(event.originator_id),
            name=event.name,
            business_line=event.business_line,
        )

    @projects("people.position.opened")
    def position_opened(self, rows: Rows, event: Position.Created) -> None:
        """A position is new."""
        rows[POSITIONS].put(
            code=event.code,
            position_id=str(event.originator_id),
            title=event.title,
            level=event.level,
        )

    def sites(self, *, after: str | None = None, limit: int) -> Sequence[ListedSite]:
        """Sites by code, after that of the page before."""
        return [
            ListedSite(row.code, UUID(row.site_id), row.name, row.zone)
            for row in self._page(SITES, after, limit)
        ]

    def skill_groups(self, *, after: str | None = None, limit: int) -> Sequence[ListedSkillGroup]:
        """Skill groups by code, after that of the page before."""
        return [
            ListedSkillGroup(row.code, UUID(row.skill_group_id), row.name, row.business_line)
            for row in self._page(SKILL_GROUPS, after, limit)
        ]

    def positions(self, *, after: str | None = None, limit: int) -> Sequence[ListedPosition]:
        """Positions by code, after that of the page before."""
        return [
            ListedPosition(row.code, UUID(row.position_id), row.title, row.level)
            for row in self._page(POSITIONS, after, limit)
        ]

    def _page(self, table: Table, after: str | None, limit: int) -> Sequence[Any]:
        query = select(table).order_by(table.c.code).limit(limit)
        if after is not None:
            query = query.where(table.c.code > after)
        with self.database.reading() as connection:
            return connection.execute(query).all()
