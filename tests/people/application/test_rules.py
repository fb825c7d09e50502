"""The rules of `people`, shipped and entered."""

from datetime import timedelta

import pytest

from services.people.domain.passwords import PasswordRules
from services.people.domain.rules import AUTHORITY, PASSWORDS, PeopleRules
from shared.errors import Invalid, NotAllowed, NotFound
from tests.people.conftest import MONDAY


def enter(parts, name=PASSWORDS, since=MONDAY, **changes):
    content = dict(parts.rules.in_force(name, at=MONDAY).content) | changes
    return parts.rule_keeping.enter_rule_version(
        name, content=content, effective_from=since, reason="安全要求"
    )


def test_every_shipped_rule_set_fills_its_shape(parts):
    for name, shape in PeopleRules.SHAPES.items():
        assert isinstance(parts.rules.read(name, shape, at=MONDAY), shape)


def test_an_entered_version_counts_from_its_day_on(parts, acts):
    with acts():
        enter(parts, since=MONDAY + timedelta(days=1), shortest=14)
    lengths = [
        parts.rules.read(PASSWORDS, PasswordRules, at=MONDAY + timedelta(days=n)).shortest
        for n in (0, 1)
    ]
    assert [10, 14] == lengths


def test_rules_are_changed_with_the_permission_only(parts, acts):
    with acts("people.manage_organisation"), pytest.raises(NotAllowed):
        enter(parts, shortest=14)


@pytest.mark.parametrize("change", [{"shortest": "many"}, {"colour": "red"}, {"kinds": 2.5}])
def test_a_version_that_does_not_fill_the_rule_set_is_refused(parts, acts, change):
    with acts(), pytest.raises(Invalid):
        enter(parts, **change)


def test_a_rule_set_that_no_release_opened_is_not_found(parts, acts):
    with acts(), pytest.raises(NotFound):
        parts.rule_keeping.enter_rule_version(
            "colours", content={}, effective_from=MONDAY, reason="x"
        )


def test_every_role_of_the_sources_is_there(parts):
    roles = parts.rules.in_force(AUTHORITY, at=MONDAY).content["roles"]
    assert {
        "agent",
        "team_leader",
        "operations_supervisor",
        "quality_supervisor",
        "general_affairs_supervisor",
        "area_manager",
        "team_manager",
        "centre_manager",
        "director",
        "inspector",
        "trainer",
        "knowledge_editor",
        "analyst",
        "agent_id_administrator",
        "duty_staff",
        "system_administrator",
        "auditor",
        "crm_client",
        "field_technician",
        "partner_technician",
        "training_manager",
        "marker",
        "hr",
        "training_feed",
    } == set(roles)
