"""Skills and skill groups (RO-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.people.domain.skill_errors import (
    AlreadyInGroup,
    NotInGroup,
    SkillAlreadyHeld,
    SkillNotHeld,
    SkillsMissing,
    SkillStillNeeded,
)
from services.people.domain.skills import SkillGroup, SkillRecord
from shared.context import Context, acting


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with acting(Context(occurred_at=datetime(2020, 1, 1, tzinfo=UTC), actor="tester")):
        yield


@pytest.fixture
def cards() -> SkillGroup:
    return SkillGroup.open(
        "cards", name="银行卡", business_line="banking", required_skills={"cards": 2}
    )


@pytest.fixture
def skilled() -> SkillRecord:
    record = SkillRecord.open(uuid4())
    record.grant_skill("cards", level=2)
    record.collect_events()
    return record


def topics(record: SkillRecord) -> list[str]:
    return [one.TOPIC for one in record.collect_events()]  # type: ignore[attr-defined]


def test_those_with_its_skills_join_a_group(skilled: SkillRecord, cards: SkillGroup) -> None:
    skilled.join_group(cards)
    assert ["people.skill_record.group_joined"] == topics(skilled)
    assert ["cards"] == list(skilled.groups)


@pytest.mark.parametrize("level", [None, 1])
def test_those_without_its_skills_do_not_join_a_group(cards: SkillGroup, level: int | None) -> None:
    record = SkillRecord.open(uuid4())
    if level is not None:
        record.grant_skill("cards", level=level)
    with pytest.raises(SkillsMissing, match="cards 2"):
        record.join_group(cards)


def test_a_group_is_joined_once_and_left_once(skilled: SkillRecord, cards: SkillGroup) -> None:
    skilled.join_group(cards)
    with pytest.raises(AlreadyInGroup):
        skilled.join_group(cards)
    skilled.leave_group("cards")
    with pytest.raises(NotInGroup):
        skilled.leave_group("cards")


def test_a_skill_is_kept_while_a_group_needs_it(skilled: SkillRecord, cards: SkillGroup) -> None:
    skilled.join_group(cards)
    with pytest.raises(SkillStillNeeded):
        skilled.withdraw_skill("cards")
    with pytest.raises(SkillStillNeeded):
        skilled.grant_skill("cards", level=1)
    skilled.grant_skill("cards", level=3)
    skilled.leave_group("cards")
    skilled.withdraw_skill("cards")
    assert {} == skilled.skills


def test_the_same_level_is_granted_once(skilled: SkillRecord) -> None:
    with pytest.raises(SkillAlreadyHeld):
        skilled.grant_skill("cards", level=2)


def test_a_skill_that_is_not_held_cannot_be_withdrawn(skilled: SkillRecord) -> None:
    with pytest.raises(SkillNotHeld):
        skilled.withdraw_skill("loans")
