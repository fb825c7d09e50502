"""Which teams are there, at which site, for which business line, under whom?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, String, select

from services.people.domain.team import Team
from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)

TEAMS = read_table(
    "team_roster",
    Column("team_id", String, primary_key=True),
    _code,
    Column("name", String, nullable=False),
    Column("site_id", String, nullable=False),
    Column("business_line", String, nullable=False),
    Column("leader_id", String),
    Column("is_dissolved", Boolean, nullable=False),
    Index("team_roster_by_code", _code),
)


@dataclass(frozen=True)
class ListedTeam:
    """A team as lists show it; the fields are those of `Team`."""

    team_id: UUID
    code: str
    name: str
    site_id: UUID
    business_line: str
    leader_id: UUID | None
    is_dissolved: bool


class TeamRoster(ReadModel):
    """All teams, dissolved ones too; who belongs to them stands in the directory."""

    name = "team_roster"
    source = "people"
    tables = (TEAMS,)

    @projects("people.team.founded")
    def founded(self, rows: Rows, event: Team.Created) -> None:
        """A team is new."""
        rows[TEAMS].put(
            team_id=str(event.originator_id),
            code=event.code,
            name=event.name,
            site_id=str(event.site_id),
            business_line=event.business_line,
            leader_id=None,
            is_dissolved=False,
        )

    @projects("people.team.leader_appointed")
    def leader_appointed(self, rows: Rows, event: Any) -> None:
        """A team has another leader, or none."""
        leader_id = None if event.leader_id is None else str(event.leader_id)
        rows[TEAMS].change(str(event.originator_id), leader_id=leader_id)

    @projects("people.team.dissolved")
    def dissolved(self, rows: Rows, event: Any) -> None:
        """A team is no more."""
        rows[TEAMS].change(str(event.originator_id), is_dissolved=True)

    def page(self, *, after: str | None = None, limit: int) -> Sequence[ListedTeam]:
        """Teams by code.

        Args:
            after: code of the last one of the page before.
            limit: teams at most.
        """
        query = select(TEAMS).order_by(TEAMS.c.code).limit(limit)
        if after is not None:
            query = query.where(TEAMS.c.code > after)
        with self.database.reading() as connection:
            return [_listed(row) for row in connection.execute(query).mappings()]


def _listed(row: Any) -> ListedTeam:
    leader_id = row["leader_id"]
    return ListedTeam(
        team_id=UUID(row["team_id"]),
        code=row["code"],
        name=row["name"],
        site_id=UUID(row["site_id"]),
        business_line=row["business_line"],
        leader_id=None if leader_id is None else UUID(leader_id),
        is_dissolved=row["is_dissolved"],
    )
