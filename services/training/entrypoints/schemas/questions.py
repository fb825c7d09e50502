"""What the API takes and shows of the question bank."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from services.training.domain import question_checks
from services.training.domain import question_content as content_of
from services.training.domain.question import STATES
from shared.fields import Moment
from shared.web import Digits, PageQuery, Schema

CODE = Regexp(question_checks.CODE)
"""The form of codes."""

CHOICE_KEYS = tuple(content_of.CHOICE_KEYS)

LONGEST_TEXT = 8000
"""Characters of a question's text."""

POINTS = Regexp(r"^[0-9]{1,3}(\.[0-9]{1,2})?$")
"""The form of points: a decimal string with two places at most."""


def code(description: str, **options: Any) -> fields.String:
    """A code of the centre."""
    return fields.String(validate=CODE, metadata={"description": description}, **options)


def codes(description: str, *, most: int) -> Any:
    """Several codes of the centre; none by default."""
    return fields.List(
        fields.String(validate=CODE),
        load_default=list,
        validate=Length(max=most),
        metadata={"description": description},
    )


def tags(description: str) -> Any:
    """Several tags; none by default."""
    return fields.List(
        fields.String(validate=Regexp(question_checks.TAG)),
        load_default=list,
        validate=Length(max=20),
        metadata={"description": description},
    )


def words(description: str, *, longest: int = LONGEST_TEXT, **options: Any) -> fields.String:
    """A text with at least one character that is no space."""
    return fields.String(
        validate=[Length(1, longest), Regexp(r"(?s).*\S")],
        metadata={"description": description},
        **options,
    )


def english(*, longest: int = LONGEST_TEXT) -> fields.String:
    """The same in English, where there is one."""
    return fields.String(
        load_default="",
        validate=Length(max=longest),
        metadata={"description": "The same in English; empty where there is none."},
    )


def word(among: tuple[str, ...], description: str, **options: Any) -> fields.String:
    """One of some words."""
    return fields.String(validate=OneOf(among), metadata={"description": description}, **options)


def whole(least: int, most: int, description: str, **options: Any) -> fields.Integer:
    """A whole number in a range."""
    metadata = {"description": description}
    return fields.Integer(strict=True, validate=Range(least, most), metadata=metadata, **options)


def optional(field: type[fields.Field[Any]]) -> Any:
    """What is shown as null where there is none."""
    return field(required=True, allow_none=True)


class ChoiceSchema(Schema):
    """Something that can be chosen."""

    key = word(CHOICE_KEYS, "Names it for ever, whatever its place on a paper.", required=True)
    zh = words("Its text in Chinese.", longest=2000, required=True)
    en = english(longest=2000)


class KnowledgeItemSchema(Schema):
    """Where in the knowledge base the answer stands (TR-7)."""

    code = code("The item.", required=True)
    version = whole(1, 1_000_000, "Its version.", required=True)


class TaskSchema(Schema):
    """Something to be answered and marked alone."""

    zh = words("The text in Chinese.", required=True)
    en = english()
    points = fields.String(
        required=True, validate=POINTS, metadata={"description": "What it is worth."}
    )
    choices = fields.List(
        fields.Nested(ChoiceSchema),
        load_default=list,
        validate=Length(max=len(CHOICE_KEYS)),
        metadata={"description": "What can be chosen, for single and multiple."},
    )
    key = fields.List(
        word((*CHOICE_KEYS, content_of.TRUE, content_of.FALSE), "A key."),
        load_default=list,
        validate=Length(max=len(CHOICE_KEYS)),
        metadata={"description": "Keys of the right choices; true or false for a statement."},
    )
    accepted = fields.List(
        fields.List(words("A form that is right.", longest=500), validate=Length(1, 50)),
        load_default=list,
        validate=Length(max=50),
        metadata={"description": "For each blank of fill_in the forms that are right."},
    )
    credit = word(content_of.CREDITS, "The rule of partial credit.", load_default=content_of.EXACT)
    guide = fields.String(
        load_default="",
        validate=Length(max=LONGEST_TEXT),
        metadata={"description": "How people mark it; for open kinds only."},
    )


class PartSchema(TaskSchema):
    """One of the questions about a case."""

    name = code("Names it within the case for ever.", required=True)
    kind = word(
        tuple(one for one in content_of.KINDS if one != content_of.CASE), "Kind.", required=True
    )


class QuestionContentSchema(TaskSchema):
    """What a version of a question says."""

    kind = word(content_of.KINDS, "Kind.", required=True)
    competency = code("Code of the competency that it asks for.", required=True)
    difficulty = whole(1, 5, "1 (easy) to 5 (hard).", required=True)
    tags = tags("Words by which papers are drawn.")
    parts = fields.List(
        fields.Nested(PartSchema),
        load_default=list,
        validate=Length(max=20),
        metadata={"description": "The questions about a case."},
    )
    knowledge = fields.List(
        fields.Nested(KnowledgeItemSchema),
        load_default=list,
        validate=Length(max=20),
        metadata={"description": "Items of the knowledge base in which the answer stands."},
    )


class NewQuestionSchema(QuestionContentSchema):
    """A question to write."""

    code = code("Its code.", required=True)


class VersionNumberSchema(Schema):
    """One of the versions of a question."""

    number = whole(1, 1_000_000, "Its number.", required=True)


class QuestionVersionSchema(Schema):
    """A version of a question, with its key."""

    number = fields.Integer(required=True)
    author = fields.String(required=True)
    content = fields.Dict(required=True)


class QuestionSchema(Schema):
    """A question with all its versions and keys."""

    question_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    difficulty = fields.Integer(required=True)
    in_use = optional(fields.Integer)
    reviewed = fields.List(fields.Integer(), required=True)
    written_at = Moment(required=True)
    versions = fields.List(fields.Nested(QuestionVersionSchema), required=True)


class QuestionsQuery(PageQuery):
    """Which questions to list."""

    state = word(STATES, "How far it has come.")
    kind = word(content_of.KINDS, "Kind.")
    competency = code("Competency.")
    tag = fields.String(validate=Regexp(question_checks.TAG), metadata={"description": "Tag."})
    difficulty = Digits(validate=Range(1, 5), metadata={"description": "Difficulty, 1 to 5."})


class QuestionRowSchema(Schema):
    """A question in the list."""

    question_id = fields.UUID(required=True)
    code = fields.String(required=True)
    kind = fields.String(required=True)
    competency = fields.String(required=True)
    state = fields.String(required=True)
    difficulty = fields.Integer(required=True)
    newest = fields.Integer(required=True)
    in_use = optional(fields.Integer)
    beginning = fields.String(required=True)


class StatisticsQuery(Schema):
    """Which version of a question to analyse."""

    question_version = Digits(
        load_default=None,
        validate=Range(1, 1_000_000),
        metadata={"description": "Its number; the one in use by default."},
    )


class ChosenSchema(Schema):
    """How often a choice was taken, and what those who took it earned of the whole paper."""

    choice = fields.String(required=True)
    answers = fields.Integer(required=True)
    mean_total = fields.String(required=True)


class WeakItemSchema(Schema):
    """A version of a question and how well it tells learners apart."""

    question_id = fields.UUID(required=True)
    question_version = fields.Integer(required=True)
    answers = fields.Integer(required=True)
    facility = fields.String(required=True)
    correlation = optional(fields.String)


class ItemStatisticsSchema(Schema):
    """What the answers to a version of a question say of it; null where they do not suffice."""

    question_id = fields.UUID(required=True)
    question_version = fields.Integer(required=True)
    answers = fields.Integer(required=True)
    needed = fields.Integer(required=True)
    is_enough = fields.Boolean(required=True)
    facility = optional(fields.String)
    difficulty = optional(fields.Integer)
    correlation = optional(fields.String)
    upper_lower = optional(fields.String)
    choices = fields.List(fields.Nested(ChosenSchema), required=True)
