"""Roles with effective dates and levels (RO-2, SE-6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain.role_errors import (
    OwnRole,
    RoleAboveLevel,
    RoleAlreadyGranted,
    RoleNotHeld,
    WrongPeriod,
)
from services.people.domain.roles import (
    RoleGrant,
    RoleRecord,
    grants_without,
    no_role_above_ones_own_level,
)
from shared.context import Context, acting

START = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with acting(Context(occurred_at=START, actor="tester")):
        yield


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def grant(since: int, until: int | None = None, *, role: str = "agent") -> RoleGrant:
    end = None if until is None else day(until)
    return RoleGrant(role=role, effective_from=day(since), effective_until=end)


def record(*grants: RoleGrant) -> RoleRecord:
    made = RoleRecord.open(uuid4())
    for one in grants:
        made.grant(one, granted_by="somebody")
    made.collect_events()
    return made


def test_a_role_is_held_from_its_beginning_to_its_end() -> None:
    roles = record(grant(5, 10))
    held = [roles.roles_at(day(n)) for n in (4, 5, 9, 10)]
    assert [(), ("agent",), ("agent",), ()] == held


def test_grants_of_one_role_do_not_overlap() -> None:
    roles = record(grant(5, 10))
    for refused in (grant(9), grant(0, 6), grant(6, 8), grant(0)):
        with pytest.raises(RoleAlreadyGranted):
            roles.grant(refused, granted_by="somebody")
    roles.grant(grant(10), granted_by="somebody")
    roles.grant(grant(6, role="trainer"), granted_by="somebody")
    assert ("agent", "trainer") == roles.roles_at(day(20))


def test_a_grant_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WrongPeriod):
        record().grant(grant(5, 5), granted_by="somebody")


def test_nobody_changes_their_own_roles() -> None:
    roles = record(grant(0))
    own = str(roles.employee_id)
    with pytest.raises(OwnRole):
        roles.grant(grant(0, role="trainer"), granted_by=own)
    with pytest.raises(OwnRole):
        roles.withdraw("agent", effective_at=day(1), withdrawn_by=own)


def test_a_withdrawn_role_ends_and_does_not_begin_again() -> None:
    roles = record(grant(0, 5), grant(10))
    roles.withdraw("agent", effective_at=day(3), withdrawn_by="somebody")
    assert [("agent",), (), ()] == [roles.roles_at(day(n)) for n in (2, 3, 20)]


def test_what_is_not_granted_cannot_be_withdrawn() -> None:
    roles = record(grant(0, 5))
    with pytest.raises(RoleNotHeld):
        roles.withdraw("agent", effective_at=day(5), withdrawn_by="somebody")
    with pytest.raises(RoleNotHeld):
        roles.withdraw("trainer", effective_at=day(1), withdrawn_by="somebody")


@pytest.mark.parametrize(("holder", "granter"), [(2, 6), (6, 2), (2, None)])
def test_no_role_lies_above_the_level_of_holder_or_granter(
    holder: int, granter: int | None
) -> None:
    with pytest.raises(RoleAboveLevel):
        no_role_above_ones_own_level(
            "area_manager", needed=5, holder_level=holder, granter_level=granter
        )


@pytest.mark.parametrize("granter", [5, 6, None])
def test_a_role_at_ones_own_level_may_be_granted(granter: int | None) -> None:
    no_role_above_ones_own_level("area_manager", needed=5, holder_level=5, granter_level=granter)


periods = st.builds(
    lambda since, length: grant(since, None if length is None else since + length),
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(1, 20)),
)


@given(st.lists(periods, max_size=6), st.integers(0, 60), st.integers(0, 60))
def test_a_withdrawal_changes_nothing_before_it_and_leaves_nothing_after(
    grants: list[RoleGrant], at: int, moment: int
) -> None:
    left = grants_without(tuple(grants), role="agent", effective_at=day(at))
    held_before = any(one.holds_at(day(moment)) for one in grants)
    held_after = any(one.holds_at(day(moment)) for one in left)
    assert held_after == (held_before and moment < at)
