"""Position descriptions with decision authority (RO-7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from services.people.domain.errors import NotTheNewestVersion
from services.people.domain.position import (
    Decision,
    DescriptionNotFound,
    LimitWithoutCurrency,
    Position,
)
from shared.context import Context, acting


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with acting(Context(occurred_at=day(1), actor="tester")):
        yield


def day(number: int) -> datetime:
    return datetime(2020, 1, number, tzinfo=UTC)


def publish(position: Position, *, since: int, authority: tuple[Decision, ...] = ()) -> None:
    position.publish_description(
        content="受理",
        workflow="核实",
        standard="达标",
        authority=authority,
        effective_from=day(since),
    )


def described(*since: int) -> Position:
    position = Position.open("agent", title="客服代表", level=1)
    for one in since:
        publish(position, since=one)
    position.collect_events()
    return position


def test_versions_are_numbered() -> None:
    assert [1, 2] == [one.version for one in described(1, 5).descriptions]


def test_the_latest_to_take_effect_is_in_force() -> None:
    position = described(5, 10)
    assert [1, 1, 2] == [position.in_force(day(n)).version for n in (5, 9, 10)]


def test_nothing_is_in_force_before_the_first() -> None:
    with pytest.raises(DescriptionNotFound):
        described(5).in_force(day(4))


def test_the_newest_version_is_acknowledged_and_no_other() -> None:
    position = described(1, 20)
    assert 2 == position.to_acknowledge(2).version
    with pytest.raises(NotTheNewestVersion, match="Version 2"):
        position.to_acknowledge(1)


def test_a_position_without_description_has_nothing_to_acknowledge() -> None:
    with pytest.raises(DescriptionNotFound):
        described().to_acknowledge(1)


@pytest.mark.parametrize(
    "decision",
    [Decision(decision="refund", limit_minor=1), Decision(decision="refund", currency="CNY")],
)
def test_a_limit_has_a_currency(decision: Decision) -> None:
    position = described()
    with pytest.raises(LimitWithoutCurrency):
        publish(position, since=1, authority=(decision,))
    assert () == position.descriptions
