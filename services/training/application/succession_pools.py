"""Keeping the succession pipeline: who is in it is read by those who develop all (CA-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.training.application.access import DEVELOP
from services.training.application.workbench import Workbench
from services.training.domain.development_errors import (
    AlreadyNominated,
    NominationNotFound,
    NotYourselfNominated,
    PoolAlreadyOpened,
    PoolNotFound,
    PositionUnknown,
)
from services.training.domain.succession_pool import Nomination, SuccessionPool
from shared.context import current_context
from shared.errors import FieldError
from shared.event_store import AsOf
from shared.event_store.store import expect_version
from shared.sealed import Sealed

PURPOSE = "show-succession-pool"


class Positions(Protocol):
    """Which positions there are."""

    def is_known(self, position_id: UUID) -> bool:
        """Whether there is such a position, held by somebody or not."""


@dataclass(frozen=True)
class Member:
    """Somebody in a pool, as who develops all reads it.

    Args:
        nomination_id: the nomination.
        employee_id: who.
        readiness: how soon they could take the position.
        reason: why.
    """

    nomination_id: UUID
    employee_id: UUID
    readiness: str
    reason: str | None


class SuccessionPools:
    """Keeps the pools; nobody reads of themselves, whatever else they may.

    Args:
        bench: what all use cases stand on.
        positions: which positions there are.
    """

    def __init__(self, bench: Workbench, *, positions: Positions) -> None:
        self._bench = bench
        self._positions = positions

    def open_pool(self, position_id: UUID) -> SuccessionPool:
        """Begins the pool of a position.

        Raises:
            PositionUnknown: there is no such position.
            PoolAlreadyOpened: it has one.
        """
        current_context().require(DEVELOP)
        if not self._positions.is_known(position_id):
            fault = FieldError("position_id", "there is no such position.", "没有该岗位。")
            raise PositionUnknown(fields=(fault,))
        pool_id = SuccessionPool.id_for(position_id)
        if self._bench.store.find(SuccessionPool, pool_id) is not None:
            raise PoolAlreadyOpened(position_id=position_id)
        pool = SuccessionPool.open(position_id)
        self._bench.store.save(pool)
        return pool

    def nominate_member(
        self,
        pool_id: UUID,
        *,
        employee_id: UUID,
        readiness: str,
        reason: str,
        expected_version: int | None = None,
    ) -> SuccessionPool:
        """Takes somebody else into a pool.

        Raises:
            NotYourselfNominated: it is the actor.
            EmployeeUnknown: nobody of that id works here.
            AlreadyNominated: the employee is in the pool.
        """
        pool = self._kept(pool_id, expected_version)
        if self._bench.access.is_self(employee_id):
            raise NotYourselfNominated
        self._bench.access.member(employee_id)
        if employee_id in [self._whose(one) for one in pool.nominations]:
            raise AlreadyNominated(employee_id=employee_id)
        nomination = Nomination(
            nomination_id=self._bench.new_id(),
            member=self._sealed(pool, str(employee_id)),
            readiness=readiness,
            reason=self._sealed(pool, reason),
        )
        pool.nominate(nomination)
        self._bench.store.save(pool)
        return pool

    def assess_readiness(
        self,
        pool_id: UUID,
        nomination_id: UUID,
        *,
        readiness: str,
        reason: str,
        expected_version: int | None = None,
    ) -> SuccessionPool:
        """Says anew how soon somebody else could take the position.

        Raises:
            NominationNotFound: there is none, or it is the actor's own.
        """
        pool = self._kept(pool_id, expected_version)
        self._check_of_another(pool, nomination_id)
        sealed = self._sealed(pool, reason)
        pool.assess_readiness(nomination_id, readiness=readiness, reason=sealed)
        self._bench.store.save(pool)
        return pool

    def withdraw_member(
        self,
        pool_id: UUID,
        nomination_id: UUID,
        *,
        reason: str,
        expected_version: int | None = None,
    ) -> SuccessionPool:
        """Takes somebody else out of a pool.

        Raises:
            NominationNotFound: there is none, or it is the actor's own.
        """
        pool = self._kept(pool_id, expected_version)
        self._check_of_another(pool, nomination_id)
        pool.withdraw(nomination_id, reason=self._sealed(pool, reason))
        self._bench.store.save(pool)
        return pool

    def see_pool(self, pool_id: UUID, *, as_of: AsOf | None = None) -> SuccessionPool:
        """A pool as it stands or stood; who is in it is told by `members`.

        Raises:
            PoolNotFound: there is none, or was none then.
        """
        self.check_may_see()
        pool = self._bench.store.find(SuccessionPool, pool_id, as_of=as_of)
        if pool is None:
            raise PoolNotFound(key=pool_id)
        return pool

    def members(self, pool: SuccessionPool) -> list[Member]:
        """Who is in a pool, the actor left out."""
        read = [(one, self._whose(one)) for one in pool.nominations]
        return [
            Member(
                nomination_id=one.nomination_id,
                employee_id=employee_id,
                readiness=one.readiness,
                reason=self._bench.keys.open_or_none(one.reason, purpose=PURPOSE),
            )
            for one, employee_id in read
            if not self._bench.access.is_self(employee_id)
        ]

    @staticmethod
    def check_may_see() -> None:
        """Refuses who does not develop all."""
        current_context().require(DEVELOP)

    def _kept(self, pool_id: UUID, expected_version: int | None) -> SuccessionPool:
        pool = self.see_pool(pool_id)
        expect_version(pool, expected_version)
        return pool

    def _check_of_another(self, pool: SuccessionPool, nomination_id: UUID) -> None:
        if self._bench.access.is_self(self._whose(pool.nomination(nomination_id))):
            raise NominationNotFound(key=nomination_id)

    def _whose(self, nomination: Nomination) -> UUID:
        return UUID(self._bench.keys.open(nomination.member, purpose=PURPOSE))

    def _sealed(self, pool: SuccessionPool, text: str) -> Sealed:
        return self._bench.keys.seal(f"pool:{pool.id}", text)
