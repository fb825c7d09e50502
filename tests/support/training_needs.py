"""Builders for tests of training needs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.training.domain.audience import Target
from services.training.domain.course import Course
from services.training.domain.need import Need
from services.training.domain.need_terms import NewNeed
from services.training.domain.need_weights import Evidence, NeedRules, QuestionRule
from services.training.service import TrainingService
from shared.context import Context, acting
from shared.event_store import Aggregate
from shared.sealed import Sealed
from tests.support.catalogue import teach
from tests.support.training import LI, MONDAY, TEAM, WANG, ZHAO

RULES = NeedRules(
    origins={"supervisor": 20, "self": 10, "incident": 40, "open_question": 15},
    urgencies={"low": 0, "normal": 10, "high": 25, "urgent": 50},
    points_per_evidence=3,
    most_for_evidences=9,
    points_per_severity=6,
    points_per_week=2,
    open_questions=(
        QuestionRule("card.", "", "product_knowledge"),
        QuestionRule("", "loans", "sales"),
    ),
)

FOR_LI = Target(kind="employee", target_id=LI)
FOR_ZHAO = Target(kind="employee", target_id=ZHAO)
FOR_TEAM = Target(kind="team", target_id=TEAM)
COURSE = Course.id_for("answers")
LATER = date(2020, 3, 31)
COLUMNS = "source,fact_id,origin,happened_on,audience,competency,severity,urgency,description"


def offer_course(school: TrainingService) -> None:
    """There is a course that can be taken."""
    teach(school, "answers")


def at(moment: datetime = MONDAY, *, actor: UUID = WANG) -> AbstractContextManager[Any]:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=str(actor)))


def sealed(text: str = "sealed") -> Sealed:
    """An envelope that nobody opens."""
    return Sealed(subject=f"employee:{LI}", key_id="k", algorithm="A256GCM", nonce="n", text=text)


def evidence(reference: str = "QF-1", *, severity: int = 3, source: str = "quality") -> Evidence:
    """Something that shows a need."""
    return Evidence(
        source=source, reference=reference, happened_on=date(2020, 1, 3), severity=severity
    )


def need(number: int = 1, **facts: Any) -> Need:
    """An open need of Li's, raised by Wang."""
    given: dict[str, Any] = {
        "origin": "supervisor",
        "audience": (FOR_LI,),
        "competency": "communication",
        "urgency": "normal",
        "raiser_id": WANG,
        **facts,
    }
    with at():
        made = Need.raise_need(
            NewNeed(**given), need_id=UUID(int=number), description=None, rules=RULES
        )
    made.collect_events()
    return made


def new_events(aggregate: Aggregate) -> list[str]:
    """Names of what has happened since it was built."""
    return [type(one).__name__ for one in aggregate.collect_events()]


def line_of(fact_id: str = "F-1", **cells: str) -> str:
    """A line of a file of facts, about Li."""
    given = {
        "source": "quality",
        "fact_id": fact_id,
        "origin": "quality_finding",
        "happened_on": "2020-01-03",
        "audience": f"employee:{LI}",
        "competency": "communication",
        "severity": "3",
        "urgency": "high",
        "description": "小王语速过快",
        **cells,
    }
    return ",".join(given.values())


def file_of(*lines: str) -> str:
    """A file of facts."""
    return "\n".join([COLUMNS, *lines]) + "\n"
