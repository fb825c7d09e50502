"""How far everything has come: what is settled, and what keeps an installation from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.operations.status import are_settled, statuses
from shared.bus.follower import Follower, Reader
from shared.service import Service
from tests.shared.bus.toys import Pair, sqlite_pair, toy_services


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A shop and a depot that follows it, at rest."""
    made = sqlite_pair(tmp_path)
    yield made
    made.close()


@pytest.fixture
def services(pair: Pair) -> list[Service]:
    return toy_services(pair)


def behind(services: list[Service]) -> dict[str, int]:
    """Readers and relays that have not come to their heads, by name."""
    readers = [each for one in statuses(services) for each in one.readers]
    return {one.name: one.lag for one in readers if one.lag}


def deliver_to(pair: Pair, *readers: Reader) -> None:
    """Hands all that waits to these readers of the depot alone."""
    follower = Follower("shop", readers, pair.log)
    assert follower.take(pair.queue.receive(limit=1000, within=0))


def test_an_installation_in_which_nothing_happened_is_settled(services: list[Service]) -> None:
    assert are_settled(services)
    assert {} == behind(services)


def test_what_was_not_published_yet_is_under_way(pair: Pair, services: list[Service]) -> None:
    pair.sell("tea")
    assert not are_settled(services)
    assert {"relay/loopdesk.events": 2} == behind(services)


def test_what_was_published_and_not_taken_is_under_way(pair: Pair, services: list[Service]) -> None:
    pair.sell("tea")
    pair.relay_all()
    assert not are_settled(services)
    assert {"reactions/shop", "sales_by_article"} == set(behind(services))


def test_a_read_model_of_another_service_is_waited_for(pair: Pair, services: list[Service]) -> None:
    pair.sell("tea")
    pair.relay_all()
    deliver_to(pair, pair.reactions)
    assert not are_settled(services)
    assert {"sales_by_article"} == set(behind(services))


def test_reactions_are_waited_for(pair: Pair, services: list[Service]) -> None:
    pair.sell("tea")
    pair.relay_all()
    deliver_to(pair, pair.reader)
    assert not are_settled(services)
    assert {"reactions/shop"} == set(behind(services))


def test_what_all_have_taken_is_settled(pair: Pair, services: list[Service]) -> None:
    pair.sell("tea")
    pair.relay_all()
    assert pair.deliver()
    assert are_settled(services)
    assert {} == behind(services)


def test_nobody_waits_for_a_read_model_that_has_stopped(
    pair: Pair, services: list[Service]
) -> None:
    pair.sell("cursed")
    pair.relay_all()
    pair.deliver()
    assert are_settled(services)
    [stopped] = [each for one in statuses(services) for each in one.readers if each.stopped_by]
    assert "sales_by_article" == stopped.name
