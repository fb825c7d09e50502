"""A team [班组] of a site and business line (RO-2)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.people.domain.errors import TeamDissolved
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class Team(Aggregate):
    """A group of employees under one leader."""

    TOPIC = "people.team"

    class Created(Aggregate.Created):
        """A team was founded."""

        TOPIC = "people.team.founded"
        code: str
        name: str
        site_id: UUID
        business_line: str

    def __init__(self, code: str, name: str, site_id: UUID, business_line: str) -> None:
        self.code = code
        self.name = name
        self.site_id = site_id
        self.business_line = business_line
        self.leader_id: UUID | None = None
        self.is_dissolved = False

    @staticmethod
    def id_for(code: str) -> UUID:
        """The one id of the team `code`."""
        return id_of("people.team", code)

    @classmethod
    def found(cls, code: str, *, name: str, site_id: UUID, business_line: str) -> Self:
        """A new team.

        Args:
            code: its code.
            name: what it is called.
            site_id: site where it works.
            business_line: code of the business line that it serves.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(code),
            code=code,
            name=name,
            site_id=site_id,
            business_line=business_line,
        )

    def appoint_leader(self, leader_id: UUID | None) -> None:
        """The team is led by an employee, or by nobody."""
        self.require_standing()
        if leader_id != self.leader_id:
            self._appoint_leader(leader_id=leader_id)

    @event("LeaderAppointed", topic="people.team.leader_appointed")
    def _appoint_leader(self, leader_id: UUID | None) -> None:
        self.leader_id = leader_id

    def dissolve(self) -> None:
        """The team is no more."""
        self.require_standing()
        self._dissolve()

    @event("Dissolved", topic="people.team.dissolved")
    def _dissolve(self) -> None:
        self.is_dissolved = True

    def require_standing(self) -> None:
        """Refuses what cannot be done with a dissolved team."""
        if self.is_dissolved:
            raise TeamDissolved(code_of_team=self.code)
