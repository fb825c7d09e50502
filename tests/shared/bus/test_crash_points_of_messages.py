"""Relay, follower and read models pass c5 to c13; a death at any of them has one effect at last."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import MetaData, inspect

from shared.bus.relay import Relay
from shared.bus.rounds import FollowerRound
from shared.crash_points import CrashPoint
from shared.read_models.rebuild import foreign_source, rebuild
from tests.shared.bus.broker import LoopdeskBroker, messages
from tests.shared.bus.toys import SALES, Pair
from tests.support.crash_points import dying_at, points_passed

OF_THE_RELAY = [CrashPoint.BEFORE_PUBLISH, CrashPoint.BEFORE_CONFIRM, CrashPoint.BEFORE_POSITION]
OF_A_CONSUMER = [
    CrashPoint.AFTER_DELIVERY,
    CrashPoint.IN_PROJECTION,
    CrashPoint.BEFORE_COMMIT,
    CrashPoint.AFTER_COMMIT,
    CrashPoint.BEFORE_ACKNOWLEDGEMENT,
]


def consume(pair: Pair) -> None:
    """The follower's loop until nothing waits."""
    step = FollowerRound(pair.follower, pair.queue)
    step(within=0)
    while step(within=0):
        pass


def start_again(pair: Pair) -> None:
    """Both services as they are after a death: they know what was stored."""
    publisher = pair.hub.publisher("shop")
    pair.relay = Relay(pair.shop, pair.translator, publisher, stream="loopdesk.events")
    pair.start_depot()


def test_the_relay_passes_its_points_in_order(pair: Pair) -> None:
    pair.sell("tea")
    with points_passed() as passed:
        pair.relay.step()
    assert OF_THE_RELAY == [one for one in passed if one in OF_THE_RELAY]


def test_a_confirm_of_the_broker_is_awaited_behind_its_point(broker: LoopdeskBroker) -> None:
    publisher = broker.publisher("shop")
    with points_passed() as passed:
        publisher.publish("loopdesk.events", messages("shop", 1))
    publisher.close()
    assert [CrashPoint.BEFORE_CONFIRM] == passed


def test_a_consumer_passes_its_points_in_order(pair: Pair) -> None:
    step = FollowerRound(pair.follower, pair.queue)
    step(within=0)
    pair.sell("tea")
    pair.relay_all()
    with points_passed() as passed:
        assert step(within=0)
    assert OF_A_CONSUMER[:2] == passed[:2]
    assert OF_A_CONSUMER[2:] == passed[-3:]


@pytest.mark.parametrize("point", OF_THE_RELAY)
def test_a_relay_that_died_publishes_again_and_the_repeat_has_no_effect(
    pair: Pair, point: CrashPoint
) -> None:
    pair.sell("tea", 2)
    with dying_at(point):
        pair.relay_all()
    start_again(pair)
    pair.relay_all()
    consume(pair)
    assert (2, 1, {"tea": 2}) == (pair.gone("tea"), pair.effects(), pair.model.totals())


@pytest.mark.parametrize("point", OF_A_CONSUMER)
def test_a_consumer_that_died_has_one_effect(pair: Pair, point: CrashPoint) -> None:
    pair.sell("tea", 2)
    pair.relay_all()
    with dying_at(point):
        consume(pair)
    start_again(pair)
    consume(pair)
    assert (2, 1, {"tea": 2}) == (pair.gone("tea"), pair.effects(), pair.model.totals())


def test_the_old_rows_serve_on_when_a_rebuild_dies_before_its_swap(pair: Pair) -> None:
    pair.sell("tea", 2)
    pair.relay_all()
    consume(pair)
    with dying_at(CrashPoint.IN_REBUILD):
        rebuild(pair.model, foreign_source(pair.log), progress=lambda _: None)
    assert {"tea": 2} == pair.model.totals()

    rebuild(pair.model, foreign_source(pair.log), progress=lambda _: None)
    assert {"tea": 2} == pair.model.totals()


@pytest.mark.parametrize(("days_ago", "left"), [(1, 1), (3, 0)])
def test_what_a_dead_rebuild_has_left_is_dropped_when_nobody_can_be_at_it_any_more(
    pair: Pair, days_ago: int, left: int
) -> None:
    day = int(time.time()) // (24 * 3600) - days_ago
    name = f"{SALES.name}_{day:04x}beef"
    SALES.to_metadata(MetaData(), name=name).create(pair.read_database.engine)
    rebuild(pair.model, foreign_source(pair.log), progress=lambda _: None)
    assert left == inspect(pair.read_database.engine).get_table_names().count(name)
