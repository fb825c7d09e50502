"""A message has exactly one effect, whatever the transport does to it."""

from __future__ import annotations

import pytest

from shared.bus.envelope import RECORDS_A_READ, Head, encoded, head_event
from shared.bus.place import Place, advanced
from shared.bus.transport import Delivery
from shared.context import acting
from shared.read_models.readers import ForeignReader
from tests.shared.bus.toys import Pair, Sale


def test_every_message_has_one_effect_in_reactions_and_read_model(pair: Pair) -> None:
    for _ in range(250):
        pair.sell("tea", 2)
    pair.relay_all()
    assert pair.deliver()
    assert 500 == pair.gone("tea")
    assert {"tea": 500} == pair.model.totals()


def test_a_message_delivered_three_times_has_one_effect(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    deliveries = pair.queue.receive(limit=10, within=0)
    for _ in range(3):
        assert pair.follower.take(deliveries)
    assert 1 == pair.effects()
    assert {"tea": 1} == pair.model.totals()


def test_a_message_repeated_after_a_restart_has_one_effect(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    deliveries = pair.queue.receive(limit=10, within=0)
    pair.follower.take(deliveries)
    pair.start_depot()
    assert pair.follower.take(deliveries)
    assert 1 == pair.effects()


def test_a_lost_message_is_pulled_when_the_next_one_shows_the_gap(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    pair.queue.receive(limit=10, within=0)
    pair.sell("tea")
    pair.relay_all()
    assert pair.deliver()
    assert 2 == pair.effects()


def test_a_lost_last_message_is_pulled_when_the_head_shows_it(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    pair.queue.receive(limit=10, within=0)
    pair.relay.publish_head()
    assert pair.deliver()
    assert 1 == pair.effects()


def test_messages_out_of_order_take_effect_in_order(pair: Pair) -> None:
    for pieces in (1, 2, 3):
        pair.sell("tea", pieces)
    pair.relay_all()
    deliveries = pair.queue.receive(limit=10, within=0)
    assert pair.follower.take(list(reversed(deliveries)))
    records = pair.depot.recorder.select_records(after=0, limit=10, topics=["depot.shelf.taken"])
    pieces = [pair.depot.mapper.to_domain_event(one).pieces for one in records]
    assert [1, 2, 3] == pieces


def test_a_depot_that_starts_late_pulls_everything(pair: Pair) -> None:
    for _ in range(20):
        pair.sell("tea")
    assert pair.follower.catch_up()
    assert 20 == pair.effects()
    assert {"tea": 20} == pair.model.totals()


def test_private_events_are_no_gap(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    pair.deliver()
    pair.relay.publish_head()
    pair.deliver()
    assert pair.shop.recorder.last_position() == pair.reactions.place().through


def test_a_message_without_its_producers_user_is_dropped(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    (delivery,) = pair.queue.receive(limit=10, within=0)
    for sender in (None, "guest", "depot"):
        assert pair.follower.take([Delivery(delivery.body, sender, delivery.tag)])
    assert 0 == pair.effects()


def test_rubbish_never_stops_the_queue(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    (delivery,) = pair.queue.receive(limit=10, within=0)
    rubbish = [b"", b"{", b"[]", b'{"specversion":"9"}', b"[" * 100_000, b'{"type":1}']
    bad = [Delivery(body, "shop", 1) for body in rubbish]
    assert pair.follower.take([*bad, delivery])
    assert 1 == pair.effects()


def test_two_depots_that_take_the_same_batch_have_one_effect(pair: Pair) -> None:
    for _ in range(5):
        pair.sell("tea")
    pair.relay_all()
    deliveries = pair.queue.receive(limit=10, within=0)
    stalled = pair.follower
    pair.start_depot()
    assert pair.follower.take(deliveries)
    assert stalled.take(deliveries)
    assert 5 == pair.effects()
    assert {"tea": 5} == pair.model.totals()


def test_a_head_of_an_older_generation_is_dropped_for_good(pair: Pair) -> None:
    pair.sell("tea")
    pair.relay_all()
    pair.deliver()
    place = pair.reactions.place()
    old = Head("shop", place.log, place.generation - 1, 99, "x", 99)
    assert pair.follower.take([Delivery(encoded(head_event(old)), "shop", 1)])
    assert place == pair.reactions.place()


def test_relays_of_two_processes_lose_and_double_nothing(pair: Pair) -> None:
    from shared.bus.relay import LeadershipLost, Relay

    other = Relay(pair.shop, pair.translator, pair.hub.publisher("shop"), stream="loopdesk.events")
    pair.sell("tea")
    other.step()
    pair.sell("tea")
    pair.relay_all()
    pair.sell("tea")
    with pytest.raises(LeadershipLost):
        other.step()
    pair.relay_all()
    assert pair.deliver()
    assert 3 == pair.effects()


def test_a_stalled_depot_whose_batch_was_taken_in_part_counts_nothing_twice(pair: Pair) -> None:
    for _ in range(5):
        pair.sell("tea")
    messages = pair.log.read_events(after=Place()).messages
    places = [advanced(Place(), one) for one in messages]
    stalled, successor = ForeignReader(pair.model), ForeignReader(pair.model)
    assert places[0] == successor.take(messages[:1], old=Place(), new=places[0])
    assert places[2] == successor.take(messages[1:3], old=places[0], new=places[2])
    assert places[2] == stalled.take(messages[1:], old=places[0], new=places[4])
    pair.start_depot()
    assert pair.follower.catch_up()
    assert {"tea": 5} == pair.model.totals()


def test_a_long_run_of_private_events_is_no_wall(pair: Pair) -> None:
    pair.sell("tea")
    assert pair.follower.catch_up()
    with acting(pair.context()):
        sale = pair.shop.get(Sale, pair.sell("milk"))
        for number in range(RECORDS_A_READ + 1):
            sale.note_down(str(number))
        pair.shop.save(sale)
    assert pair.follower.catch_up()
    pair.sell("salt")
    assert pair.follower.catch_up()
    assert 3 == pair.effects()
    assert pair.shop.recorder.last_position() == pair.reactions.place().through


def test_more_public_events_than_one_reading_holds_are_all_pulled(pair: Pair) -> None:
    with acting(pair.context()):
        for _ in range(RECORDS_A_READ // 100 + 1):
            pair.shop.save(*(Sale(article="tea", pieces=1) for _ in range(100)))
    assert pair.follower.catch_up()
    assert RECORDS_A_READ < pair.effects() == pair.shop.recorder.last_position()
