"""Who sits what now, and how often before: rows by which of two starts at once one wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.training.domain.exam_definition import Attempt
from services.training.domain.sitting import Sitting
from shared.clock import iso
from shared.event_store import SideWrite, compare_and_set, delete, insert
from shared.event_store.store import Store

ATTEMPTS, RUNNING_SITTINGS = "exam_attempts", "running_sittings"
KINDS = frozenset({ATTEMPTS, RUNNING_SITTINGS})
"""Attempts of one employee at one exam; the one sitting that an employee may have running."""


class Attempts:
    """All attempts of one employee at one exam, as their row has them.

    Args:
        store: the log.
        exam_id: the exam.
        employee_id: the employee.
    """

    def __init__(self, store: Store, exam_id: UUID, employee_id: UUID) -> None:
        self._key = f"{exam_id}/{employee_id}"
        self._employee_id = employee_id
        self._store = store
        row = store.side_row(ATTEMPTS, self._key)
        self._stored: list[dict[str, Any]] | None = None if row is None else row.content

    @property
    def next_number(self) -> int:
        """The number of the next attempt, 1 for the first."""
        return len(self._stored or ()) + 1

    def counting(self, *, at: datetime, days: int) -> Sequence[Attempt]:
        """Those that count for a retake: the ones of so many days, and any without a result."""
        since = iso(at - timedelta(days=days))
        return [
            Attempt(
                quarter=one["quarter"],
                ended_at=_moment(one["ended_at"]),
                passed=one["passed"],
                is_released=not one["passed"] or self._is_released(one["sitting_id"], at=at),
            )
            for one in self._stored or ()
            if one["passed"] is None or one["started_at"] >= since
        ]

    def started(self, sitting: Sitting) -> list[SideWrite]:
        """The rows of a start: refused if the learner sits an exam, or somebody was quicker."""
        new = {
            "sitting_id": str(sitting.id),
            "quarter": sitting.quarter,
            "started_at": iso(sitting.started_at),
            "ended_at": None,
            "passed": None,
        }
        running = insert(RUNNING_SITTINGS, str(self._employee_id), {"sitting_id": str(sitting.id)})
        return [self._replaced([*(self._stored or ()), new]), running]

    def followed(self, sitting: Sitting) -> list[SideWrite]:
        """The rows of a sitting that was handed in or settled."""
        result = sitting.result
        facts = {
            "ended_at": None if sitting.handed_in_at is None else iso(sitting.handed_in_at),
            "passed": None if result is None else result.passed,
        }
        rows = [
            {**one, **facts} if one["sitting_id"] == str(sitting.id) else one
            for one in self._stored or ()
        ]
        return [self._replaced(rows)]

    def _is_released(self, sitting_id: str, *, at: datetime) -> bool:
        terms = self._store.get(Sitting, UUID(sitting_id)).terms
        return terms.shows(terms.results, at=at)

    def _replaced(self, rows: list[dict[str, Any]]) -> SideWrite:
        return compare_and_set(ATTEMPTS, self._key, rows, expected=self._stored)


def no_longer_running(sitting: Sitting) -> SideWrite:
    """The learner may start another exam."""
    return delete(RUNNING_SITTINGS, str(sitting.employee_id))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
