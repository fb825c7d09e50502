"""Exports over HTTP: asked for, watched and downloaded by the same person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import Schema, ValidationError

from services.tickets.application.access import EXPORT
from services.tickets.application.figures import check_span
from services.tickets.application.reactions import NUMBER_PREFIX
from services.tickets.domain.export import (
    CSV,
    EXCEL_NOT_INSTALLED,
    NOT_MADE,
    TOO_MANY_ROWS,
    Export,
)
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import exports as schemas
from services.tickets.entrypoints.schemas import figures, requests
from shared.clock import iso
from shared.context import current_context
from shared.numbers import read_number
from shared.web import Blueprint, PageQuery, after, command, page_of, page_schema, query
from shared.web.problems import invalid_input, reader_language

_QUERIES: dict[str, type[Schema]] = {
    "tickets": requests.TicketsQuery,
    "facts": figures.FactsQuery,
    "open_tickets": figures.OpenTicketsQuery,
}
_EXPLAINED = {
    TOO_MANY_ROWS: (
        "行数超过单次导出的上限，请缩小筛选范围后重新导出。",
        "The list has more rows than one export may have: narrow it and ask again.",
    ),
    EXCEL_NOT_INSTALLED: (
        "系统未安装 Excel 组件，请改为导出 CSV。",
        "This installation cannot write Excel files: ask for CSV.",
    ),
    NOT_MADE: (
        "多次尝试均未能生成文件，请联系系统管理员后重新导出。",
        "The file could not be made in several attempts: tell the administrator and ask again.",
    ),
}
_PAGING = ("limit", "cursor", "sort")


def add_exports(blueprint: Blueprint, door: Door) -> None:
    """Adds exports."""
    exports, scope = door.cases.exports, door.cases.figure_scope

    def shown(export_id: UUID) -> dict[str, Any]:
        return _show(exports.see_export(export_id))

    @blueprint.route("/exports", methods=["POST"])
    @blueprint.arguments(schemas.ExportRequestSchema)
    @blueprint.response(201, schemas.ExportSchema)
    @command(shows=shown)
    def request_export(data: dict[str, Any]) -> UUID:
        """Asks for a list as a file; it is made in the background."""
        asked = _read(data["list_name"], data["filters"])
        site_id = asked.get("site_id")
        employees = scope.employees(
            team_id=asked.pop("team_id", None), employee_id=asked.pop("employee_id", None)
        )
        return exports.request_export(
            list_name=data["list_name"],
            format=data["format"],
            asked={name: _text(value) for name, value in asked.items()},
            language=reader_language(),
            employee_ids=employees,
            zone=str(scope.zone(site_id, at=current_context().occurred_at)),
        ).id

    @blueprint.route("/exports", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(schemas.ExportSchema))
    @query
    def list_exports(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists the exports that you asked for, the latest first."""
        current_context().require(EXPORT)
        rows = door.models.known_exports.of_employee(
            door.cases.access.employee_id(),
            after=after(asked["cursor"], tuple[datetime, UUID]),
            limit=asked["limit"] + 1,
        )
        page = page_of(rows, asked["limit"], key=lambda one: one)
        return {**page, "items": [shown(export_id) for _, export_id in page["items"]]}


def add_made_exports(blueprint: Blueprint, door: Door) -> None:
    """Adds what shows one export and gives out its file."""
    exports = door.cases.exports

    @blueprint.route("/exports/<uuid:export_id>", methods=["GET"])
    @blueprint.response(200, schemas.ExportSchema)
    @query
    def show_export(export_id: UUID) -> dict[str, Any]:
        """Shows how far an export of yours has come."""
        return _show(exports.see_export(export_id))

    @blueprint.route("/exports/<uuid:export_id>/file", methods=["GET"])
    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/octet-stream"
    )
    @query
    def download_export(export_id: UUID) -> Response:
        """Gives out the file of an export of yours, to be saved."""
        export, content = exports.read_file(export_id)
        ending = "csv" if export.format == CSV else "xlsx"
        name = f"{export.list_name}-{export.id}.{ending}"
        return Response(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )


def _show(export: Export) -> dict[str, Any]:
    """An export as its requester sees it."""
    return {
        **vars(export),
        "export_id": export.id,
        "version": export.version,
        "filters": export.asked,
        "time_zone": export.zone,
        "explanation": _explained(export),
        "requested_at": iso(export.created_on),
    }


def _explained(export: Export) -> str | None:
    if export.cause is None:
        return None
    chinese, english = _EXPLAINED[export.cause]
    return chinese if reader_language().lower().startswith("zh") else english


def _read(list_name: str, filters: dict[str, str]) -> dict[str, Any]:
    """The filters, read by the list's own form."""
    form = _QUERIES[list_name](exclude=_PAGING if list_name == "tickets" else _PAGING[:2])
    try:
        asked: dict[str, Any] = form.load(filters)
    except ValidationError as refusal:
        raise invalid_input({"filters": refusal.messages_dict}) from refusal
    if "number" in asked:
        asked["number"] = read_number(asked["number"], prefix=NUMBER_PREFIX)
    if list_name == "facts":
        check_span(asked["since"], asked["until"])
    return asked


def _text(value: Any) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)
