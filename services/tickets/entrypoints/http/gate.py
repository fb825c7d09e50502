"""Lost certificates and the work given meanwhile, over HTTP (TR-3)."""

from __future__ import annotations

from typing import Any

from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import gate as schemas
from shared.web import Blueprint, PageQuery, after, page_of, page_schema, query


def add_gate(blueprint: Blueprint, door: Door) -> None:
    """Adds what supervisors see of certificates that were lost."""
    losses, listed = door.cases.certificate_losses, door.models.certificate_losses

    @blueprint.route("/certificate-losses", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.CertificateLossSchema))
    @query
    def list_certificate_losses(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists revoked and suspended certificates of your team, with the lag of their effect."""
        found = listed.losses(
            whose=losses.whose_losses(),
            before=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        return page_of(found, asked["limit"], key=lambda one: (one["noted_at"], one["loss_id"]))

    @blueprint.route("/uncertified-work", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.UncertifiedWorkSchema))
    @query
    def list_uncertified_work(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists tickets that your team was given after losing the certificate for them."""
        found = listed.flagged_work(
            whose=losses.whose_losses(),
            before=after(asked["cursor"], tuple[str, str]),
            limit=asked["limit"] + 1,
        )
        return page_of(found, asked["limit"], key=lambda one: (one["assigned_at"], one["flag_id"]))
