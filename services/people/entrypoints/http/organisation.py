"""Sites, teams, skill groups and positions over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import SELF
from services.people.domain.position import Decision, Position
from services.people.domain.site import Site
from services.people.domain.skills import SkillGroup
from services.people.domain.team import Team
from services.people.entrypoints.schemas.organisation import (
    DescriptionPublicationSchema,
    LeaderChoiceSchema,
    NameSchema,
    PositionOpeningSchema,
    PositionRowSchema,
    PositionSchema,
    SiteOpeningSchema,
    SiteRowSchema,
    SiteSchema,
    SkillGroupOpeningSchema,
    SkillGroupRowSchema,
    SkillGroupSchema,
    TeamFoundingSchema,
    TeamRowSchema,
    TeamSchema,
)
from shared.context import current_context
from shared.event_store import Aggregate
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_sites(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds sites."""

    def show(site_id: UUID) -> dict[str, Any]:
        return _shown(parts.store.get(Site, site_id), "site_id")

    @blueprint.route("/sites", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(SiteRowSchema))
    @query
    def list_sites(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists sites."""
        current_context().require(SELF)
        rows = parts.places.sites(after=_last_code(asked), limit=asked["limit"] + 1)
        return page_of(rows, asked["limit"], key=lambda one: (one.code,))

    @blueprint.route("/sites", methods=["POST"])
    @blueprint.arguments(SiteOpeningSchema)
    @blueprint.response(201, SiteSchema)
    @command(shows=show)
    def open_site(data: dict[str, Any]) -> UUID:
        """Opens a site with its weekly hours."""
        return parts.organisation.open_site(**data).id

    @blueprint.route("/sites/<uuid:site_id>", methods=["GET"])
    @blueprint.response(200, SiteSchema)
    @query
    def show_site(site_id: UUID) -> dict[str, Any]:
        """Shows a site, as it stands or stood."""
        current_context().require(SELF)
        return _shown(parts.store.get(Site, site_id, as_of=as_of()), "site_id")

    @blueprint.route("/sites/<uuid:site_id>/name", methods=["PUT"])
    @blueprint.arguments(NameSchema)
    @blueprint.response(200, SiteSchema)
    @command(shows=show)
    def rename_site(data: dict[str, str], site_id: UUID) -> UUID:
        """Gives a site another name."""
        parts.organisation.rename_site(site_id, **data, expected_version=if_match())
        return site_id


def add_teams(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds teams."""

    def show(team_id: UUID) -> dict[str, Any]:
        return _shown(parts.store.get(Team, team_id), "team_id")

    @blueprint.route("/teams", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(TeamRowSchema))
    @query
    def list_teams(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists teams."""
        current_context().require(SELF)
        rows = parts.teams.page(after=_last_code(asked), limit=asked["limit"] + 1)
        return page_of(rows, asked["limit"], key=lambda one: (one.code,))

    @blueprint.route("/teams", methods=["POST"])
    @blueprint.arguments(TeamFoundingSchema)
    @blueprint.response(201, TeamSchema)
    @command(shows=show)
    def found_team(data: dict[str, Any]) -> UUID:
        """Founds a team of a site and business line."""
        return parts.organisation.found_team(**data).id

    @blueprint.route("/teams/<uuid:team_id>", methods=["GET"])
    @blueprint.response(200, TeamSchema)
    @query
    def show_team(team_id: UUID) -> dict[str, Any]:
        """Shows a team, as it stands or stood."""
        current_context().require(SELF)
        return _shown(parts.store.get(Team, team_id, as_of=as_of()), "team_id")

    @blueprint.route("/teams/<uuid:team_id>/leader", methods=["PUT"])
    @blueprint.arguments(LeaderChoiceSchema)
    @blueprint.response(200, TeamSchema)
    @command(shows=show)
    def appoint_team_leader(data: dict[str, Any], team_id: UUID) -> UUID:
        """Lets an employee lead a team, or nobody."""
        parts.organisation.appoint_team_leader(team_id, **data, expected_version=if_match())
        return team_id

    @blueprint.route("/teams/<uuid:team_id>/dissolution", methods=["POST"])
    @blueprint.response(201, TeamSchema)
    @command(shows=show)
    def dissolve_team(team_id: UUID) -> UUID:
        """Dissolves a team to which nobody belongs."""
        parts.organisation.dissolve_team(team_id, expected_version=if_match())
        return team_id


def add_skill_group_list(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds skill groups."""

    @blueprint.route("/skill-groups", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(SkillGroupRowSchema))
    @query
    def list_skill_groups(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists skill groups."""
        current_context().require(SELF)
        rows = parts.places.skill_groups(after=_last_code(asked), limit=asked["limit"] + 1)
        return page_of(rows, asked["limit"], key=lambda one: (one.code,))

    @blueprint.route("/skill-groups", methods=["POST"])
    @blueprint.arguments(SkillGroupOpeningSchema)
    @blueprint.response(201, SkillGroupSchema)
    @command(shows=lambda one: _shown(parts.store.get(SkillGroup, one), "skill_group_id"))
    def open_skill_group(data: dict[str, Any]) -> UUID:
        """Opens a skill group with the skills that its members hold."""
        return parts.organisation.open_skill_group(**data).id

    @blueprint.route("/skill-groups/<uuid:skill_group_id>", methods=["GET"])
    @blueprint.response(200, SkillGroupSchema)
    @query
    def show_skill_group(skill_group_id: UUID) -> dict[str, Any]:
        """Shows a skill group, as it stands or stood."""
        current_context().require(SELF)
        found = parts.store.get(SkillGroup, skill_group_id, as_of=as_of())
        return _shown(found, "skill_group_id")


def add_positions(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds positions and their descriptions (RO-7)."""

    def show(position_id: UUID) -> dict[str, Any]:
        return _shown(parts.store.get(Position, position_id), "position_id")

    @blueprint.route("/positions", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(PositionRowSchema))
    @query
    def list_positions(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists positions."""
        current_context().require(SELF)
        rows = parts.places.positions(after=_last_code(asked), limit=asked["limit"] + 1)
        return page_of(rows, asked["limit"], key=lambda one: (one.code,))

    @blueprint.route("/positions", methods=["POST"])
    @blueprint.arguments(PositionOpeningSchema)
    @blueprint.response(201, PositionSchema)
    @command(shows=show)
    def open_position(data: dict[str, Any]) -> UUID:
        """Opens a position with the level of its holders."""
        return parts.organisation.open_position(**data).id

    @blueprint.route("/positions/<uuid:position_id>", methods=["GET"])
    @blueprint.response(200, PositionSchema)
    @query
    def show_position(position_id: UUID) -> dict[str, Any]:
        """Shows a position with all versions of its description."""
        current_context().require(SELF)
        return _shown(parts.store.get(Position, position_id, as_of=as_of()), "position_id")

    @blueprint.route("/positions/<uuid:position_id>/descriptions", methods=["POST"])
    @blueprint.arguments(DescriptionPublicationSchema)
    @blueprint.response(201, PositionSchema)
    @command(shows=show)
    def publish_position_description(data: dict[str, Any], position_id: UUID) -> UUID:
        """Publishes a version, which every holder acknowledges."""
        data["authority"] = [Decision(**one) for one in data["authority"]]
        parts.organisation.publish_position_description(
            position_id, **data, expected_version=if_match()
        )
        return position_id


def _last_code(asked: dict[str, Any]) -> str | None:
    last = after(asked["cursor"], tuple[str])
    return None if last is None else last[0]


def _shown(aggregate: Aggregate, name_of_id: str) -> dict[str, Any]:
    return {**vars(aggregate), name_of_id: aggregate.id, "version": aggregate.version}
