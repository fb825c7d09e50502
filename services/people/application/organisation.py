"""The places of the organisation: sites, teams, skill groups and positions (RO-2, RO-4, RO-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.people.application.finding import existing_employee
from services.people.application.permissions import MANAGE_ORGANISATION
from services.people.application.questions import CountsMembers
from services.people.domain.calendar import SiteCalendar
from services.people.domain.errors import CodeTaken, TeamStillManned
from services.people.domain.position import Decision, Position
from services.people.domain.rules import EMPLOYMENT, EmploymentRules
from services.people.domain.site import Site
from services.people.domain.skills import SkillGroup
from services.people.domain.team import Team
from shared.calendars import BusinessCalendar
from shared.context import current_context
from shared.event_store import Aggregate
from shared.event_store.store import Store, expect_version
from shared.rules import Rules


class Organisation:
    """What the centre consists of.

    Args:
        store: the log of `people`.
        rules: the rules in force.
        members: knows who belongs to which team.
    """

    def __init__(self, store: Store, *, rules: Rules, members: CountsMembers) -> None:
        self._store = store
        self._rules = rules
        self._members = members

    def open_site(
        self,
        *,
        code: str,
        name: str,
        zone: str,
        country: str = "",
        weekly: Mapping[str, Sequence[str]],
    ) -> Site:
        """A site with the first version of its calendar.

        Args:
            code: its code.
            name: what it is called.
            zone: its IANA zone.
            country: ISO 3166 code of the country whose holidays it keeps; empty for none.
            weekly: opening hours by weekday, such as {"monday": ["08:00-20:00"]}.

        Raises:
            CodeTaken: another site has the code.
            Invalid: the zone or a block has not its form.
        """
        self._require_new(Site, Site.id_for(code), code=code)
        hours = BusinessCalendar.from_content({"name": name, "zone": zone, "weekly": weekly})
        site = Site.open(code, name=name, zone=zone)
        calendar = SiteCalendar.open(site.id, country=country)
        calendar.add_version(
            hours,
            effective_from=current_context().occurred_at,
            source="entered",
            reason="the site was opened",
        )
        self._store.save(site, calendar)
        return site

    def rename_site(self, site_id: UUID, *, name: str, expected_version: int | None = None) -> Site:
        """The site is called otherwise."""
        current_context().require(MANAGE_ORGANISATION)
        site = self._store.get(Site, site_id)
        expect_version(site, expected_version)
        site.rename(name)
        self._store.save(site)
        return site

    def found_team(self, *, code: str, name: str, site_id: UUID, business_line: str) -> Team:
        """A team of a site and business line."""
        self._require_new(Team, Team.id_for(code), code=code)
        self._check_business_line(business_line)
        site = self._store.get(Site, site_id)
        team = Team.found(code, name=name, site_id=site.id, business_line=business_line)
        self._store.save(team)
        return team

    def appoint_team_leader(
        self, team_id: UUID, *, leader_id: UUID | None, expected_version: int | None = None
    ) -> Team:
        """A team is led by an employee, or by nobody."""
        team = self._team(team_id, expected_version)
        leaders = [] if leader_id is None else [existing_employee(self._store, leader_id)]
        for leader in leaders:
            leader.require_employed()
        team.appoint_leader(leader_id)
        self._store.save(team, unchanged=leaders)
        return team

    def dissolve_team(self, team_id: UUID, *, expected_version: int | None = None) -> Team:
        """A team without members is no more.

        Raises:
            TeamStillManned: somebody belongs to it.
        """
        team = self._team(team_id, expected_version)
        count = self._members.count_members(team_id)
        if count:
            raise TeamStillManned(count=count)
        team.dissolve()
        self._store.save(team)
        return team

    def open_skill_group(
        self, *, code: str, name: str, business_line: str, required_skills: Mapping[str, int]
    ) -> SkillGroup:
        """A skill group within a business line, with the skills that its members hold."""
        self._require_new(SkillGroup, SkillGroup.id_for(code), code=code)
        self._check_business_line(business_line)
        for level in required_skills.values():
            self._employment_rules().check_skill_level(level)
        group = SkillGroup.open(
            code, name=name, business_line=business_line, required_skills=dict(required_skills)
        )
        self._store.save(group)
        return group

    def open_position(self, *, code: str, title: str, level: int) -> Position:
        """A position with the level of its holders."""
        self._require_new(Position, Position.id_for(code), code=code)
        position = Position.open(code, title=title, level=level)
        self._store.save(position)
        return position

    def publish_position_description(
        self,
        position_id: UUID,
        *,
        content: str,
        workflow: str,
        standard: str,
        authority: Sequence[Decision],
        effective_from: datetime | None = None,
        expected_version: int | None = None,
    ) -> Position:
        """A version of a position description, which every holder acknowledges (RO-7).

        Args:
            position_id: the position.
            content: what the work is.
            workflow: how it is done.
            standard: how well it is done.
            authority: what the holder may decide alone, with limits (TK-8).
            effective_from: from when it is in force; now by default.
            expected_version: version of the position that the caller saw.
        """
        current_context().require(MANAGE_ORGANISATION)
        position = self._store.get(Position, position_id)
        expect_version(position, expected_version)
        position.publish_description(
            content=content,
            workflow=workflow,
            standard=standard,
            authority=tuple(authority),
            effective_from=effective_from or current_context().occurred_at,
        )
        self._store.save(position)
        return position

    def _team(self, team_id: UUID, expected_version: int | None) -> Team:
        current_context().require(MANAGE_ORGANISATION)
        team = self._store.get(Team, team_id)
        expect_version(team, expected_version)
        return team

    def _require_new(self, aggregate: type[Aggregate], entity_id: UUID, *, code: str) -> None:
        current_context().require(MANAGE_ORGANISATION)
        if self._store.find(aggregate, entity_id) is not None:
            raise CodeTaken(taken=code, field="code")

    def _check_business_line(self, code: str) -> None:
        self._employment_rules().check_business_line(code)

    def _employment_rules(self) -> EmploymentRules:
        at = current_context().occurred_at
        return self._rules.read(EMPLOYMENT, EmploymentRules, at=at)
