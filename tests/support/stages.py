"""Builders for tests of stages: a rubric, what is judged by it, and when."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from services.training.domain.assessment import Assessment
from services.training.domain.rubric import Criterion, Level, RubricVersion
from shared.context import Context, acting
from shared.event_store import Aggregate
from tests.support.training import LI, MONDAY, WU, ZHENG

TAggregate = TypeVar("TAggregate", bound=Aggregate)

FIRST_DAY = date(2020, 1, 6)
LEVELS = (
    Level(code="weak", points=Decimal("0.0"), zh="不达标", en="weak"),
    Level(code="fair", points=Decimal("2.5"), zh="达标", en="fair"),
    Level(code="good", points=Decimal("5.0"), zh="优秀", en="good"),
)
CRITERIA = (
    Criterion(code="greeting", zh="问候", en="Greeting", levels=LEVELS),
    Criterion(code="identity", zh="核身", en="Identity", levels=LEVELS, must_reach="fair"),
)
RUBRIC = RubricVersion(number=1, title="模拟接听", pass_percent=60, criteria=CRITERIA)
GOOD = {"greeting": "good", "identity": "good"}
FAIR = {"greeting": "fair", "identity": "fair"}
UNSAFE = {"greeting": "good", "identity": "weak"}
ASSESSMENT = UUID("0190d4f0-0000-7000-8000-000000000701")


def at(moment: datetime = MONDAY, *, actor: UUID = LI) -> AbstractContextManager[Any]:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=str(actor)))


def settled_events(aggregate: TAggregate) -> TAggregate:
    """The aggregate with nothing left to be saved."""
    aggregate.collect_events()
    return aggregate


def names_of(aggregate: Aggregate) -> list[str]:
    """The names of its new events."""
    return [type(one).__name__ for one in aggregate.pending_events]


def arranged(*assessors: UUID) -> Assessment:
    """Li is to be assessed, by two markers unless others are named."""
    with at():
        made = Assessment.arrange(
            assessment_id=ASSESSMENT,
            employee_id=LI,
            certification_code="cards",
            stage_kind="simulated",
            rubric_id=UUID(int=7),
            rubric=RUBRIC,
            assessor_ids=assessors or (WU, ZHENG),
            planned_on=None,
        )
    return settled_events(made)
