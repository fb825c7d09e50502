"""Files of questions, in and out, over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from services.training.application.access import MANAGE_EXAMS
from services.training.domain.question_content import QuestionContent
from services.training.domain.question_import import QuestionImport, TooManyQuestions
from services.training.entrypoints.http.door import Door
from services.training.entrypoints.schemas import question_files as schemas
from services.training.messages.question_files import read_lines
from services.training.messages.question_sheets import XLSX, sheet_of, template
from shared.context import current_context
from shared.web import Blueprint, command, if_match, query
from shared.web.problems import reader_language

MOST_EXPORTED = 1000
"""Questions of one file; with the parts of cases so many fit into an import."""

_MEDIA_TYPE = "application/octet-stream"
_FILE = {"type": "string", "format": "binary"}


def add_question_files(blueprint: Blueprint, door: Door) -> None:
    """Adds the import of files."""
    imports = door.cases.question_imports

    def show(import_id: UUID) -> dict[str, Any]:
        return _shown(imports.see_question_import(import_id))

    @blueprint.route("/question-imports", methods=["POST"])
    @blueprint.arguments(schemas.QuestionFileSchema, location="files")
    @blueprint.response(201, schemas.QuestionImportSchema)
    @command(shows=show)
    def import_questions(data: dict[str, Any]) -> UUID:
        """Writes every question of a file as a draft, or none and every wrong cell is named."""
        imports.check_may_import()
        content = data["file"].read()
        digest = hashlib.sha256(content).hexdigest()
        return imports.import_questions(read_lines(content), digest=digest).id

    @blueprint.route("/question-imports/<uuid:question_import_id>", methods=["GET"])
    @blueprint.response(200, schemas.QuestionImportSchema)
    @query
    def show_question_import(question_import_id: UUID) -> dict[str, Any]:
        """Shows what came of a file."""
        return show(question_import_id)

    @blueprint.route("/question-imports/<uuid:question_import_id>/release", methods=["POST"])
    @blueprint.response(200, schemas.QuestionImportSchema)
    @command(shows=show)
    def release_imported_questions(question_import_id: UUID) -> UUID:
        """Finds all that a file of somebody else's wrote right, and puts it in use."""
        return imports.release_imported_questions(
            question_import_id, expected_version=if_match()
        ).id


def add_question_sheets(blueprint: Blueprint, door: Door) -> None:
    """Adds the empty form and the export."""
    imports = door.cases.question_imports

    @blueprint.route("/question-form", methods=["GET"])
    @blueprint.arguments(schemas.FormQuery, location="query")
    @blueprint.response(200, _FILE, content_type=_MEDIA_TYPE)
    @query
    def download_question_form(asked: dict[str, Any]) -> Response:
        """Gives out the empty form for questions, in Excel with an example of each kind."""
        imports.check_may_import()
        return _file("question-form", template(asked["format"], zh=_is_zh()), asked["format"])

    @blueprint.route("/question-export", methods=["GET"])
    @blueprint.arguments(schemas.ExportQuery, location="query")
    @blueprint.response(200, _FILE, content_type=_MEDIA_TYPE)
    @query
    def export_questions(asked: dict[str, Any]) -> Response:
        """Gives out questions with their keys as a file that can be imported again."""
        current_context().require(MANAGE_EXAMS)
        format_ = asked.pop("format")
        found = door.models.questions.page(asked, after=None, limit=MOST_EXPORTED + 1)
        if len(found) > MOST_EXPORTED:
            raise TooManyQuestions(most=MOST_EXPORTED)
        contents = _contents(door, [one.question_id for one in found])
        return _file("questions", sheet_of(contents, format_, zh=_is_zh()), format_)


def _contents(door: Door, question_ids: list[UUID]) -> Iterator[tuple[str, QuestionContent]]:
    for question_id in question_ids:
        question = door.cases.question_bank.see_question(question_id)
        yield question.code, question.version_of(question.newest).content


def _is_zh() -> bool:
    return reader_language().lower().startswith("zh")


def _file(name: str, content: bytes, format_: str) -> Response:
    ending = "xlsx" if format_ == XLSX else "csv"
    return Response(
        content,
        content_type=_MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _shown(one: QuestionImport) -> dict[str, Any]:
    return {
        "import_id": one.id,
        "version": one.version,
        "digest": one.digest,
        "written": one.written,
        "revised": one.revised,
        "unchanged": one.unchanged,
        "is_released": one.is_released,
        "questions": [msgspec.to_builtins(each) for each in one.imported],
    }
