"""An export of a list: asked for, made in the background, downloaded by who asked, gone in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from services.tickets.domain.export_errors import ExportNotReady
from shared.event_store.aggregate import Aggregate, event

REQUESTED = "requested"
FINISHED = "finished"
FAILED = "failed"
EXPIRED = "expired"

STATES = (REQUESTED, FINISHED, FAILED, EXPIRED)

TOO_MANY_ROWS = "too_many_rows"
EXCEL_NOT_INSTALLED = "excel_not_installed"
NOT_MADE = "not_made"

CAUSES = (TOO_MANY_ROWS, EXCEL_NOT_INSTALLED, NOT_MADE)
"""Why an export cannot be made: too long a list, no library for Excel, or no attempt succeeded."""

MOST_ATTEMPTS = 5
"""After so many attempts that failed an export is given up."""

FIRST_PAUSE = timedelta(minutes=1)
"""Pause after the first failed attempt; each one after it is twice as long."""

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
        class_version = 2
        list_name: str
        format: str
        asked: dict[str, str]
        language: str
        requester_id: UUID
        employee_ids: list[UUID] | None
        zone: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Version 1 told all times in UTC."""
            state["zone"] = "UTC"

    def __init__(
        self,
        *,
        list_name: str,
        format: str,  # noqa: A002 (the field's name in the API too)
        asked: dict[str, str],
        language: str,
        requester_id: UUID,
        employee_ids: list[UUID] | None,
        zone: str,
    ) -> None:
        self.list_name = list_name
        self.format = format
        self.asked = asked
        self.language = language
        self.requester_id = requester_id
        self.employee_ids = employee_ids
        self.zone = zone
        self.state = REQUESTED
        self.attempts = 0
        self.next_at: datetime | None = None
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
        zone: str,
    ) -> Self:
        """Asks for an export.

        Args:
            export_id: its id.
            list_name: one of `LISTS`.
            format: one of `FORMATS`.
            asked: filters and sort of the list.
            language: of headings and words, a BCP 47 tag.
            requester_id: who asks, and alone may download it.
            employee_ids: whose rows the requester may see; None for everybody's.
            zone: name of the time zone in which times are told.
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
            zone=zone,
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
        """It cannot be made: one of `CAUSES`."""
        self._check_running()
        self._fail(cause=cause)

    @event("FailedToBeMade", topic="tickets.export.failed")
    def _fail(self, cause: str) -> None:
        self.state = FAILED
        self.cause = cause

    def note_failed_attempt(self, *, at: datetime) -> None:
        """It could not be made this time: it is tried again after a pause, in the end given up.

        Args:
            at: when that was.
        """
        self._check_running()
        attempt = self.attempts + 1
        if attempt == MOST_ATTEMPTS:
            self._fail(cause=NOT_MADE)
            return
        pause = FIRST_PAUSE * 2 ** (attempt - 1)
        self._note_failed_attempt(attempt=attempt, next_at=at + pause)

    @event("AttemptFailed", topic="tickets.export.attempt_failed")
    def _note_failed_attempt(self, attempt: int, next_at: datetime) -> None:
        self.attempts = attempt
        self.next_at = next_at

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
