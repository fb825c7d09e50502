"""A toy service, for tests of the kernel: notes that are written, amended and listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Column, String, select, tuple_

from shared.context import current_context
from shared.errors import RuleViolated
from shared.event_store import Aggregate, EventStore, event
from shared.event_store.store import expect_version
from shared.read_models import ReadModel, Rows, projects, read_table
from shared.sealed import Sealed

NOTES = read_table(
    "notes",
    Column("note_id", String, primary_key=True),
    Column("title", String, nullable=False),
)


class NoteIsFinished(RuleViolated):
    code = "note-is-finished"
    en = "Note {note_id} is finished; write a new one."
    zh = "便笺 {note_id} 已完成，请新建一条。"


class Note(Aggregate):
    TOPIC = "notes.note"

    class Created(Aggregate.Created):
        TOPIC = "notes.note.written"
        title: str
        about: Sealed | None

    def __init__(self, title: str, about: Sealed | None) -> None:
        self.title = title
        self.about = about
        self.is_finished = False

    def amend(self, *, title: str) -> None:
        if self.is_finished:
            raise NoteIsFinished(note_id=self.id)
        self._amend(title=title)

    def finish(self) -> None:
        if self.is_finished:
            raise NoteIsFinished(note_id=self.id)
        self._finish()

    @event("Amended", topic="notes.note.amended")
    def _amend(self, title: str) -> None:
        self.title = title

    @event("Finished", topic="notes.note.finished")
    def _finish(self) -> None:
        self.is_finished = True


class Notes:
    """The application.

    Args:
        store: the log.
        meanwhile: called as each command begins, for what others do at the same time.
    """

    def __init__(self, store: EventStore, *, meanwhile: Callable[[], object]) -> None:
        self.store = store
        self._meanwhile = meanwhile

    def write_note(self, *, title: str, about: Sealed | None) -> UUID:
        self._meanwhile()
        current_context().require("notes.write")
        return self._save(Note(title=title, about=about))

    def amend_note(self, note_id: UUID, *, title: str, expected_version: int | None) -> UUID:
        self._meanwhile()
        note = self.store.get(Note, note_id)
        expect_version(note, expected_version)
        note.amend(title=title)
        return self._save(note)

    def finish_note(self, note_id: UUID) -> UUID:
        self._meanwhile()
        note = self.store.get(Note, note_id)
        note.finish()
        return self._save(note)

    def _save(self, note: Note) -> UUID:
        self.store.save(note)
        return note.id


class WrittenNotes(ReadModel):
    name = "written_notes"
    source = "notes"
    tables = (NOTES,)

    @projects("notes.note.written")
    def note_written(self, rows: Rows, written: Note.Created) -> None:
        rows[NOTES].put(note_id=str(written.originator_id), title=written.title)

    def page(self, *, last: tuple[str, str] | None, limit: int) -> list[dict[str, Any]]:
        asked = select(NOTES).order_by(NOTES.c.title, NOTES.c.note_id).limit(limit + 1)
        if last is not None:
            asked = asked.where(tuple_(NOTES.c.title, NOTES.c.note_id) > last)
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]
