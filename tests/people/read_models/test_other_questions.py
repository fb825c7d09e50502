"""Roles, skills, teams, places, acknowledgements and agent IDs."""

from datetime import timedelta

from tests.people.conftest import MONDAY


def day(number):
    return MONDAY + timedelta(days=number)


def holders(parts, role, number):
    return [one.employee_id for one in parts.role_holders.page(role=role, at=day(number), limit=9)]


def test_a_role_is_held_from_its_beginning_to_its_end(parts, centre):
    held = [holders(parts, "team_leader", n) for n in (0, 1, 9, 10)]
    assert [[], [centre.leader.id], [centre.leader.id], []] == held


def test_a_withdrawn_role_ends_earlier(parts, acts, centre, project):
    with acts(actor=centre.manager.id):
        parts.authority.withdraw_role(centre.leader.id, role="team_leader", effective_at=day(3))
    project()
    held = [holders(parts, "team_leader", n) for n in (2, 3)]
    assert [[centre.leader.id], []] == held


def test_a_role_withdrawn_before_its_beginning_is_gone_and_may_be_granted_anew(
    parts, acts, centre, project
):
    with acts(actor=centre.manager.id):
        parts.authority.withdraw_role(centre.leader.id, role="team_leader")
        parts.authority.grant_role(centre.leader.id, role="team_leader", effective_from=day(20))
    project()
    assert [[], [centre.leader.id]] == [holders(parts, "team_leader", n) for n in (5, 20)]


def test_all_roles_are_listed_a_page_at_a_time(parts, centre):
    first = parts.role_holders.page(at=day(1), limit=1)
    rest = parts.role_holders.page(
        at=day(1), after=(first[0].role, str(first[0].employee_id)), limit=9
    )
    assert ["agent", "team_leader"] == [one.role for one in (*first, *rest)]


def test_who_holds_a_skill_and_works_in_a_group(parts, centre):
    found = parts.skill_holders.holders("cards", limit=9)
    assert [(centre.agent.id, 3)] == [(one.employee_id, one.level) for one in found]
    assert [centre.agent.id] == parts.skill_holders.members("cards", limit=9)
    assert [] == parts.skill_holders.members("cards", after=centre.agent.id, limit=9)
    assert [] == parts.skill_holders.holders("cards", after=centre.agent.id, limit=9)


def test_who_has_left_holds_no_skill(parts, acts, centre, project):
    with acts():
        parts.people.end_employment(centre.agent.id, kind="resigned", last_day=MONDAY.date())
    project()
    assert [] == parts.skill_holders.holders("cards", limit=9)
    assert [] == parts.skill_holders.members("cards", limit=9)


def test_a_withdrawn_skill_and_a_group_left_are_gone(parts, acts, centre, project):
    with acts():
        parts.skills.leave_skill_group(centre.agent.id, skill_group="cards")
        parts.skills.withdraw_skill(centre.agent.id, skill="cards")
    project()
    assert [] == parts.skill_holders.holders("cards", limit=9)
    assert [] == parts.skill_holders.members("cards", limit=9)


def test_teams_are_listed_with_their_leader(parts, centre):
    team = parts.teams.page(limit=9)[0]
    assert ("one", centre.leader.id, False) == (team.code, team.leader_id, team.is_dissolved)
    assert [] == parts.teams.page(after="one", limit=9)


def test_sites_skill_groups_and_positions_are_listed_by_code(parts, acts, centre, project):
    with acts():
        parts.organisation.rename_site(parts.places.sites(limit=1)[0].site_id, name="总部")
    project()
    assert [("main", "总部")] == [(one.code, one.name) for one in parts.places.sites(limit=9)]
    assert ["cards"] == [one.code for one in parts.places.skill_groups(limit=9)]
    assert ["level-3", "level-6"] == [
        one.code for one in parts.places.positions(after="level-1", limit=9)
    ]


def test_an_acknowledgement_is_open_until_the_newest_version_is_read(parts, acts, centre, project):
    opened = parts.acknowledgements.page(limit=9)
    assert [(centre.agent.id, 1, 0)] == [
        (one.employee_id, one.version, one.acknowledged_version) for one in opened
    ]
    with acts(actor=centre.agent.id):
        parts.placement.acknowledge_position_description(centre.agent.id, version=1)
    project()
    assert [] == parts.acknowledgements.page(limit=9)
    with acts():
        parts.organisation.publish_position_description(
            centre.agent.position_id, content="x", workflow="x", standard="x", authority=()
        )
    project()
    assert [2] == [one.version for one in parts.acknowledgements.page(limit=9)]


def test_who_has_left_has_nothing_to_acknowledge(parts, acts, centre, project):
    with acts():
        parts.people.end_employment(centre.agent.id, kind="resigned", last_day=MONDAY.date())
    project()
    assert [] == parts.acknowledgements.page(limit=9)


def test_the_state_of_an_agent_id_is_shown(parts, acts, centre, door, project):
    agent_id = door.agent_id_of(centre.agent)
    door.fail(agent_id, times=5)
    project()
    locked = parts.agent_ids.accounts(limit=9)[0]
    with acts():
        parts.accounts.reset_password(
            centre.agent.id, initial_password="Neues-Wort-4", reason="forgotten"
        )
    door.enter(agent_id, "Neues-Wort-4")
    project()
    reset = parts.agent_ids.accounts(limit=9)[0]
    assert (MONDAY + timedelta(seconds=1800), False) == (
        locked.locked_until,
        locked.must_change_password,
    )
    assert (None, True, MONDAY) == (
        reset.locked_until,
        reset.must_change_password,
        reset.last_signed_in_at,
    )


def test_closed_accounts_and_clients_stay_listed(parts, acts, centre, project):
    client = parts.agent_ids.clients(limit=9)[0]
    with acts():
        parts.accounts.close_account(centre.agent.id, reason="misuse")
        parts.clients.close_client(client.client_id)
    project()
    assert [True] == [one.is_closed for one in parts.agent_ids.accounts(limit=9)]
    assert [("crm", True)] == [
        (one.name, one.is_closed) for one in parts.agent_ids.clients(limit=9)
    ]


def test_a_dissolved_team_says_so(parts, acts, centre, project):
    with acts():
        parts.placement.assign_team(centre.agent.id, team_id=None)
        project()
        parts.organisation.dissolve_team(centre.team.id)
    project()
    assert parts.teams.page(limit=9)[0].is_dissolved


def test_every_read_model_equals_a_fresh_replay(parts, acts, centre, door, project):
    door.enter(centre.agent)
    with acts():
        parts.people.end_employment(centre.agent.id, kind="resigned", last_day=MONDAY.date())
    project()
    models = parts.service().read_models
    tables = [table for model in models for table in model.tables]
    live = {table.name: contents(parts, table) for table in tables}
    for model in models:
        parts.read_database.clear(model.name, model.tables)
    project()
    assert live == {table.name: contents(parts, table) for table in tables}


def contents(parts, table):
    with parts.read_database.reading() as connection:
        return sorted(map(tuple, connection.execute(table.select())), key=str)
