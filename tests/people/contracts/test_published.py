"""The public events of `people` have the shapes of their examples."""

import json
from pathlib import Path

import pytest

from services.people.messages.published import PUBLICATIONS

EXAMPLES = Path(__file__).parents[2] / "contracts" / "people"


@pytest.fixture
def published(parts, acts, hire, with_account, door):
    """One real event of every public kind, by public name."""
    do_everything(parts, acts, hire, with_account)
    come_and_go(door, with_account)
    found = {}
    for record in parts.store.recorder.select_records(after=0, limit=10_000):
        public = PUBLICATIONS.public_form_of(record.topic, stream="loopdesk.events")
        if public is not None:
            found[public.name] = (public, parts.store.mapper.to_domain_event(record))
    return found


def do_everything(parts, acts, hire, with_account):
    manager = hire(level=6)
    with acts():
        site = parts.organisation.open_site(
            code="chengdu", name="成都", zone="Asia/Shanghai", weekly={"monday": ["09:00-18:00"]}
        )
        team = parts.organisation.found_team(
            code="one", name="一组", site_id=site.id, business_line="banking"
        )
        parts.organisation.open_skill_group(
            code="cards", name="银行卡", business_line="banking", required_skills={"cards": 2}
        )
        parts.organisation.appoint_team_leader(team.id, leader_id=manager.id)
        trainee = parts.people.hire_employee(
            staff_number="T1", name="韩梅梅", site_id=site.id, hired_on=manager.hired_on
        )
        parts.people.start_probation(trainee.id, until=manager.hired_on)
    agent = with_account("agent")
    with acts():
        parts.placement.assign_team(agent.id, team_id=team.id)
        parts.placement.assign_team(agent.id, team_id=None)
        parts.organisation.dissolve_team(team.id)
        parts.placement.assign_supervisor(agent.id, supervisor_id=manager.id)
        parts.placement.move_employee(agent.id, site_id=site.id)
        parts.skills.grant_skill(agent.id, skill="cards", level=3)
        parts.skills.join_skill_group(agent.id, skill_group="cards")
        parts.skills.leave_skill_group(agent.id, skill_group="cards")
        parts.skills.withdraw_skill(agent.id, skill="cards")
        parts.organisation.publish_position_description(
            agent.position_id, content="受理", workflow="核实", standard="达标", authority=()
        )
    with acts(actor=agent.id):
        parts.placement.acknowledge_position_description(agent.id, version=1)
    with acts():
        parts.people.end_employment(agent.id, kind="resigned", last_day=agent.hired_on)


def come_and_go(door, with_account):
    """A newer session ends the older one; wrong passwords lock an agent ID."""
    employee = with_account("agent")
    door.enter(employee)
    door.enter(employee)
    door.fail(employee, times=5)


def example(name):
    return json.loads((EXAMPLES / f"{name}.v1.json").read_text())


def test_every_public_event_has_an_example_and_every_example_an_event():
    expected = {f"{one.name}.v{one.version}.json" for one in PUBLICATIONS.events}
    assert expected == {path.name for path in EXAMPLES.iterdir()}


def test_real_events_have_the_shapes_of_their_examples(published):
    dumped = {
        name: public.schema().dump(public.data(event))
        for name, (public, event) in published.items()
    }
    expected = {one.name: sorted(example(one.name)["data"]) for one in PUBLICATIONS.events}
    assert expected == {name: sorted(data) for name, data in dumped.items()}


def test_examples_fill_their_own_schemas():
    for public in PUBLICATIONS.events:
        shown = example(public.name)
        assert {} == public.schema().validate(shown["data"])
        assert PUBLICATIONS.type_of(public) == shown["type"]


def test_real_events_name_the_kinds_of_entities_that_their_examples_name(published):
    for name, (public, event) in published.items():
        kinds = [one.split(":")[0] for one in public.subjects(event)]
        shown = example(name)
        assert kinds[0] == shown["subject"].split(":")[0]
        assert set(kinds) <= {one.split(":")[0] for one in shown["subjects"].split(",")}


def test_no_public_event_carries_personal_data(published):
    texts = [
        json.dumps(public.schema().dump(public.data(event)), ensure_ascii=False)
        for public, event in published.values()
    ]
    assert [] == [one for one in texts if "李雷" in one or "韩梅梅" in one or "nonce" in one]
