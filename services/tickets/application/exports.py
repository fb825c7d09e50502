"""The use cases of exports [导出]: asked for by a person, made and expired by timers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

import structlog

from services.tickets.application.access import EXPORT
from services.tickets.application.workbench import Workbench
from services.tickets.domain.export import (
    EXCEL_NOT_INSTALLED,
    FINISHED,
    REQUESTED,
    TOO_MANY_ROWS,
    Export,
)
from services.tickets.domain.export_errors import ExportNotFound, ExportNotReady
from shared.context import acting, current_context
from shared.errors import Conflict, Unavailable
from shared.sealed.files import SealedFiles
from shared.spreadsheets import Cell, ExcelNotInstalled, sheet_in

_log = structlog.get_logger(__name__)

ROWS_A_NOTE = 10_000
"""Rows after which progress is told."""

_AT_A_TIME = 10


class Lists(Protocol):
    """The rows of the lists that can be exported."""

    def position(self) -> int:
        """Up to which position of the log the lists stand."""

    def headings(self, export: Export) -> Sequence[str]:
        """What the columns are called."""

    def rows(self, export: Export, *, at: datetime) -> Iterator[Sequence[Cell]]:
        """The rows, read a page at a time; texts opened for the requester."""


class KnownExports(Protocol):
    """Which exports there are."""

    def requested(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Those that wait to be made by then, the longest waiting first."""

    def finished(self, *, by: datetime, limit: int) -> Sequence[UUID]:
        """Those finished by then whose file is there, the oldest first."""


class Exports:
    """Asks for exports, makes them, gives them out and lets them expire.

    Args:
        bench: what all use cases stand on.
        files: keeps the files, each encrypted with a key of its own.
        lists: the rows.
        known: which exports there are.
    """

    def __init__(
        self, bench: Workbench, *, files: SealedFiles, lists: Lists, known: KnownExports
    ) -> None:
        self._bench = bench
        self._files = files
        self._lists = lists
        self._known = known

    def request_export(
        self,
        *,
        list_name: str,
        format: str,  # noqa: A002 (the field's name in the API too)
        asked: Mapping[str, str],
        language: str,
        employee_ids: frozenset[UUID] | None,
        zone: str,
    ) -> Export:
        """Asks for an export of what the actor may see now.

        Args:
            list_name: one of `export.LISTS`.
            format: one of `export.FORMATS`.
            asked: filters and sort of the list.
            language: of headings and words.
            employee_ids: whose rows are asked for, as far as visible; None for everybody's.
            zone: name of the time zone in which times are told.
        """
        current_context().require(EXPORT)
        export = Export.request(
            export_id=self._bench.new_id(),
            list_name=list_name,
            format=format,
            asked=dict(asked),
            language=language,
            requester_id=self._bench.access.employee_id(),
            employee_ids=None if employee_ids is None else sorted(employee_ids),
            zone=zone,
        )
        self._bench.store.save(export)
        return export

    def see_export(self, export_id: UUID) -> Export:
        """An export of one's own.

        Raises:
            ExportNotFound: there is none, or it is somebody else's.
        """
        current_context().require(EXPORT)
        export = self._bench.store.find(Export, export_id)
        if export is None or export.requester_id != self._bench.access.employee_id():
            raise ExportNotFound(key=export_id)
        return export

    def read_file(self, export_id: UUID) -> tuple[Export, bytes]:
        """The file of an export of one's own.

        Raises:
            ExportNotFound: there is none, or it is somebody else's.
            ExportNotReady: it has no file yet, or no more.
        """
        export = self.see_export(export_id)
        if export.state != FINISHED or export.file_hash is None:
            raise ExportNotReady(state=export.state)
        return export, self._files.read(export.file_hash)

    def make_exports(self, at: datetime) -> int:
        """Makes what was asked for; of two processes that make the same one, one finishes it.

        What cannot be made is tried again after a pause and in the end given up; it holds nobody
        up.
        """
        waiting = self._known.requested(by=at, limit=_AT_A_TIME)
        return sum(self._make(one, at=at) for one in waiting)

    def expire_exports(self, at: datetime) -> int:
        """Destroys the keys of files whose time is over, and removes the files."""
        by = at - timedelta(hours=self._bench.rules.exports.keep_hours)
        finished = self._known.finished(by=by, limit=100)
        return sum(self._expire(one) for one in finished)

    def _expire(self, export_id: UUID) -> bool:
        export = self._bench.store.get(Export, export_id)
        self._bench.keys.erase(export.data_subject)
        try:
            if export.file_hash is not None:
                self._files.remove(export.file_hash)
        except OSError:
            # Nobody can read it without its key; the next run tries again.
            _log.exception("export-not-removed", export_id=str(export_id))
            return False
        export.expire()
        self._bench.store.save(export)
        return True

    def _make(self, export_id: UUID, *, at: datetime) -> int:
        export = self._bench.store.get(Export, export_id)
        if export.state != REQUESTED or (export.next_at is not None and export.next_at > at):
            return 0
        context = replace(current_context(), on_behalf_of=str(export.requester_id))
        with acting(context), self._bench.rules.noted("exports"):
            try:
                with tempfile.TemporaryDirectory(prefix="loopdesk-export-") as folder:
                    self._write(export, Path(folder) / "export", at=at)
                self._bench.store.save(export)
            except Conflict:
                return 0
            except Unavailable:
                # Not this export's fault: all are tried again when the part is there.
                raise
            except Exception:  # noqa: BLE001 (it fails alone, with its cause)
                _log.exception("export-not-made", export_id=str(export_id))
                self._note_failed_attempt(export_id, at=at)
                return 0
        return 1

    def _note_failed_attempt(self, export_id: UUID, *, at: datetime) -> None:
        export = self._bench.store.get(Export, export_id)
        with suppress(Conflict, ExportNotReady):
            export.note_failed_attempt(at=at)
            self._bench.store.save(export)

    def _write(self, export: Export, path: Path, *, at: datetime) -> None:
        began_at, most = self._lists.position(), self._bench.rules.exports.most_rows
        count = 0
        try:
            with sheet_in(path, export.format) as sheet:
                sheet.write(self._lists.headings(export))
                for count, row in enumerate(self._lists.rows(export, at=at), start=1):
                    if count > most:
                        export.fail(TOO_MANY_ROWS)
                        return
                    sheet.write(row)
                    if count % ROWS_A_NOTE == 0:
                        export.note_progress(count)
                        self._bench.store.save(export)
        except ExcelNotInstalled:
            export.fail(EXCEL_NOT_INSTALLED)
            return
        content = path.read_bytes()
        export.finish(
            rows=count,
            file_hash=self._files.keep(export.data_subject, content),
            size=len(content),
            from_position=began_at,
            to_position=self._lists.position(),
        )
