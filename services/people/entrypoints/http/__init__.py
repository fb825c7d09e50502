"""The HTTP API of `people`: who works here, where, with which authority, and how they sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.people.entrypoints.http.accounts import add_accounts, add_resets
from services.people.entrypoints.http.authority import add_roles, add_skill_groups, add_skills
from services.people.entrypoints.http.calendars import add_calendars, add_days, add_years
from services.people.entrypoints.http.clients import add_clients
from services.people.entrypoints.http.employees import (
    add_employees,
    add_employment,
    add_imports,
    add_personal_data,
)
from services.people.entrypoints.http.organisation import (
    add_positions,
    add_sites,
    add_skill_group_list,
    add_teams,
)
from services.people.entrypoints.http.placement import add_acknowledgements, add_placement
from services.people.entrypoints.http.rules import add_rules
from services.people.entrypoints.http.sessions import add_own, add_sessions
from shared.web import Blueprint, history_routes

if TYPE_CHECKING:
    from services.people.service import PeopleService


def make_blueprint(parts: PeopleService) -> Blueprint:
    """The part of the API that `people` owns.

    Args:
        parts: the service's parts.
    """
    blueprint = Blueprint(
        "people",
        __name__,
        url_prefix="/api/people/v1",
        description="Employees, organisation, authority and accounts [员工、组织、权限与工号]",
    )
    for add in (
        add_sessions,
        add_own,
        add_employees,
        add_personal_data,
        add_employment,
        add_imports,
        add_placement,
        add_acknowledgements,
        add_roles,
        add_skills,
        add_skill_groups,
        add_accounts,
        add_resets,
        add_clients,
        add_sites,
        add_calendars,
        add_days,
        add_years,
        add_teams,
        add_skill_group_list,
        add_positions,
        add_rules,
    ):
        add(blueprint, parts)
    history_routes(blueprint, parts.service())
    return blueprint
