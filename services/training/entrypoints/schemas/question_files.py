"""What the API takes and shows of files of questions."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Regexp

from services.training.domain import question_content as content_of
from services.training.domain.question import STATES
from services.training.domain.question_checks import TAG
from services.training.entrypoints.schemas.questions import code, word
from services.training.messages.question_sheets import FORMATS, XLSX
from shared.web import Schema


class QuestionFileSchema(Schema):
    """A file of questions (.xlsx, or CSV in UTF-8 or GB 18030), as multipart/form-data."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class ImportedSchema(Schema):
    """A version that came from a file."""

    question_id = fields.UUID(required=True)
    number = fields.Integer(required=True)


class QuestionImportSchema(Schema):
    """What came of a file."""

    import_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    digest = fields.String(required=True)
    written = fields.Integer(required=True)
    revised = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    is_released = fields.Boolean(required=True)
    questions = fields.List(fields.Nested(ImportedSchema), required=True)


class FormQuery(Schema):
    """In which format."""

    format = word(FORMATS, "Format of the file.", load_default=XLSX)


class ExportQuery(FormQuery):
    """Which questions to export."""

    state = word(STATES, "How far it has come.")
    kind = word(content_of.KINDS, "Kind.")
    competency = code("Competency.")
    tag = fields.String(validate=Regexp(TAG), metadata={"description": "Tag."})
