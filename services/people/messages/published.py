"""The public events of `people`: who works here, where, with which authority and skills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema

from services.people.domain.account import Account
from services.people.domain.calendar import SiteCalendar
from services.people.domain.employee import Employee
from services.people.domain.position import Position
from services.people.domain.roles import RoleRecord
from services.people.domain.site import Site
from services.people.domain.skills import SkillGroup, SkillRecord
from services.people.domain.team import Team
from services.people.messages import event_schemas as shapes
from shared.bus.publication import Publications, PublicEvent
from shared.event_store import Aggregate

Data = Callable[[Any], dict[str, Any]]


def _public(
    aggregate: type[Aggregate],
    event_name: str,
    name: str,
    schema: type[Schema],
    *,
    about: str = "employee",
    data: Data = vars,
    also: Callable[[Any], tuple[str, ...]] = lambda _: (),
) -> PublicEvent:
    """A public event about one entity.

    Args:
        aggregate: the entity's class.
        event_name: name of the private event.
        name: public name.
        schema: its shape.
        about: kind of the entity; its id is in `<about>_id` of the data.
        data: the data besides that id.
        also: other entities concerned.
    """
    key = f"{about}_id"

    def facts(one: Any) -> dict[str, Any]:
        return {key: one.originator_id, **data(one)}

    return PublicEvent(
        getattr(aggregate, event_name),
        name,
        1,
        schema,
        data=facts,
        subjects=lambda one: (f"{about}:{facts(one)[key]}", *also(one)),
    )


def _team_of(one: Any) -> tuple[str, ...]:
    return () if one.team_id is None else (f"team:{one.team_id}",)


def _departure(one: Any) -> dict[str, Any]:
    return {"kind": one.departure.kind, "last_day": one.departure.last_day}


def _grant(one: Any) -> dict[str, Any]:
    grant = one.grant
    return {
        "employee_id": one.employee_id,
        "role": grant.role,
        "effective_from": grant.effective_from,
        "effective_until": grant.effective_until,
    }


def _description(one: Any) -> dict[str, Any]:
    described = one.description
    return {
        "version": described.version,
        "effective_from": described.effective_from,
        "authority": described.authority,
    }


def _calendar_version(one: Any) -> dict[str, Any]:
    return {**vars(one), "version": one.number}


EMPLOYMENT = (
    _public(Employee, "Created", "employee_hired", shapes.EmployeeHiredSchema),
    _public(Employee, "ProbationStarted", "probation_started", shapes.ProbationStartedSchema),
    _public(Employee, "Activated", "employee_activated", shapes.EmployeeActivatedSchema),
    _public(Employee, "Left", "employee_left", shapes.EmployeeLeftSchema, data=_departure),
    _public(Employee, "MovedToSite", "employee_moved", shapes.EmployeeMovedSchema),
    _public(Employee, "TeamAssigned", "team_assigned", shapes.TeamAssignedSchema, also=_team_of),
    _public(Employee, "SupervisorAssigned", "supervisor_assigned", shapes.SupervisorAssignedSchema),
    _public(Employee, "Appointed", "employee_appointed", shapes.EmployeeAppointedSchema),
    _public(
        Employee,
        "PositionDescriptionAcknowledged",
        "position_description_acknowledged",
        shapes.DescriptionAcknowledgedSchema,
        also=lambda one: (f"position:{one.position_id}",),
    ),
)

AUTHORITY = (
    _public(RoleRecord, "RoleGranted", "role_granted", shapes.RoleGrantedSchema, data=_grant),
    _public(RoleRecord, "RoleWithdrawn", "role_withdrawn", shapes.RoleWithdrawnSchema),
    _public(Account, "Created", "agent_id_issued", shapes.AgentIdIssuedSchema),
    _public(Account, "Closed", "agent_id_withdrawn", shapes.AgentIdWithdrawnSchema),
    _public(Account, "SessionEnded", "session_ended", shapes.SessionEndedSchema),
    _public(Account, "LockedOut", "agent_locked_out", shapes.AgentLockedOutSchema),
)

SKILLS = (
    _public(SkillRecord, "SkillGranted", "skill_granted", shapes.SkillGrantedSchema),
    _public(SkillRecord, "SkillWithdrawn", "skill_withdrawn", shapes.SkillWithdrawnSchema),
    _public(
        SkillRecord,
        "GroupJoined",
        "skill_group_joined",
        shapes.SkillGroupJoinedSchema,
        also=lambda one: (f"skill_group:{SkillGroup.id_for(one.skill_group)}",),
    ),
    _public(
        SkillRecord,
        "GroupLeft",
        "skill_group_left",
        shapes.SkillGroupLeftSchema,
        also=lambda one: (f"skill_group:{SkillGroup.id_for(one.skill_group)}",),
    ),
)

ORGANISATION = (
    _public(Site, "Created", "site_opened", shapes.SiteOpenedSchema, about="site"),
    _public(
        SiteCalendar,
        "VersionAdded",
        "calendar_version_added",
        shapes.CalendarVersionAddedSchema,
        about="site",
        data=_calendar_version,
    ),
    _public(Team, "Created", "team_founded", shapes.TeamFoundedSchema, about="team"),
    _public(
        Team,
        "LeaderAppointed",
        "team_leader_appointed",
        shapes.TeamLeaderAppointedSchema,
        about="team",
    ),
    _public(Team, "Dissolved", "team_dissolved", shapes.TeamDissolvedSchema, about="team"),
    _public(
        SkillGroup,
        "Created",
        "skill_group_opened",
        shapes.SkillGroupOpenedSchema,
        about="skill_group",
    ),
    _public(Position, "Created", "position_opened", shapes.PositionOpenedSchema, about="position"),
    _public(
        Position,
        "DescriptionPublished",
        "position_description_published",
        shapes.DescriptionPublishedSchema,
        about="position",
        data=_description,
    ),
)

PUBLICATIONS = Publications("people", [*EMPLOYMENT, *AUTHORITY, *SKILLS, *ORGANISATION])
