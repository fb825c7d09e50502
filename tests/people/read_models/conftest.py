"""A small centre whose read models are brought up to date."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.people.conftest import MAIN, MONDAY


@pytest.fixture
def centre(parts, acts, with_account, hire, project):
    """A team with an agent and its leader, a skill group, an acknowledged description."""
    agent, leader, manager = with_account("agent"), hire(level=3), hire(level=6)
    with acts():
        team = parts.organisation.found_team(
            code="one", name="一组", site_id=MAIN, business_line="banking"
        )
        parts.organisation.open_skill_group(
            code="cards", name="银行卡", business_line="banking", required_skills={"cards": 2}
        )
        parts.organisation.appoint_team_leader(team.id, leader_id=leader.id)
        parts.placement.assign_team(agent.id, team_id=team.id)
        parts.placement.assign_supervisor(agent.id, supervisor_id=leader.id)
        parts.skills.grant_skill(agent.id, skill="cards", level=3)
        parts.skills.join_skill_group(agent.id, skill_group="cards")
        parts.organisation.publish_position_description(
            agent.position_id, content="受理", workflow="核实", standard="达标", authority=()
        )
        parts.clients.register_client(name="crm", roles=["crm_client"], secret="s" * 40)
    with acts(actor=manager.id):
        parts.authority.grant_role(
            leader.id,
            role="team_leader",
            effective_from=MONDAY + timedelta(days=1),
            effective_until=MONDAY + timedelta(days=10),
        )
    project()
    return SimpleNamespace(agent=agent, leader=leader, manager=manager, team=team)
