"""An export of a list: asked for, made in the background, downloaded by who asked, gone in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from services.tickets.domain.export_errors import ExportNotReady
from shared.event_store.aggregate import Aggregate, event

REQUESTED = "requested"
FINISHED = "finished"
FAILED = "failed"
EXPIRED = "expired"

STATES = (REQUESTED, FINISHED, FAILED, EXPIRED)

LISTS = ("tickets", "facts", "open_tickets")
"""Lists that can be exported: of tickets, of the facts behind figures, of the backlog."""

CSV = "csv"
EXCEL = "excel"
FORMATS = (CSV, EXCEL)


@dataclass(frozen=True)
class ExportRules:
    """The rule set `exports`.

    Args:
        most_rows: rows of one export at most; a longer list must be narrowed.
        keep_hours: how long the file is kept.
    """

    most_rows: int
    keep_hours: int


class Export(Aggregate):
    """One file with the rows of a list [导出]."""

    TOPIC = "tickets.export"

    class Created(Aggregate.Created):
        TOPIC = "tickets.export.requested"
        list_name: str
        format: str
        asked: dict[str, str]
        language: str
        requester_id: UUID
        employee_ids: list[UUID] | None

    def __init__(
        self,
        *,
        list_name: str,
        format: str,  # noqa: A002 (the field's name in the API too)
        asked: dict[str, str],
        language: str,
        requester_id: UUID,
        employee_ids: list[UUID] | None,
    ) -> None:
        self.list_name = list_name
        self.format = format
        self.asked = asked
        self.language = language
        self.requester_id = requester_id
        self.employee_ids = employee_ids
        self.state = REQUESTED
        self.rows_done = 0
        self.from_position: int | None = None
        self.to_position: int | None = None
        self.file_hash: str | None = None
        self.size: int | None = None
        self.cause: str | None = None

    @classmethod
    def request(
        cls,
        *,
        export_id: UUID,
        list_name: str,
        format: str,  # noqa: A002
        asked: dict[str, str],
        language: str,
        requester_id: UUID,
        employee_ids: list[UUID] | None,
    ) -> Self:
        """Asks for an export.

        Args:
            export_id: its id.
            list_name: one of `LISTS`.
            format: one of `FORMATS`.
            asked: filters and sort of the list.
            language: of the headings, a BCP 47 tag.
            requester_id: who asks, and alone may download it.
            employee_ids: whose rows the requester may see; None for everybody's.
        """
        return cls._create(
            cls.Created,
            id=export_id,
            list_name=list_name,
            format=format,
            asked=asked,
            language=language,
            requester_id=requester_id,
            employee_ids=employee_ids,
        )

    @property
    def data_subject(self) -> str:
        """Under this name the file is sealed; its key is destroyed when the time is over."""
        return f"export:{self.id}"

    def note_progress(self, rows_done: int) -> None:
        """Tells how far it has come."""
        self._check_running()
        self._note_progress(rows_done=rows_done)

    @event("Progressed", topic="tickets.export.progressed")
    def _note_progress(self, rows_done: int) -> None:
        self.rows_done = rows_done

    def finish(
        self, *, rows: int, file_hash: str, size: int, from_position: int, to_position: int
    ) -> None:
        """The file is there.

        Args:
            rows: rows of the file.
            file_hash: name of the encrypted file.
            size: bytes in clear.
            from_position: position of the log that the list had reached before its first row.
            to_position: the same after its last row; where both are equal, so stood the list.
        """
        self._check_running()
        self._finish(
            rows=rows,
            file_hash=file_hash,
            size=size,
            from_position=from_position,
            to_position=to_position,
        )

    @event("Finished", topic="tickets.export.finished")
    def _finish(
        self, rows: int, file_hash: str, size: int, from_position: int, to_position: int
    ) -> None:
        self.state = FINISHED
        self.rows_done = rows
        self.file_hash = file_hash
        self.size = size
        self.from_position = from_position
        self.to_position = to_position

    def fail(self, cause: str) -> None:
        """It cannot be made: `too_many_rows`, or `excel_not_installed`."""
        self._check_running()
        self._fail(cause=cause)

    @event("FailedToBeMade", topic="tickets.export.failed")
    def _fail(self, cause: str) -> None:
        self.state = FAILED
        self.cause = cause

    def expire(self) -> None:
        """Its time is over; the file is unreadable from now on."""
        if self.state == FINISHED:
            self._expire()

    @event("Expired", topic="tickets.export.expired")
    def _expire(self) -> None:
        self.state = EXPIRED

    def _check_running(self) -> None:
        if self.state != REQUESTED:
            raise ExportNotReady(state=self.state)
