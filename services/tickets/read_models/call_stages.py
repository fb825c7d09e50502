"""How long do the stages of calls take beside their reference, and what is left out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Integer, String, func, select

from shared.clock import iso
from shared.read_models import ReadModel, Rows, projects, read_table

STAGES = read_table(
    "call_stages",
    Column("day", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("stage", String, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("reference_seconds", Integer, nullable=False),
    Column("over_reference", Integer, nullable=False),
)

OMISSIONS = read_table(
    "call_omissions",
    Column("day", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("stage", String, primary_key=True),
    Column("action", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("calls", Integer, nullable=False),
)


@dataclass(frozen=True)
class StageSum:
    """Sums over the complete records of one kind and stage.

    Args:
        kind: kind of ticket.
        stage: the stage.
        calls: complete records.
        seconds: what the stage took in all of them.
        reference_seconds: what it takes as a rule, summed.
        over_reference: records in which it took longer than the rule.
    """

    kind: str
    stage: str
    calls: int
    seconds: int
    reference_seconds: int
    over_reference: int


@dataclass(frozen=True)
class Omission:
    """How often a key action was left out for a reason."""

    kind: str
    stage: str
    action: str
    reason: str
    calls: int


class CallStages(ReadModel):
    """Sums by day (UTC), kind and stage, so that no question reads single calls (TK-7)."""

    name = "call_stages"
    source = "tickets"
    tables = (STAGES, OMISSIONS)

    @projects("tickets.call_record.completed")
    def completed(self, rows: Rows, event: Any) -> None:
        """A call's record is complete."""
        day = iso(event.timestamp)[:10]
        for one in event.stages:
            _add_stage(rows, day, event.kind, one)
            for left in one.left_out:
                _add_omission(rows, (day, event.kind, one.stage, left.action, left.reason))

    def sums(self, *, first_day: date, last_day: date) -> Sequence[StageSum]:
        """Sums of a span of days, both included."""
        numbers = ("calls", "seconds", "reference_seconds", "over_reference")
        query = (
            select(
                STAGES.c.kind,
                STAGES.c.stage,
                *(func.sum(STAGES.c[name]).label(name) for name in numbers),
            )
            .where(STAGES.c.day >= str(first_day), STAGES.c.day <= str(last_day))
            .group_by(STAGES.c.kind, STAGES.c.stage)
            .order_by(STAGES.c.kind, STAGES.c.stage)
        )
        with self.database.reading() as connection:
            return [StageSum(**row) for row in connection.execute(query).mappings()]

    def omissions(self, *, first_day: date, last_day: date) -> Sequence[Omission]:
        """What was left out in a span of days, the most frequent first."""
        names = ("kind", "stage", "action", "reason")
        columns = [OMISSIONS.c[name] for name in names]
        calls = func.sum(OMISSIONS.c.calls).label("calls")
        query = (
            select(*columns, calls)
            .where(OMISSIONS.c.day >= str(first_day), OMISSIONS.c.day <= str(last_day))
            .group_by(*columns)
            .order_by(calls.desc(), *columns)
        )
        with self.database.reading() as connection:
            return [Omission(**row) for row in connection.execute(query).mappings()]


def _add_stage(rows: Rows, day: str, kind: str, one: Any) -> None:
    before = rows[STAGES].get(day, kind, one.stage)
    added = {
        "calls": 1,
        "seconds": one.seconds,
        "reference_seconds": one.reference_seconds,
        "over_reference": 1 if one.over_seconds > 0 else 0,
    }
    sums = {name: added[name] + (before[name] if before else 0) for name in added}
    rows[STAGES].put(day=day, kind=kind, stage=one.stage, **sums)


def _add_omission(rows: Rows, key: tuple[str, str, str, str, str]) -> None:
    before = rows[OMISSIONS].get(*key)
    names = ("day", "kind", "stage", "action", "reason")
    calls = 1 + (before["calls"] if before else 0)
    rows[OMISSIONS].put(**dict(zip(names, key, strict=True)), calls=calls)
