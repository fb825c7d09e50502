"""The toy service of notes behind the HTTP door, on SQLite, with operations that go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from shared.bus.publication import Publications
from shared.context import current_context
from shared.platform import Platform
from shared.read_models import ReadDatabase
from shared.sealed import Sealed
from shared.service import Service
from shared.web import (
    Blueprint,
    Limit,
    PageQuery,
    Schema,
    after,
    as_of,
    command,
    count_against,
    history_routes,
    if_match,
    page_of,
    page_schema,
    query,
)
from tests.support.notes import NOTES, Note, Notes, WrittenNotes

GUESSES = Limit("guesses", burst=2, per_minute=60)


class NewNoteSchema(Schema):
    title = fields.String(required=True, validate=validate.Length(1, 40))
    stars = fields.Integer(validate=validate.Range(1, 5))


class AmendmentSchema(Schema):
    title = fields.String(required=True)


class NoteSchema(Schema):
    note_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    is_finished = fields.Boolean(required=True)
    written_by = fields.String(required=True)


class NoteRowSchema(Schema):
    note_id = fields.UUID(required=True)
    title = fields.String(required=True)


class GuessSchema(Schema):
    account = fields.String(required=True)


def make_blueprint(notes: Notes, written: WrittenNotes) -> Blueprint:
    blueprint = Blueprint("notes", __name__, url_prefix="/api/notes/v1", description="Notes.")

    def show_note(note_id: UUID) -> dict[str, Any]:
        return shown(notes.store.get(Note, note_id))

    def shown(note: Note) -> dict[str, Any]:
        return {
            "note_id": note.id,
            "version": note.version,
            "title": note.title,
            "is_finished": note.is_finished,
            "written_by": current_context().actor,
        }

    @blueprint.route("/notes", methods=["POST"])
    @blueprint.arguments(NewNoteSchema)
    @blueprint.response(201, NoteSchema)
    @command(shows=show_note, only_saves=True)
    def write_note(data: dict[str, Any]) -> UUID:
        """Write a note."""
        about = Sealed(subject="customer:1", key_id="k", algorithm="a", nonce="n", text="t")
        return notes.write_note(title=data["title"], about=about)

    @blueprint.route("/notes", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(NoteRowSchema))
    @query
    def list_notes(asked: dict[str, Any]) -> dict[str, Any]:
        """All notes by title."""
        last = after(asked["cursor"], tuple[str, str])
        rows = written.page(last=last, limit=asked["limit"])
        return page_of(rows, asked["limit"], key=lambda row: (row["title"], row["note_id"]))

    @blueprint.route("/notes/<uuid:note_id>", methods=["GET"])
    @blueprint.response(200, NoteSchema)
    @query
    def read_note(note_id: UUID) -> dict[str, Any]:
        """One note, now or as it was."""
        return shown(notes.store.get(Note, note_id, as_of=as_of()))

    @blueprint.route("/notes/<uuid:note_id>/title", methods=["POST"])
    @blueprint.arguments(AmendmentSchema)
    @blueprint.response(200, NoteSchema)
    @command(shows=show_note)
    def amend_note(data: dict[str, Any], note_id: UUID) -> UUID:
        """Give a note another title."""
        return notes.amend_note(note_id, title=data["title"], expected_version=if_match())

    @blueprint.route("/notes/<uuid:note_id>/end", methods=["POST"])
    @blueprint.response(200, NoteSchema)
    @command(shows=show_note)
    def finish_note(note_id: UUID) -> UUID:
        """Finish a note for good."""
        return notes.finish_note(note_id)

    add_odd_operations(blueprint, notes, show_note)
    return blueprint


def add_odd_operations(
    blueprint: Blueprint, notes: Notes, show_note: Callable[[UUID], dict[str, Any]]
) -> None:
    """What no real service has: mistakes, failures, and an operation for guesses."""

    @blueprint.route("/mistakes", methods=["POST"])
    @blueprint.response(201, NoteSchema)
    @command(shows=show_note)
    def mistake_note() -> UUID:
        """Answer with another note than the one that was saved."""
        first = notes.write_note(title="first", about=None)
        notes.write_note(title="second", about=None)
        return UUID(int=first.int + 1)

    @blueprint.route("/forms", methods=["POST"])
    @blueprint.arguments(NewNoteSchema, location="form")
    @blueprint.response(201, NoteSchema)
    @command(shows=show_note)
    def hand_in_form(data: dict[str, Any]) -> UUID:
        """Write a note by a form."""
        return notes.write_note(title=data["title"], about=None)

    @blueprint.route("/guesses", methods=["POST"])
    @blueprint.arguments(GuessSchema)
    @blueprint.response(200, GuessSchema)
    @command(idempotent=False, signed_in=False)
    def guess(data: dict[str, Any]) -> dict[str, Any]:
        """Guess at an account, so often and no oftener."""
        count_against(GUESSES, key=data["account"])
        return data

    @blueprint.route("/failures", methods=["GET"])
    @blueprint.response(200)
    @query
    def fail() -> None:
        """Fail inside, with words that nobody outside may see."""
        raise ZeroDivisionError("the customer's number is 13800000000")


def build_notes(
    platform: Platform,
    *,
    meanwhile: Callable[[], object] = lambda: None,
    session_check: Callable[[str], bool] | None = None,
    owners: Callable[[str, UUID], bool] | None = None,
) -> Service:
    """The service, wired; its tables are made.

    Args:
        platform: the infrastructure.
        meanwhile: called as each command begins.
        session_check: whether a session still stands.
        owners: whether the caller may see an entity's history without the permission.
    """
    store = platform.event_store("notes", aggregates=[Note], side_kinds=())
    store.recorder.create_tables(log_id=platform.new_log_id("notes"))
    database: ReadDatabase = platform.read_database("notes")
    database.create_tables([NOTES])
    written = WrittenNotes(database)
    notes = Notes(store, meanwhile=meanwhile)

    def blueprint() -> Blueprint:
        made = make_blueprint(notes, written)
        history_routes(made, service, may_see=owners)
        return made

    service = Service(
        name="notes",
        store=store,
        read_database=database,
        read_models=[written],
        publications=Publications("notes", []),
        blueprint=blueprint,
        aggregates={"note": Note},
        session_check=session_check,
    )
    return service
