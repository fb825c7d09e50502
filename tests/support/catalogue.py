"""Builders of courses and curricula."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from services.training.domain.course import Course, CourseDraft, Objective, Unit
from services.training.domain.rules import TrainingRules
from services.training.service import TrainingService
from shared.context import Context, acting
from shared.event_store import Aggregate
from shared.rules.keeping import RuleKeeping
from tests.support.training import LI, MONDAY, ZHOU

TAggregate = TypeVar("TAggregate", bound=Aggregate)

READING = Unit(
    code="reading",
    kind="document",
    title="阅读材料",
    minutes=30,
    text="员工手册",
)
FILM = Unit(
    code="film",
    kind="video",
    title="教学视频",
    minutes=15,
    text="",
    link="https://video.example/7",
)
DRILL = Unit(
    code="drill",
    kind="role_play",
    title="角色扮演",
    minutes=60,
    text="两人一组",
)


def draft(**facts: Any) -> CourseDraft:
    """What a course is to be: a unit that learners tick off and one that a trainer confirms."""
    given: dict[str, Any] = {
        "level": "basic",
        "title_zh": "电话礼仪",
        "title_en": "Telephone etiquette",
        "credits": Decimal("1.5"),
        "objectives": (Objective(text="使用规范用语", competencies=("communication",)),),
        "units": (READING, DRILL),
        "trainer_ids": (ZHOU,),
        "prerequisites": (),
        "is_open": False,
        "outdates_certificates": False,
        "changes": "",
    }
    return CourseDraft(**{**given, **facts})


def at(moment: datetime = MONDAY, *, actor: UUID = LI) -> AbstractContextManager[Any]:
    """Everything within is done at `moment`."""
    return acting(Context(occurred_at=moment, actor=str(actor)))


def course(code: str = "etiquette", **facts: Any) -> Course:
    """A course with one version and nothing left to save."""
    with at():
        made = Course.create(code)
        made.publish_version(draft(**facts))
    return without_events(made)


def new_events(aggregate: Aggregate) -> list[str]:
    """The names of the events that were made since the aggregate was built."""
    return [type(one).__name__ for one in aggregate.pending_events]


def without_events(aggregate: TAggregate) -> TAggregate:
    """The aggregate as it stands, with nothing left to save."""
    aggregate.collect_events()
    return aggregate


def teach(school: TrainingService, code: str = "etiquette", **facts: Any) -> UUID:
    """Writes a course in the catalogue."""
    with acting(Context(occurred_at=MONDAY, actor=str(ZHOU), kind="service")):
        return school.use_cases.courses.create_course(draft(**facts), code=code).id


def enter_rules(school: TrainingService, name: str, **values: Any) -> None:
    """Enters a version of a rule set, in force from the beginning."""
    store = school.store
    book = store.get(TrainingRules, TrainingRules.id_for(name))
    content = {**book.versions[-1].content, **values}
    with acting(Context(occurred_at=MONDAY, actor=str(ZHOU), kind="service")):
        RuleKeeping(store, TrainingRules).enter_rule_version(
            name, content=content, effective_from=MONDAY, reason="test"
        )


def codes(fields: Sequence[Any]) -> list[str]:
    """The names of the wrong fields."""
    return [one.field for one in fields]
