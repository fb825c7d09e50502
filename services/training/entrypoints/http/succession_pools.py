"""The succession pipeline, over HTTP (CA-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.training.domain.succession_pool import SuccessionPool
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import succession as schemas
from services.training.entrypoints.schemas.annual_plans import ReasonSchema
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

AT = "/succession-pools/<uuid:succession_pool_id>"


def add_succession_pools(blueprint: Blueprint, door: Door) -> None:
    """Adds the keeping of pools."""
    pools = door.cases.succession_pools

    def show(pool_id: UUID) -> dict[str, Any]:
        return _pool(door, door.found(SuccessionPool, pool_id))

    @blueprint.route("/succession-pools", methods=["POST"])
    @blueprint.arguments(schemas.NewPoolSchema)
    @blueprint.response(201, schemas.PoolSchema)
    @command(shows=show)
    def open_succession_pool(data: dict[str, Any]) -> UUID:
        """Begins the pool of a position [后备人才库]."""
        return pools.open_pool(**data).id

    @blueprint.route(f"{AT}/nominations", methods=["POST"])
    @blueprint.arguments(schemas.NominationSchema)
    @blueprint.response(201, schemas.PoolSchema)
    @command(shows=show)
    def nominate_successor(data: dict[str, Any], succession_pool_id: UUID) -> UUID:
        """Takes somebody else into a pool; they are not told."""
        return pools.nominate_member(succession_pool_id, **data, expected_version=if_match()).id

    @blueprint.route(f"{AT}/nominations/<uuid:nomination_id>/readiness", methods=["POST"])
    @blueprint.arguments(schemas.ReadinessSchema)
    @blueprint.response(200, schemas.PoolSchema)
    @command(shows=show)
    def assess_successor(
        data: dict[str, Any], succession_pool_id: UUID, nomination_id: UUID
    ) -> UUID:
        """Says anew how soon somebody else could take the position."""
        return pools.assess_readiness(
            succession_pool_id, nomination_id, **data, expected_version=if_match()
        ).id

    @blueprint.route(f"{AT}/nominations/<uuid:nomination_id>/withdrawal", methods=["POST"])
    @blueprint.arguments(ReasonSchema)
    @blueprint.response(200, schemas.PoolSchema)
    @command(shows=show)
    def withdraw_successor(
        data: dict[str, Any], succession_pool_id: UUID, nomination_id: UUID
    ) -> UUID:
        """Takes somebody else out of a pool."""
        return pools.withdraw_member(
            succession_pool_id, nomination_id, **data, expected_version=if_match()
        ).id


def add_succession_questions(blueprint: Blueprint, door: Door) -> None:
    """Adds the list of pools, and one of them."""
    pools = door.cases.succession_pools

    @blueprint.route("/succession-pools", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.PoolRowSchema))
    @query
    def list_succession_pools(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the positions that have a pool."""
        pools.check_may_see()
        last = after(asked["cursor"], tuple[UUID])
        found = door.models.succession_pools.page(
            after=last[0] if last else None, limit=asked["limit"] + 1
        )
        page = page_of(found, asked["limit"], key=lambda one: (one.position_id,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route(AT, methods=["GET"])
    @blueprint.response(200, schemas.PoolSchema)
    @query
    def show_succession_pool(succession_pool_id: UUID) -> dict[str, Any]:
        """Shows a pool with those who are in it, or were; never yourself."""
        return _pool(door, pools.see_pool(succession_pool_id, as_of=as_of()))


def _pool(door: Door, pool: SuccessionPool) -> dict[str, Any]:
    return {
        "succession_pool_id": pool.id,
        "version": pool.version,
        "position_id": pool.position_id,
        "members": [vars(one) for one in door.cases.succession_pools.members(pool)],
    }
