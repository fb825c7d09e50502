"""Partners over HTTP (SR-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.tickets.application.access import ASSIGN, MANAGE_PARTNERS
from services.tickets.domain.partner import Agreement
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.field_rendering import FieldRendering, partner
from services.tickets.entrypoints.schemas import partners as schemas
from shared.context import current_context
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


def add_partners(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds companies and what is agreed with them."""
    partners = door.cases.partners

    @blueprint.route("/partners", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.PartnerRowSchema))
    @query
    def list_partners(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists partners, for those who send them or manage them."""
        context = current_context()
        if not context.may(ASSIGN):
            context.require(MANAGE_PARTNERS)
        last = after(asked["cursor"], tuple[str])
        rows = door.models.partners.page(
            after=None if last is None else last[0], limit=asked["limit"] + 1
        )
        page = page_of(rows, asked["limit"], key=lambda one: (one.code,))
        return {**page, "items": [vars(one) for one in page["items"]]}

    @blueprint.route("/partners/<uuid:partner_id>", methods=["GET"])
    @blueprint.response(200, schemas.PartnerSchema)
    @query
    def show_partner(partner_id: UUID) -> dict[str, Any]:
        """Shows a partner, as it stands or stood."""
        return partner(partners.see_partner(partner_id, as_of=as_of()))

    @blueprint.route("/partners", methods=["POST"])
    @blueprint.arguments(schemas.NewPartnerSchema)
    @blueprint.response(201, schemas.PartnerSchema)
    @command(shows=shown.show_partner)
    def register_partner(data: dict[str, Any]) -> UUID:
        """Registers a company that carries out orders."""
        code, name = data.pop("code"), data.pop("name")
        return partners.register_partner(code=code, name=name, agreement=_agreement(data)).id

    @blueprint.route("/partners/<uuid:partner_id>/agreement", methods=["POST"])
    @blueprint.arguments(schemas.AgreementSchema)
    @blueprint.response(200, schemas.PartnerSchema)
    @command(shows=shown.show_partner)
    def renew_agreement(data: dict[str, Any], partner_id: UUID) -> UUID:
        """Notes what is agreed with a partner from now on."""
        agreement = _agreement(data)
        return partners.renew_agreement(partner_id, agreement, expected_version=if_match()).id

    @blueprint.route("/partners/<uuid:partner_id>/suspension", methods=["POST"])
    @blueprint.arguments(schemas.SuspensionSchema)
    @blueprint.response(200, schemas.PartnerSchema)
    @command(shows=shown.show_partner)
    def suspend_partner(data: dict[str, Any], partner_id: UUID) -> UUID:
        """Gives a partner no orders for now."""
        return partners.suspend_partner(partner_id, **data, expected_version=if_match()).id

    @blueprint.route("/partners/<uuid:partner_id>/resumption", methods=["POST"])
    @blueprint.response(200, schemas.PartnerSchema)
    @command(shows=shown.show_partner)
    def resume_partner(partner_id: UUID) -> UUID:
        """Gives a partner orders again."""
        return partners.resume_partner(partner_id, expected_version=if_match()).id


def add_partner_members(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds whose accounts are a partner's people's."""
    partners = door.cases.partners

    @blueprint.route("/partners/<uuid:partner_id>/members", methods=["POST"])
    @blueprint.arguments(schemas.MemberSchema)
    @blueprint.response(201, schemas.PartnerSchema)
    @command(shows=shown.show_partner)
    def admit_partner_member(data: dict[str, Any], partner_id: UUID) -> UUID:
        """Lets an account see the partner's orders."""
        return partners.admit_member(partner_id, **data, expected_version=if_match()).id

    @blueprint.route("/partners/<uuid:partner_id>/members/dismissal", methods=["POST"])
    @blueprint.arguments(schemas.MemberSchema)
    @blueprint.response(200, schemas.PartnerSchema)
    @command(shows=shown.show_partner)
    def dismiss_partner_member(data: dict[str, Any], partner_id: UUID) -> UUID:
        """Lets an account see the partner's orders no more."""
        return partners.dismiss_member(partner_id, **data, expected_version=if_match()).id


def _agreement(data: dict[str, Any]) -> Agreement:
    return Agreement(
        kinds=tuple(dict.fromkeys(data["kinds"])),
        areas=tuple(dict.fromkeys(data["areas"])),
        effective_from=data["effective_from"],
        effective_until=data["effective_until"],
    )
