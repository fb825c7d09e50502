"""The succession pool: nominations come, change and go."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.training.domain.development_errors import NominationNotFound
from services.training.domain.succession_pool import Nomination, SuccessionPool
from tests.support.training_needs import at, new_events, sealed

NOMINATION = Nomination(
    nomination_id=UUID(int=1), member=sealed("who"), readiness="later", reason=sealed("why")
)


def pool() -> SuccessionPool:
    with at():
        made = SuccessionPool.open(UUID(int=9))
        made.nominate(NOMINATION)
    made.collect_events()
    return made


def test_the_readiness_of_a_member_changes_and_who_it_is_does_not() -> None:
    made = pool()
    with at():
        made.assess_readiness(UUID(int=1), readiness="ready_now", reason=sealed("better"))

    assert ["ReadinessAssessed"] == new_events(made)
    [one] = made.nominations
    assert ("ready_now", NOMINATION.member, sealed("better")) == (
        one.readiness,
        one.member,
        one.reason,
    )


def test_who_was_taken_out_is_there_no_more() -> None:
    made = pool()
    with at():
        made.withdraw(UUID(int=1), reason=sealed())
        with pytest.raises(NominationNotFound):
            made.withdraw(UUID(int=1), reason=sealed())
        with pytest.raises(NominationNotFound):
            made.assess_readiness(UUID(int=1), readiness="later", reason=sealed())

    assert ["Withdrawn"] == new_events(made)
    assert () == made.nominations
