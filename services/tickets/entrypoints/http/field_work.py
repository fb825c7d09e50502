"""Field-service orders over HTTP, for own staff and partners' people who carry them out (SR-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response

from services.tickets.application.access import FIELD_WORK, PARTNER_WORK, SEE_ALL
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.http.field_rendering import (
    FieldRendering,
    result,
    row,
    work_row,
)
from services.tickets.entrypoints.schemas import field, replies, requests
from services.tickets.read_models.field_work_list import ListedWork
from shared.context import current_context
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)


def add_field_work_list(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds what there is to do."""
    access = door.cases.field_access

    def waiting(last: tuple[datetime, UUID] | None, limit: int) -> Sequence[ListedWork]:
        partner_id = access.partner_of_the_actor()
        if partner_id is not None:
            return door.models.field_work.of_partner(partner_id, after=last, limit=limit)
        context = current_context()
        if not context.may(PARTNER_WORK):
            context.require(FIELD_WORK)
        employee_id = door.cases.access.employee_id()
        return door.models.field_work.of_employee(employee_id, after=last, limit=limit)

    @blueprint.route("/field-work", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(field.FieldWorkRowSchema))
    @query
    def list_field_work(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists what you, or the partner you work for, have to do, the next window first."""
        last = after(asked["cursor"], tuple[datetime, UUID])
        rows = waiting(last, asked["limit"] + 1)
        page = page_of(rows, asked["limit"], key=lambda one: (one.planned_at, one.order_id))
        return {**page, "items": [work_row(one) for one in page["items"]]}

    @blueprint.route("/field-work/<uuid:field_order_id>", methods=["GET"])
    @blueprint.response(200, field.FieldWorkSchema)
    @query
    def show_field_work(field_order_id: UUID) -> dict[str, Any]:
        """Shows what you need to carry an order out."""
        return shown.work(*door.cases.field_work.see_work(field_order_id))


def add_field_work(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds the steps of carrying an order out."""
    work = door.cases.field_work

    @blueprint.route("/field-work/<uuid:field_order_id>/acceptance", methods=["POST"])
    @blueprint.response(200, field.FieldWorkSchema)
    @command(shows=shown.show_work)
    def accept_field_order(field_order_id: UUID) -> UUID:
        """Takes an order on [接单]."""
        return work.accept_order(field_order_id, expected_version=if_match()).id

    @blueprint.route("/field-work/<uuid:field_order_id>/refusal", methods=["POST"])
    @blueprint.arguments(field.FieldReasonSchema)
    @blueprint.response(200, field.FieldWorkSchema)
    @command(shows=shown.show_work)
    def decline_field_order(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Does not take an order on, and says why [拒单]."""
        return work.decline_order(field_order_id, **data, expected_version=if_match()).id

    @blueprint.route("/field-work/<uuid:field_order_id>/departure", methods=["POST"])
    @blueprint.response(200, field.FieldWorkSchema)
    @command(shows=shown.show_work)
    def depart(field_order_id: UUID) -> UUID:
        """You set out now."""
        return work.depart(field_order_id, expected_version=if_match()).id

    @blueprint.route("/field-work/<uuid:field_order_id>/arrival", methods=["POST"])
    @blueprint.response(200, field.FieldWorkSchema)
    @command(shows=shown.show_work)
    def arrive(field_order_id: UUID) -> UUID:
        """You are there now [到场]."""
        return work.arrive(field_order_id, expected_version=if_match()).id

    @blueprint.route("/field-work/<uuid:field_order_id>/checklist/<item>", methods=["POST"])
    @blueprint.arguments(field.CheckSchema)
    @blueprint.response(200, field.RecordSchema)
    @command(shows=shown.show_record)
    def check_item(data: dict[str, Any], field_order_id: UUID, item: str) -> UUID:
        """Notes how a step of the standard was done."""
        return work.check_item(field_order_id, item=item, **data).id

    @blueprint.route("/field-work/<uuid:field_order_id>/result", methods=["POST"])
    @blueprint.arguments(field.OrderResultSchema)
    @blueprint.response(200, field.FieldWorkSchema)
    @command(shows=shown.show_work)
    def report_result(data: dict[str, Any], field_order_id: UUID) -> UUID:
        """Says what the visit led to; what went wrong opens a problem."""
        return work.report_result(field_order_id, **data, expected_version=if_match()).id


def add_evidence(blueprint: Blueprint, door: Door, shown: FieldRendering) -> None:
    """Adds the files that show the work."""
    work = door.cases.field_work

    @blueprint.route(
        "/field-work/<uuid:field_order_id>/checklist/<item>/evidence", methods=["POST"]
    )
    @blueprint.arguments(requests.FileSchema, location="files")
    @blueprint.response(201, field.RecordSchema)
    @command(shows=shown.show_record)
    def attach_evidence(data: dict[str, Any], field_order_id: UUID, item: str) -> UUID:
        """Shows a step by a file; it is encrypted before it is written."""
        file = data["file"]
        return work.attach_evidence(
            field_order_id,
            item=item,
            file_name=file.filename or "",
            media_type=file.mimetype,
            content=file.read(),
        ).id

    @blueprint.route(
        "/field-work/<uuid:field_order_id>/evidence/<uuid:evidence_id>", methods=["GET"]
    )
    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/octet-stream"
    )
    @query
    def download_evidence(field_order_id: UUID, evidence_id: UUID) -> Response:
        """Gives back a file, to be saved and never shown in the page."""
        evidence, content = work.read_evidence(field_order_id, evidence_id)
        name = door.rendering.opened(evidence.file_name) or str(evidence_id)
        return Response(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                "X-Content-Type-Options": "nosniff",
            },
        )


def add_field_results(blueprint: Blueprint, door: Door) -> None:
    """Adds how punctual and conform the service was (SR-2)."""

    @blueprint.route("/field-results", methods=["GET"])
    @blueprint.arguments(field.ResultsQuery, location="query")
    @blueprint.response(200, replies.items_of(field.FieldResultSchema))
    @query
    def sum_field_results(asked: dict[str, Any]) -> dict[str, Any]:
        """Sums arrivals, conformity and judgements of a span of time by performer and kind."""
        current_context().require(SEE_ALL)
        return {"items": [result(one) for one in door.models.field_results.results(**asked)]}

    @blueprint.route("/field-results/orders", methods=["GET"])
    @blueprint.arguments(field.BehindQuery, location="query")
    @blueprint.response(200, page_schema(field.FieldOrderRowSchema))
    @query
    def list_orders_behind(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the orders that one of the numbers is made of."""
        current_context().require(SEE_ALL)
        found = door.models.field_results.behind(
            asked["figure"],
            performer=asked["performer"],
            since=asked["since"],
            until=asked["until"],
            after=after(asked["cursor"], tuple[str, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(found, asked["limit"], key=lambda one: one)
        rows = door.models.field_orders.of_ids([order_id for _, order_id in page["items"]])
        return {**page, "items": [row(one) for one in rows]}
