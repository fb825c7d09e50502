"""A transaction with the lower position commits late: no follower skips it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg

from services.people.domain.skills import SkillGroup, SkillRecord
from shared.clock import SystemClock
from shared.context import Context, acting
from shared.databases.postgres_arrays import register_arrays
from shared.event_store import EventStore
from shared.event_store.postgres import APPEND, append_arguments
from tests.faults.evidence import Finding
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift

ROW = "13 commits out of order"
HELD_FOR = {False: 2.0, True: 8.0}
"""Seconds; a writer that cannot get its turn gives up after ten."""

TIMES = 2
WRITERS = 3
GROUP_CODE = "row-13"


@dataclass(frozen=True)
class Late:
    """A save that stays open while others want to write.

    Args:
        position: the position that it has taken.
        seen: what a reader found at or after that position meanwhile.
    """

    position: int
    seen: int


def run(context: RowContext) -> RowResult:
    """Holds a save of people's log open while others save and everybody follows."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        waits: list[float] = []
        with shift.workload.running():
            for _ in range(TIMES):
                late, waited = _hold(ground, shift, seconds=HELD_FOR[context.is_long])
                shift.result.findings += _too_early(late)
                shift.recover()
                waits += waited
        shift.result.notes = (
            f"lower position open for {HELD_FOR[context.is_long]:.0f} s, {TIMES} times;"
            f" skipped 0; writers behind it waited {max(waits):.2f} s at most"
        )
    return shift.result


def _hold(ground: Ground, shift: Shift, *, seconds: float) -> tuple[Late, list[float]]:
    store = ground.installation.services["people"].store
    with ThreadPoolExecutor(WRITERS) as writers:
        with _open_save(store) as position:
            behind: list[Future[float]] = [
                writers.submit(_save_timed, store) for _ in range(WRITERS)
            ]
            shift.wait(seconds)
            seen = store.recorder.select_records(after=position - 1, limit=10)
        return Late(position, len(seen)), [one.result() for one in behind]


@contextmanager
def _open_save(store: EventStore) -> Iterator[int]:
    """A save that commits when the block ends; the position of its event."""
    with acting(_somebody()):
        record = _new_member(store)
    stored = [store.mapper.to_stored_event(one) for one in record.collect_events()]
    url: str = store.recorder.url  # type: ignore[attr-defined]
    options = f"-c search_path={store.service}"
    with psycopg.connect(url, options=options, autocommit=True) as connection:
        register_arrays(connection)
        with connection.transaction():
            arguments: list[Any] = [*append_arguments(stored, [], []), SystemClock().now(), False]
            (last,) = connection.execute(APPEND, arguments).fetchall()[0]
            yield last - len(stored) + 1


def _save_timed(store: EventStore) -> float:
    """Seconds that a save took which had to wait."""
    began_at = time.monotonic()
    with acting(_somebody()):
        store.save(_new_member(store))
    return time.monotonic() - began_at


def _new_member(store: EventStore) -> SkillRecord:
    """Somebody who has joined a skill group, which others come to know."""
    record = SkillRecord.open(uuid4())
    record.join_group(
        store.find(SkillGroup, SkillGroup.id_for(GROUP_CODE))
        or SkillGroup.open(GROUP_CODE, name="第13行", business_line="banking", required_skills={})
    )
    return record


def _somebody() -> Context:
    return Context(occurred_at=SystemClock().now(), actor="row-13", correlation_id="row-13")


def _too_early(late: Late) -> list[Finding]:
    if not late.seen:
        return []
    what = f"{late.seen} records from position {late.position} on were seen before its commit"
    return [Finding("I4", "unexpected", what)]
