"""The pipeline is kept by those who develop all, and told to nobody who is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.operations.replay_comparison import compare_with_replay
from services.training.domain.development_errors import (
    AlreadyNominated,
    NominationNotFound,
    NotYourselfNominated,
    PoolAlreadyOpened,
    PoolNotFound,
    PositionUnknown,
)
from services.training.domain.errors import EmployeeUnknown
from services.training.domain.succession_pool import SuccessionPool
from services.training.service import TrainingService
from shared.errors import NotAllowed, Stale
from shared.event_store import AsOf
from shared.event_store.history import history
from shared.event_store.mapper import canonical
from shared.read_models.rebuild import own_source
from shared.web.history import without_sealed
from tests.support.parts import message, tell
from tests.support.training import HR, LI, QIAN, WANG, ZHAO, ZHOU
from tests.training.conftest import ActAs

POSITION = UUID("0190d4f0-0000-7000-8000-000000000501")
WORDS = "钱主管适合接任"
GIVEN: dict[str, Any] = {"readiness": "within_a_year", "reason": WORDS}


@pytest.fixture
def pool_id(school: TrainingService, as_employee: ActAs) -> UUID:
    """A pool with Qian and Wang in it, of whom Qian develops all herself."""
    opened = {"position_id": str(POSITION), "code": "leader", "something_new": 1}
    tell(school.models.positions, message("people.position_opened", opened))
    pools = school.use_cases.succession_pools
    with as_employee(HR):
        made = pools.open_pool(POSITION).id
        for one in (QIAN, WANG):
            pools.nominate_member(made, employee_id=one, **GIVEN)
    return made


def members(school: TrainingService, pool_id: UUID, *, as_of: AsOf | None = None) -> set[UUID]:
    pools = school.use_cases.succession_pools
    return {one.employee_id for one in pools.members(pools.see_pool(pool_id, as_of=as_of))}


def test_a_position_has_one_pool(
    school: TrainingService, as_employee: ActAs, pool_id: UUID
) -> None:
    pools = school.use_cases.succession_pools
    with as_employee(HR):
        with pytest.raises(PoolAlreadyOpened):
            pools.open_pool(POSITION)
        with pytest.raises(PositionUnknown):
            pools.open_pool(UUID(int=1))
        with pytest.raises(PoolNotFound):
            pools.see_pool(UUID(int=1))
        assert pool_id == SuccessionPool.id_for(POSITION)


def test_somebody_else_who_works_here_is_nominated_once(
    school: TrainingService, as_employee: ActAs, pool_id: UUID
) -> None:
    pools = school.use_cases.succession_pools
    with as_employee(HR):
        with pytest.raises(NotYourselfNominated):
            pools.nominate_member(pool_id, employee_id=HR, **GIVEN)
        with pytest.raises(AlreadyNominated):
            pools.nominate_member(pool_id, employee_id=WANG, **GIVEN)
        with pytest.raises(EmployeeUnknown):
            pools.nominate_member(pool_id, employee_id=UUID(int=1), **GIVEN)
        with pytest.raises(Stale):
            pools.nominate_member(pool_id, employee_id=LI, **GIVEN, expected_version=1)


@pytest.mark.parametrize("who", [LI, ZHAO, WANG, ZHOU])
def test_only_who_develops_all_reads_it(
    school: TrainingService, as_employee: ActAs, pool_id: UUID, who: UUID
) -> None:
    pools = school.use_cases.succession_pools
    with as_employee(who):
        steps: list[Callable[[], object]] = [
            lambda: pools.see_pool(pool_id),
            lambda: pools.nominate_member(pool_id, employee_id=LI, **GIVEN),
            lambda: pools.open_pool(POSITION),
            pools.check_may_see,
        ]
        for step in steps:
            with pytest.raises(NotAllowed):
                step()


def test_who_is_in_it_finds_everybody_but_themselves_then_and_now(
    school: TrainingService, as_employee: ActAs, pool_id: UUID
) -> None:
    pools = school.use_cases.succession_pools
    then = AsOf(position=school.store.recorder.last_position())
    with as_employee(HR):
        assert {QIAN, WANG} == members(school, pool_id)
        own = next(
            one.nomination_id
            for one in pools.members(pools.see_pool(pool_id))
            if one.employee_id == QIAN
        )
    with as_employee(QIAN):
        assert {WANG} == members(school, pool_id) == members(school, pool_id, as_of=then)
        with pytest.raises(NominationNotFound):
            pools.withdraw_member(pool_id, own, reason=WORDS)
        with pytest.raises(NominationNotFound):
            pools.assess_readiness(pool_id, own, **GIVEN)
    with as_employee(HR):
        pools.assess_readiness(pool_id, own, readiness="ready_now", reason=WORDS)
        pools.withdraw_member(pool_id, own, reason=WORDS)
        assert {WANG} == members(school, pool_id)
        assert {QIAN, WANG} == members(school, pool_id, as_of=then)


def test_neither_the_log_nor_its_history_nor_a_list_tells_who_is_in_it(
    school: TrainingService,
    as_employee: ActAs,
    pool_id: UUID,
    project: Callable[[], None],
) -> None:
    project()
    records = school.store.recorder.select_records(after=0, limit=1000)
    log = b"".join(one.state for one in records).decode()
    told = [without_sealed(canonical(one.changes)) for one in history(school.store, pool_id)]
    model = school.models.succession_pools
    [listed] = model.page(after=None, limit=9)

    for secret in (str(QIAN), str(WANG), WORDS):
        assert secret not in log + json.dumps(told) + str(listed)
    assert (POSITION, pool_id) == (listed.position_id, listed.succession_pool_id)
    assert [] == model.page(after=POSITION, limit=9)
    assert compare_with_replay(model, own_source(school.store)).is_equal
