"""Training records, over HTTP: shown, printed, and as an Excel file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from services.training.application.training_records import TrainingRecord
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import training_records as schemas
from services.training.messages.training_record_files import record_pdf, record_workbook
from shared.clock import iso
from shared.web import Blueprint, query
from shared.web.problems import reader_language

PARTS = ("courses", "sessions", "exams", "stages", "certificates", "mentorships")
_FILE = {"type": "string", "format": "binary"}
_PDF = "application/pdf"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_training_records(blueprint: Blueprint, door: Door) -> None:
    """Adds the record of an employee and its files."""
    records, holders = door.cases.training_records, door.models.certificate_holders
    path = "/employees/<uuid:employee_id>/training-record"

    @blueprint.route(path, methods=["GET"])
    @blueprint.response(200, schemas.TrainingRecordSchema)
    @query
    def show_training_record(employee_id: UUID) -> dict[str, Any]:
        """Shows what somebody has learned, sat and become, with the hours of it and the mentors."""
        return _shown(records.see_training_record(employee_id))

    @blueprint.route(f"{path}/document", methods=["POST"])
    @blueprint.arguments(schemas.RecordDocumentSchema)
    @blueprint.response(200, _FILE, content_type=_PDF)
    @query
    def print_training_record(data: dict[str, Any], employee_id: UUID) -> Response:
        """Makes the PDF of a training record; nothing is kept of it."""
        record = records.see_training_record(employee_id)
        made = record_pdf(record, zone=holders.zone_of(employee_id), **data)
        return _file(record, made, media_type=_PDF, ending="pdf")

    @blueprint.route(f"{path}/workbook", methods=["GET"])
    @blueprint.response(200, _FILE, content_type=_EXCEL)
    @query
    def export_training_record(employee_id: UUID) -> Response:
        """Gives out a training record as an Excel file, in the language asked for."""
        record = records.see_training_record(employee_id)
        language = "zh" if reader_language().lower().startswith("zh") else "en"
        made = record_workbook(record, language=language, zone=holders.zone_of(employee_id))
        return _file(record, made, media_type=_EXCEL, ending="xlsx")


def _shown(record: TrainingRecord) -> dict[str, Any]:
    parts = {name: getattr(record, name) for name in PARTS}
    return {
        **vars(record),
        **{name: rows[: schemas.MOST_ROWS] for name, rows in parts.items()},
        "cut": [name for name, rows in parts.items() if len(rows) > schemas.MOST_ROWS],
        "made_at": iso(record.made_at),
        "courses_completed": len(record.completed_courses),
        "credits": record.credits,
        "course_minutes": record.course_minutes,
        "session_minutes": record.session_minutes,
    }


def _file(record: TrainingRecord, made: bytes, *, media_type: str, ending: str) -> Response:
    name = f"training-record-{record.employee_id}.{ending}"
    return Response(
        made,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
