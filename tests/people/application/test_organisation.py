"""Sites, teams, skill groups and positions."""

import pytest

from services.people.domain.calendar import SiteCalendar
from services.people.domain.errors import (
    BusinessLineUnknown,
    CodeTaken,
    EmployeeHasLeft,
    TeamStillManned,
)
from services.people.domain.skill_errors import SkillLevelUnknown
from shared.errors import Invalid, NotAllowed
from tests.people.conftest import MAIN, MONDAY

WEEKLY = {"monday": ["09:00-18:00"]}


def open_site(parts, code="chengdu", **changes):
    facts = {"name": "成都", "zone": "Asia/Shanghai", "weekly": WEEKLY} | changes
    return parts.organisation.open_site(code=code, **facts)


def found_team(parts, **changes):
    facts = {"code": "one", "name": "一组", "site_id": MAIN, "business_line": "general"}
    return parts.organisation.found_team(**facts | changes)


def test_a_site_opens_with_its_calendar(parts, acts):
    with acts():
        site = open_site(parts, country="CN")
        calendar = parts.calendars.calendar_of(site.id)
    assert (1, "CN", MONDAY) == (
        len(calendar.versions),
        calendar.country,
        calendar.versions[0].effective_from,
    )


@pytest.mark.parametrize(
    "change", [{"zone": "Mars/Olympus"}, {"weekly": {"someday": []}}, {"weekly": {"monday": ["9"]}}]
)
def test_a_site_with_wrong_hours_does_not_open(parts, acts, change):
    with acts(), pytest.raises(Invalid):
        open_site(parts, **change)


def test_codes_are_unique(parts, acts):
    with acts():
        open_site(parts)
        found_team(parts)
        for again in (open_site, found_team):
            with pytest.raises(CodeTaken):
                again(parts)


def test_business_lines_are_those_of_the_rules(parts, acts):
    with acts(), pytest.raises(BusinessLineUnknown, match="banking"):
        found_team(parts, business_line="piracy")


def test_skill_levels_of_a_group_are_those_of_the_rules(parts, acts):
    with acts(), pytest.raises(SkillLevelUnknown):
        parts.organisation.open_skill_group(
            code="x", name="x", business_line="general", required_skills={"x": 9}
        )


def test_a_team_with_members_is_not_dissolved(parts, acts, hire, project):
    employee = hire()
    with acts():
        team = found_team(parts)
        parts.placement.assign_team(employee.id, team_id=team.id)
        project()
        with pytest.raises(TeamStillManned):
            parts.organisation.dissolve_team(team.id)
        parts.placement.assign_team(employee.id, team_id=None)
        project()
        assert parts.organisation.dissolve_team(team.id).is_dissolved


def test_who_has_left_leads_no_team(parts, acts, hire):
    employee = hire()
    with acts():
        team = found_team(parts)
        assert employee.id == (
            parts.organisation.appoint_team_leader(team.id, leader_id=employee.id).leader_id
        )
        parts.people.end_employment(employee.id, kind="resigned", last_day=MONDAY.date())
        with pytest.raises(EmployeeHasLeft):
            parts.organisation.appoint_team_leader(team.id, leader_id=employee.id)


def test_the_organisation_is_changed_with_the_permission_only(parts, acts):
    with acts("people.see_employees"):
        for change in (open_site, found_team):
            with pytest.raises(NotAllowed):
                change(parts)


def test_a_renamed_site_keeps_its_code(parts, acts):
    with acts():
        site = parts.organisation.rename_site(MAIN, name="总部", expected_version=1)
    assert ("总部", "main") == (site.name, site.code)
    assert parts.store.get(SiteCalendar, SiteCalendar.id_for(site.id)).versions
