"""The succession pipeline [后备人才]: who might take a position, told to nobody of them (CA-3)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.development_errors import NominationNotFound
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

READY_NOW = "ready_now"
WITHIN_A_YEAR = "within_a_year"
LATER = "later"
READINESS = (READY_NOW, WITHIN_A_YEAR, LATER)


class Nomination(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who might take the position.

    Args:
        nomination_id: its id, which says nothing of who it is.
        member: the employee's id, sealed under the pool's own key: so neither the log, nor the
            history of the pool, nor a message tells who is in it.
        readiness: one of `READINESS`.
        reason: why, likewise sealed.
    """

    nomination_id: UUID
    member: Sealed
    readiness: str
    reason: Sealed


class SuccessionPool(Aggregate):
    """The one pool of a position."""

    TOPIC = "training.succession_pool"

    class Created(Aggregate.Created):
        TOPIC = "training.succession_pool.opened"
        position_id: UUID

    def __init__(self, position_id: UUID) -> None:
        self.position_id = position_id
        self.nominations: tuple[Nomination, ...] = ()

    @staticmethod
    def id_for(position_id: UUID) -> UUID:
        """The one id of this position's pool."""
        return id_of("succession_pool", position_id)

    @classmethod
    def open(cls, position_id: UUID) -> Self:
        """A pool with nobody in it."""
        return cls._create(cls.Created, id=cls.id_for(position_id), position_id=position_id)

    def nominate(self, nomination: Nomination) -> None:
        """Takes somebody into the pool."""
        self._nominate(nomination=nomination)

    @event("Nominated", topic="training.succession_pool.nominated")
    def _nominate(self, nomination: Nomination) -> None:
        self.nominations = (*self.nominations, nomination)

    def assess_readiness(self, nomination_id: UUID, *, readiness: str, reason: Sealed) -> None:
        """Says anew how soon somebody could take the position."""
        found = self.nomination(nomination_id)
        changed = msgspec.structs.replace(found, readiness=readiness, reason=reason)
        self._assess_readiness(nomination=changed)

    @event("ReadinessAssessed", topic="training.succession_pool.readiness_assessed")
    def _assess_readiness(self, nomination: Nomination) -> None:
        self.nominations = tuple(
            nomination if one.nomination_id == nomination.nomination_id else one
            for one in self.nominations
        )

    def withdraw(self, nomination_id: UUID, *, reason: Sealed) -> None:
        """Takes somebody out of the pool."""
        self.nomination(nomination_id)
        self._withdraw(nomination_id=nomination_id, reason=reason)

    @event("Withdrawn", topic="training.succession_pool.withdrawn")
    def _withdraw(self, nomination_id: UUID, reason: Sealed) -> None:
        self.nominations = tuple(
            one for one in self.nominations if one.nomination_id != nomination_id
        )

    def nomination(self, nomination_id: UUID) -> Nomination:
        """One of its nominations.

        Raises:
            NominationNotFound: there is none.
        """
        for one in self.nominations:
            if one.nomination_id == nomination_id:
                return one
        raise NominationNotFound(key=nomination_id)
