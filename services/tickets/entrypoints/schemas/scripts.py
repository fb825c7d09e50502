"""What the API of scripts and their tests takes and shows."""

from __future__ import annotations

from marshmallow import fields

from services.tickets.application.scripts import SCRIPT_PURPOSES
from services.tickets.entrypoints.schemas import words
from shared.web import PageQuery, Schema

_LONGEST_SCRIPT = 4000


class TextsSchema(Schema):
    """The words of a script in both languages."""

    zh = words.text("In Chinese.", longest=_LONGEST_SCRIPT, required=True)
    en = words.text("In English.", longest=_LONGEST_SCRIPT, required=True)


class NewScriptSchema(Schema):
    """A script with the draft of its first version."""

    name = words.name("How the centre calls it.")
    purpose = words.word(SCRIPT_PURPOSES, "What for.", required=True)
    texts = fields.Nested(TextsSchema, required=True)


class DraftSchema(Schema):
    """The words of a version."""

    texts = fields.Nested(TextsSchema, required=True)


class ScriptsQuery(PageQuery):
    """Which scripts to list."""

    purpose = words.word(SCRIPT_PURPOSES, "Of this purpose only.")


class NewScriptTestSchema(Schema):
    """Two released versions to compare."""

    script_id = fields.UUID(required=True)
    version_a = words.whole(1, 10_000, "Version that is said so far.", required=True)
    version_b = words.whole(1, 10_000, "Version that challenges it.", required=True)
    percent_b = words.whole(1, 99, "Share of contacts that hear version b.", load_default=50)
    successes = words.codes("Disposition codes that count as success.", most=50, required=True)
    base_rate = words.share("Success rate expected of version a.", required=True)
    smallest_difference = words.share("Difference of rates worth knowing.", required=True)


class SubjectQuery(Schema):
    """Which contact or customer."""

    subject_id = fields.UUID(required=True)


class ScriptOutcomeSchema(Schema):
    """What a contact of yours came to; `subject_id` is the contact."""

    subject_id = fields.UUID(required=True)
    disposition = words.code("Disposition code.", required=True)


class ScriptVersionSchema(Schema):
    """A version of a script."""

    number = fields.Integer(required=True)
    state = fields.String(required=True)
    author_id = fields.UUID(required=True)
    texts = fields.Nested(TextsSchema, required=True)


class ScriptSchema(Schema):
    """A script."""

    script_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    purpose = fields.String(required=True)
    current = words.optional(fields.Integer)
    versions = fields.List(fields.Nested(ScriptVersionSchema), required=True)


class ScriptRowSchema(Schema):
    """A script in a list."""

    script_id = fields.UUID(required=True)
    name = fields.String(required=True)
    purpose = fields.String(required=True)
    released = fields.List(fields.Integer(), required=True)
    test_ids = fields.List(fields.UUID(), required=True)


class ArmSchema(Schema):
    """What an arm has come to."""

    outcomes = fields.Integer(required=True)
    successes = fields.Integer(required=True)


class ComparisonSchema(Schema):
    """The result of a test as it stands; rates as decimal strings."""

    a = fields.Nested(ArmSchema, required=True)
    b = fields.Nested(ArmSchema, required=True)
    needed_per_arm = fields.Integer(required=True)
    rate_a = fields.String(required=True)
    rate_b = fields.String(required=True)
    difference = fields.String(required=True)
    lower = fields.String(required=True)
    upper = fields.String(required=True)
    has_enough_data = fields.Boolean(required=True)
    verdict = fields.String(required=True)
    verdict_zh = fields.String(required=True)


class ScriptTestSchema(Schema):
    """A test of two versions, with its result as it stands."""

    script_test_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    script_id = fields.UUID(required=True)
    version_a = fields.Integer(required=True)
    version_b = fields.Integer(required=True)
    percent_b = fields.Integer(required=True)
    successes = fields.List(fields.String(), required=True)
    base_rate = fields.String(required=True)
    smallest_difference = fields.String(required=True)
    is_running = fields.Boolean(required=True)
    result = fields.Nested(ComparisonSchema, required=True)


class AssignmentShownSchema(Schema):
    """Which version a contact or customer hears."""

    subject_id = fields.UUID(required=True)
    arm = fields.String(required=True)
    script_id = fields.UUID(required=True)
    script_version = fields.Integer(required=True)
    texts = fields.Nested(TextsSchema, required=True)


class OutcomeShownSchema(ScriptOutcomeSchema):
    """An outcome that counts."""

    arm = fields.String(required=True)
    script_version = fields.Integer(required=True)
    is_success = fields.Boolean(required=True)
